// What became of an asynchronous event goes on from here: to a destination as a record, to a dead-letter queue as itself.
import { causalKey, formatIsoUtc, MICROSECONDS_PER_MS } from '#base'
import { type Because, type EmulationContext, LEAST_LATENCY_US, type Message } from '#emulator'
import type { OutgoingEdge, Reply } from '#emulator'
import { eventBusArn, functionArn } from '#workflow'
import {
  type Condition,
  deadLetterAttributes,
  destinationEvent,
  destinationRecord,
  type EventEnd,
} from './destination-record.ts'
import type { Invocation } from './invocation.ts'

type Context = EmulationContext<'function', never>
type Edge = OutgoingEdge<unknown>

export interface Destinations {
  /** `because`: the end of the last try, or the event's being given up. */
  ended(invocation: Invocation, condition: Condition, response: string | undefined, because: Because): void
  reply(request: number, reply: Reply): void
}

export function createDestinations(
  context: Pick<Context, 'id' | 'node' | 'now' | 'startAtMs' | 'nameOf' | 'nextId' | 'outgoing' | 'ask' | 'record'>,
): Destinations {
  const onSuccess = context.outgoing('on-success')
  const onFailure = context.outgoing('on-failure')
  const deadLetters = context.outgoing('dead-letter')
  const asked = new Map<number, { readonly destination: number; readonly because: Because }>()

  function recordFor(edge: Edge, end: EventEnd): Message {
    switch (edge.toPort) {
      case 'invoke':
        return { type: 'invoke', mode: 'async', payload: destinationRecord(end) }
      case 'publish':
        return { type: 'publish', message: destinationRecord(end) }
      case 'put':
        return { type: 'put-event', event: destinationEvent(end, eventBusArn(context.nameOf(edge.to))) }
      default:
        return { type: 'enqueue', body: destinationRecord(end) }
    }
  }

  function letterFor(edge: Edge, end: EventEnd): Message {
    const attributes = deadLetterAttributes(end)
    return edge.toPort === 'publish'
      ? { type: 'publish', message: end.request, attributes }
      : { type: 'enqueue', body: end.request, attributes }
  }

  function send(edge: Edge, message: Message, { id }: Invocation, condition: Condition, because: Because): void {
    const destination = context.nextId()
    const fact = { destination, invocation: id, edge: edge.id, condition }
    const cause = context.record({ type: 'destination-started', ...fact }, because)
    const own = { cause, trace: because.trace, key: causalKey(because.key, edge.id) }
    asked.set(context.ask(edge.to, message, own, LEAST_LATENCY_US, edge.id), { destination, because: own })
  }

  return {
    ended(invocation, condition, response, because) {
      const edges = condition === 'Success' ? onSuccess : onFailure
      const letters = condition === 'Success' ? [] : deadLetters
      if (edges.length === 0 && letters.length === 0) return
      const end: EventEnd = {
        condition,
        requestId: invocation.requestId,
        functionArn: functionArn(context.node.name),
        invokes: invocation.attempt,
        timestamp: formatIsoUtc(context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)),
        request: invocation.payload,
        response,
      }
      for (const edge of edges) send(edge, recordFor(edge, end), invocation, condition, because)
      for (const edge of letters) send(edge, letterFor(edge, end), invocation, condition, because)
    },
    reply(request, reply) {
      const sent = asked.get(request)
      if (!sent) return
      asked.delete(request)
      const { destination, because } = sent
      context.record({ type: 'destination-ended', destination, failure: failureOf(reply) }, because)
    },
  }
}

/** Empty: it was taken. Another try is not made. [K] */
function failureOf(reply: Reply): string {
  if (reply.type === 'api') return ''
  if (reply.type === 'api-error') return reply.code
  if (reply.type === 'invoked') return reply.status < 400 ? '' : (reply.reason ?? 'throttled')
  throw new Error(`A destination answered with ${reply.type}.`)
}
