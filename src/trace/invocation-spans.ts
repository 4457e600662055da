// Spans of invocations: from the request until it ended for good, and each run of the handler in it.
import { type EventHandlers, fieldOf } from './fields.ts'
import type { SpanScribe } from './span-scribe.ts'
import { KIND, STATUS } from './span-table.ts'

interface OpenInvocation {
  readonly span: number
  readonly mode: string
  run: number
  readonly byHand: boolean
}

const HTTP_ROUTE = fieldOf('http-requested', 'route')
const INVOCATION_MODE = fieldOf('invocation-requested', 'mode')
const RETRIED_DELAY = fieldOf('invocation-retried', 'delayUs')
const ENDED_OUTCOME = fieldOf('invocation-ended', 'outcome')

export function invocationSpans(scribe: SpanScribe): EventHandlers {
  const { table, lookup, flights } = scribe
  const invocations = new Map<number, OpenInvocation>()

  /** The trigger edge something came by, where it came by one. */
  function triggerEdge(event: number, parent: number): number {
    if (parent < 0) return -1
    const { span } = table
    const from = span.node[parent] as number
    const to = scribe.log.nodeOf(event)
    const kind = span.kind[parent]
    if (kind === KIND.firing) return lookup.between('fire', from, to)
    if (kind === KIND.delivery) return span.edge[parent] as number
    if (kind !== KIND.httpServer) return -1
    return lookup.between('route', from, to, scribe.log.textOf(span.event[parent] as number, HTTP_ROUTE))
  }

  function requestInvocation(event: number): void {
    const parent = scribe.causeSpan(event)
    const edge = triggerEdge(event, parent)
    const span = scribe.open(KIND.invocation, event, parent, edge)
    invocations.set(scribe.log.numberOf(event, 0), {
      span,
      mode: scribe.log.textOf(event, INVOCATION_MODE),
      run: -1,
      byHand: scribe.isByHand(event),
    })
    if (edge >= 0 && table.span.kind[parent] !== KIND.delivery) flights.push(span)
  }

  function startInvocation(event: number): void {
    const invocation = invocations.get(scribe.log.numberOf(event, 0))
    if (!invocation) return
    table.reopen(invocation.span)
    invocation.run = scribe.open(KIND.run, event, invocation.span, -1)
  }

  function endInvocation(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    const returned = scribe.log.textOf(event, ENDED_OUTCOME) === 'returned'
    const status = returned ? STATUS.ok : STATUS.error
    scribe.close(invocation.span, status, event)
    if (invocation.run >= 0) scribe.close(invocation.run, status, event)
    invocation.run = -1
    if (!returned && invocation.mode === 'sync' && invocation.byHand) scribe.fail(invocation.span)
    if (invocation.mode !== 'async' || returned) invocations.delete(number)
  }

  function throttleInvocation(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    scribe.close(invocation.span, STATUS.refused, event)
    if (invocation.mode === 'async') return
    if (invocation.mode === 'sync' && invocation.byHand) scribe.fail(invocation.span)
    invocations.delete(number)
  }

  /** Whoever asked has its error; there is nothing to try again. */
  function refuseInvocation(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    scribe.close(invocation.span, STATUS.error, event)
    if (invocation.byHand) scribe.fail(invocation.span)
    invocations.delete(number)
  }

  function retryInvocation(event: number): void {
    const invocation = invocations.get(scribe.log.numberOf(event, 0))
    if (!invocation) return
    table.reopen(invocation.span)
    scribe.point(KIND.retryWait, event, invocation.span, -1, STATUS.unset, scribe.log.numberOf(event, RETRIED_DELAY))
  }

  function dropInvocation(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    scribe.close(invocation.span, STATUS.error, event)
    scribe.fail(invocation.span)
    invocations.delete(number)
  }

  return {
    'invocation-requested': requestInvocation,
    'invocation-throttled': throttleInvocation,
    'invocation-refused': refuseInvocation,
    'invocation-retried': retryInvocation,
    'invocation-dropped': dropInvocation,
    'invocation-started': startInvocation,
    'invocation-ended': endInvocation,
  }
}
