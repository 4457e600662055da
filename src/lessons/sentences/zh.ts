import type { LessonSentenceCode } from './en.ts'

export const zh: Readonly<Record<LessonSentenceCode, string>> = {
  'lesson-not-ours': '这不是课程：它的“format”不是“{format}”。请选择课程文件。',
  'lesson-too-new': '此课程的版本是 {version}，而当前 Faaslab 只认识版本 {newest}。请更新 Faaslab 后再打开。',
  'lesson-answer': 'prediction.answer 是 {answer}，但选项只有 0 到 {maximum}。请指定其中之一。',
  'lesson-no-bound': '{path} 没有界限。请给出 atLeast、atMost 或两者。',
  'lesson-bounds': '{path} 无法达成：至少 {atLeast}，又至多 {atMost}。请交换两者或删去其一。',
  'lesson-no-field': '类型为 {type} 的事件没有字段“{field}”。请检查拼写，或将其删除。',
  'lesson-no-edge': '{path}：类型为 {type} 的事件不发生在连接上。请删除 from 和 to，或指定节点。',

  'goal-at-least': '至少 {atLeast}',
  'goal-at-most': '至多 {atMost}',
  'goal-between': '{atLeast} 到 {atMost}',
  'goal-exactly': '恰好 {atLeast}',
  'seen-nothing': '没有可计数的内容',
  'seen-missing': '此工作流中没有 {missing}',
  'seen-in-order': '顺序正确',
  'seen-out-of-order': '顺序相反',
  'seen-first-missing': '前者没有发生',
  'seen-second-missing': '后者没有发生',
}
