// What everything inside one execution environment stands on: its clock, its luck, its way to the kernel, and what it
// waits for. The scope's names (timers, fetch, crypto, …) are built over this and know nothing else.
import type { CausalKey, Luck } from '#base'
import type { EnvironmentOperation, EnvironmentPort, EnvironmentSpec, Message, Reply } from '#emulator'
import type { TraceFact } from '#trace'
import { EnvironmentClock, type Pulse } from './clock.ts'
import type { FunctionHosting } from './function-hosting.ts'

/** Timers never fire sooner: Node's shortest is 1 ms. [V] */
const SHORTEST_WAIT_US = 1000

/** Thrown by whatever must not go on: the environment is ending. Catching it helps nobody: the next step throws again. */
class EnvironmentEnded extends Error {
  override readonly name = 'EnvironmentEnded'
}

/** One for each way to end: capturing a stack for every throw of an endless loop would cost more than the loop. */
const PROCESS_EXITED = Object.freeze(new EnvironmentEnded('The process has exited.'))
const BUDGET_SPENT = Object.freeze(new EnvironmentEnded('The computing budget of this invocation is used up.'))

interface Wait {
  readonly fire: () => void
  /** Does it keep the event loop from being empty? */
  counted: boolean
}

interface PendingRequest {
  readonly resume: (reply: Reply) => void
}

export interface Endings {
  /** The counted budget is used up. */
  exhausted(): void
  /** An exception nobody caught, thrown by a callback. */
  uncaught(error: unknown): void
  exited(code: number): void
}

export class EnvironmentCore {
  readonly clock: EnvironmentClock
  readonly hosting: FunctionHosting
  readonly luck: Luck
  readonly startAtMs: number
  readonly spec: EnvironmentSpec
  /** The invocation in hand, or the last one; -1 during init. */
  invocation = -1
  requestId: string | undefined
  /** A deadline that came along with the call that is answered. */
  callerDeadlineUs: number | undefined
  /** What luck and ids derive from: the invocation's, or the environment's during init. */
  key: CausalKey
  /** Ended: nothing it does has an effect. */
  ended = false
  endings: Endings | undefined
  readonly #port: EnvironmentPort
  readonly #waits = new Map<number, Wait>()
  readonly #requests = new Map<number, PendingRequest>()
  #counters: Map<string, number> | undefined
  #lastWait = 0
  #lastRequest = 0
  #countedWaits = 0

  constructor(
    hosting: FunctionHosting,
    luck: Luck,
    startAtMs: number,
    spec: EnvironmentSpec,
    port: EnvironmentPort,
    pulse?: Pulse,
  ) {
    this.hosting = hosting
    this.luck = luck
    this.startAtMs = startAtMs
    this.spec = spec
    this.key = spec.key
    this.#port = port
    const { computeStepNs, memoryMb } = hosting.config
    this.clock = new EnvironmentClock(computeStepNs, memoryMb, () => this.#outOfSteps(), pulse)
  }

  emit(operation: EnvironmentOperation): void {
    if (!this.ended) this.#port.emit(this.clock.stamp(), operation)
  }

  fact(fact: TraceFact): void {
    this.emit({ type: 'fact', fact })
  }

  /** Reads the clock, which costs its time. */
  epochMs(): number {
    return this.startAtMs + Math.floor(this.clock.read() / 1000)
  }

  /** From here on its luck is that of another cause. */
  beginCause(key: CausalKey): void {
    this.key = key
    this.#counters = undefined
  }

  /** Counts what one cause brings about, for each purpose by itself, so that no purpose shifts another one's luck. */
  next(purpose: string): number {
    this.#counters ??= new Map()
    const count = this.#counters.get(purpose) ?? 0
    this.#counters.set(purpose, count + 1)
    return count
  }

  /** Uniform in [0, 1). */
  draw(purpose: string): number {
    return this.luck.draw(this.hosting.id, purpose, this.key, this.next(purpose))
  }

  request(to: number, message: Message, key: CausalKey, resume: (reply: Reply) => void): number {
    this.#lastRequest += 1
    const request = this.#lastRequest
    this.#requests.set(request, { resume })
    this.emit({ type: 'request', request, to, message, key })
    return request
  }

  /** Its answer will reach nobody, and nobody waits for it. */
  forgetRequest(request: number): void {
    this.#requests.delete(request)
  }

  deliver(request: number, reply: Reply): void {
    const pending = this.#requests.get(request)
    if (!pending) return
    this.#requests.delete(request)
    this.guard(() => pending.resume(reply))
  }

  wait(delayUs: number, counted: boolean, fire: () => void): number {
    this.#lastWait += 1
    const timer = this.#lastWait
    this.#waits.set(timer, { fire, counted })
    if (counted) this.#countedWaits += 1
    this.emit({ type: 'timer', timer, delayUs: Math.max(SHORTEST_WAIT_US, Math.round(delayUs)) })
    return timer
  }

  cancelWait(timer: number): void {
    const wait = this.#waits.get(timer)
    if (!wait) return
    this.#forgetWait(timer, wait)
    this.emit({ type: 'cancel-timer', timer })
  }

  countWait(timer: number, counted: boolean): void {
    const wait = this.#waits.get(timer)
    if (!wait || wait.counted === counted) return
    wait.counted = counted
    this.#countedWaits += counted ? 1 : -1
  }

  fireWait(timer: number): void {
    const wait = this.#waits.get(timer)
    if (!wait) return
    this.#forgetWait(timer, wait)
    this.guard(wait.fire)
  }

  /** Nothing is on its way and no timer holds it: Node's empty event loop. */
  isIdle(): boolean {
    return this.#requests.size === 0 && this.#countedWaits === 0
  }

  /** Runs a callback of user code; what it throws ends the process. */
  guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.uncaught(error)
    }
  }

  uncaught(error: unknown): void {
    if (!this.ended && !(error instanceof EnvironmentEnded)) this.endings?.uncaught(error)
  }

  /** process.exit: never returns. */
  exit(code: number): never {
    this.endings?.exited(code)
    throw PROCESS_EXITED
  }

  end(): void {
    this.ended = true
    this.clock.close()
    this.#waits.clear()
    this.#requests.clear()
    this.#countedWaits = 0
  }

  #forgetWait(timer: number, wait: Wait): void {
    this.#waits.delete(timer)
    if (wait.counted) this.#countedWaits -= 1
  }

  #outOfSteps(): never {
    this.clock.meter.n = 0
    if (!this.ended) this.endings?.exhausted()
    throw BUDGET_SPENT
  }
}

export const isEnding = (error: unknown): boolean => error instanceof EnvironmentEnded
