// The run: play, pause, step, reset, speed, events by hand.
import type { Pace } from '#workers/protocol'
import { ghostTarget, startGhost } from '../../panels/ghost/start-ghost.ts'
import type { App } from '../app-context.tsx'
import { defineCommands } from './command.ts'

/** Virtual seconds per second. */
export const PACES: readonly Pace[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 'max']

function changePace(app: App, step: 1 | -1): void {
  const index = PACES.indexOf(app.run.getState().pace)
  const next = PACES[(index < 0 ? PACES.indexOf(1) : index) + step]
  if (next !== undefined) app.run.setPace(next)
}

const idle = (app: App): boolean => app.run.getState().phase === 'idle'

export const runCommands = defineCommands({
  'play-pause': {
    group: 'run',
    label: { en: 'Run or pause', 'zh-CN': '运行或暂停' },
    shortcuts: ['Mod+Enter'],
    typing: 'editor',
    run: (app) => (app.run.getState().playing ? app.run.pause() : app.run.play()),
  },
  restart: {
    group: 'run',
    label: { en: 'Run again from the start', 'zh-CN': '从头重新运行' },
    shortcuts: ['Mod+Shift+Enter'],
    typing: 'editor',
    run: (app) => app.run.start(),
  },
  step: {
    group: 'run',
    label: { en: 'Step: next event', 'zh-CN': '单步：下一事件' },
    shortcuts: ['F10'],
    typing: 'fields',
    when: (app) => !app.run.getState().playing,
    run: (app) => app.run.step('entry'),
  },
  'step-invocation': {
    group: 'run',
    label: { en: 'Step over the invocation', 'zh-CN': '步过本次调用' },
    shortcuts: ['Shift+F10'],
    typing: 'fields',
    when: (app) => !app.run.getState().playing,
    run: (app) => app.run.step('invocation'),
  },
  reset: {
    group: 'run',
    label: { en: 'Reset the run', 'zh-CN': '重置运行' },
    when: (app) => !idle(app),
    run: (app) => app.run.reset(),
  },
  'ghost-run': {
    group: 'run',
    label: { en: 'Run once more without the breaker or retry', 'zh-CN': '去掉熔断器或重试再运行一遍' },
    when: (app) => app.run.getState().nowUs > 0 && ghostTarget(app) !== undefined,
    run: startGhost,
  },
  'send-event': {
    group: 'run',
    label: { en: 'Send an event…', 'zh-CN': '发送事件…' },
    shortcuts: ['E'],
    where: 'canvas',
    when: (app) => Object.keys(app.document.getState().workflow.nodes).length > 0,
    run: (app) => app.view.show({ dialog: 'send-event' }),
  },
  faster: {
    group: 'run',
    label: { en: 'Faster', 'zh-CN': '加快' },
    shortcuts: [']'],
    where: 'canvas',
    run: (app) => changePace(app, 1),
  },
  slower: {
    group: 'run',
    label: { en: 'Slower', 'zh-CN': '减慢' },
    shortcuts: ['['],
    where: 'canvas',
    run: (app) => changePace(app, -1),
  },
})
