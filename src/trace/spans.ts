// Spans, in the words of OpenTelemetry: every attempt, wait, run and delivery with its beginning, its end and what
// caused it, folded from the log as it grows. Ids are looked up only while a thing lives; what is over stays in the
// columns alone.
//
// 1. An event the fold can't place (an id nobody announced) opens and closes nothing: a forged log can't break it.
// 2. A span has the trace its opening event has or, where that has none, its parent's.
import { createInt32List, type Int32List } from './columns.ts'
import { createEdgeLookup, type EdgeLookup } from './edge-lookup.ts'
import { fieldOf, handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import { createSpanTable, END_DEAD_LETTERED, END_FAILED, KIND, type SpanTable, STATUS } from './span-table.ts'
import type { RunDescription } from './views.ts'

export interface SpanFold {
  readonly events: number
  readonly table: SpanTable
  /** Takes in what is new. */
  advance(reader: TraceReader): void
  /** The span an event opened or belongs to; -1: none. */
  spanOf(event: number): number
  /** Spans that travelled an edge, in order of their beginning. */
  readonly flights: Int32List
  /** Attempts that an environment took with it when it ended, by the event of its end. */
  lostAttempts(event: number): readonly number[]
}

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

interface OpenInvocation {
  readonly span: number
  readonly mode: string
  run: number
  readonly byHand: boolean
}

interface HeldMessage {
  /** The event of its sending. */
  readonly sent: number
  wait: number
  delivery: number
  /** The queue that gave it up and where it went; -1: it did not. */
  movedFrom: number
}

interface OpenDelivery {
  span: number
  /** Messages in flight under it. */
  messages: number
  ended: boolean
  endUs: number
  endEvent: number
}

/** Numbers are unique by kind of thing; the node keeps what two nodes might count alike apart. */
const NODES_AT_MOST = 32_768
const NO_ATTEMPTS: readonly number[] = []

const CALL_STARTED = {
  call: fieldOf('call-started', 'call'),
  edge: fieldOf('call-started', 'edge'),
  environment: fieldOf('call-started', 'environment'),
}
const ATTEMPT_ENDED = { attempt: fieldOf('attempt-ended', 'attempt'), failure: fieldOf('attempt-ended', 'failure') }
const RETRY_DELAY = fieldOf('retry-scheduled', 'delayUs')
const CALL_FAILURE = fieldOf('call-ended', 'failure')
const HTTP_ROUTE = fieldOf('http-requested', 'route')
const HTTP_STATUS = fieldOf('http-responded', 'status')
const INVOCATION_MODE = fieldOf('invocation-requested', 'mode')
const RETRIED_DELAY = fieldOf('invocation-retried', 'delayUs')
const INITIALISATION_FAILED = fieldOf('environment-initialised', 'failed')
const ENDED_OUTCOME = fieldOf('invocation-ended', 'outcome')
const DELIVERED_DELIVERY = fieldOf('message-delivered', 'delivery')
const DEAD_LETTER_TO = fieldOf('message-dead-lettered', 'to')
const DELIVERY_EDGE = fieldOf('delivery-started', 'edge')
const DELIVERY_FAILED = fieldOf('delivery-ended', 'failed')
const DELIVERY_FAILURE = fieldOf('delivery-ended', 'failure')
const NOTIFICATION_EDGE = fieldOf('notification-started', 'edge')
const NOTIFICATION_DELAY = fieldOf('notification-retried', 'delayUs')
const NOTIFICATION_LETTER = fieldOf('notification-dead-lettered', 'message')
const DESTINATION_EDGE = fieldOf('destination-started', 'edge')
const DESTINATION_FAILURE = fieldOf('destination-ended', 'failure')
const RECORDS_DELAY = fieldOf('records-retried', 'delayUs')
const SETTLED_LETTER = fieldOf('records-settled', 'message')
const SETTLED_OUTCOME = fieldOf('records-settled', 'outcome')
const SERVICE_STATUS = fieldOf('service-answered', 'status')
const SERVICE_FAILURE = fieldOf('service-answered', 'failure')

export function createSpanFold(run: RunDescription): SpanFold {
  const table = createSpanTable()
  const lookup: EdgeLookup = createEdgeLookup(run)
  const spanOfEvent = createInt32List()
  const flights = createInt32List()
  const lost = new Map<number, readonly number[]>()
  const calls = new Map<number, OpenCall>()
  const callsOfEnvironment = new Map<number, Set<number>>()
  const requests = new Map<number, { readonly span: number; readonly byHand: boolean }>()
  const serviceCalls = new Map<number, number>()
  const invocations = new Map<number, OpenInvocation>()
  const initialisations = new Map<number, number>()
  const messages = new Map<number, HeldMessage>()
  const deliveries = new Map<number, OpenDelivery>()
  /** Spans of messages on their way to a subscription. */
  const notifications = new Map<number, number>()
  /** Of messages that came back: the wait they are in now, by the event of their sending, which the queue names as the cause. */
  const waitsAgain = new Map<number, number>()
  let events = 0
  let log: TraceReader
  /** Span of the event in hand, for spanOfEvent. */
  let belongsTo = -1

  const causeSpan = (event: number): number => {
    const cause = log.causeOf(event)
    if (cause < 0 || cause >= event) return -1
    return (waitsAgain.size > 0 ? waitsAgain.get(cause) : undefined) ?? spanOfEvent.at(cause)
  }
  const keyOf = (event: number): number => log.numberOf(event, 0) * NODES_AT_MOST + log.nodeOf(event)

  function open(kind: number, event: number, parentHint: number, edge: number, atUs = log.atOf(event)): number {
    const { span } = table
    let row = table.rowFor(log.traceOf(event), event, log.atOf(event))
    if (row < 0 && parentHint >= 0) row = span.row[parentHint] as number
    const parent = parentHint >= 0 && span.row[parentHint] === row ? parentHint : -1
    const opened = table.open(kind, log.nodeOf(event), row, parent, edge, event, atUs)
    if (parentHint >= 0 && parent < 0) table.link(parentHint, opened)
    belongsTo = opened
    return opened
  }

  function close(span: number, status: number, event: number): void {
    table.close(span, status, event, log.atOf(event))
    belongsTo = span
  }

  /** A span that is over when it is noticed. */
  function point(kind: number, event: number, parent: number, edge: number, status: number, lengthUs = 0): number {
    const span = open(kind, event, parent, edge)
    table.close(span, status, event, log.atOf(event) + lengthUs)
    return span
  }

  function fail(span: number): void {
    if (span >= 0) table.mark(table.span.row[span] as number, END_FAILED)
  }

  /** Did a person, not a part of the workflow, ask for this? */
  function isByHand(event: number): boolean {
    const cause = log.causeOf(event)
    return cause < 0 || cause >= event || log.typeOf(cause) === 'input-applied'
  }

  function dropCall(key: number, call: OpenCall): void {
    if (!call.ended || call.attempts.length > 0) return
    calls.delete(key)
    callsOfEnvironment.get(call.environment)?.delete(key)
  }

  function startCall(event: number): void {
    const key = keyOf(event)
    const edge = lookup.byId(log.textOf(event, CALL_STARTED.edge))
    const environment = log.numberOf(event, CALL_STARTED.environment)
    const span = open(KIND.call, event, causeSpan(event), edge)
    calls.set(key, { span, environment, ended: false, attempts: [] })
    if (environment < 0) return
    const own = callsOfEnvironment.get(environment)
    if (own) own.add(key)
    else callsOfEnvironment.set(environment, new Set([key]))
  }

  function startAttempt(event: number): void {
    const call = calls.get(keyOf(event))
    if (!call) return
    const span = open(KIND.attempt, event, call.span, table.span.edge[call.span] as number)
    call.attempts.push({ attempt: log.numberOf(event, 1), span })
    flights.push(span)
    const row = table.span.row[span] as number
    if (row >= 0) table.trace.attempts[row] = (table.trace.attempts[row] as number) + 1
  }

  function endAttempt(event: number): void {
    const key = keyOf(event)
    const call = calls.get(key)
    if (!call) return
    const attempt = log.numberOf(event, ATTEMPT_ENDED.attempt)
    const at = call.attempts.findLastIndex((open) => open.attempt === attempt)
    const found = call.attempts[at]
    belongsTo = call.span
    if (!found) return
    close(found.span, log.textOf(event, ATTEMPT_ENDED.failure) === '' ? STATUS.ok : STATUS.error, event)
    call.attempts.splice(at, 1)
    dropCall(key, call)
  }

  function endCall(event: number): void {
    const key = keyOf(event)
    const call = calls.get(key)
    if (!call || call.ended) return
    const failure = log.textOf(event, CALL_FAILURE)
    close(call.span, failure === '' ? STATUS.ok : failure === 'not-permitted' ? STATUS.refused : STATUS.error, event)
    call.ended = true
    if (failure !== '' && call.environment < 0) fail(call.span)
    dropCall(key, call)
  }

  function endEnvironment(event: number): void {
    const environment = log.numberOf(event, 0)
    const initialisation = initialisations.get(environment)
    if (initialisation !== undefined) {
      initialisations.delete(environment)
      close(initialisation, STATUS.error, event)
    }
    const taken: number[] = []
    for (const key of callsOfEnvironment.get(environment) ?? []) {
      const call = calls.get(key)
      if (!call) continue
      for (const { span } of call.attempts) {
        close(span, STATUS.error, event)
        taken.push(span)
      }
      if (!call.ended) close(call.span, STATUS.error, event)
      calls.delete(key)
    }
    callsOfEnvironment.delete(environment)
    if (taken.length > 0) lost.set(event, taken)
  }

  /** The trigger edge something came by, where it came by one. */
  function triggerEdge(event: number, parent: number): number {
    if (parent < 0) return -1
    const { span } = table
    const from = span.node[parent] as number
    const to = log.nodeOf(event)
    const kind = span.kind[parent]
    if (kind === KIND.firing) return lookup.between('fire', from, to)
    if (kind === KIND.delivery) return span.edge[parent] as number
    if (kind !== KIND.httpServer) return -1
    return lookup.between('route', from, to, log.textOf(span.event[parent] as number, HTTP_ROUTE))
  }

  function requestInvocation(event: number): void {
    const parent = causeSpan(event)
    const edge = triggerEdge(event, parent)
    const span = open(KIND.invocation, event, parent, edge)
    invocations.set(log.numberOf(event, 0), {
      span,
      mode: log.textOf(event, INVOCATION_MODE),
      run: -1,
      byHand: isByHand(event),
    })
    if (edge >= 0 && table.span.kind[parent] !== KIND.delivery) flights.push(span)
  }

  function startInvocation(event: number): void {
    const invocation = invocations.get(log.numberOf(event, 0))
    if (!invocation) return
    table.reopen(invocation.span)
    invocation.run = open(KIND.run, event, invocation.span, -1)
  }

  function endInvocation(event: number): void {
    const number = log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    const returned = log.textOf(event, ENDED_OUTCOME) === 'returned'
    const status = returned ? STATUS.ok : STATUS.error
    close(invocation.span, status, event)
    if (invocation.run >= 0) close(invocation.run, status, event)
    invocation.run = -1
    if (!returned && invocation.mode === 'sync' && invocation.byHand) fail(invocation.span)
    if (invocation.mode !== 'async' || returned) invocations.delete(number)
  }

  function throttleInvocation(event: number): void {
    const number = log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    close(invocation.span, STATUS.refused, event)
    if (invocation.mode === 'async') return
    if (invocation.mode === 'sync' && invocation.byHand) fail(invocation.span)
    invocations.delete(number)
  }

  /** Whoever asked has its error; there is nothing to try again. */
  function refuseInvocation(event: number): void {
    const number = log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    close(invocation.span, STATUS.error, event)
    if (invocation.byHand) fail(invocation.span)
    invocations.delete(number)
  }

  function retryInvocation(event: number): void {
    const invocation = invocations.get(log.numberOf(event, 0))
    if (!invocation) return
    table.reopen(invocation.span)
    point(KIND.retryWait, event, invocation.span, -1, STATUS.unset, log.numberOf(event, RETRIED_DELAY))
  }

  function dropInvocation(event: number): void {
    const number = log.numberOf(event, 0)
    const invocation = invocations.get(number)
    if (!invocation) return
    close(invocation.span, STATUS.error, event)
    fail(invocation.span)
    invocations.delete(number)
  }

  function enqueue(event: number): void {
    const number = log.numberOf(event, 0)
    const before = messages.get(number)
    if (before) waitsAgain.delete(before.sent)
    const parent = before ? before.wait : causeSpan(event)
    const edge = before
      ? lookup.between('redrive', before.movedFrom, log.nodeOf(event))
      : parent >= 0 && table.span.kind[parent] === KIND.firing
        ? lookup.between('fire', table.span.node[parent] as number, log.nodeOf(event))
        : -1
    const wait = open(KIND.queueWait, event, parent, edge)
    if (edge >= 0) flights.push(wait)
    if (!before) table.countMessages(table.span.row[wait] as number, 1)
    messages.set(number, { sent: event, wait, delivery: -1, movedFrom: -1 })
  }

  function startDelivery(event: number): void {
    const number = log.numberOf(event, 0)
    const span = open(KIND.delivery, event, causeSpan(event), lookup.byId(log.textOf(event, DELIVERY_EDGE)))
    flights.push(span)
    deliveries.set(number, { span, messages: 0, ended: false, endUs: 0, endEvent: -1 })
  }

  function endDelivery(event: number): void {
    const number = log.numberOf(event, 0)
    const delivery = deliveries.get(number)
    if (!delivery || delivery.ended) return
    const good = log.numberOf(event, DELIVERY_FAILED) === 0 && log.textOf(event, DELIVERY_FAILURE) === ''
    close(delivery.span, good ? STATUS.ok : STATUS.error, event)
    delivery.ended = true
    delivery.endUs = log.atOf(event)
    delivery.endEvent = event
    if (delivery.messages === 0) deliveries.delete(number)
  }

  function deliver(event: number): void {
    const message = messages.get(log.numberOf(event, 0))
    if (!message) return
    const number = log.numberOf(event, DELIVERED_DELIVERY)
    close(message.wait, STATUS.ok, event)
    leave(message)
    message.delivery = number
    const delivery = deliveries.get(number)
    if (!delivery) return
    delivery.messages += 1
    belongsTo = delivery.span
    if (table.span.parent[delivery.span] !== message.wait) table.link(message.wait, delivery.span)
  }

  /** The message is no longer in flight under its delivery; gives that delivery back. */
  function leave(message: HeldMessage): OpenDelivery | undefined {
    const number = message.delivery
    const delivery = deliveries.get(number)
    message.delivery = -1
    if (!delivery) return undefined
    delivery.messages -= 1
    if (delivery.ended && delivery.messages === 0) deliveries.delete(number)
    return delivery
  }

  function comeBack(event: number): void {
    const message = messages.get(log.numberOf(event, 0))
    if (!message) return
    const delivery = leave(message)
    const { span } = table
    const earlier = message.wait
    const parent = span.parent[earlier] as number
    if (delivery?.ended) {
      const invisible = open(KIND.retryWait, event, parent, -1, delivery.endUs)
      table.close(invisible, STATUS.unset, event, log.atOf(event))
    }
    message.wait = open(KIND.queueWait, event, parent, -1)
    waitsAgain.set(message.sent, message.wait)
  }

  function leaveQueue(event: number, status: number): HeldMessage | undefined {
    const number = log.numberOf(event, 0)
    const message = messages.get(number)
    if (!message) return undefined
    leave(message)
    if (Number.isNaN(table.span.endUs[message.wait])) close(message.wait, status, event)
    belongsTo = message.wait
    table.countMessages(table.span.row[message.wait] as number, -1)
    messages.delete(number)
    waitsAgain.delete(message.sent)
    return message
  }

  function endNotification(event: number, status: number): number {
    const number = log.numberOf(event, 0)
    const span = notifications.get(number)
    if (span === undefined) return -1
    close(span, status, event)
    notifications.delete(number)
    return span
  }

  function belongsToCall(event: number): void {
    belongsTo = calls.get(keyOf(event))?.span ?? belongsTo
  }

  const handlers = handlerTable({
    'schedule-fired': (event) => void point(KIND.firing, event, causeSpan(event), -1, STATUS.ok),
    'request-arrived': (event) => void table.rowFor(log.traceOf(event), event, log.atOf(event)),
    'input-applied': (event) => void table.rowFor(log.traceOf(event), event, log.atOf(event)),
    'call-started': startCall,
    'attempt-started': startAttempt,
    'attempt-ended': endAttempt,
    'retry-scheduled'(event) {
      const call = calls.get(keyOf(event))
      if (call) point(KIND.retryWait, event, call.span, -1, STATUS.unset, log.numberOf(event, RETRY_DELAY))
    },
    'call-refused'(event) {
      const call = calls.get(keyOf(event))
      if (call)
        flights.push(point(KIND.refusal, event, call.span, table.span.edge[call.span] as number, STATUS.refused))
    },
    'call-timed-out': belongsToCall,
    'call-queued': belongsToCall,
    'breaker-asked': belongsToCall,
    'hedge-started': belongsToCall,
    'attempt-given-up': belongsToCall,
    'fell-back': belongsToCall,
    'retry-denied': belongsToCall,
    'call-ended': endCall,
    'http-requested'(event) {
      const span = open(KIND.httpServer, event, causeSpan(event), -1)
      requests.set(keyOf(event), { span, byHand: isByHand(event) })
    },
    'http-responded'(event) {
      const request = requests.get(keyOf(event))
      if (!request) return
      const failed = log.numberOf(event, HTTP_STATUS) >= 500
      close(request.span, failed ? STATUS.error : STATUS.ok, event)
      if (failed && request.byHand) fail(request.span)
      requests.delete(keyOf(event))
    },
    'invocation-requested': requestInvocation,
    'invocation-throttled': throttleInvocation,
    'invocation-refused': refuseInvocation,
    'invocation-retried': retryInvocation,
    'invocation-dropped': dropInvocation,
    'environment-created'(event) {
      initialisations.set(log.numberOf(event, 0), open(KIND.initialisation, event, causeSpan(event), -1))
    },
    'environment-initialised'(event) {
      const span = initialisations.get(log.numberOf(event, 0))
      if (span === undefined) return
      close(span, log.numberOf(event, INITIALISATION_FAILED) ? STATUS.error : STATUS.ok, event)
      initialisations.delete(log.numberOf(event, 0))
    },
    'environment-ended': endEnvironment,
    'invocation-started': startInvocation,
    'invocation-ended': endInvocation,
    'message-enqueued': enqueue,
    'message-delivered': deliver,
    'message-returned': comeBack,
    'message-deleted': (event) => void leaveQueue(event, STATUS.ok),
    'message-expired': (event) => fail(leaveQueue(event, STATUS.error)?.wait ?? -1),
    'message-dead-lettered'(event) {
      const message = leaveQueue(event, STATUS.error)
      if (!message) return
      table.mark(table.span.row[message.wait] as number, END_DEAD_LETTERED)
      if (log.numberOf(event, DEAD_LETTER_TO) >= 0)
        messages.set(log.numberOf(event, 0), { ...message, delivery: -1, movedFrom: log.nodeOf(event) })
    },
    'delivery-started': startDelivery,
    'delivery-ended': endDelivery,
    'notification-started'(event) {
      const span = open(KIND.delivery, event, causeSpan(event), lookup.byId(log.textOf(event, NOTIFICATION_EDGE)))
      flights.push(span)
      notifications.set(log.numberOf(event, 0), span)
    },
    'destination-started'(event) {
      const edge = lookup.byId(log.textOf(event, DESTINATION_EDGE))
      const span = open(KIND.delivery, event, causeSpan(event), edge)
      flights.push(span)
      notifications.set(log.numberOf(event, 0), span)
      if (run.edges[edge]?.kind === 'redrive') table.mark(table.span.row[span] as number, END_DEAD_LETTERED)
    },
    'destination-ended': (event) =>
      void endNotification(event, log.textOf(event, DESTINATION_FAILURE) === '' ? STATUS.ok : STATUS.error),
    'notification-retried'(event) {
      const span = notifications.get(log.numberOf(event, 0))
      if (span !== undefined)
        point(KIND.retryWait, event, span, -1, STATUS.unset, log.numberOf(event, NOTIFICATION_DELAY))
    },
    'notification-delivered': (event) => void endNotification(event, STATUS.ok),
    'notification-failed': (event) => fail(endNotification(event, STATUS.error)),
    'notification-dead-lettered'(event) {
      const span = endNotification(event, STATUS.error)
      if (span < 0) return
      table.mark(table.span.row[span] as number, END_DEAD_LETTERED)
      const moved = { sent: event, wait: span, delivery: -1, movedFrom: log.nodeOf(event) }
      messages.set(log.numberOf(event, NOTIFICATION_LETTER), moved)
    },
    'records-retried'(event) {
      point(KIND.retryWait, event, causeSpan(event), -1, STATUS.unset, log.numberOf(event, RECORDS_DELAY))
    },
    'records-settled'(event) {
      const span = causeSpan(event)
      const outcome = log.textOf(event, SETTLED_OUTCOME)
      if (span < 0 || outcome === 'processed' || outcome === 'filtered') return
      const letter = log.numberOf(event, SETTLED_LETTER)
      if (letter < 0) fail(span)
      else {
        table.mark(table.span.row[span] as number, END_DEAD_LETTERED)
        messages.set(letter, { sent: event, wait: span, delivery: -1, movedFrom: log.nodeOf(event) })
      }
    },
    'service-called'(event) {
      serviceCalls.set(keyOf(event), open(KIND.service, event, causeSpan(event), -1))
    },
    'service-answered'(event) {
      const span = serviceCalls.get(keyOf(event))
      if (span === undefined) return
      const good = log.textOf(event, SERVICE_FAILURE) === '' && log.numberOf(event, SERVICE_STATUS) < 500
      close(span, good ? STATUS.ok : STATUS.error, event)
      serviceCalls.delete(keyOf(event))
    },
  })

  return {
    get events() {
      return events
    },
    table,
    flights,
    advance(reader) {
      log = reader
      for (; events < reader.length; events++) {
        belongsTo = -1
        handlers[reader.typeNumber(events)]?.(events)
        spanOfEvent.push(belongsTo >= 0 ? belongsTo : causeSpan(events))
      }
    },
    spanOf: (event) => (event >= 0 && event < events ? spanOfEvent.at(event) : -1),
    lostAttempts: (event) => lost.get(event) ?? NO_ATTEMPTS,
  }
}
