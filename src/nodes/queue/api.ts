// SQS's own operations on one queue, as a handler's SDK client calls them.
import { causalKey, type JsonObject, md5 } from '#base'
import type { Because, EmulationContext, MessageAttribute } from '#emulator'
import { queueArn, queueUrl } from '#workflow'
import {
  type ApiError,
  isAskedFor,
  messageBytes,
  type Read,
  readAttributes,
  readBatch,
  readBody,
  readReceiptHandle,
  refuse,
  strings,
  wholeNumber,
} from './api-input.ts'
import { type Delivery, MAXIMUM_IN_FLIGHT, type QueueCore, type QueueTimer } from './core.ts'
import { epochMs, receiptHandle, systemAttributes } from './sqs-event.ts'
import type { QueuedMessage } from './store.ts'

/** Entries of a batch request, and messages of one receive. [V] */
const MAXIMUM_BATCH = 10
/** Bytes of all messages of a batch request. [V] */
const MAXIMUM_BATCH_BYTES = 1_048_576
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
  refusalOf(body: string, attributes: Readonly<Record<string, MessageAttribute>>): ApiError | undefined
}

const answer = (output: JsonObject): ApiAnswer => ({ ok: true, output })
const done = (result: Read<JsonObject>): ApiAnswer => (result.ok ? answer(result.value) : result)
const nothing: Read<JsonObject> = { ok: true, value: {} }

export function createQueueApi(context: EmulationContext<'queue', QueueTimer>, core: QueueCore): QueueApi {
  const { name } = context.node

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
    const message = core.send(body.value, attributes.value, delay.value * 1000, because)
    return { ok: true, value: { MessageId: message.messageId, MD5OfMessageBody: md5(body.value) } }
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
    if (message) core.remove(message, message.deliveries[receive - 1] ?? message.delivery)
    return nothing
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
      if (core.counts().inFlight >= MAXIMUM_IN_FLIGHT)
        return refuse('OverLimit', `Too many messages in flight: the limit is ${MAXIMUM_IN_FLIGHT}.`)
      const delivery: Delivery | undefined = core.receive(most)
      if (!delivery) return answer({})
      core.deliver(delivery, visibilityMs, delivery.messages[0]?.event ?? -1)
      return answer({ Messages: delivery.messages.map((message) => received(message, input)) })
    }

    return core.visible() > 0 || wait.value === 0 ? take() : { waitMs: wait.value * 1000, receive: take }
  }

  function allAttributes(): JsonObject {
    const { config } = context.node
    const { visible, delayed, inFlight } = core.counts()
    const createdAt = String(Math.floor(epochMs(context, 0) / 1000))
    const [redrive] = context.outgoing('redrive')
    const policy = redrive && {
      deadLetterTargetArn: queueArn(context.nameOf(redrive.to)),
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
    }
  }

  function queueAttributes(input: JsonObject): ApiAnswer {
    const Attributes = asked(allAttributes(), strings(input['AttributeNames']))
    return answer(Attributes ? { Attributes } : {})
  }

  function purge(): ApiAnswer {
    for (const message of core.all()) core.remove(message, message.delivery)
    return answer({})
  }

  return {
    refusalOf(body, attributes) {
      const given = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, { ...value }]))
      const read = readAttributes({ MessageAttributes: given })
      return read.ok ? refuseSize(body, attributes) : read
    },
    call(operation, input, because) {
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
        case 'PurgeQueue':
          return purge()
        default:
          return refuse('InvalidAction', `The action ${operation} is not valid for this endpoint.`)
      }
    },
  }
}
