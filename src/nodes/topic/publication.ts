// What was published, and the shapes in which it reaches its subscribers: a queue's JSON, a function's event.
// (Recorded shapes, A3.1 [R])
import type { MessageAttribute } from '#emulator'
import { REGION, topicArn } from '#workflow'

export type Attributes = Readonly<Record<string, MessageAttribute>>

export interface Publication {
  readonly message: string
  /** By protocol, where the publisher said so (MessageStructure json). */
  readonly byProtocol: Readonly<Record<string, string>>
  readonly subject: string | undefined
  readonly attributes: Attributes
}

/** The same with which identity and when. */
export interface Published extends Publication {
  readonly messageId: string
  readonly topic: string
  /** ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string
}

export type Protocol = 'sqs' | 'lambda'

/** Nobody can check them here; the values are ours. */
const SIGNATURE_VERSION = '1'
const SIGNATURE = 'RVhBTVBMRXBIK0VYQU1QTEU='
const CERTIFICATE_URL = `https://sns.${REGION}.amazonaws.com/SimpleNotificationService-emulated.pem`

const unsubscribeUrl = (subscriptionArn: string): string =>
  `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`

export const messageFor = (publication: Publication, protocol: Protocol): string =>
  publication.byProtocol[protocol] ?? publication.message

const shownAttributes = (attributes: Attributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  )

/** The body of a queue's message; subject and attributes are there only when they were given. */
export function notificationJson(published: Published, subscriptionArn: string): string {
  const { messageId, topic, subject, timestamp, attributes } = published
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn(topic),
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: messageFor(published, 'sqs'),
    Timestamp: timestamp,
    SignatureVersion: SIGNATURE_VERSION,
    Signature: SIGNATURE,
    SigningCertURL: CERTIFICATE_URL,
    UnsubscribeURL: unsubscribeUrl(subscriptionArn),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: shownAttributes(attributes) }),
  })
}

/** A function's event: always one record; without a subject it is null. [K] */
export const snsEvent = (published: Published, subscriptionArn: string) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscriptionArn,
      Sns: {
        Type: 'Notification',
        MessageId: published.messageId,
        TopicArn: topicArn(published.topic),
        Subject: published.subject ?? null,
        Message: messageFor(published, 'lambda'),
        Timestamp: published.timestamp,
        SignatureVersion: SIGNATURE_VERSION,
        Signature: SIGNATURE,
        SigningCertUrl: CERTIFICATE_URL,
        UnsubscribeUrl: unsubscribeUrl(subscriptionArn),
        MessageAttributes: shownAttributes(published.attributes),
      },
    },
  ],
})
