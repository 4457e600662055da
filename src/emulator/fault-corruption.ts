// What a corrupted message or answer looks like, by what it is.
import { corruptBase64, corruptEvent, type Corruption, corruptText } from '#faults'
import type { Asker } from './fault-answers.ts'
import type { Message, Reply } from './message.ts'

/** The same message where there is nothing in it that could be corrupted. */
export function corruptMessage(message: Message, how: Corruption): Message {
  switch (message.type) {
    case 'invoke':
      return { ...message, payload: corruptEvent(message.payload, how) }
    case 'enqueue':
      return { ...message, body: corruptText(message.body, how) }
    case 'publish':
      return { ...message, message: corruptText(message.message, how) }
    case 'put-event':
      return { ...message, event: corruptEvent(message.event, how) }
    case 'put-record':
      return { ...message, data: corruptBase64(message.data, how) }
    default:
      return message
  }
}

/** A gateway reads what a function returned; code gets the bytes as they come. */
export function corruptReply(reply: Reply, how: Corruption, asker: Asker): Reply {
  if (reply.type === 'http') {
    const { response } = reply
    const body = response.base64 ? corruptBase64(response.body, how) : corruptText(response.body, how)
    return { type: 'http', response: { ...response, body } }
  }
  if (reply.type === 'api') return { ...reply, corrupted: how }
  if (reply.type !== 'invoked' || reply.status !== 200) return reply
  const payload = asker === 'gateway' ? corruptEvent(reply.payload || 'null', how) : corruptText(reply.payload, how)
  return { ...reply, payload }
}
