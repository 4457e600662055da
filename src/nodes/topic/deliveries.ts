// Messages on their way to subscriptions: each is tried on its own until its endpoint takes it, it is moved to a
// dead-letter queue, or it is given up. Each of these is one event; together they conserve every message.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import { type Because, type DeadLetter, deliveryLatencyUs, type EmulationContext } from '#emulator'
import type { Message, OutgoingEdge, Reply } from '#emulator'
import { type FilterPolicy, matchesFilterPolicy, parseFilterPolicy } from '#patterns'
import { functionArn, queueArn, topicArn } from '#workflow'
import { retryDelayMs } from './delivery-retries.ts'
import type { Subscription } from './model.ts'
import {
  type Attributes,
  messageFor,
  notificationJson,
  type Publication,
  type Published,
  snsEvent,
} from './publication.ts'

export interface TopicTimer {
  readonly type: 'try'
  readonly notification: number
}

interface Endpoint {
  readonly edge: OutgoingEdge<Subscription>
  readonly arn: string
  /** Of who gets it. */
  readonly endpointArn: string
  /** Undefined: every message passes. */
  readonly policy: FilterPolicy | undefined
  /** Node index of its dead-letter queue. */
  readonly deadLetters: number | undefined
}

interface Notification {
  readonly id: number
  readonly endpoint: Endpoint
  readonly published: Published
  readonly because: Because
  attempts: number
}

export interface Deliveries {
  /** To every subscription whose filter policy lets it pass. */
  send(publication: number, published: Published, because: Because): void
  reply(request: number, reply: Reply): void
  timer(timer: TopicTimer): void
  readonly endpoints: readonly Endpoint[]
}

type Context = EmulationContext<'topic', TopicTimer>

/** Why a try failed. A client's error, such as a message too large for the queue, would be the same again. */
interface Failure {
  readonly name: string
  readonly isFinal: boolean
}

function endpointsOf(context: Context): Endpoint[] {
  const failureEdges = context.outgoing('undelivered')
  return context.outgoing('subscribe').flatMap((edge): Endpoint[] => {
    const { filterPolicy, filterPolicyScope } = edge.config
    const parsed = filterPolicy === '' ? undefined : parseFilterPolicy(filterPolicy, filterPolicyScope, 'subscribe')
    // SNS refuses such a subscription; a rule says so before the run.
    if (parsed && !parsed.ok) return []
    const name = context.nameOf(edge.to)
    const endpointArn = edge.toPort === 'invoke' ? functionArn(name) : queueArn(name)
    const own = failureEdges.find(({ config }) => config.endpoint !== '' && config.endpoint === name)
    const deadLetters = (own ?? failureEdges.find(({ config }) => config.endpoint === ''))?.to
    const id = context.luck.uuid(context.id, 'subscription', causalKey(0, edge.id))
    const arn = `${topicArn(context.node.name)}:${id}`
    return [{ edge, arn, endpointArn, policy: parsed?.value, deadLetters }]
  })
}

const passes = ({ policy }: Endpoint, { message, attributes }: Publication): boolean =>
  policy === undefined ||
  matchesFilterPolicy(policy, {
    body: message,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
        name,
        { dataType: DataType, ...(StringValue === undefined ? {} : { stringValue: StringValue }) },
      ]),
    ),
  })

export function createDeliveries(context: Context): Deliveries {
  const endpoints = endpointsOf(context)
  const waiting = new Map<number, Notification>()
  const asked = new Map<number, Notification>()

  function contents({ endpoint, published }: Notification): { readonly body: string; readonly attributes: Attributes } {
    if (!endpoint.edge.config.rawDelivery) return { body: notificationJson(published, endpoint.arn), attributes: {} }
    return { body: messageFor(published, 'sqs'), attributes: published.attributes }
  }

  function messageOf(notification: Notification): Message {
    const { endpoint, published } = notification
    if (endpoint.edge.toPort === 'invoke')
      return { type: 'invoke', mode: 'async', payload: JSON.stringify(snsEvent(published, endpoint.arn)) }
    return { type: 'enqueue', ...contents(notification) }
  }

  function attempt(notification: Notification): void {
    notification.attempts += 1
    const { endpoint, because, attempts } = notification
    const { errorRatePercent } = endpoint.edge.config
    const isDown =
      errorRatePercent > 0 &&
      context.luck.draw(context.id, 'endpoint-error', because.key, attempts) * 100 < errorRatePercent
    if (isDown) fail(notification, { name: 'server-error', isFinal: false })
    else {
      const delayUs = deliveryLatencyUs(context, causalKey(because.key, 'attempt', attempts))
      asked.set(context.ask(endpoint.edge.to, messageOf(notification), because, delayUs), notification)
    }
  }

  function fail(notification: Notification, { name, isFinal }: Failure): void {
    const { id, attempts, because } = notification
    const delayMs = isFinal ? undefined : retryDelayMs(context.node.config, attempts)
    if (delayMs === undefined) {
      giveUp(notification, name)
      return
    }
    const delayUs = delayMs * MICROSECONDS_PER_MS
    const fact = { notification: id, attempt: attempts + 1, delayUs, failure: name }
    context.record({ type: 'notification-retried', ...fact }, because)
    waiting.set(id, notification)
    context.schedule(delayUs, { type: 'try', notification: id })
  }

  function giveUp(notification: Notification, failure: string): void {
    const { id, attempts, because, endpoint } = notification
    const to = endpoint.deadLetters
    if (to === undefined) {
      context.record({ type: 'notification-failed', notification: id, attempts, failure }, because)
      return
    }
    const message = context.nextId()
    const fact = { notification: id, attempts, message, to, failure }
    const cause = context.record({ type: 'notification-dead-lettered', ...fact }, because)
    const messageId = context.luck.uuid(context.id, 'dead-letter-id', because.key)
    const letter: DeadLetter = { message, messageId, ...contents(notification), sentAtUs: context.now() }
    context.tell(to, { type: 'dead-letter', letter }, { ...because, cause })
  }

  return {
    endpoints,
    send(publication, published, because) {
      for (const endpoint of endpoints) {
        const edge = endpoint.edge.id
        if (!passes(endpoint, published)) {
          context.record({ type: 'notification-filtered', publication, edge }, because)
          continue
        }
        const id = context.nextId()
        const cause = context.record({ type: 'notification-started', notification: id, publication, edge }, because)
        const key = causalKey(because.key, edge)
        attempt({ id, endpoint, published, because: { cause, trace: because.trace, key }, attempts: 0 })
      }
    },
    reply(request, reply) {
      const notification = asked.get(request)
      if (!notification) return
      asked.delete(request)
      const { id, attempts, because } = notification
      const failure = failureOf(reply)
      if (failure) fail(notification, failure)
      else context.record({ type: 'notification-delivered', notification: id, attempts }, because)
    },
    timer({ notification: id }) {
      const notification = waiting.get(id)
      waiting.delete(id)
      if (notification) attempt(notification)
    },
  }
}

/** Undefined: it was taken. Throttles and the endpoint's own errors are worth another try. */
function failureOf(reply: Reply): Failure | undefined {
  if (reply.type === 'invoked' && reply.status < 400) return undefined
  if (reply.type === 'invoked') return { name: reply.reason ?? 'throttled', isFinal: false }
  if (reply.type === 'api') return undefined
  if (reply.type === 'api-error') return { name: reply.code, isFinal: reply.status < 500 && reply.status !== 429 }
  throw new Error(`A subscriber answered with ${reply.type}.`)
}
