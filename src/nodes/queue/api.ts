// SQS's own operations on one queue, as a handler's SDK client calls them.
import { causalKey, type JsonObject, md5 } from '#base'
import type { Because, EmulationContext, Message, MessageAttribute } from '#emulator'
import { queueArn, queueName, queueUrl } from '#workflow'
import {
  type ApiError,
  isAskedFor,
  messageBytes,
  NO_DEDUPLICATION,
  type Read,
  readAttributes,
  readBatch,
  readBody,
  readFifoIds,
  readReceiptHandle,
  refuse,
  strings,
  wholeNumber,
} from './api-input.ts'
import { type Delivery, MAXIMUM_IN_FLIGHT, type QueueCore, type QueueTimer } from './core.ts'
import type { MoveTasks } from './move-tasks.ts'
import { epochMs, receiptHandle, systemAttributes } from './sqs-event.ts'
import type { QueuedMessage } from './store.ts'

/** Entries of a batch request, and messages of one receive. [V] */
const MAXIMUM_BATCH = 10
/** Bytes of all messages of a batch request. [V] */
const MAXIMUM_BATCH_BYTES = 1_048_576
/** Calls of one operation on a FIFO queue without high throughput. [V] */
const FIFO_CALLS_PER_SECOND = 300
const MICROSECONDS_PER_SECOND = 1_000_000
/** Seconds. [V] */
const DELAY_BOUNDS = [0, 900] as const
const VISIBILITY_BOUNDS = [0, 43_200] as const
const WAIT_BOUNDS = [0, 20] as const

export type ApiAnswer = { readonly ok: true; readonly output: JsonObject } | ApiError

/** A receive that found nothing: it may wait so long for something to come. */
export interface ApiWait {
  readonly waitMs: number
  readonly receive: () => ApiAnswer
}

export interface QueueApi {
  call(operation: string, input: JsonObject, because: Because): ApiAnswer | ApiWait
  /** Why a message that another service brings can't be taken, if so. */
  refusalOf(message: Extract<Message, { readonly type: 'enqueue' }>): ApiError | undefined
}

const answer = (output: JsonObject): ApiAnswer => ({ ok: true, output })
const done = (result: Read<JsonObject>): ApiAnswer => (result.ok ? answer(result.value) : result)
const nothing: Read<JsonObject> = { ok: true, value: {} }

