// Watches over sealed realms: a realm that falls silent while it runs is removed, the run is replayed the careful way
// to find the code that never gave the thread back, and goes on with that verdict among its inputs. Used by the page
// and, around a thread, by Node; realms, timers and the trace's destination come in.
import type { LoggedInput, RunInput } from '#emulator'
import {
  type Pace,
  type RunPhase,
  type RunSetup,
  type RunSteering,
  SILENCE_LIMIT_MS,
  type SignOfLife,
} from './protocol.ts'

export interface Realm {
  readonly steering: RunSteering
  /** Does the process around it still live? A worker that hangs in a live one is code that runs on. */
  lives(): Promise<boolean>
  /** Ends it at once, whatever it does. */
  remove(): void
}

export interface SupervisorPlatform {
  /** Opens a fresh realm with this text and sends its trace to a fresh log. Rejects when it does not become ready in time. */
  openRealm(text: string, onSign: (sign: SignOfLife) => void, onGone: () => void): Promise<Realm>
  /** Calls back every so many real milliseconds; returns what ends that. */
  every(periodMs: number, call: () => void): () => void
  wallMs(): number
}

export type RunNews =
  | { readonly type: 'phase'; readonly phase: RunPhase; readonly nowUs: number; readonly events: number }
  /** The realm was removed because its code hung or its process died; the run is being repaired. */
  | { readonly type: 'repairing'; readonly reason: 'silent' | 'gone' | 'ambiguous' }
  | {
      readonly type: 'verdict'
      readonly environment: number
      readonly outcome: 'timed-out' | 'crashed'
      readonly atUs: number
    }
  | { readonly type: 'ended'; readonly nowUs: number; readonly events: number; readonly fingerprint: string }
  | { readonly type: 'failed'; readonly reason: 'realm' | 'memory' | 'repairs'; readonly message: string }

export interface Supervised {
  play(pace: Pace): Promise<void>
  pause(): Promise<void>
  step(unit: 'entry' | 'invocation'): Promise<void>
  apply(input: RunInput): Promise<LoggedInput>
  inputs(): readonly LoggedInput[]
  stop(): void
}

export type RunPlan = Pick<RunSetup, 'workflow' | 'code' | 'seed' | 'endUs' | 'pace' | 'playing' | 'inputs' | 'planned'>

/** A run that needs more repairs than this is given up. */
const MOST_REPAIRS = 20
/** Realms in a row that fall silent without naming any code: there is nothing to be found out. */
const MOST_FRUITLESS = 3
/** Memory that is gone again after so many verdicts leaks: nobody is to blame, the run is out of memory. */
const MOST_CRASHES = 3
const WATCH_EVERY_MS = 100
/**
 * Code that is named and computes on is let be so long: it may yet end, or run out of memory, which tells more. No longer,
 * as memory outside the engine's heap has no bound of its own.
 */
const LONGEST_STAY_MS = 6000
/** Quiet for so long, and it is asked whether its process lives; and again after as long. */
const ASK_AFTER_MS = 400
/** Marks begin so many entries before the last sign of life: the fast way ran that far ahead of the code it waited for. */
const MARKS_BEFORE = 2000

const REMOVED = Symbol('removed')

interface Removal {
  readonly promise: Promise<typeof REMOVED>
  tell(): void
}

function whenRemoved(): Removal {
  let tell = (): void => undefined
  const promise = new Promise<typeof REMOVED>((resolve) => {
    tell = () => resolve(REMOVED)
  })
  return { promise, tell: () => tell() }
}

interface Mark {
  readonly entry: number
  readonly environment: number
  readonly atUs: number
}

