// SQS's own operations on one queue, as a handler's SDK client calls them. Limits and errors in the provider's words.
import { type Json, type JsonObject, md5, utf8ByteLength } from '#base'
import type { Because, EmulationContext, MessageAttribute } from '#emulator'
import { queueArn, queueUrl } from '#workflow'
import type { Delivery, QueueCore, QueueTimer } from './core.ts'
import { epochMs, receiptHandle, systemAttributes } from './sqs-event.ts'
import type { QueuedMessage } from './store.ts'

/** Entries of a batch request, and messages of one receive. [V] */
const MAXIMUM_BATCH = 10
const MAXIMUM_DELAY_S = 900
const MAXIMUM_VISIBILITY_S = 43_200

export type ApiAnswer = { readonly ok: true; readonly output: JsonObject } | ApiError
export interface ApiError {
  readonly ok: false
  readonly code: string
  readonly message: string
}

type Context = EmulationContext<'queue', QueueTimer>

const answer = (output: JsonObject): ApiAnswer => ({ ok: true, output })
const refuse = (code: string, message: string): ApiError => ({ ok: false, code, message })

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
const list = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value)
    ? value.filter((item): item is JsonObject => item !== null && typeof item === 'object' && !Array.isArray(item))
    : []
const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function seconds(value: Json | undefined, name: string, otherwise: number, maximum: number): number | ApiError {
  if (value === undefined || value === null) return otherwise
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maximum) return value
  const reason = `Reason: Must be >= 0 and <= ${maximum}, if provided.`
  return refuse('InvalidParameterValue', `Value ${JSON.stringify(value)} for parameter ${name} is invalid. ${reason}`)
}

function attributesOf(value: Json | undefined): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {}
  if (!isObject(value)) return attributes
  for (const name of Object.keys(value).sort()) {
    const given = value[name]
    if (!isObject(given)) continue
    const [string, binary] = [text(given.StringValue), text(given.BinaryValue)]
    attributes[name] = {
      DataType: text(given.DataType) ?? 'String',
      ...(string === undefined ? {} : { StringValue: string }),
      ...(binary === undefined ? {} : { BinaryValue: binary }),
    }
  }
  return attributes
}

export interface QueueApi {
  call(operation: string, input: JsonObject, because: Because): ApiAnswer | 'wait'
  /** What a waiting receive is answered once there is something, or its wait is over. */
  received(input: JsonObject): ApiAnswer
}

