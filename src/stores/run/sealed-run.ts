// A whole run in a frame and an observer of its own, beside the one the page steers: from its start to its end at full
// pace. Nothing of it is shared with another run.
import { failure, type Result, success } from '#base'
import { describeRun } from '#trace'
import type { ObserverNews, RunObserver } from '#workers/protocol'
import type { RunNews } from '#workers/supervisor'
import type { Said } from '../said.ts'
import type { OpenSealedRun, SealedPlan } from './ghost-run.ts'
import { loadMachinery } from './load-machinery.ts'

export interface SealedRunOptions {
  createObserver(): Worker
  readonly frameDocument: string
}

const sentenceOf = (news: Extract<RunNews, { type: 'failed' }>): Said => ({
  code: news.reason === 'memory' ? 'ghost-memory' : news.reason === 'repairs' ? 'ghost-repairs' : 'ghost-realm',
  data: { reason: news.message },
})

export function sealedRuns(options: SealedRunOptions): OpenSealedRun {
  return (plan, onProgress) => {
    let settle: (result: Result<Pick<RunObserver, 'figures'>, Said>) => void = () => undefined
    const ended = new Promise<Result<Pick<RunObserver, 'figures'>, Said>>((resolve) => {
      settle = resolve
    })
    /** What has to go when it is closed; undefined once it is. */
    let closers: (() => void)[] | undefined = []
    const onClose = (closer: () => void): void => {
      if (closers) closers.push(closer)
      else closer()
    }
    const hooks: Hooks = { onProgress, onClose, settle: (result) => closers && settle(result) }
    runToEnd(options, plan, hooks).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      hooks.settle(failure({ code: 'ghost-realm', data: { reason } }))
    })
    return {
      ended,
      close() {
        const all = closers ?? []
        closers = undefined
        for (const closer of all) closer()
      },
    }
  }
}

interface Hooks {
  onProgress(nowUs: number): void
  onClose(closer: () => void): void
  settle(result: Result<Pick<RunObserver, 'figures'>, Said>): void
}

async function runToEnd(options: SealedRunOptions, plan: SealedPlan, hooks: Hooks): Promise<void> {
  const { createFrames, framePlatform, proxy, supervise, wrap } = await loadMachinery()
  const worker = options.createObserver()
  hooks.onClose(() => worker.terminate())
  const observer = wrap<RunObserver>(worker)
  const frames = createFrames(options.frameDocument)
  let end: Extract<RunNews, { type: 'ended' }> | undefined
  let events = 0

  /** The news of the end overtakes the last batches of the log. */
  function finishWhenWhole(): void {
    if (end && events >= end.events) hooks.settle(success(observer))
  }

  function heard(news: ObserverNews): void {
    if (news.problem) {
      const reason = `${news.problem.code} ${news.problem.detail}`
      hooks.settle(failure({ code: 'ghost-trace', data: { reason } }))
      return
    }
    events = news.events
    finishWhenWhole()
  }

  function told(news: RunNews): void {
    if (news.type === 'phase') hooks.onProgress(news.nowUs)
    else if (news.type === 'failed') hooks.settle(failure(sentenceOf(news)))
    else if (news.type === 'ended') {
      end = news
      finishWhenWhole()
    }
  }

  await observer.onNews(proxy(heard))
  const platform = framePlatform(observer, describeRun(plan.workflow), () => {
    const frame = frames.takeNew()
    hooks.onClose(() => frame.element.remove())
    return frame
  })
  const { workflow, code, seed, endUs, planned } = plan
  const run = { workflow, code, seed, endUs, planned, pace: 'max' as const, playing: true, inputs: [] }
  const supervised = await supervise(platform, plan.text, run, told)
  hooks.onClose(supervised.stop)
}
