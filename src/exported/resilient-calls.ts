// The calls of one place through its policies, in real time: the same pure call machine that the emulation runs says
// what comes next; this file makes it happen with the timers, the clock and the luck it is given.
import {
  attemptEnded,
  type Call,
  type CallNote,
  type CallStep,
  createCallPolicies,
  type FallbackPolicy,
  type Outcome,
  type Policy,
  refusalError,
  retryWaits,
  startCall,
  timeoutError,
  timerFired,
} from '#resilience'

/** What a decision is drawn for; a plain Math.random needs none of it. */
export interface Draw {
  /** From 0, in the order in which calls began here. */
  readonly call: number
  /** The policy's place in the list, 0 outermost. */
  readonly layer: number
  /** Attempts of the call so far. */
  readonly attempt: number
}

export interface ResilienceOptions {
  /** Who is called, for error messages. */
  readonly name?: string
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number
  readonly setTimeout?: (fire: () => void, delayMs: number) => unknown
  readonly clearTimeout?: (timer: unknown) => void
  /** Uniform in [0, 1). Default: Math.random. */
  readonly random?: (draw: Draw) => number
  /** Told of every decision: retries and their waits, refusals, changes of breakers. For logs and metrics. */
  readonly onNote?: (note: CallNote, call: number) => void
}

/** What the caller gets in the end: a value (also of an answer that counts as failed) or something to throw. */
export type Answer = { readonly value: unknown } | { readonly thrown: unknown }

export interface CallRequest {
  /** One try; resolves with how it ended, never rejects. */
  readonly attempt: () => Promise<Outcome<Answer>>
  /** The answer that a fallback gives instead. */
  readonly fallBack: (policy: FallbackPolicy) => Answer
  /** An answer of an attempt that nobody gets. */
  readonly discard?: (answer: Answer) => void
  readonly signal?: AbortSignal | null | undefined
}

export interface ResilientCalls {
  call(request: CallRequest): Promise<unknown>
}

const MICROSECONDS = 1000
/** A longer delay fires at once in every engine: a signed 32-bit number of milliseconds. [V] */
const LONGEST_DELAY_MS = 2 ** 31 - 1
const ABORTED: Outcome<Answer> = { ok: false, failure: 'client-error', errorType: 'AbortError' }

interface Running {
  readonly id: number
  readonly request: CallRequest
  readonly end: (answer: Answer) => void
  readonly waits: Map<number, () => void>
  call: Call | undefined
  aborted: boolean
  ended: boolean
}

export function createResilientCalls(policies: readonly Policy[], options: ResilienceOptions = {}): ResilientCalls {
  const {
    name = 'the service',
    now = () => Date.now(),
    setTimeout = (fire, delayMs) => globalThis.setTimeout(fire, delayMs),
    clearTimeout = (timer) => globalThis.clearTimeout(timer as number),
    random = () => Math.random(),
    onNote,
  } = options
  const scope = createCallPolicies(policies)
  /** Begun and not settled: one of them may be woken by another's end. */
  const running = new Map<number, Running>()
  let lastUs = Number.NEGATIVE_INFINITY
  let calls = 0

  /** Never back, whatever the clock of the machine does. */
  function nowUs(atLeastUs = Number.NEGATIVE_INFINITY): number {
    lastUs = Math.max(lastUs, atLeastUs, Math.round(now() * MICROSECONDS))
    return lastUs
  }

  const drawOf =
    ({ id }: Running) =>
    (layer: number, attempt: number): number =>
      random({ call: id, layer, attempt })

  /** Timers fire a hair early at times: then it is as late as it was to be. */
  function wait(one: Running, token: number, atUs: number): void {
    let timer: unknown
    const arm = (): void => {
      const delayMs = (atUs - nowUs()) / MICROSECONDS
      timer =
        delayMs > LONGEST_DELAY_MS
          ? setTimeout(arm, LONGEST_DELAY_MS)
          : setTimeout(() => fire(one, token, atUs), Math.max(0, delayMs))
    }
    arm()
    one.waits.set(token, () => clearTimeout(timer))
  }

  function cancel(one: Running, token: number): void {
    one.waits.get(token)?.()
    one.waits.delete(token)
  }

  function fire(one: Running, token: number, atUs?: number): void {
    one.waits.delete(token)
    if (one.call) follow(one, timerFired<Answer>(scope, one.call, token, nowUs(atUs), drawOf(one)))
  }

  function begin(one: Running, attempt: number): void {
    const finish = (outcome: Outcome<Answer>): void => {
      if (one.ended && outcome.value) one.request.discard?.(outcome.value)
      if (one.call) follow(one, attemptEnded(scope, one.call, attempt, outcome, nowUs(), drawOf(one)))
    }
    if (one.aborted) finish(ABORTED)
    else one.request.attempt().then(finish)
  }

  function settle(one: Running, outcome: Outcome<Answer>): void {
    one.ended = true
    running.delete(one.id)
    if (outcome.value) one.end(outcome.value)
    else if (outcome.ok) one.end(fallBack(one, outcome.layer))
    else if (outcome.failure === 'not-permitted') one.end({ thrown: refusalError(policies, name, outcome) })
    else one.end({ thrown: timeoutError(name) })
  }

  function fallBack({ request }: Running, layer = -1): Answer {
    const policy = policies[layer]
    if (policy?.type !== 'fallback') throw new Error(`A call to '${name}' ended without an answer`)
    return request.fallBack(policy)
  }

  function follow(one: Running, steps: readonly CallStep<Answer>[]): void {
    for (const step of steps) {
      switch (step.type) {
        case 'attempt':
          begin(one, step.attempt)
          break
        case 'wait':
          wait(one, step.token, step.atUs)
          break
        case 'cancel-wait':
          cancel(one, step.token)
          break
        case 'wake':
          wake(Number(step.call), step.token)
          break
        case 'note':
          onNote?.(step.note, one.id)
          break
        case 'settle':
          settle(one, step.outcome)
          break
      }
    }
  }

  /** Its wait before a gate ends before its time, if it had one. */
  function wake(id: number, token: number): void {
    const one = running.get(id)
    if (!one) return
    cancel(one, token)
    fire(one, token)
  }

  /** Nothing is tried again: waits for another try end at once, in a try that does nothing, so that all is given back. */
  function abort(one: Running): void {
    if (one.ended || one.aborted) return
    one.aborted = true
    for (const token of one.call ? retryWaits(one.call) : []) {
      cancel(one, token)
      fire(one, token)
    }
  }

  return {
    call: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request
        signal?.throwIfAborted()
        const answered: Answer[] = []
        const stop = (): void => {
          reject(signal?.reason)
          abort(one)
        }
        const keep = (outcome: Outcome<Answer>): Outcome<Answer> => {
          if (outcome.value) answered.push(outcome.value)
          return outcome
        }
        const end = (answer: Answer): void => {
          signal?.removeEventListener('abort', stop)
          for (const other of answered) if (other !== answer) request.discard?.(other)
          if ('thrown' in answer) reject(answer.thrown)
          else resolve(answer.value)
        }
        const one: Running = {
          id: calls,
          request: { ...request, attempt: () => request.attempt().then(keep) },
          end,
          waits: new Map(),
          call: undefined,
          aborted: false,
          ended: false,
        }
        calls += 1
        running.set(one.id, one)
        signal?.addEventListener('abort', stop)
        const started = startCall<Answer>(scope, one.id, nowUs(), drawOf(one))
        one.call = started.call
        follow(one, started.steps)
      }),
  }
}
