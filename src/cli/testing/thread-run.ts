// One realm in a thread, steered by a test: nobody watches over it, nothing is repaired.
import { MICROSECONDS_PER_MS, parseDuration } from '#base'
import { createWorkflowCompiler, type RealmText, realmTextOf } from '#runtime'
import { openThreadRealm, readScript } from '#runtime/node'
import { createTraceReader, type TraceEvent, type TraceReader } from '#trace'
import type { Workflow } from '#workflow'
import type { LoggedInput, Pace, RunSteering, SignOfLife, TraceMessage } from '#workers/protocol'
import { MessageChannel } from 'node:worker_threads'
import { awsSdkUrl } from 'virtual:aws-sdk'
import { sealedWorkerUrl } from 'virtual:sealed-worker'

export interface ThreadRunOptions {
  readonly seed?: number
  readonly careful?: boolean
  readonly pace?: Pace
  readonly playing?: boolean
  readonly inputs?: readonly LoggedInput[]
  /** Steers while it runs. */
  steer?(steering: RunSteering, now: () => { readonly nowUs: number; readonly phase: string }): Promise<void>
}

export interface ThreadRun {
  readonly fingerprint: string
  readonly reader: TraceReader
  /** True when the fast way asked for the careful one; then there is no fingerprint. */
  readonly ambiguous: boolean
}

const compiler = createWorkflowCompiler()
const compiledTexts = new WeakMap<Workflow, Promise<RealmText>>()

async function compile(workflow: Workflow): Promise<RealmText> {
  const compiled = compiler.compile(workflow)
  return realmTextOf(workflow, compiled, {
    sealed: () => readScript(sealedWorkerUrl),
    sdk: async (script) => readScript(await awsSdkUrl(script)),
  })
}

function compileOnce(workflow: Workflow): Promise<RealmText> {
  const known = compiledTexts.get(workflow) ?? compile(workflow)
  compiledTexts.set(workflow, known)
  return known
}

export async function runInThread(workflow: Workflow, options: ThreadRunOptions = {}): Promise<ThreadRun> {
  const { text, code } = await compileOnce(workflow)
  const trace = new MessageChannel()
  const reader = createTraceReader()
  trace.port1.on('message', ({ batch }: TraceMessage) => {
    reader.append(batch)
    trace.port1.postMessage({ type: 'credit', batches: 1 })
    grown()
  })
  let grown = (): void => undefined
  const logged = (events: number): Promise<void> =>
    new Promise((resolve) => {
      grown = () => {
        if (reader.length >= events) resolve()
      }
      grown()
    })
  let at = { nowUs: 0, phase: 'starting' }
  let heard: (sign: SignOfLife) => void = () => undefined
  const ended = new Promise<SignOfLife>((resolve) => {
    heard = (sign) => {
      if (sign.type === 'alive') at = { nowUs: sign.nowUs, phase: sign.phase }
      if (sign.type === 'ended' || sign.type === 'failed' || sign.type === 'needs-careful-way') resolve(sign)
    }
  })
  const realm = await openThreadRealm({
    text,
    tracePort: trace.port2,
    onSign: (sign) => heard(sign),
    onGone: () => heard({ type: 'failed', message: 'the thread is gone' }),
  })
  const durationMs = parseDuration(workflow.scenario.duration)
  await realm.steering.start({
    workflow,
    code,
    seed: options.seed ?? workflow.scenario.seed,
    endUs: durationMs === undefined ? undefined : durationMs * MICROSECONDS_PER_MS,
    careful: options.careful ?? false,
    marksFrom: undefined,
    inputs: options.inputs ?? [],
    planned: [],
    catchUpToUs: 0,
    pace: options.pace ?? 'max',
    playing: options.playing ?? true,
  })
  await options.steer?.(realm.steering, () => at)
  const sign = await ended
  // The news of the end overtakes the last batches of the log.
  if (sign.type === 'ended') await logged(sign.events)
  realm.remove()
  trace.port1.close()
  if (sign.type === 'failed') throw new Error(sign.message)
  return {
    fingerprint: sign.type === 'ended' ? sign.fingerprint : '',
    reader,
    ambiguous: sign.type === 'needs-careful-way',
  }
}

export const eventsOf = ({ reader }: Pick<ThreadRun, 'reader'>): TraceEvent[] =>
  Array.from({ length: reader.length }, (_, event) => reader.eventAt(event))