export function createQueueApi(
  context: EmulationContext<'queue', QueueTimer>,
  core: QueueCore,
  moves: MoveTasks,
  isPaused: () => boolean,
): QueueApi {
  const name = queueName(context.node)
  const { fifo } = context.node.config
  /** Calls of each operation in the second under way. */
  const calls = new Map<string, number>()
  let second = -1

  function refuseSize(body: string, attributes: Readonly<Record<string, MessageAttribute>>): ApiError | undefined {
    const { maximumMessageBytes } = context.node.config
    if (messageBytes(body, attributes) <= maximumMessageBytes) return undefined
    const reason = `Reason: Message must be shorter than ${maximumMessageBytes} bytes.`
    return refuse('InvalidParameterValue', `One or more parameters are invalid. ${reason}`)
  }

  function sendOne(input: JsonObject, because: Because): Read<JsonObject> {
    const body = readBody(input)
    if (!body.ok) return body
    const delay = wholeNumber(input, 'DelaySeconds', context.node.config.delayMs / 1000, DELAY_BOUNDS)
    if (!delay.ok) return delay
    const attributes = readAttributes(input)
    if (!attributes.ok) return attributes
    const tooLarge = refuseSize(body.value, attributes.value)
    if (tooLarge) return tooLarge
    const ids = readFifoIds(input, context.node.config)
    if (!ids.ok) return ids
    // A message's own delay; a FIFO queue has only one for all.
    const delayMs = fifo ? context.node.config.delayMs : delay.value * 1000
    const sent = core.send(body.value, { attributes: attributes.value, delayMs, ...ids.value }, because)
    const SequenceNumber = fifo ? { SequenceNumber: sent.sequenceNumber } : {}
    return { ok: true, value: { MessageId: sent.messageId, MD5OfMessageBody: md5(body.value), ...SequenceNumber } }
  }

  function batch(input: JsonObject, one: (entry: JsonObject, index: number) => Read<JsonObject>): ApiAnswer {
    const entries = readBatch(input, MAXIMUM_BATCH)
    if (!entries.ok) return entries
    const Successful: JsonObject[] = []
    const Failed: JsonObject[] = []
    for (const [index, [Id, entry]] of entries.value.entries()) {
      const result = one(entry, index)
      if (result.ok) Successful.push({ Id, ...result.value })
      else Failed.push({ Id, SenderFault: true, Code: result.code, Message: result.message })
    }
    return answer({ Successful, Failed })
  }

  function sendBatch(input: JsonObject, because: Because): ApiAnswer {
    const entries = readBatch(input, MAXIMUM_BATCH)
    if (!entries.ok) return entries
    let bytes = 0
    for (const [, entry] of entries.value) {
      const [body, attributes] = [readBody(entry), readAttributes(entry)]
      if (body.ok) bytes += messageBytes(body.value, attributes.ok ? attributes.value : {})
    }
    if (bytes > MAXIMUM_BATCH_BYTES) {
      const message = `Batch requests cannot be longer than ${MAXIMUM_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`
      return refuse('AWS.SimpleQueueService.BatchRequestTooLong', message)
    }
    return batch(input, (entry, index) => sendOne(entry, { ...because, key: causalKey(because.key, 'entry', index) }))
  }

  function remove(input: JsonObject): Read<JsonObject> {
    const handle = readReceiptHandle(input)
    if (!handle.ok) return handle
    const { messageId, receive } = handle.value
    const message = core.find(messageId)
    if (message && fifo && (message.state !== 'in-flight' || message.receiveCount !== receive)) return expired(input)
    if (message) core.remove(message, message.deliveries[receive - 1] ?? message.delivery)
    return nothing
  }

  /** [R] for a FIFO queue, whose messages may have gone on to somebody else. */
  function expired(input: JsonObject): Read<JsonObject> {
    const handle = String(input['ReceiptHandle'])
    const reason = 'Reason: The receipt handle has expired.'
    return refuse('InvalidParameterValue', `Value ${handle} for parameter ReceiptHandle is invalid. ${reason}`)
  }

  function changeVisibility(input: JsonObject): Read<JsonObject> {
    const handle = readReceiptHandle(input)
    if (!handle.ok) return handle
    if (input['VisibilityTimeout'] === undefined)
      return refuse('MissingParameter', 'The request must contain the parameter VisibilityTimeout.')
    const timeout = wholeNumber(input, 'VisibilityTimeout', 0, VISIBILITY_BOUNDS)
    if (!timeout.ok) return timeout
    const message = core.find(handle.value.messageId)
    if (message?.state !== 'in-flight')
      return refuse('AWS.SimpleQueueService.MessageNotInflight', 'The message referred to is not in flight.')
    if (fifo && message.receiveCount !== handle.value.receive) return expired(input)
    core.changeVisibility(message, timeout.value * 1000)
    return nothing
  }

  function received(message: QueuedMessage, input: JsonObject): JsonObject {
    const system = [...strings(input['AttributeNames']), ...strings(input['MessageSystemAttributeNames'])]
    const Attributes = asked(systemAttributes(context, message), system)
    const own = Object.fromEntries(Object.entries(message.attributes).map(([key, value]) => [key, { ...value }]))
    const MessageAttributes = asked(own, strings(input['MessageAttributeNames']))
    return {
      MessageId: message.messageId,
      ReceiptHandle: receiptHandle(message),
      MD5OfBody: md5(message.body),
      Body: message.body,
      ...(Attributes ? { Attributes } : {}),
      ...(MessageAttributes ? { MessageAttributes } : {}),
    }
  }

  /** SQS gives only what was asked for, and no empty list. [V] */
  function asked(all: JsonObject, names: readonly string[]): JsonObject | undefined {
    const some = Object.entries(all).filter(([key]) => isAskedFor(key, names))
    return some.length > 0 ? Object.fromEntries(some) : undefined
  }

  function receive(input: JsonObject): ApiAnswer | ApiWait {
    const { visibilityTimeoutMs, receiveWaitMs } = context.node.config
    const visibility = wholeNumber(input, 'VisibilityTimeout', visibilityTimeoutMs / 1000, VISIBILITY_BOUNDS)
    if (!visibility.ok) return visibility
    const maximum = wholeNumber(input, 'MaxNumberOfMessages', 1, [1, MAXIMUM_BATCH])
    if (!maximum.ok) return maximum
    const wait = wholeNumber(input, 'WaitTimeSeconds', receiveWaitMs / 1000, WAIT_BOUNDS)
    if (!wait.ok) return wait
    const visibilityMs = visibility.value * 1000
    const most = maximum.value

    function take(): ApiAnswer {
      if (isPaused()) return answer({})
      if (core.counts().inFlight >= MAXIMUM_IN_FLIGHT)
        return refuse('OverLimit', `Too many messages in flight: the limit is ${MAXIMUM_IN_FLIGHT}.`)
      const delivery: Delivery | undefined = core.receive(most)
      if (!delivery) return answer({})
      core.deliver(delivery, visibilityMs, delivery.messages[0]?.event ?? -1)
      return answer({ Messages: delivery.messages.map((message) => received(message, input)) })
    }

    return (core.receivable() > 0 && !isPaused()) || wait.value === 0
      ? take()
      : { waitMs: wait.value * 1000, receive: take }
  }

  function allAttributes(): JsonObject {
    const { config } = context.node
    const { visible, delayed, inFlight } = core.counts()
    const createdAt = String(Math.floor(epochMs(context, 0) / 1000))
    const [redrive] = context.outgoing('redrive')
    const policy = redrive && {
      deadLetterTargetArn: deadLetterArn(redrive.to),
      maxReceiveCount: redrive.config.maxReceiveCount,
    }
    return {
      QueueArn: queueArn(name),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      CreatedTimestamp: createdAt,
      LastModifiedTimestamp: createdAt,
      VisibilityTimeout: String(config.visibilityTimeoutMs / 1000),
      DelaySeconds: String(config.delayMs / 1000),
      MessageRetentionPeriod: String(config.retentionMs / 1000),
      MaximumMessageSize: String(config.maximumMessageBytes),
      ReceiveMessageWaitTimeSeconds: String(config.receiveWaitMs / 1000),
      ...(policy ? { RedrivePolicy: JSON.stringify(policy) } : {}),
      ...(fifo
        ? {
            FifoQueue: 'true',
            ContentBasedDeduplication: String(config.contentBasedDeduplication),
            DeduplicationScope: config.deduplicationScope,
            FifoThroughputLimit: config.fifoThroughputLimit,
          }
        : {}),
    }
  }

  /** A FIFO queue's dead letters go to a FIFO queue. [V] */
  const deadLetterArn = (to: number): string => queueArn(queueName({ name: context.nameOf(to), config: { fifo } }))

  function queueAttributes(input: JsonObject): ApiAnswer {
    const Attributes = asked(allAttributes(), strings(input['AttributeNames']))
    return answer(Attributes ? { Attributes } : {})
  }

  /** One operation may be called so often a second; batches count as one call. */
  function isOverThroughput(operation: string): boolean {
    const { deduplicationScope, fifoThroughputLimit } = context.node.config
    if (!fifo || (deduplicationScope === 'messageGroup' && fifoThroughputLimit === 'perMessageGroupId')) return false
    const now = Math.floor(context.now() / MICROSECONDS_PER_SECOND)
    if (now !== second) calls.clear()
    second = now
    const before = calls.get(operation.replace(/Batch$/, '')) ?? 0
    calls.set(operation.replace(/Batch$/, ''), before + 1)
    return before >= FIFO_CALLS_PER_SECOND
  }

  return {
    refusalOf({ body, attributes = {}, group, deduplicationId }) {
      if (fifo && group === undefined)
        return refuse('MissingParameter', 'The request must contain the parameter MessageGroupId.')
      if (fifo && deduplicationId === undefined && !context.node.config.contentBasedDeduplication)
        return refuse('InvalidParameterValue', NO_DEDUPLICATION)
      const given = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, { ...value }]))
      const read = readAttributes({ MessageAttributes: given })
      return read.ok ? refuseSize(body, attributes) : read
    },
    call(operation, input, because) {
      if (isOverThroughput(operation))
        return refuse('RequestThrottled', 'The request was denied due to request throttling.')
      switch (operation) {
        case 'SendMessage':
          return done(sendOne(input, because))
        case 'SendMessageBatch':
          return sendBatch(input, because)
        case 'ReceiveMessage':
          return receive(input)
        case 'DeleteMessage':
          return done(remove(input))
        case 'DeleteMessageBatch':
          return batch(input, remove)
        case 'ChangeMessageVisibility':
          return done(changeVisibility(input))
        case 'ChangeMessageVisibilityBatch':
          return batch(input, changeVisibility)
        case 'GetQueueAttributes':
          return queueAttributes(input)
        case 'GetQueueUrl':
          return answer({ QueueUrl: queueUrl(name) })
        case 'StartMessageMoveTask':
          return done(moves.start(input))
        case 'ListMessageMoveTasks':
          return answer(moves.list())
        case 'PurgeQueue':
          core.purge()
          return answer({})
        default:
          return refuse('InvalidAction', `The action ${operation} is not valid for this endpoint.`)
      }
    },
  }
}
