// Spans of calls: the call, each attempt on the wire, the waits and refusals between them; and the environments that
// made them, which take their attempts along when they end.
import { type EventHandlers, fieldOf } from './fields.ts'
import type { SpanScribe } from './span-scribe.ts'
import { KIND, STATUS } from './span-table.ts'

interface OpenAttempt {
  readonly attempt: number
  readonly span: number
}

interface OpenCall {
  readonly span: number
  readonly environment: number
  ended: boolean
  readonly attempts: OpenAttempt[]
}

const CALL_STARTED = {
  call: fieldOf('call-started', 'call'),
  edge: fieldOf('call-started', 'edge'),
  environment: fieldOf('call-started', 'environment'),
}
const ATTEMPT_ENDED = { attempt: fieldOf('attempt-ended', 'attempt'), failure: fieldOf('attempt-ended', 'failure') }
const RETRY_DELAY = fieldOf('retry-scheduled', 'delayUs')
const CALL_FAILURE = fieldOf('call-ended', 'failure')
const ACCOUNT_FAILURE = fieldOf('account-called', 'failure')
const ACCOUNT_DURATION = fieldOf('account-called', 'durationUs')
const INITIALISATION_FAILED = fieldOf('environment-initialised', 'failed')
const NO_ATTEMPTS: readonly number[] = []

export interface CallSpans {
  readonly handlers: EventHandlers
  /** Attempts that an environment took with it when it ended, by the event of its end. */
  lostAttempts(event: number): readonly number[]
}

export function createCallSpans(scribe: SpanScribe): CallSpans {
  const { table, lookup, flights } = scribe
  const lost = new Map<number, readonly number[]>()
  const calls = new Map<number, OpenCall>()
  const callsOfEnvironment = new Map<number, Set<number>>()
  const initialisations = new Map<number, number>()

  function dropCall(key: number, call: OpenCall): void {
    if (!call.ended || call.attempts.length > 0) return
    calls.delete(key)
    callsOfEnvironment.get(call.environment)?.delete(key)
  }

  function startCall(event: number): void {
    const key = scribe.keyOf(event)
    const edge = lookup.byId(scribe.log.textOf(event, CALL_STARTED.edge))
    const environment = scribe.log.numberOf(event, CALL_STARTED.environment)
    const span = scribe.open(KIND.call, event, scribe.causeSpan(event), edge)
    calls.set(key, { span, environment, ended: false, attempts: [] })
    if (environment < 0) return
    const own = callsOfEnvironment.get(environment)
    if (own) own.add(key)
    else callsOfEnvironment.set(environment, new Set([key]))
  }

  function startAttempt(event: number): void {
    const call = calls.get(scribe.keyOf(event))
    if (!call) return
    const span = scribe.open(KIND.attempt, event, call.span, table.span.edge[call.span] as number)
    call.attempts.push({ attempt: scribe.log.numberOf(event, 1), span })
    flights.push(span)
    const row = table.span.row[span] as number
    if (row >= 0) table.trace.attempts[row] = (table.trace.attempts[row] as number) + 1
  }

  function endAttempt(event: number): void {
    const key = scribe.keyOf(event)
    const call = calls.get(key)
    if (!call) return
    const attempt = scribe.log.numberOf(event, ATTEMPT_ENDED.attempt)
    const at = call.attempts.findLastIndex((open) => open.attempt === attempt)
    const found = call.attempts[at]
    scribe.belongsTo = call.span
    if (!found) return
    scribe.close(found.span, scribe.log.textOf(event, ATTEMPT_ENDED.failure) === '' ? STATUS.ok : STATUS.error, event)
    call.attempts.splice(at, 1)
    dropCall(key, call)
  }

  function endCall(event: number): void {
    const key = scribe.keyOf(event)
    const call = calls.get(key)
    if (!call || call.ended) return
    const failure = scribe.log.textOf(event, CALL_FAILURE)
    scribe.close(
      call.span,
      failure === '' ? STATUS.ok : failure === 'not-permitted' ? STATUS.refused : STATUS.error,
      event,
    )
    call.ended = true
    if (failure !== '' && call.environment < 0) scribe.fail(call.span)
    dropCall(key, call)
  }

  function endEnvironment(event: number): void {
    const environment = scribe.log.numberOf(event, 0)
    const initialisation = initialisations.get(environment)
    if (initialisation !== undefined) {
      initialisations.delete(environment)
      scribe.close(initialisation, STATUS.error, event)
    }
    const taken: number[] = []
    for (const key of callsOfEnvironment.get(environment) ?? []) {
      const call = calls.get(key)
      if (!call) continue
      for (const { span } of call.attempts) {
        scribe.close(span, STATUS.error, event)
        taken.push(span)
      }
      if (!call.ended) scribe.close(call.span, STATUS.error, event)
      calls.delete(key)
    }
    callsOfEnvironment.delete(environment)
    if (taken.length > 0) lost.set(event, taken)
  }

  function belongsToCall(event: number): void {
    scribe.belongsTo = calls.get(scribe.keyOf(event))?.span ?? scribe.belongsTo
  }

  return {
    handlers: {
      'call-started': startCall,
      'attempt-started': startAttempt,
      'attempt-ended': endAttempt,
      'retry-scheduled'(event) {
        const call = calls.get(scribe.keyOf(event))
        if (call)
          scribe.point(KIND.retryWait, event, call.span, -1, STATUS.unset, scribe.log.numberOf(event, RETRY_DELAY))
      },
      'call-refused'(event) {
        const call = calls.get(scribe.keyOf(event))
        if (!call) return
        flights.push(scribe.point(KIND.refusal, event, call.span, table.span.edge[call.span] as number, STATUS.refused))
      },
      'call-timed-out': belongsToCall,
      'call-queued': belongsToCall,
      'breaker-asked': belongsToCall,
      'hedge-started': belongsToCall,
      'attempt-given-up': belongsToCall,
      'fell-back': belongsToCall,
      'retry-denied': belongsToCall,
      'call-ended': endCall,
      /** Told when it is over: no edge, so no attempts and no policies. */
      'account-called'(event) {
        const tookUs = Math.max(0, scribe.log.numberOf(event, ACCOUNT_DURATION))
        const startUs = Math.max(0, scribe.log.atOf(event) - tookUs)
        const span = scribe.open(KIND.call, event, scribe.causeSpan(event), -1, startUs)
        scribe.close(span, scribe.log.textOf(event, ACCOUNT_FAILURE) === '' ? STATUS.ok : STATUS.error, event)
      },
      'environment-created'(event) {
        const span = scribe.open(KIND.initialisation, event, scribe.causeSpan(event), -1)
        initialisations.set(scribe.log.numberOf(event, 0), span)
      },
      'environment-initialised'(event) {
        const number = scribe.log.numberOf(event, 0)
        const span = initialisations.get(number)
        if (span === undefined) return
        scribe.close(span, scribe.log.numberOf(event, INITIALISATION_FAILED) ? STATUS.error : STATUS.ok, event)
        initialisations.delete(number)
      },
      'environment-ended': endEnvironment,
    },
    lostAttempts: (event) => lost.get(event) ?? NO_ATTEMPTS,
  }
}