export async function supervise(
  platform: SupervisorPlatform,
  text: string,
  plan: RunPlan,
  tell: (news: RunNews) => void,
  silenceLimitMs: number = SILENCE_LIMIT_MS,
): Promise<Supervised> {
  let inputs: LoggedInput[] = [...plan.inputs]
  let realm: Realm | undefined
  /** Resolves when `realm` is removed: a call that is under way then is never answered. */
  let removal: Removal = whenRemoved()
  /** Resolves when the realm that is being opened has been told to start, or was given up. */
  let opening: Promise<void> = Promise.resolve()
  let pace = plan.pace
  let playing = plan.playing
  let stopped = false
  let repairs = 0
  let lastSignMs = platform.wallMs()
  let lastAlive = { nowUs: 0, entries: 0 }
  let mark: Mark | undefined
  /** Since when the code that is named has done nothing but compute. */
  let beatsSinceMs: number | undefined
  let busy = false
  let generation = 0
  let crashes = 0
  let fruitless = 0
  let asking = false
  let askAgainMs = 0

  function heard(from: number, sign: SignOfLife): void {
    if (from !== generation || stopped) return
    const nowMs = platform.wallMs()
    if (sign.type === 'beat') {
      beatsSinceMs ??= nowMs
      lastSignMs = nowMs
      return
    }
    lastSignMs = nowMs
    beatsSinceMs = undefined
    switch (sign.type) {
      case 'alive':
        lastAlive = { nowUs: sign.nowUs, entries: sign.entries }
        busy = sign.phase === 'running'
        tell({ type: 'phase', phase: sign.phase, nowUs: sign.nowUs, events: sign.events })
        return
      case 'mark':
        mark = { entry: sign.entry, environment: sign.environment, atUs: sign.atUs }
        busy = true
        return
      case 'ended':
        busy = false
        tell({ type: 'ended', nowUs: sign.nowUs, events: sign.events, fingerprint: sign.fingerprint })
        return
      case 'needs-careful-way':
        repair('ambiguous')
        return
      case 'failed':
        stop()
        tell({ type: 'failed', reason: 'realm', message: sign.message })
        return
      case 'ready':
        return
    }
  }

  async function open(careful: boolean, marksFrom: number | undefined, catchUpToUs: number): Promise<void> {
    generation += 1
    const mine = generation
    mark = undefined
    beatsSinceMs = undefined
    askAgainMs = 0
    lastSignMs = platform.wallMs()
    const opened = await platform.openRealm(
      text,
      (sign) => heard(mine, sign),
      () => {
        if (mine === generation && !stopped) repair('gone')
      },
    )
    if (stopped || mine !== generation) {
      opened.remove()
      return
    }
    realm = opened
    removal = whenRemoved()
    lastSignMs = platform.wallMs()
    busy = true
    const { code, seed, endUs, planned } = plan
    // Its handlers are in the text already.
    const workflow = { ...plan.workflow, files: {} }
    const begun = opened.steering.start({
      workflow,
      code,
      seed,
      endUs,
      careful,
      marksFrom,
      inputs,
      planned,
      catchUpToUs,
      pace,
      playing,
    })
    await Promise.race([begun, removal.promise])
  }

  function removeRealm(): void {
    realm?.remove()
    realm = undefined
    removal.tell()
    generation += 1
  }

  function repair(reason: 'silent' | 'gone' | 'ambiguous'): void {
    const known = mark
    const { nowUs, entries } = lastAlive
    removeRealm()
    repairs += 1
    fruitless = known || reason === 'ambiguous' ? 0 : fruitless + 1
    if (repairs > MOST_REPAIRS || fruitless > MOST_FRUITLESS) {
      stop()
      tell({ type: 'failed', reason: 'repairs', message: String(repairs) })
      return
    }
    tell({ type: 'repairing', reason })
    if (reason === 'gone' && known) crashes += 1
    if (crashes > MOST_CRASHES) {
      stop()
      tell({ type: 'failed', reason: 'memory', message: String(MOST_CRASHES) })
      return
    }
    if (reason !== 'ambiguous' && known) {
      // The careful way named the code: a silent realm hung in it, one that died ran out of memory in it.
      const outcome = reason === 'gone' ? 'crashed' : 'timed-out'
      const input: RunInput = { type: 'verdict', environment: known.environment, outcome }
      inputs = [
        ...inputs.filter((logged) => logged.entriesBefore <= known.entry),
        { atUs: known.atUs, entriesBefore: known.entry, input },
      ]
      tell({ type: 'verdict', environment: known.environment, outcome, atUs: known.atUs })
      reopen(false, undefined, known.atUs)
    } else reopen(true, Math.max(0, entries - MARKS_BEFORE), nowUs)
  }

  function reopen(careful: boolean, marksFrom: number | undefined, catchUpToUs: number): void {
    opening = open(careful, marksFrom, catchUpToUs).catch(failed)
  }

  function failed(error: unknown): void {
    if (stopped) return
    stop()
    tell({ type: 'failed', reason: 'realm', message: error instanceof Error ? error.message : String(error) })
  }

  async function askWhetherItLives(quiet: Realm): Promise<void> {
    asking = true
    const askedMs = platform.wallMs()
    const lives = await quiet.lives()
    asking = false
    askAgainMs = platform.wallMs() + ASK_AFTER_MS
    if (!stopped && realm === quiet && !lives && lastSignMs < askedMs) repair('gone')
  }

  function watch(): void {
    if (!realm || !busy) return
    const nowMs = platform.wallMs()
    const quietMs = nowMs - lastSignMs
    // Code that is named and counted its steps until a moment ago may be about to run out of memory: better to see it.
    const computes = mark !== undefined && beatsSinceMs !== undefined
    const isOver = computes ? nowMs - (beatsSinceMs ?? nowMs) > LONGEST_STAY_MS : quietMs > silenceLimitMs
    if (asking) return
    if (isOver) repair('silent')
    else if (quietMs > ASK_AFTER_MS && nowMs >= askAgainMs) askWhetherItLives(realm).catch(failed)
  }

  const endWatch = platform.every(WATCH_EVERY_MS, watch)

  function stop(): void {
    if (stopped) return
    stopped = true
    endWatch()
    removeRealm()
  }

  /** Asks the realm; when it is removed meanwhile, the one that follows it. */
  async function ask<Answer>(question: (steering: RunSteering) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      await opening
      if (stopped || !realm) throw new Error('The run was stopped.')
      const answer = await Promise.race([question(realm.steering), removal.promise])
      if (answer !== REMOVED) return answer
    }
  }

  opening = open(false, undefined, 0)
  try {
    await opening
  } catch (error) {
    stop()
    throw error
  }

  return {
    async play(nextPace) {
      pace = nextPace
      playing = true
      busy = true
      lastSignMs = platform.wallMs()
      await ask((steering) => steering.play(nextPace))
    },
    async pause() {
      playing = false
      await ask((steering) => steering.pause())
    },
    async step(unit) {
      playing = false
      busy = true
      lastSignMs = platform.wallMs()
      await ask((steering) => steering.step(unit))
    },
    async apply(input) {
      const logged = await ask((steering) => steering.apply(input))
      inputs.push(logged)
      return logged
    },
    inputs: () => inputs,
    stop,
  }
}
