// One call of a handler along a call edge, through the edge's policies: the pure call machine says what comes next, this
// file makes it happen (attempts, timers, luck) and records it. A call without policies goes the same way.
import { causalKey, type CausalKey } from '#base'
import { FORCED_STATES, type ForcedBreakerState } from '#emulator'
import {
  attemptEnded,
  attemptsAtMost,
  breakerAnswered,
  type BreakerResult,
  breakersPassTime,
  type Call,
  type CallNote,
  type CallPolicies,
  type CallStep,
  createCallPolicies,
  type DrawDelay,
  type FallbackPolicy,
  forceCallBreaker,
  isAwaited,
  nextBreakerChangeAtUs,
  type Outcome,
  refusalError,
  retryWaits,
  startCall,
  timeoutError,
  timerFired,
} from '#resilience'
import { factOfNote } from '#trace'
import type { EnvironmentCore } from './environment-core.ts'
import type { CallTarget } from './function-hosting.ts'

/** Call numbers of an environment begin at (its number + 1) times this, so that they are unique in a run. */
const CALLS_PER_ENVIRONMENT = 2 ** 26

/** What the handler gets in the end: a value (also of an answer that counts as failed) or something to throw. */
export type Answer = { readonly value: unknown } | { readonly thrown: unknown }

/** One try on the wire, told by whoever makes it. The SDK's own retries make several within one attempt of a policy. */
export interface Wire {
  readonly key: CausalKey
  ended(outcome: { readonly failure: string; readonly status: number }): void
}

export interface AttemptTools {
  /** Begins a try on the wire. */
  wire(): Wire
  /** Goes along with it. */
  readonly deadlineUs: number | undefined
}

export interface PolicedCallRequest {
  readonly target: CallTarget
  readonly operation: string
  /** Makes one attempt; `end` is called once with how it ended. */
  readonly attempt: (tools: AttemptTools, end: (outcome: Outcome<Answer>) => void) => void
  /** The answer that a fallback gives instead. */
  readonly fallBack: (policy: FallbackPolicy) => Answer
}

export interface RunningCall {
  /** The handler gave it up: nothing is tried again, what is under way is no longer waited for. */
  abort(): void
}

export interface CallDesk {
  start(request: PolicedCallRequest, settle: (answer: Answer) => void): RunningCall
  forceBreaker(edge: string, layer: number, to: ForcedBreakerState): void
}

