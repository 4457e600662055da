// What was typed for an event by hand, read: the event, or why it can't be sent.
import type { Json } from '#base'
import {
  type NodeKind,
  readBucketInput,
  readEventText,
  readPublishInput,
  readRequestInput,
  readStreamInput,
  readTableInput,
} from '#nodes/models'
import type { HandSentEvent } from '#workers/protocol'

/** Of a message for a FIFO queue; empty: none is named. */
export interface FifoDraft {
  readonly group: string
  readonly deduplicationId: string
}

export type Reading =
  | { readonly event: HandSentEvent }
  | {
      readonly reason: 'badJson' | 'badRequest' | 'badEvent' | 'badObject' | 'badRecord' | 'badItem' | 'badFifoId'
      readonly data: Readonly<Record<string, string>>
    }

function parse(
  text: string,
): { readonly value: unknown } | { readonly reason: 'badJson'; readonly data: { reason: string } } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { reason: 'badJson', data: { reason: error instanceof Error ? error.message : String(error) } }
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Publish's input is an object; every other text is the message as it stands. */
function publishInput(text: string): Json {
  const read = parse(text)
  if ('reason' in read || !isRecord(read.value)) return text
  const input = readPublishInput(read.value as { readonly [key: string]: Json })
  return input.subject === undefined && input.attributes === undefined ? text : (read.value as Json)
}

/** Message groups and deduplication ids: up to 128 letters, digits and signs. [V] */
const FIFO_ID = /^[!-~]{1,128}$/

function readMessage(body: string, { group, deduplicationId }: FifoDraft): Reading {
  const bad = [group, deduplicationId].find((id) => id !== '' && !FIFO_ID.test(id))
  if (bad !== undefined) return { reason: 'badFifoId', data: { text: bad } }
  const named = { ...(group !== '' && { group }), ...(deduplicationId !== '' && { deduplicationId }) }
  return { event: { kind: 'queue', body, ...named } }
}

const NO_IDS: FifoDraft = { group: '', deduplicationId: '' }

export function readEvent(kind: NodeKind, text: string, mode: 'sync' | 'async', fifo: FifoDraft = NO_IDS): Reading {
  if (kind === 'schedule' || kind === 'client') return { event: { kind } }
  if (kind === 'queue') return readMessage(text, fifo)
  if (kind === 'topic') return { event: { kind, ...readPublishInput(publishInput(text)) } }
  const read = parse(text)
  if ('reason' in read) return read
  if (kind === 'function') return { event: { kind, payload: JSON.stringify(read.value), mode } }
  if (kind === 'event-bus') {
    const event = readEventText(text)
    return event.ok ? { event: { kind, event: text } } : { reason: 'badEvent', data: { reason: event.error.message } }
  }
  if (kind === 'bucket') {
    const input = readBucketInput(read.value as Json)
    return input ? { event: { kind, ...input } } : { reason: 'badObject', data: {} }
  }
  if (kind === 'stream') {
    const record = readStreamInput(read.value as Json)
    return record ? { event: { kind, ...record } } : { reason: 'badRecord', data: {} }
  }
  if (kind === 'table') {
    return readTableInput(text) ? { event: { kind, item: text } } : { reason: 'badItem', data: {} }
  }
  const request = readRequestInput(read.value as Json)
  return request ? { event: { kind, request } } : { reason: 'badRequest', data: {} }
}