export function createQueueApi(context: Context, core: QueueCore): QueueApi {
  const { config, name } = context.node

  function sendOne(input: JsonObject, because: Because): JsonObject | ApiError {
    const body = text(input.MessageBody)
    if (body === undefined) return refuse('MissingParameter', 'The request must contain the parameter MessageBody.')
    if (body === '')
      return refuse('InvalidParameterValue', 'The request must contain a message body of at least one character.')
    const delay = seconds(input.DelaySeconds, 'DelaySeconds', config.delayMs / 1000, MAXIMUM_DELAY_S)
    if (typeof delay !== 'number') return delay
    const attributes = attributesOf(input.MessageAttributes)
    const bytes =
      utf8ByteLength(body) + utf8ByteLength(Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : '')
    if (bytes > config.maximumMessageBytes) {
      const reason = `Reason: Message must be shorter than ${config.maximumMessageBytes} bytes.`
      return refuse('InvalidParameterValue', `One or more parameters are invalid. ${reason}`)
    }
    const message = core.send(body, attributes, delay * 1000, because)
    return { MessageId: message.messageId, MD5OfMessageBody: md5(body) }
  }

  function batch(input: JsonObject, one: (entry: JsonObject, index: number) => JsonObject | ApiError): ApiAnswer {
    const entries = list(input.Entries)
    if (entries.length === 0)
      return refuse('AWS.SimpleQueueService.EmptyBatchRequest', 'There should be at least one entry in the request.')
    if (entries.length > MAXIMUM_BATCH) {
      const message = `Maximum number of entries per request are ${MAXIMUM_BATCH}. You have sent ${entries.length}.`
      return refuse('AWS.SimpleQueueService.TooManyEntriesInBatchRequest', message)
    }
    const ids = entries.map((entry) => text(entry.Id) ?? '')
    const twice = ids.find((id, index) => ids.indexOf(id) !== index)
    if (twice !== undefined) return refuse('AWS.SimpleQueueService.BatchEntryIdsNotDistinct', `Id ${twice} repeated.`)
    const Successful: JsonObject[] = []
    const Failed: JsonObject[] = []
    for (const [index, entry] of entries.entries()) {
      const done = one(entry, index)
      const Id = ids[index] as string
      if ('ok' in done && done.ok === false)
        Failed.push({ Id, SenderFault: true, Code: String(done.code), Message: String(done.message) })
      else Successful.push({ Id, ...(done as JsonObject) })
    }
    return answer({ Successful, Failed })
  }

  function messageOf(handle: Json | undefined): { message: QueuedMessage | undefined; delivery: number } | ApiError {
    const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text(handle) ?? '')
    if (!match)
      return refuse(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${text(handle) ?? ''}" is not a valid receipt handle.`,
      )
    return { message: core.get(Number(match[1])), delivery: Number(match[2]) }
  }

  function remove(input: JsonObject): JsonObject | ApiError {
    const found = messageOf(input.ReceiptHandle)
    if ('ok' in found) return found
    if (found.message) core.remove(found.message, found.delivery)
    return {}
  }

  function changeVisibility(input: JsonObject): JsonObject | ApiError {
    const found = messageOf(input.ReceiptHandle)
    if ('ok' in found) return found
    const timeout = seconds(input.VisibilityTimeout, 'VisibilityTimeout', 0, MAXIMUM_VISIBILITY_S)
    if (typeof timeout !== 'number') return timeout
    if (found.message?.state !== 'in-flight') {
      return refuse('AWS.SimpleQueueService.MessageNotInflight', 'The message referred to is not in flight.')
    }
    core.changeVisibility(found.message, timeout * 1000)
    return {}
  }

  const receiveOutput = (delivery: Delivery | undefined): JsonObject =>
    delivery
      ? {
          Messages: delivery.messages.map((message) => ({
            MessageId: message.messageId,
            ReceiptHandle: receiptHandle(message),
            MD5OfBody: md5(message.body),
            Body: message.body,
            Attributes: systemAttributes(context, message),
            ...(Object.keys(message.attributes).length > 0
              ? {
                  MessageAttributes: Object.fromEntries(
                    Object.entries(message.attributes).map(([key, value]) => [key, { ...value }]),
                  ),
                }
              : {}),
          })),
        }
      : {}

  function received(input: JsonObject): ApiAnswer {
    const visibility = seconds(
      input.VisibilityTimeout,
      'VisibilityTimeout',
      config.visibilityTimeoutMs / 1000,
      MAXIMUM_VISIBILITY_S,
    )
    if (typeof visibility !== 'number') return visibility
    const maximum = typeof input.MaxNumberOfMessages === 'number' ? input.MaxNumberOfMessages : 1
    if (!Number.isInteger(maximum) || maximum < 1 || maximum > MAXIMUM_BATCH) {
      const reason = `Reason: Must be between 1 and ${MAXIMUM_BATCH}, if provided.`
      return refuse('InvalidParameterValue', `Value ${maximum} for parameter MaxNumberOfMessages is invalid. ${reason}`)
    }
    const delivery = core.receive(maximum, visibility * 1000)
    if (delivery) core.deliver(delivery, visibility * 1000, delivery.messages[0]?.event ?? -1)
    return answer(receiveOutput(delivery))
  }

  function attributes(): JsonObject {
    const { visible, delayed, inFlight } = core.counts()
    return {
      QueueArn: queueArn(name),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      CreatedTimestamp: String(Math.floor(epochMs(context, 0) / 1000)),
      LastModifiedTimestamp: String(Math.floor(epochMs(context, 0) / 1000)),
      VisibilityTimeout: String(config.visibilityTimeoutMs / 1000),
      DelaySeconds: String(config.delayMs / 1000),
      MessageRetentionPeriod: String(config.retentionMs / 1000),
      MaximumMessageSize: String(config.maximumMessageBytes),
      ReceiveMessageWaitTimeSeconds: String(config.receiveWaitMs / 1000),
    }
  }

  const done = (result: JsonObject | ApiError): ApiAnswer =>
    'ok' in result && result.ok === false ? (result as ApiError) : answer(result as JsonObject)

  return {
    received,
    call(operation, input, because) {
      switch (operation) {
        case 'SendMessage':
          return done(sendOne(input, because))
        case 'SendMessageBatch':
          return batch(input, (entry, index) => sendOne(entry, { ...because, key: because.key + index + 1 }))
        case 'ReceiveMessage':
          return core.visible() === 0 ? 'wait' : received(input)
        case 'DeleteMessage':
          return done(remove(input))
        case 'DeleteMessageBatch':
          return batch(input, remove)
        case 'ChangeMessageVisibility':
          return done(changeVisibility(input))
        case 'ChangeMessageVisibilityBatch':
          return batch(input, changeVisibility)
        case 'GetQueueAttributes':
          return answer({ Attributes: attributes() })
        case 'GetQueueUrl':
          return answer({ QueueUrl: queueUrl(name) })
        case 'PurgeQueue':
          for (const message of core.all()) core.remove(message, message.delivery)
          return answer({})
        default:
          return refuse('InvalidAction', `The action ${operation} is not valid for this endpoint.`)
      }
    },
  }
}
