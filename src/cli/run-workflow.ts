// Runs a workflow to its end in a thread, as fast as it goes, and keeps its trace and the folds over it.
import { MessageChannel } from 'node:worker_threads'
import { MICROSECONDS_PER_MS } from '#base'
import { createWorkflowCompiler, realmTextOf } from '#runtime'
import { openThreadRealm, readScript } from '#runtime/node'
import {
  createRunFolds,
  createTraceReader,
  describeRun,
  type RunDescription,
  type RunFolds,
  type TraceReader,
} from '#trace'
import type { Workflow } from '#workflow'
import type { PlannedInput, TraceMessage } from '#workers/protocol'
import { type RunNews, supervise } from '#workers/supervisor'
import { awsSdkUrl } from 'virtual:aws-sdk'
import { sealedWorkerUrl } from 'virtual:sealed-worker'

export interface RunRequest {
  readonly workflow: Workflow
  readonly seed: number
  /** Undefined: until nothing is left to happen. */
  readonly endMs: number | undefined
  readonly planned: readonly PlannedInput[]
  /** Hears of what the run's supervisor does: repairs and verdicts. */
  onNews?(news: RunNews): void
}

export interface FinishedRun {
  readonly description: RunDescription
  readonly reader: TraceReader
  readonly folds: RunFolds
  readonly fingerprint: string
  readonly virtualMs: number
  readonly wallMs: number
}

type Ended = Extract<RunNews, { type: 'ended' }>

interface Watched {
  readonly reader: TraceReader
  readonly folds: RunFolds
}

export async function runWorkflow({ workflow, seed, endMs, planned, onNews }: RunRequest): Promise<FinishedRun> {
  const begunMs = performance.now()
  const compiled = createWorkflowCompiler().compile(workflow)
  const { text, code } = await realmTextOf(workflow, compiled, {
    sealed: () => readScript(sealedWorkerUrl),
    sdk: async (script) => readScript(await awsSdkUrl(script)),
  })
  const description = describeRun(workflow)
  let watched: Watched = { reader: createTraceReader(), folds: createRunFolds(description) }

  const ended = await new Promise<Ended>((resolve, reject) => {
    let end: Ended | undefined
    let stop: (() => void) | undefined
    /** The news of the end overtakes the last batches of the log. */
    const finishWhenWhole = (): void => {
      if (!end || watched.reader.length < end.events) return
      stop?.()
      resolve(end)
    }
    const platform = {
      openRealm(realmText: string, onSign: Parameters<typeof openThreadRealm>[0]['onSign'], onGone: () => void) {
        const trace = new MessageChannel()
        const mine: Watched = { reader: createTraceReader(), folds: createRunFolds(description) }
        watched = mine
        trace.port1.on('message', ({ batch }: TraceMessage) => {
          mine.reader.append(batch)
          trace.port1.postMessage({ type: 'credit', batches: 1 })
          finishWhenWhole()
        })
        trace.port1.unref()
        return openThreadRealm({ text: realmText, tracePort: trace.port2, onSign, onGone })
      },
      every(periodMs: number, call: () => void) {
        const timer = setInterval(call, periodMs)
        return () => clearInterval(timer)
      },
      wallMs: () => performance.now(),
    }
    const endUs = endMs === undefined ? undefined : Math.round(endMs * MICROSECONDS_PER_MS)
    const plan = {
      workflow,
      code,
      seed,
      endUs,
      pace: 'max' as const,
      playing: true,
      inputs: [],
      planned,
    }
    const tell = (news: RunNews): void => {
      onNews?.(news)
      if (news.type === 'ended') end = news
      if (news.type === 'failed') reject(new Error(news.message))
      finishWhenWhole()
    }
    supervise(platform, text, plan, tell).then((supervised) => {
      stop = supervised.stop
      finishWhenWhole()
    }, reject)
  })

  watched.folds.advance(watched.reader)
  return {
    description,
    reader: watched.reader,
    folds: watched.folds,
    fingerprint: ended.fingerprint,
    virtualMs: ended.nowUs / MICROSECONDS_PER_MS,
    wallMs: performance.now() - begunMs,
  }
}
