// A queue at work: its messages (core), what the SDK asks of it (api), its consumers (event source mappings).
import { type JsonObject, MICROSECONDS_PER_MS } from '#base'
import type { EmulationFactory, Envelope } from '#emulator'
import { type ApiAnswer, createQueueApi } from './api.ts'
import { createQueueCore, type QueueTimer } from './core.ts'
import { createMapping } from './event-source-mapping.ts'

/** A receive that waits for something to come (long polling). */
interface Receiver {
  readonly input: JsonObject
  readonly envelope: Envelope
}

export const queueEmulation: EmulationFactory<'queue', QueueTimer> = (context) => {
  const core = createQueueCore(context, pump)
  const api = createQueueApi(context, core)
  const mappings = context.outgoing('consume').map((edge) => createMapping(context, core, edge))
  const receivers = new Map<number, Receiver>()
  let turn = 0

  function pump(): void {
    for (const [id, receiver] of receivers) {
      if (core.visible() === 0) return
      receivers.delete(id)
      reply(receiver.envelope, api.received(receiver.input))
    }
    // Consumers compete: whose turn it is goes round.
    turn += 1
    for (let index = 0; index < mappings.length; index++) mappings[(turn + index) % mappings.length]?.pump()
  }

  function reply(envelope: Envelope, answered: ApiAnswer): void {
    if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output })
    else context.answer(envelope, { type: 'api-error', status: 400, code: answered.code, message: answered.message })
  }

  function waitToReceive(input: JsonObject, envelope: Envelope): void {
    const seconds = input.WaitTimeSeconds
    const waitMs = typeof seconds === 'number' ? seconds * 1000 : context.node.config.receiveWaitMs
    if (!(waitMs > 0)) {
      reply(envelope, api.received(input))
      return
    }
    const receiver = context.nextId()
    receivers.set(receiver, { input, envelope })
    context.schedule(waitMs * MICROSECONDS_PER_MS, { type: 'receive-wait', receiver })
  }

  return {
    receive(message, envelope) {
      if (message.type === 'enqueue') core.send(message.body, {}, context.node.config.delayMs, envelope)
      else if (message.type === 'dead-letter') core.takeDeadLetter(message.letter, envelope)
      else if (message.type === 'api') {
        const answered = api.call(message.operation, message.input, envelope)
        if (answered === 'wait') waitToReceive(message.input, envelope)
        else reply(envelope, answered)
      } else throw new Error(`A queue can't take ${message.type}.`)
    },
    reply(request, answered) {
      for (const mapping of mappings) if (mapping.reply(request, answered)) return
    },
    timer(timer) {
      if (timer.type === 'receive-wait') {
        const receiver = receivers.get(timer.receiver)
        receivers.delete(timer.receiver)
        if (receiver) reply(receiver.envelope, api.received(receiver.input))
        return
      }
      core.timer(timer)
      for (const mapping of mappings) mapping.timer(timer)
    },
  }
}
