// An event bus at work: takes events, by the API or from another service, and lets them go to the targets of its rules.
import { causalKey, type Json, type JsonObject, MICROSECONDS_PER_MS, utf8ByteLength } from '#base'
import { type Because, callLatencyUs, type EmulationFactory, type Envelope, type Reply } from '#emulator'
import type { EventDeliveryTimer } from '#nodes/event-delivery'
import { createArchives } from './archives.ts'
import { createDeliveries } from './deliveries.ts'
import { envelopeOf } from './envelope.ts'
import {
  entryBytes,
  MAXIMUM_ENTRIES,
  MAXIMUM_REQUEST_BYTES,
  type PutEvent,
  readEntry,
  readEventText,
  wholeSeconds,
} from './event.ts'
import { replayInput } from './replay-request.ts'
import { createReplays, type ReplayTimer } from './replays.ts'

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** In the words of AWS's own validation. [K] */
const lengthRefusal = (bound: string): string =>
  `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`

export type EventBusTimer = EventDeliveryTimer | ReplayTimer

export const eventBusEmulation: EmulationFactory<'event-bus', EventBusTimer> = (context) => {
  const deliveries = createDeliveries(context)
  const archives = createArchives(context)
  const replays = createReplays(context, { archives, put })

  const answer = (envelope: Envelope, reply: Reply): void =>
    context.answer(envelope, reply, callLatencyUs(context, envelope.key))

  /** Its id. */
  function take(event: PutEvent, because: Because): string {
    const epochMs = context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)
    const id = context.luck.uuid(context.id, 'event-id', because.key)
    put(envelopeOf(event, { id, epochMs }), because, undefined)
    return event.id ?? id
  }

  /** The whole of an event, on the bus. */
  function put(event: JsonObject, because: Because, rules: ReadonlySet<string> | undefined): void {
    const publication = context.nextId()
    const text = JSON.stringify(event)
    const { id, source, 'detail-type': detailType } = event
    const names = { eventId: String(id), source: String(source), detailType: String(detailType) }
    const fact = { publication, ...names, event: text, bytes: utf8ByteLength(text) }
    const cause = context.record({ type: 'event-put', ...fact }, because)
    archives.store(publication, event, { ...because, cause })
    const epochMs = context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)
    deliveries.send(publication, event, wholeSeconds(epochMs), { ...because, cause }, rules)
  }

  function putEvents(input: JsonObject, envelope: Envelope): void {
    const given = input['Entries']
    const entries = Array.isArray(given) ? given.filter(isObject) : []
    const refuse = (message: string): void =>
      answer(envelope, { type: 'api-error', status: 400, code: 'ValidationException', message })
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0)
    if (entries.length === 0) refuse(lengthRefusal('greater than or equal to 1'))
    else if (entries.length > MAXIMUM_ENTRIES) refuse(lengthRefusal(`less than or equal to ${MAXIMUM_ENTRIES}`))
    else if (bytes > MAXIMUM_REQUEST_BYTES) refuse('Total size of the entries in the request is over the limit.')
    else takeEntries(entries, envelope)
  }

  function takeEntries(entries: readonly JsonObject[], envelope: Envelope): void {
    let failed = 0
    const answers = entries.map((entry, index): JsonObject => {
      const read = readEntry(entry)
      if (read.ok) return { EventId: take(read.value, { ...envelope, key: causalKey(envelope.key, 'entry', index) }) }
      failed += 1
      return { ErrorCode: read.error.code, ErrorMessage: read.error.message }
    })
    answer(envelope, { type: 'api', output: { FailedEntryCount: failed, Entries: answers } })
  }

  function putText(text: string, envelope: Envelope): void {
    const read = readEventText(text)
    if (read.ok) {
      take(read.value, envelope)
      answer(envelope, { type: 'api', output: {} })
      return
    }
    const { code, message } = read.error
    const detail = JSON.stringify({ bus: context.node.name, code, message })
    context.record({ type: 'problem-noted', code: 'event-refused', detail }, envelope)
    answer(envelope, { type: 'api-error', status: 400, code, message })
  }

  return {
    receive(message, envelope) {
      if (message.type === 'put-event') putText(message.event, envelope)
      else if (message.type === 'api' && message.operation === 'PutEvents') putEvents(message.input, envelope)
      else if (message.type === 'api' && message.operation === 'StartReplay')
        answer(envelope, replays.start(message.input, envelope))
      else if (message.type === 'replay') replays.start(replayInput(context.node.name, message.replay), envelope)
      else if (message.type === 'api')
        answer(envelope, {
          type: 'api-error',
          status: 400,
          code: 'UnknownOperationException',
          message: `The operation ${message.operation} is not known here.`,
        })
      else throw new Error(`An event bus can't take ${message.type}.`)
    },
    reply: deliveries.reply,
    timer(timer) {
      if (timer.type === 'replay') replays.timer(timer)
      else deliveries.timer(timer)
    },
  }
}
