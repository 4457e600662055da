// An environment's own time, in whole microseconds: when it was resumed, plus 1 µs for each read of its clock, plus
// what it computed. Computing elapses where the code next waits or settles: whatever is reported carries it.
//
// 1. It never goes back.
// 2. Code that only reads the clock, or only counts, comes to an end: every read costs time, every step budget.
// 3. The budget ends with the deadline: whatever has cost time has cost budget, so that what is said before is in time.

/** CPU is proportional to memory; this much is one vCPU. A1.3 [V] */
const MEMORY_OF_ONE_CPU_MB = 1769

/** Steps one invocation may count at most, whatever its timeout: about a quarter of a second of the host's time. */
const MAXIMUM_STEPS = 20_000_000

/** What each read of a clock costs, so that `while (Date.now() < t)` ends. */
const READ_US = 1

/** Called by user code itself after every so many of its steps: what runs for long, but counts, is not silent. */
export interface Pulse {
  readonly everySteps: number
  beat(): void
}

const NO_PULSE: Pulse = { everySteps: Number.POSITIVE_INFINITY, beat: () => undefined }

/** What user code counts on: `n` steps are left in this portion, `x` grants the next or throws when there is none. */
export interface Meter {
  n: number
  x(): void
}

export class EnvironmentClock {
  readonly meter: Meter
  readonly #portion: number
  readonly #nsPerStepAlone: number
  #nsPerStep: number
  #nowUs = 0
  /** Nanoseconds computed but not yet whole microseconds of `nowUs`. */
  #carryNs = 0
  /** Steps until the deadline that MAXIMUM_STEPS does not grant: reads cost these first. */
  #beyondSteps = 0
  /** Nanoseconds read off the clock that no whole step was taken for yet. */
  #readNs = 0
  /** `meter.n` when computing was last added up. */
  #countedFrom = 0
  /** Steps granted that `meter.n` does not show yet: they come a portion at a time. */
  #heldBack = 0
  /** What is left of MAXIMUM_STEPS. */
  #stepsLeft = 0
  #deadlineUs = Number.POSITIVE_INFINITY

  constructor(computeStepNs: number, memoryMb: number, exhausted: () => never, pulse: Pulse = NO_PULSE) {
    this.#nsPerStepAlone = (computeStepNs * MEMORY_OF_ONE_CPU_MB) / memoryMb
    this.#nsPerStep = this.#nsPerStepAlone
    this.#portion = pulse.everySteps
    this.meter = {
      n: 0,
      x: () => {
        // Below zero: the step that asked, and reads before it, are of the next portion.
        const left = this.#heldBack + this.meter.n
        if (left < 0) exhausted()
        this.#show(left)
        pulse.beat()
      },
    }
  }

  /** Begins a new budget: of an invocation, or of module code. Computing takes `slowness` times as long. */
  begin(deadlineUs: number, slowness = 1): void {
    this.#count()
    this.#nsPerStep = this.#nsPerStepAlone * slowness
    this.#deadlineUs = deadlineUs
    this.#stepsLeft = MAXIMUM_STEPS
  }

  /** User code goes on at `atUs`, or later when it is still busy. */
  resume(atUs: number): void {
    this.#count()
    if (atUs > this.#nowUs) this.#nowUs = atUs
    this.#grant()
  }

  /** Microseconds of computing that no step stands for: the budget is smaller by them. */
  compute(us: number): void {
    this.#count()
    this.#carryNs += us * 1000
    this.#grant()
  }

  /** The time an operation is stamped with. */
  stamp(): number {
    this.#count()
    const wholeUs = Math.floor(this.#carryNs / 1000)
    this.#nowUs += wholeUs
    this.#carryNs -= wholeUs * 1000
    return this.#nowUs
  }

  read(): number {
    this.#nowUs += READ_US
    if (this.#nsPerStep > 0) this.#takeForRead()
    return this.#nowUs
  }

  /** Without a cost: for what is no read of the user's. */
  peek(): number {
    return this.#nowUs
  }

  remainingUs(): number {
    return Math.max(0, this.#deadlineUs - this.read())
  }

  /** No step is left any more, whatever is granted. */
  close(): void {
    this.#count()
    this.#stepsLeft = 0
    this.#grant()
  }

  /** As many steps as would have taken the time of a read: they are gone from the budget, but nothing was computed. */
  #takeForRead(): void {
    this.#readNs += READ_US * 1000
    const steps = Math.floor(this.#readNs / this.#nsPerStep)
    this.#readNs -= steps * this.#nsPerStep
    const spared = Math.min(steps, this.#beyondSteps)
    this.#beyondSteps -= spared
    this.meter.n -= steps - spared
    this.#countedFrom -= steps - spared
  }

  #show(steps: number): void {
    this.meter.n = Math.min(steps, this.#portion)
    this.#heldBack = steps - this.meter.n
  }

  #count(): void {
    const left = this.meter.n + this.#heldBack
    const used = this.#countedFrom - left
    this.#countedFrom = left
    this.#carryNs += used * this.#nsPerStep
    this.#stepsLeft -= used
  }

  #grant(): void {
    const leftNs = (this.#deadlineUs - this.#nowUs) * 1000 - this.#carryNs
    const untilDeadline = this.#nsPerStep > 0 ? Math.floor(leftNs / this.#nsPerStep) + 1 : Number.POSITIVE_INFINITY
    const granted = Math.max(0, Math.min(this.#stepsLeft, untilDeadline))
    this.#beyondSteps = Math.max(0, untilDeadline - granted)
    this.#show(granted)
    this.#countedFrom = granted
  }
}
