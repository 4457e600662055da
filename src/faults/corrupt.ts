// What a corrupted text looks like. The same text is always corrupted alike, so that a run repeats.
import { base64OfBytes, bytesOfBase64, type Json, type JsonObject } from '#base'
import type { EffectOf } from './fault.ts'

export type Corruption = EffectOf<'corrupt'>['how']

const REPLACEMENT = '\uFFFD'
/** Every so many characters one is lost. */
const GARBLE_EVERY = 3

/** Never the text it was, unless that was empty: truncating and emptying take something away, garbling replaces. */
export function corruptText(text: string, how: Corruption): string {
  if (how === 'empty') return ''
  if (how === 'truncate') return text.slice(0, Math.floor(text.length / 2))
  let garbled = ''
  for (let index = 0; index < text.length; index++)
    garbled += index % GARBLE_EVERY === 0 ? REPLACEMENT : text.charAt(index)
  return garbled
}

/** Every third byte with all its bits turned round. */
export function corruptBytes(bytes: Uint8Array, how: Corruption): Uint8Array {
  if (how === 'garble') return bytes.map((byte, index) => (index % GARBLE_EVERY === 0 ? byte ^ 0xff : byte))
  return bytes.slice(0, how === 'empty' ? 0 : Math.floor(bytes.length / 2))
}

export const corruptBase64 = (data: string, how: Corruption): string =>
  base64OfBytes(corruptBytes(bytesOfBase64(data), how))

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const corruptString = (object: JsonObject, name: string, how: Corruption): JsonObject =>
  typeof object[name] === 'string' ? { ...object, [name]: corruptText(object[name], how) } : object

/** What was sent in it, not what the provider wrote around it. */
function corruptRecord(record: Json, how: Corruption): Json {
  if (!isObject(record)) return record
  if (typeof record['body'] === 'string') return corruptString(record, 'body', how)
  const { Sns, kinesis } = record
  if (isObject(Sns)) return { ...record, Sns: corruptString(Sns, 'Message', how) }
  if (isObject(kinesis) && typeof kinesis['data'] === 'string')
    return { ...record, kinesis: { ...kinesis, data: corruptBase64(kinesis['data'], how) } }
  return corruptStrings(record, how)
}

function corruptStrings(value: Json, how: Corruption): Json {
  if (typeof value === 'string') return corruptText(value, how)
  if (Array.isArray(value)) return value.map((item: Json) => corruptStrings(item, how))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, corruptStrings(item, how)]))
}

/** A function's event stays JSON, as its provider writes it: what was sent in it is corrupted, record by record. */
export function corruptEvent(payload: string, how: Corruption): string {
  const event = JSON.parse(payload) as Json
  if (isObject(event) && Array.isArray(event['Records']))
    return JSON.stringify({ ...event, Records: event['Records'].map((record) => corruptRecord(record, how)) })
  if (isObject(event) && event['detail'] !== undefined)
    return JSON.stringify({ ...event, detail: how === 'empty' ? {} : corruptStrings(event['detail'], how) })
  return JSON.stringify(how === 'empty' ? {} : corruptStrings(event, how))
}
