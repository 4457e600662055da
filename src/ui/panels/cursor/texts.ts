// What the time cursor says.
import { defineTexts } from '#ui/kit'

export const cursorTexts = defineTexts({
  en: {
    cursor: 'Instant shown',
    live: 'Live',
    goLive: 'Back to now',
    now: 'now, {at}',
    instant: '{at} of {end}',
    before: 'Event before',
    after: 'Next event',
    keys: 'Arrow keys: by event. With Shift: by second. End: now.',
    lookingBack: 'Looking back at {at}. The run is not touched.',
  },
  'zh-CN': {
    cursor: '显示的时刻',
    live: '实时',
    goLive: '回到现在',
    now: '现在，{at}',
    instant: '{end} 中的 {at}',
    before: '上一个事件',
    after: '下一个事件',
    keys: '方向键：按事件移动。按住 Shift：按秒移动。End：现在。',
    lookingBack: '正在回看 {at}。运行不受影响。',
  },
})
