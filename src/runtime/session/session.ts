// One run, from its set-up to its end, inside the sealed realm: paces the kernel, obeys the steering, sends the trace
// in batches as long as there is credit, and gives signs of life. Platform-neutral: clocks and ports come in.
import {
  createEmulator,
  type EmulationTable,
  type Emulator,
  type EnvironmentHost,
  type LoggedInput,
  type RunInput,
} from '#emulator'
import type { TraceBatch } from '#trace'
import type { Workflow } from '#workflow'
import {
  BATCH_EVENTS,
  CREDIT,
  type Pace,
  type RunPhase,
  type RunSetup,
  type RunSteering,
  type SignOfLife,
  type TraceMessage,
} from '#workers/protocol'
import { createPacer, isFarBehind } from './pacer.ts'

export interface SessionPlatform {
  /** Real milliseconds, monotone. */
  wallMs(): number
  /** Calls back after real milliseconds. */
  later(delayMs: number, call: () => void): void
  sign(sign: SignOfLife): void
  /** The buffers of the batch may be transferred. */
  trace(message: TraceMessage): void
}

export interface SessionOptions {
  readonly platform: SessionPlatform
  /** Of the kinds of its workflow. */
  loadEmulations(workflow: Workflow): Promise<Partial<EmulationTable>>
  /**
   * `needsCarefulWay`: something happened that only the careful way can lay at one environment's door. `beat`: user code
   * computes on.
   */
  createHost(setup: RunSetup, needsCarefulWay: () => void, beat: () => void): Promise<EnvironmentHost>
}

export interface Session extends RunSteering {
  credit(batches: number): void
}

/** Entries between two looks at the clock. */
const SLICE_ENTRIES = 500
/** The kernel works at most this long before it looks after its ports. */
const SLICE_MS = 12
const FRAME_MS = 16
const SIGN_EVERY_MS = 50
/** A paused realm answers only when asked. */
const IDLE_TICK_MS = 40

