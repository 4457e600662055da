// A bucket at work: what the SDK or a person asks of it, and the notifications that follow.
import { callLatencyUs, type EmulationFactory } from '#emulator'
import { createBucketApi } from './api.ts'
import { createChanges } from './changes.ts'
import { createNotifications } from './notifications.ts'

export const bucketEmulation: EmulationFactory<'bucket', never> = (context) => {
  const notifications = createNotifications(context)
  const api = createBucketApi(context, createChanges(context, notifications))

  return {
    start: notifications.test,
    receive(message, envelope) {
      if (message.type !== 'api') throw new Error(`A bucket can't take ${message.type}.`)
      const answered = api.call(message.operation, message.input, envelope)
      const delayUs = callLatencyUs(context, envelope.key)
      if (answered.ok) {
        context.answer(envelope, { type: 'api', output: answered.value }, delayUs)
        return
      }
      const { status, code, message: words } = answered
      if (envelope.replyTo) {
        context.answer(envelope, { type: 'api-error', status, code, message: words }, delayUs)
        return
      }
      const detail = JSON.stringify({ bucket: context.node.name, code, message: words })
      context.record({ type: 'problem-noted', code: 'object-refused', detail }, envelope)
    },
    reply: notifications.reply,
  }
}
