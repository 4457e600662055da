// A topic at work: takes what is published, by the API or another service, and lets it go to its subscriptions.
import { causalKey, formatIsoUtc, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import { type Because, callLatencyUs, type EmulationFactory } from '#emulator'
import { ACCOUNT_ID, topicArn } from '#workflow'
import { type ApiError, publicationBytes, readPublication, readPublicationBatch, refuse } from './api-input.ts'
import { createDeliveries, type TopicTimer } from './deliveries.ts'
import type { Publication } from './publication.ts'

type ApiAnswer = { readonly ok: true; readonly output: JsonObject } | ApiError

const answer = (output: JsonObject): ApiAnswer => ({ ok: true, output })

export const topicEmulation: EmulationFactory<'topic', TopicTimer> = (context) => {
  const { name } = context.node
  const deliveries = createDeliveries(context)

  /** Its message id. */
  function publish(given: Publication, because: Because): string {
    const publication = context.nextId()
    const messageId = context.luck.uuid(context.id, 'message-id', because.key)
    const timestamp = formatIsoUtc(context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS))
    const { message, subject = '', attributes } = given
    const bytes = publicationBytes(message, attributes)
    const fact = { publication, messageId, subject, message, attributes: JSON.stringify(attributes), bytes }
    const cause = context.record({ type: 'topic-published', ...fact }, because)
    deliveries.send(publication, { ...given, messageId, topic: name, timestamp }, { ...because, cause })
    return messageId
  }

  function publishOne(input: JsonObject, because: Because): ApiAnswer {
    const publication = readPublication(input)
    return publication.ok ? answer({ MessageId: publish(publication.value, because) }) : publication
  }

  function publishBatch(input: JsonObject, because: Because): ApiAnswer {
    const entries = readPublicationBatch(input)
    if (!entries.ok) return entries
    const Successful: JsonObject[] = []
    const Failed: JsonObject[] = []
    for (const [index, [Id, entry]] of entries.value.entries()) {
      const result = publishOne(entry, { ...because, key: causalKey(because.key, 'entry', index) })
      if (result.ok) Successful.push({ Id, ...result.output })
      else Failed.push({ Id, Code: result.code, Message: result.message, SenderFault: true })
    }
    return answer({ Successful, Failed })
  }

  function topicAttributes(): JsonObject {
    return {
      TopicArn: topicArn(name),
      Owner: ACCOUNT_ID,
      DisplayName: '',
      SubscriptionsConfirmed: String(deliveries.endpoints.length),
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    }
  }

  function subscriptions(): JsonObject {
    const Subscriptions = deliveries.endpoints.map(({ edge, arn, endpointArn }) => ({
      SubscriptionArn: arn,
      Owner: ACCOUNT_ID,
      Protocol: edge.toPort === 'invoke' ? 'lambda' : 'sqs',
      Endpoint: endpointArn,
      TopicArn: topicArn(name),
    }))
    return { Subscriptions }
  }

  function call(operation: string, input: JsonObject, because: Because): ApiAnswer {
    switch (operation) {
      case 'Publish':
        return publishOne(input, because)
      case 'PublishBatch':
        return publishBatch(input, because)
      case 'GetTopicAttributes':
        return answer({ Attributes: topicAttributes() })
      case 'ListSubscriptionsByTopic':
        return answer(subscriptions())
      default:
        return refuse('InvalidAction', `The action ${operation} is not valid for this endpoint.`)
    }
  }

  return {
    receive(message, envelope) {
      const delayUs = callLatencyUs(context, envelope.key)
      if (message.type === 'publish') {
        const { subject, attributes = {} } = message
        publish({ message: message.message, byProtocol: {}, subject, attributes }, envelope)
        context.answer(envelope, { type: 'api', output: {} }, delayUs)
      } else if (message.type === 'api') {
        const answered = call(message.operation, message.input, envelope)
        if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output }, delayUs)
        else {
          const { code, message: words } = answered
          context.answer(envelope, { type: 'api-error', status: 400, code, message: words }, delayUs)
        }
      } else throw new Error(`A topic can't take ${message.type}.`)
    },
    reply: deliveries.reply,
    timer: deliveries.timer,
  }
}