export function createSession({ platform, loadEmulations, createHost }: SessionOptions): Session {
  const pacer = createPacer()
  let emulator: Emulator | undefined
  let setup: RunSetup | undefined
  let phase: RunPhase = 'paused'
  let pace: Pace = 1
  let catchUpToUs = 0
  let failed = false
  let batchesOut = 0
  let lastFlushMs = Number.NEGATIVE_INFINITY
  let lastSignMs = Number.NEGATIVE_INFINITY
  let wake: (() => void) | undefined
  const errands: (() => Promise<void>)[] = []

  const endUs = (): number => setup?.endUs ?? Number.POSITIVE_INFINITY

  function rouse(): void {
    wake?.()
    wake = undefined
  }

  const sleep = (delayMs: number | undefined): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      if (delayMs !== undefined) platform.later(delayMs, resolve)
    })

  /** Runs something between two slices of the kernel; resolves when it is done. */
  function errand<T>(work: (emulator: Emulator) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      errands.push(async () => {
        if (!emulator) reject(new Error('The run has not been started.'))
        else await work(emulator).then(resolve, reject)
      })
      rouse()
    })
  }

  function sign(force: boolean): void {
    const nowMs = platform.wallMs()
    if (!emulator || (!force && nowMs - lastSignMs < SIGN_EVERY_MS)) return
    lastSignMs = nowMs
    platform.sign({
      type: 'alive',
      phase,
      nowUs: emulator.nowUs(),
      entries: emulator.entries(),
      events: emulator.trace.length,
    })
  }

  function beat(): void {
    const nowMs = platform.wallMs()
    if (nowMs - lastSignMs < SIGN_EVERY_MS) return
    lastSignMs = nowMs
    platform.sign({ type: 'beat' })
  }

  function flush(force: boolean): void {
    if (!emulator) return
    const nowMs = platform.wallMs()
    if (!force && nowMs - lastFlushMs < FRAME_MS) return
    lastFlushMs = nowMs
    while (batchesOut < CREDIT) {
      const batch: TraceBatch | undefined = emulator.trace.takeBatch(BATCH_EVENTS)
      if (!batch) return
      batchesOut += 1
      // While more is to come, all that is known to be told is what came before the last event.
      const isAll = batch.first + batch.types.length === emulator.trace.length
      const nowUs = isAll ? emulator.nowUs() : (batch.at.at(-1) ?? 0)
      platform.trace({ type: 'batch', batch, nowUs })
    }
  }

  function endRun(run: Emulator): void {
    phase = 'ended'
    flush(true)
    sign(true)
    platform.sign({ type: 'ended', nowUs: run.nowUs(), events: run.trace.length, fingerprint: run.trace.fingerprint() })
  }

  /** Works for one slice; true when there is nothing more to do now. */
  async function slice(run: Emulator): Promise<boolean> {
    const begunMs = platform.wallMs()
    const catchingUp = run.nowUs() < catchUpToUs
    const allowedUs = catchingUp ? catchUpToUs : pacer.allowedUs(begunMs)
    const untilUs = Math.min(allowedUs, endUs())
    for (;;) {
      const stop = await run.runUntil(untilUs, SLICE_ENTRIES)
      if (failed) return true
      if (stop !== 'paused') {
        if (catchingUp) {
          catchUpToUs = 0
          pacer.anchor(run.nowUs(), platform.wallMs(), pace)
          return stop === 'quiet' && finish(run)
        }
        if (stop === 'quiet' || untilUs >= endUs()) return finish(run)
        return true
      }
      if (platform.wallMs() - begunMs > SLICE_MS || errands.length > 0) break
    }
    if (!catchingUp && isFarBehind(run.nowUs(), allowedUs, pace)) pacer.anchor(run.nowUs(), platform.wallMs(), pace)
    return false
  }

  function finish(run: Emulator): true {
    endRun(run)
    return true
  }

  async function drive(run: Emulator): Promise<void> {
    while (!failed) {
      const work = errands.shift()
      if (work) {
        await work()
        flush(true)
        continue
      }
      if (batchesOut >= CREDIT || (phase !== 'running' && run.nowUs() >= catchUpToUs)) {
        flush(true)
        sign(true)
        await sleep(undefined)
        continue
      }
      const idle = await slice(run)
      flush(idle)
      sign(false)
      if (idle && phase === 'running' && errands.length === 0) await sleep(pace === 'max' ? 0 : IDLE_TICK_MS / 4)
      else if (!idle) await sleepOneTurn()
    }
  }

  /** Lets steering and credit come in. */
  const sleepOneTurn = (): Promise<void> => new Promise((resolve) => platform.later(0, resolve))

  function fail(error: unknown): void {
    failed = true
    platform.sign({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }

  function resumeAt(run: Emulator, nextPace: Pace): void {
    pace = nextPace
    phase = 'running'
    pacer.anchor(run.nowUs(), platform.wallMs(), pace)
  }

  return {
    async start(given) {
      if (setup) throw new Error('A realm runs one run.')
      setup = given
      pace = given.pace
      catchUpToUs = given.catchUpToUs
      phase = given.playing ? 'running' : 'paused'
      const emulations = await loadEmulations(given.workflow)
      const host = await createHost(
        given,
        () => {
          failed = true
          platform.sign({ type: 'needs-careful-way', atUs: emulator?.nowUs() ?? 0 })
        },
        beat,
      )
      const { marksFrom } = given
      emulator = createEmulator({
        workflow: given.workflow,
        seed: given.seed,
        emulations,
        host,
        careful: given.careful,
        inputs: given.inputs,
        planned: given.planned,
        ...(marksFrom === undefined
          ? {}
          : {
              mark(entry: number, environment: number, atUs: number) {
                if (entry >= marksFrom) platform.sign({ type: 'mark', entry, environment, atUs })
              },
            }),
      })
      pacer.anchor(0, platform.wallMs(), pace)
      sign(true)
      drive(emulator).catch(fail)
    },
    play: (nextPace) =>
      errand(async (run) => {
        resumeAt(run, nextPace)
      }),
    pause: () =>
      errand(async () => {
        if (phase === 'running') phase = 'paused'
        sign(true)
      }),
    step: (unit) =>
      errand(async (run) => {
        if (phase === 'running') phase = 'paused'
        const ended = run.trace.countOf('invocation-ended')
        for (;;) {
          const stop = await run.runUntil(endUs(), 1)
          if (stop !== 'paused' || unit === 'entry' || run.trace.countOf('invocation-ended') > ended) break
        }
        sign(true)
      }),
    apply: (input: RunInput): Promise<LoggedInput> =>
      errand(async (run) => {
        const allowedUs = phase === 'running' ? pacer.allowedUs(platform.wallMs()) : run.nowUs()
        const atUs = Number.isFinite(allowedUs) ? Math.min(allowedUs, endUs()) : run.nowUs()
        const logged = await run.apply(input, Math.floor(Math.max(atUs, run.nowUs())))
        await run.runUntil(run.nowUs(), SLICE_ENTRIES)
        if (phase === 'ended' && run.nowUs() < endUs()) resumeAt(run, pace)
        return logged
      }),
    credit(batches) {
      batchesOut = Math.max(0, batchesOut - batches)
      rouse()
    },
  }
}
