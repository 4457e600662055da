// A queue at work: its messages (core), what the SDK asks of it (api), its consumers (event source mappings).
import { MICROSECONDS_PER_MS } from '#base'
import { callLatencyUs, type EmulationFactory, type Envelope } from '#emulator'
import type { Message, QueueCommand, ScheduledTimer } from '#emulator'
import { type ApiAnswer, type ApiWait, createQueueApi } from './api.ts'
import { createQueueCore, type QueueTimer } from './core.ts'
import { createMapping } from './event-source-mapping.ts'
import { createMoveTasks } from './move-tasks.ts'

/** Of what a hand or a schedule puts on a FIFO queue. */
const GROUP_BY_HAND = 'default'

/** A receive that waits for something to come (long polling). */
interface Receiver {
  readonly receive: () => ApiAnswer
  readonly envelope: Envelope
  readonly timer: ScheduledTimer
}

export const queueEmulation: EmulationFactory<'queue', QueueTimer> = (context) => {
  const core = createQueueCore(context, pump)
  /** By hand: nobody receives from it. */
  let paused = false
  const isPaused = (): boolean => paused
  const moves = createMoveTasks(context, core)
  const api = createQueueApi(context, core, moves, isPaused)
  const mappings = context.outgoing('consume').map((edge) => createMapping(context, core, edge, isPaused))
  const receivers = new Map<number, Receiver>()
  let turn = 0

  function pump(): void {
    if (paused) return
    for (const [id, receiver] of receivers) {
      if (core.receivable() === 0) return
      receivers.delete(id)
      context.cancel(receiver.timer)
      reply(receiver.envelope, receiver.receive())
    }
    // Consumers compete: whose turn it is goes round.
    turn += 1
    for (let index = 0; index < mappings.length; index++) mappings[(turn + index) % mappings.length]?.pump()
  }

  function reply(envelope: Envelope, answered: ApiAnswer): void {
    const delayUs = callLatencyUs(context, envelope.key)
    if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output }, delayUs)
    else {
      const { code, message } = answered
      context.answer(envelope, { type: 'api-error', status: 400, code, message }, delayUs)
    }
  }

  /** What a topic, a schedule or a hand gives it; who waits learns whether it was taken. */
  function enqueue(message: Extract<Message, { readonly type: 'enqueue' }>, envelope: Envelope): void {
    const { body, attributes = {}, group, deduplicationId } = message
    const refused = envelope.replyTo && api.refusalOf(message)
    if (refused) {
      reply(envelope, refused)
      return
    }
    const { delayMs, fifo } = context.node.config
    // By hand nobody needs to name a group.
    core.send(
      body,
      { attributes, delayMs, group: group ?? (fifo ? GROUP_BY_HAND : undefined), deduplicationId },
      envelope,
    )
    reply(envelope, { ok: true, output: {} })
  }

  /** What a person asks of the queue itself; what can't be done changes nothing. */
  function obey(command: QueueCommand, because: Envelope): void {
    if (command === 'purge') core.purge()
    else if (command === 'redrive') moves.start({})
    else {
      paused = command === 'pause'
      context.record({ type: 'queue-paused', paused: paused ? 1 : 0 }, because)
      pump()
    }
  }

  function wait({ waitMs, receive }: ApiWait, envelope: Envelope): void {
    const receiver = context.nextId()
    const timer = context.schedule(waitMs * MICROSECONDS_PER_MS, { type: 'receive-wait', receiver })
    receivers.set(receiver, { receive, envelope, timer })
  }

  return {
    receive(message, envelope) {
      if (message.type === 'enqueue') enqueue(message, envelope)
      else if (message.type === 'dead-letter') core.takeDeadLetter(message.letter, envelope)
      else if (message.type === 'queue-command') obey(message.command, envelope)
      else if (message.type === 'api') {
        const answered = api.call(message.operation, message.input, envelope)
        if ('waitMs' in answered) wait(answered, envelope)
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
        if (receiver) reply(receiver.envelope, receiver.receive())
        return
      }
      core.timer(timer)
      moves.timer(timer)
      for (const mapping of mappings) mapping.timer(timer)
    },
    reconfigure() {
      core.reconfigure()
      pump()
    },
  }
}