export function createCallDesk(core: EnvironmentCore): CallDesk {
  const scopes = new Map<string, CallPolicies>()
  /** Calls before a gate, by number. */
  const waiting = new Map<number, (token: number) => void>()
  const { environment } = core.spec
  const firstCall = (environment + 1) * CALLS_PER_ENVIRONMENT
  let calls = 0

  function scopeOf(target: CallTarget): CallPolicies {
    let scope = scopes.get(target.edge)
    if (!scope) {
      scope = createCallPolicies(target.policies, true)
      scopes.set(target.edge, scope)
    }
    return scope
  }

  function record(edge: string, note: CallNote, call: number, attempts: number): void {
    const fact = factOfNote(note, { call, edge, environment }, attempts)
    if (fact) core.fact(fact)
  }

  /** A breaker that changes by itself shows it when it does; nothing depends on the timer. */
  function watchBreakers(edge: string, scope: CallPolicies): void {
    const atUs = nextBreakerChangeAtUs(scope)
    if (atUs === undefined) return
    core.wait(atUs - core.clock.peek(), false, () => {
      for (const note of breakersPassTime(scope, core.clock.stamp())) record(edge, note, -1, 0)
    })
  }

  function start(request: PolicedCallRequest, settle: (answer: Answer) => void): RunningCall {
    const { target } = request
    const { edge } = target
    const scope = scopeOf(target)
    const id = firstCall + calls
    calls += 1
    const key = causalKey(core.key, `call ${edge}`, core.next(`call ${edge}`))
    const waits = new Map<number, number>()
    const startedAtUs = core.clock.stamp()
    let wires = 0
    let told = 0
    let aborted = false
    let ended = false
    /** The wire try under way of each attempt that a timeout may give up. */
    let call: Call | undefined

    const draw: DrawDelay = (layer, attempt) => core.luck.draw(edge, `retry-jitter ${layer}`, key, attempt)

    function wireOf(isGivenUp: () => boolean): Wire {
      wires += 1
      const attempt = wires
      const wireStartedAtUs = core.clock.stamp()
      core.fact({ type: 'attempt-started', call: id, attempt })
      return {
        key: causalKey(key, 'attempt', attempt),
        ended({ failure, status }) {
          const durationUs = core.clock.stamp() - wireStartedAtUs
          core.fact({
            type: 'attempt-ended',
            call: id,
            attempt,
            failure,
            status,
            durationUs,
            late: ended || isGivenUp() ? 1 : 0,
          })
        },
      }
    }

    function beginAttempt(attempt: number, carriedUs: number | undefined): void {
      const finish = (outcome: Outcome<Answer>): void => {
        if (call) follow(attemptEnded(scope, call, attempt, outcome, core.clock.stamp(), draw))
      }
      if (aborted) finish({ ok: false, failure: 'client-error', errorType: 'AbortError' })
      else {
        const wire = (): Wire => wireOf(() => call !== undefined && !isAwaited(call, attempt))
        request.attempt({ wire, deadlineUs: carriedUs ?? core.callerDeadlineUs }, finish)
      }
    }

    function note(said: CallNote): void {
      switch (said.type) {
        case 'retry-scheduled':
          core.fact({
            type: 'retry-scheduled',
            call: id,
            attempt: said.attempt,
            delayUs: said.delayUs,
            lowUs: said.lowUs,
            highUs: said.highUs,
            failure: said.reason,
          })
          return
        case 'call-timed-out':
          core.fact({ type: 'call-timed-out', call: id, attempt: said.attempt ?? 0, limitUs: said.limitUs })
          return
        case 'call-waits':
          waiting.set(id, wake)
          break
      }
      record(edge, said, id, call?.attempts ?? 0)
      if (said.type === 'breaker-changed') watchBreakers(edge, scope)
    }

    function end(outcome: Outcome<Answer>): void {
      ended = true
      waiting.delete(id)
      const failure = aborted ? 'aborted' : outcome.ok ? '' : outcome.failure
      core.fact({
        type: 'call-ended',
        call: id,
        failure,
        status: outcome.status ?? 0,
        attempts: wires,
        durationUs: core.clock.stamp() - startedAtUs,
      })
      if (aborted) return
      if (outcome.value) settle(outcome.value)
      else if (outcome.ok) fallBack(outcome.layer)
      else if (outcome.failure === 'not-permitted')
        settle({ thrown: refusalError(target.policies, target.name, outcome) })
      else settle({ thrown: timeoutError(target.name) })
    }

    function fallBack(layer: number | undefined): void {
      const policy = target.policies[layer ?? -1]
      if (policy?.type !== 'fallback') throw new Error(`Call ${id} has no answer`)
      settle(request.fallBack(policy))
    }

    function follow(steps: readonly CallStep<Answer>[]): void {
      for (const step of steps) {
        switch (step.type) {
          case 'attempt':
            beginAttempt(step.attempt, step.carriedUs)
            break
          case 'wait':
            waits.set(
              step.token,
              core.wait(step.atUs - core.clock.peek(), true, () => fire(step.token)),
            )
            break
          case 'cancel-wait': {
            const timer = waits.get(step.token)
            waits.delete(step.token)
            if (timer !== undefined) core.cancelWait(timer)
            break
          }
          case 'wake':
            waiting.get(Number(step.call))?.(step.token)
            break
          case 'ask-breaker':
            askBreaker(step.layer, step.token)
            break
          case 'tell-breaker':
            tellBreaker(step.layer, step.result)
            break
          case 'note':
            note(step.note)
            break
          case 'settle':
            end(step.outcome)
            break
        }
      }
    }

    /** Shared breakers are kept by the function, whatever environment asks. */
    function askBreaker(layer: number, token: number): void {
      const message = { type: 'shared-breaker', edge, layer, call: id } as const
      core.request(core.spec.node, message, causalKey(key, 'ask breaker', token), (reply) => {
        if (reply.type !== 'shared-breaker') throw new TypeError(`A breaker can't answer with "${reply.type}".`)
        if (call) follow(breakerAnswered(scope, call, { layer, token }, reply.answer, core.clock.stamp(), draw))
      })
    }

    function tellBreaker(layer: number, result: BreakerResult): void {
      told += 1
      const message = { type: 'shared-breaker', edge, layer, call: id, result } as const
      const nobodyWaits = (): void => undefined
      core.forgetRequest(core.request(core.spec.node, message, causalKey(key, 'tell breaker', told), nobodyWaits))
    }

    function fire(token: number): void {
      waits.delete(token)
      if (call) follow(timerFired<Answer>(scope, call, token, core.clock.stamp(), draw))
    }

    /** Its wait before a gate ends before its time, if it had one. */
    function wake(token: number): void {
      const timer = waits.get(token)
      if (timer !== undefined) core.cancelWait(timer)
      fire(token)
    }

    core.fact({
      type: 'call-started',
      call: id,
      edge,
      environment,
      invocation: core.invocation,
      operation: request.operation,
      attemptsMax: attemptsAtMost(target.policies),
    })
    const started = startCall<Answer>(scope, id, startedAtUs, draw, core.callerDeadlineUs)
    call = started.call
    follow(started.steps)
    return {
      abort() {
        if (ended || aborted) return
        aborted = true
        // A wait for another try ends at once, in a try that does nothing: so breakers get their permission back.
        for (const token of [...waits.keys()]) fireEarly(token)
      },
    }

    function fireEarly(token: number): void {
      const timer = waits.get(token)
      if (timer === undefined || ended || !call || !retryWaits(call).includes(token)) return
      core.cancelWait(timer)
      fire(token)
    }
  }

  return {
    start,
    forceBreaker(edge, layer, to) {
      const target = core.hosting.calls.find((one) => one.edge === edge)
      if (target?.policies[layer]?.type !== 'circuit-breaker') return
      const scope = scopeOf(target)
      if (scope.breakers[layer] === undefined) return
      for (const said of forceCallBreaker(scope, layer, FORCED_STATES[to], core.clock.stamp()))
        record(edge, said, -1, 0)
      watchBreakers(edge, scope)
    },
  }
}
