// The seam between the kernel and the code of users: what the kernel asks of an execution environment, and what
// an environment reports back. Implemented by the runtime room; the kernel knows no more of handlers than this.
import type { CausalKey } from '#base'
import type { TraceFact } from '#trace'
import type { ForcedBreakerState, Message, Reply } from './message.ts'

export interface EnvironmentSpec {
  /** Unique in the run. */
  readonly environment: number
  /** Index of its function in the node table. */
  readonly node: number
  /** Causal key of its creation, for the luck of its module code. */
  readonly key: CausalKey
  /** What its code is told it is there for; absent: on demand. */
  readonly initialization?: 'on-demand' | 'provisioned-concurrency'
}

export interface HostedInvocation {
  readonly invocation: number
  readonly requestId: string
  /** JSON text. */
  readonly payload: string
  readonly deadlineUs: number
  /** A deadline that came along with the call; its time limits end no later. */
  readonly callerDeadlineUs?: number
  readonly key: CausalKey
  /** What is logged is kept until the next invocation. */
  readonly keepsLog?: true
  /** Faults to which what is in it is poison, by their ids. */
  readonly poison?: readonly string[]
  /** Computing takes so many times as long. Absent: once. */
  readonly slowness?: number
}

/** What user code did, stamped with the environment's own time (see EnvironmentPort.emit). */
export type EnvironmentOperation =
  /** Module code has run; on failure `payload` is Lambda's error object as JSON text. */
  | { readonly type: 'initialised'; readonly ok: boolean; readonly payload: string }
  /** The handler's promise settled, or the process ended. exhausted: the counted budget is used up, which ends as a timeout. */
  | {
      readonly type: 'settled'
      readonly invocation: number
      readonly outcome: 'returned' | 'threw' | 'crashed' | 'exhausted'
      readonly payload: string
      readonly maxMemoryMb: number
    }
  | { readonly type: 'timer'; readonly timer: number; readonly delayUs: number }
  | { readonly type: 'cancel-timer'; readonly timer: number }
  /** A call to another node; `deliver` answers it under the same number. */
  | {
      readonly type: 'request'
      readonly request: number
      readonly to: number
      readonly message: Message
      readonly key: CausalKey
    }
  /** A fact of the environment for the log: a line, a call's attempt, a breaker's change. */
  | { readonly type: 'fact'; readonly fact: TraceFact }

export interface EnvironmentPort {
  /**
   * Reports an operation at the environment's own time: when it was resumed, plus what its clock reads and its
   * computing have cost since. Times of one environment never go back. May be called only while user code runs.
   */
  emit(atUs: number, operation: EnvironmentOperation): void
}

export interface Environment {
  /** Each of these resumes user code, which runs as soon as the kernel waits. */
  initialise(atUs: number): void
  invoke(atUs: number, invocation: HostedInvocation): void
  deliver(atUs: number, request: number, reply: Reply): void
  fireTimer(atUs: number, timer: number): void
  forceBreaker(atUs: number, edge: string, layer: number, to: ForcedBreakerState): void
  /** Ends it: nothing it still does has an effect. */
  end(): void
}

export interface EnvironmentHost {
  create(spec: EnvironmentSpec, port: EnvironmentPort): Environment
  /** Resolves after all user code that can run has run: a macrotask. */
  settle(): Promise<void>
}
