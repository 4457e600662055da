// One execution environment of one function, as Lambda's Node.js runtime behaves in it: module code once, then one event
// at a time; promise and callback handlers; what ends an invocation and what ends the process. A service's own handler
// lives in one too, with requests for events, and none of Lambda's words.
import type { Result } from '#base'
import type { Environment, ForcedBreakerState, HostedInvocation, Reply } from '#emulator'
import type { Handler, LoadFailure } from '../link/load-handler.ts'
import type { LogWriter } from './console.ts'
import { type EnvironmentCore, isEnding } from './environment-core.ts'
import { type ErrorPayload, errorLine, errorPayload, exitPayload, unhandledRejectionPayload } from './error-payload.ts'
import { createContext, type LambdaContext, logStreamName } from './lambda-context.ts'

/** Init ends here, and is repeated at the first invocation. A1.2 [V] */
const INIT_LIMIT_US = 10_000_000

/** What Node itself takes in an environment, and what a payload adds; a model, as nothing here can weigh a heap. [K] */
const RUNTIME_MEMORY_MB = 66
const MEMORY_PER_PAYLOAD_BYTE = 4
const BYTES_PER_MB = 1_048_576

/** A module that waits for ever leaves Node with this exit code. [V] */
const UNSETTLED_AWAIT_CODE = 13

/** Runs the module code of a function in one environment. */
export type LoadHandler = () => Promise<Result<Handler, LoadFailure>>

interface Work {
  readonly invocation: HostedInvocation
  /** Set by a callback that waits for the event loop to be empty. */
  held: { readonly result: unknown } | undefined
  context: LambdaContext | undefined
}

/** What user code is entered for, where that is more than going on. */
export type Beginning = 'init' | 'invocation' | undefined

interface Parts {
  readonly core: EnvironmentCore
  readonly logs: LogWriter
  readonly load: LoadHandler
  readonly serves: 'events' | 'requests'
  readonly forceBreaker: (edge: string, layer: number, to: ForcedBreakerState) => void
  /** User code is about to run, module code or other: it will be looked at when all of it has. */
  readonly entered: (begins: Beginning) => void
}

const promiseThen = Promise.prototype.then
const parseJson = JSON.parse

