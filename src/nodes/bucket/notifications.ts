// Notifications on their way: each that a change matches is delivered on its own. S3 does not say how it tries again, and
// nothing here is down: a target takes a notification or refuses it for good.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import { type Because, deliveryLatencyUs, type EmulationContext } from '#emulator'
import type { Message, OutgoingEdge, Reply } from '#emulator'
import { bucketName } from '#workflow'
import type { Change } from './change.ts'
import { coversEvent } from './covers-event.ts'
import type { BucketNotification } from './model.ts'
import { eventBridgeEvent, s3Event, testEvent } from './records.ts'

type Edge = OutgoingEdge<BucketNotification>

interface Target {
  readonly edge: Edge
  readonly configurationId: string
}

interface Notification {
  readonly id: number
  readonly because: Because
}

export interface Notifications {
  /** Before anything else each queue and topic gets a test. A3.4 [R] */
  test(): void
  send(publication: number, change: Change, because: Because): void
  reply(request: number, reply: Reply): void
}

/** Of what a topic gets. [R] */
const SUBJECT = 'Amazon S3 Notification'
const REQUEST_ID_DIGITS = 16

/** A bus gets all there is: EventBridge's own rules filter. [V] */
const matches = ({ toPort, config }: Edge, { name, key }: Change): boolean =>
  toPort === 'put' ||
  (config.events.some((event) => coversEvent(event, `s3:${name}`)) &&
    key.startsWith(config.prefix) &&
    key.endsWith(config.suffix))

export function createNotifications(context: EmulationContext<'bucket', never>): Notifications {
  const bucket = bucketName(context.node)
  const targets = context.outgoing('notify').map((edge): Target => {
    const configurationId = context.luck.uuid(context.id, 'notification-configuration', causalKey(0, edge.id))
    return { edge, configurationId }
  })
  const asked = new Map<number, Notification>()

  function messageOf({ edge, configurationId }: Target, change: Change): Message {
    if (edge.toPort === 'put') return { type: 'put-event', event: JSON.stringify(eventBridgeEvent(bucket, change)) }
    const event = JSON.stringify(s3Event(bucket, configurationId, change))
    if (edge.toPort === 'invoke') return { type: 'invoke', mode: 'async', payload: event }
    return toldMessage(edge, event)
  }

  const toldMessage = ({ toPort }: Edge, text: string): Message =>
    toPort === 'publish' ? { type: 'publish', message: text, subject: SUBJECT } : { type: 'enqueue', body: text }

  return {
    test() {
      for (const { edge } of targets) {
        if (edge.toPort !== 'send' && edge.toPort !== 'publish') continue
        const key = causalKey(causalKey(0, 'test-event'), edge.id)
        const trace = context.newTrace()
        const cause = context.record({ type: 'notification-tested', edge: edge.id }, { cause: -1, trace })
        const atMs = context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)
        const id = context.luck.uuid(context.id, 'request-id', key).replaceAll('-', '').toUpperCase()
        const event = JSON.stringify(testEvent(bucket, atMs, id.slice(0, REQUEST_ID_DIGITS)))
        context.tell(edge.to, toldMessage(edge, event), { cause, trace, key })
      }
    },
    send(publication, change, because) {
      for (const target of targets) {
        const { edge } = target
        if (!matches(edge, change)) {
          context.record({ type: 'notification-filtered', publication, edge: edge.id }, because)
          continue
        }
        const id = context.nextId()
        const fact = { notification: id, publication, edge: edge.id }
        const cause = context.record({ type: 'notification-started', ...fact }, because)
        const own = { cause, trace: because.trace, key: causalKey(because.key, edge.id) }
        const delayUs = deliveryLatencyUs(context, own.key)
        asked.set(context.ask(edge.to, messageOf(target, change), own, delayUs, edge.id), { id, because: own })
      }
    },
    reply(request, reply) {
      const notification = asked.get(request)
      if (!notification) return
      asked.delete(request)
      const { id, because } = notification
      const failure = failureOf(reply)
      if (failure === undefined)
        context.record({ type: 'notification-delivered', notification: id, attempts: 1 }, because)
      else context.record({ type: 'notification-failed', notification: id, attempts: 1, failure }, because)
    },
  }
}

/** Undefined: it was taken. */
function failureOf(reply: Reply): string | undefined {
  if (reply.type === 'invoked') return reply.status < 400 ? undefined : (reply.reason ?? 'throttled')
  if (reply.type === 'api') return undefined
  if (reply.type === 'api-error') return reply.code
  throw new Error(`The target of a notification answered with ${reply.type}.`)
}
