// English. Placeholders as in the sentences of the document: {name}.

export const en = {
  'lesson-not-ours': 'This is no lesson: its “format” is not “{format}”. Choose a lesson’s file.',
  'lesson-too-new':
    'This lesson has version {version}; this Faaslab knows version {newest}. Update Faaslab to open it.',
  'lesson-answer': 'prediction.answer is {answer}, but the options go from 0 to {maximum}. Name one of them.',
  'lesson-no-bound': '{path} has no bound. Give atLeast, atMost or both.',
  'lesson-bounds': '{path} can’t be met: at least {atLeast} and at most {atMost}. Exchange them or drop one.',
  'lesson-no-field': 'Events of type {type} have no field “{field}”. Check its spelling, or remove it.',
  'lesson-no-edge': '{path}: events of type {type} happen on no connection. Remove from and to, or name a node.',

  'goal-at-least': 'at least {atLeast}',
  'goal-at-most': 'at most {atMost}',
  'goal-between': 'from {atLeast} to {atMost}',
  'goal-exactly': 'exactly {atLeast}',
  'seen-nothing': 'nothing to count',
  'seen-missing': '{missing} is not in this workflow',
  'seen-in-order': 'in this order',
  'seen-out-of-order': 'the other way round',
  'seen-first-missing': 'the first never happened',
  'seen-second-missing': 'the second never happened',
} as const

export type LessonSentenceCode = keyof typeof en