export class LambdaEnvironment implements Environment {
  readonly #core: EnvironmentCore
  readonly #parts: Parts
  #phase: 'new' | 'initialising' | 'ready' | 'over' = 'new'
  #handler: Handler | undefined
  #work: Work | undefined
  #streamName: string | undefined
  /** What went wrong between two invocations: it shows when the environment thaws. */
  #late: { readonly payload: string } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#core = parts.core
    this.#core.endings = this
  }

  initialise(atUs: number): void {
    const { clock } = this.#core
    clock.begin(atUs + INIT_LIMIT_US)
    this.#resume(atUs, 'init')
    this.#phase = 'initialising'
    this.#parts.load().then((loaded) => {
      if (this.#phase !== 'initialising') return
      if (!loaded.ok) {
        const { errorType, errorMessage, trace, thrown } = loaded.error
        if (!isEnding(thrown)) this.#initFailed({ errorType, errorMessage, trace }, thrown)
        return
      }
      this.#handler = loaded.value
      this.#phase = 'ready'
      this.#parts.logs.reportDropped()
      this.#core.emit({ type: 'initialised', ok: true, payload: '' })
    })
  }

  invoke(atUs: number, invocation: HostedInvocation): void {
    const core = this.#core
    core.invocation = invocation.invocation
    core.requestId = invocation.requestId
    core.callerDeadlineUs = invocation.callerDeadlineUs
    core.beginCause(invocation.key)
    const { slowness = 1 } = invocation
    core.clock.begin(invocation.deadlineUs, slowness)
    this.#resume(atUs, 'invocation')
    core.clock.compute(core.hosting.config.computeBaseMs * 1000 * slowness)
    const work: Work = { invocation, held: undefined, context: undefined }
    this.#work = work
    if (this.#late) {
      this.#crash(this.#late.payload)
      return
    }
    if (this.#parts.serves === 'requests') this.#answer(work)
    else this.#run(work)
  }

  deliver(atUs: number, request: number, reply: Reply): void {
    this.#resume(atUs)
    this.#core.deliver(request, reply)
  }

  fireTimer(atUs: number, timer: number): void {
    this.#resume(atUs)
    this.#core.fireWait(timer)
  }

  forceBreaker(atUs: number, edge: string, layer: number, to: ForcedBreakerState): void {
    this.#resume(atUs)
    this.#parts.forceBreaker(edge, layer, to)
  }

  end(): void {
    this.#phase = 'over'
    this.#work = undefined
    this.#core.end()
  }

  /** All user code has run: is anything left that could go on? Node ends here; Lambda's runtime answers. */
  checkIdle(): void {
    if (this.#phase === 'over') return
    // Now, as it may never get so far as to settle.
    this.#parts.logs.reportDropped()
    if (!this.#core.isIdle()) return
    if (this.#phase === 'initialising') this.exited(UNSETTLED_AWAIT_CODE)
    // A server goes on listening: nobody answers for a request that is left alone.
    else if (this.#work && this.#parts.serves === 'events') this.#succeed(this.#work, this.#work.held?.result ?? null)
  }

  rejected(reason: unknown): void {
    if (this.#phase === 'over' || isEnding(reason)) return
    const payload = unhandledRejectionPayload(reason)
    this.#writeError('Unhandled Promise Rejection', payload, undefined)
    this.#die(payload, JSON.stringify(payload))
  }

  uncaught(error: unknown): void {
    if (this.#phase === 'over') return
    const payload = errorPayload(error)
    this.#writeError('Uncaught Exception', payload, error)
    this.#die(payload, JSON.stringify(payload))
  }

  exited(code: number): void {
    if (this.#phase === 'over') return
    const payload = exitPayload(this.#core.requestId, code)
    this.#die(payload, JSON.stringify(payload))
  }

  exhausted(): void {
    if (this.#work) this.#settle('exhausted', '')
    // Module code says no more either: its time limit ends it.
    else this.#parts.logs.reportDropped()
    this.#over()
  }

  #resume(atUs: number, begins: Beginning = undefined): void {
    this.#core.clock.resume(atUs)
    this.#parts.entered(begins)
  }

  #run(work: Work): void {
    const core = this.#core
    const { payload, requestId } = work.invocation
    this.#streamName ??= logStreamName(core)
    const done = (error: unknown, result: unknown): void => {
      if (error === null || error === undefined) this.#succeed(work, result)
      else this.#fail(work, error)
    }
    const context = createContext(core, this.#streamName, requestId, done)
    work.context = context
    try {
      const result = this.#handler?.(parseJson(payload), context, (error?: unknown, value?: unknown) =>
        this.#calledBack(work, error, value),
      )
      if (typeof result !== 'object' || result === null || !('then' in result) || typeof result.then !== 'function')
        return
      const promise = result instanceof Promise ? result : Promise.resolve(result)
      promiseThen.call(
        promise,
        (value: unknown) => this.#succeed(work, value),
        (error: unknown) => this.#fail(work, error),
      )
    } catch (error) {
      this.#fail(work, error)
    }
  }

  #answer(work: Work): void {
    try {
      const result = this.#handler?.(parseJson(work.invocation.payload))
      promiseThen.call(
        result instanceof Promise ? result : Promise.resolve(result),
        (value: unknown) => this.#succeed(work, value),
        (error: unknown) => this.#fail(work, error),
      )
    } catch (error) {
      this.#fail(work, error)
    }
  }

  #writeError(title: string, payload: ErrorPayload, thrown: unknown): void {
    const { errorType, errorMessage, trace } = payload
    const plain = trace.length > 0 ? trace.join('\n') : `${errorType}: ${errorMessage}`
    this.#parts.logs.write('ERROR', this.#parts.serves === 'requests' ? plain : errorLine(title, payload, thrown))
  }

  /** Node.js up to 22: the answer waits until the event loop is empty, unless the context says otherwise. A1.2 [K] */
  #calledBack(work: Work, error: unknown, result: unknown): void {
    if (this.#work !== work || work.held) return
    if (error !== null && error !== undefined) this.#fail(work, error)
    else if (work.context?.callbackWaitsForEmptyEventLoop === false) this.#succeed(work, result)
    else work.held = { result: result ?? null }
  }

  #succeed(work: Work, value: unknown): void {
    if (this.#work !== work) return
    let payload: string | undefined
    try {
      payload = JSON.stringify(value ?? null)
    } catch (error) {
      if (!isEnding(error)) this.#fail(work, new Error('Unable to stringify response body'))
      return
    }
    this.#settle('returned', payload ?? 'null')
  }

  #fail(work: Work, error: unknown): void {
    if (this.#work !== work || isEnding(error)) return
    const payload = errorPayload(error)
    this.#writeError('Invoke Error', payload, error)
    this.#settle('threw', JSON.stringify(payload))
  }

  #settle(outcome: 'returned' | 'threw' | 'crashed' | 'exhausted', payload: string): void {
    const work = this.#work
    if (!work) return
    this.#parts.logs.reportDropped()
    this.#work = undefined
    const bytes = work.invocation.payload.length + payload.length
    const usedMb = RUNTIME_MEMORY_MB + Math.floor((bytes * MEMORY_PER_PAYLOAD_BYTE) / BYTES_PER_MB)
    const maxMemoryMb = Math.min(this.#core.hosting.config.memoryMb, usedMb)
    this.#core.emit({ type: 'settled', invocation: work.invocation.invocation, outcome, payload, maxMemoryMb })
  }

  #initFailed(payload: ErrorPayload, error: unknown): void {
    if (this.#phase !== 'initialising') return
    this.#writeError('Uncaught Exception', payload, error)
    this.#parts.logs.reportDropped()
    this.#core.emit({ type: 'initialised', ok: false, payload: JSON.stringify(payload) })
    this.#over()
  }

  #die(payload: ErrorPayload | { errorType: string; errorMessage: string }, text: string): void {
    if (this.#phase === 'initialising') {
      this.#parts.logs.reportDropped()
      this.#core.emit({ type: 'initialised', ok: false, payload: JSON.stringify(payload) })
      this.#over()
    } else if (this.#work) this.#crash(text)
    else this.#late ??= { payload: text }
  }

  #crash(payload: string): void {
    this.#settle('crashed', payload)
    this.#over()
  }

  /** The process is gone: what is left of its code stops at its next step, and nothing it says is heard. */
  #over(): void {
    this.#phase = 'over'
    this.#core.end()
  }
}
