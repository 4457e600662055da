// The event a function receives from a queue, as AWS sends it (recorded shape, A2.2 [R]).
import { md5, MICROSECONDS_PER_MS } from '#base'
import type { EmulationContext, MessageAttribute } from '#emulator'
import { queueArn, queueName, REGION } from '#workflow'
import type { QueueTimer } from './core.ts'
import type { QueuedMessage } from './store.ts'

/** Of whoever sent it: an assumed role's id. The value is ours. */
const SENDER_ID = 'AROAEXAMPLEROLEID1234:faaslab'

type Context = Pick<EmulationContext<'queue', QueueTimer>, 'startAtMs' | 'node'>

export const epochMs = (context: Context, atUs: number): number =>
  context.startAtMs + Math.floor(atUs / MICROSECONDS_PER_MS)

/**
 * The receipt handle of a message as it was delivered; SQS calls it opaque. Handlers see it, so it is made of what no
 * other node of the run can shift.
 */
export const receiptHandle = (message: QueuedMessage): string => `${message.messageId}.${message.receiveCount}`

export const systemAttributes = (context: Context, message: QueuedMessage) => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(epochMs(context, message.sentAtUs)),
  SenderId: SENDER_ID,
  ApproximateFirstReceiveTimestamp: String(epochMs(context, message.firstReceivedAtUs)),
  ...fifoAttributes(message),
})

/** A standard queue tells the group only, where it was given one. [V] */
function fifoAttributes({ fifo }: QueuedMessage) {
  if (!fifo) return {}
  if (fifo.sequenceNumber === '') return { MessageGroupId: fifo.group }
  return {
    SequenceNumber: fifo.sequenceNumber,
    MessageGroupId: fifo.group,
    MessageDeduplicationId: fifo.deduplicationId,
  }
}

const lambdaAttribute = (attribute: MessageAttribute) => ({
  ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
  ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
  stringListValues: [] as never[],
  binaryListValues: [] as never[],
  dataType: attribute.DataType,
})

export const sqsRecord = (context: Context, message: QueuedMessage) => ({
  messageId: message.messageId,
  receiptHandle: receiptHandle(message),
  body: message.body,
  attributes: systemAttributes(context, message),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, attribute]) => [name, lambdaAttribute(attribute)]),
  ),
  md5OfBody: md5(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn(queueName(context.node)),
  awsRegion: REGION,
})

export const sqsEvent = (context: Context, messages: readonly QueuedMessage[]) => ({
  Records: messages.map((message) => sqsRecord(context, message)),
})
