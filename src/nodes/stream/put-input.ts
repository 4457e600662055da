// A record that a person writes by hand: its partition key, and its data as text or as JSON.
import { base64OfBytes, type Json, utf8Bytes } from '#base'

export interface StreamInput {
  readonly partitionKey: string
  /** In base64. */
  readonly data: string
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Undefined: it is no such record. Data that is no text is told as the JSON it is; `encoding` says that it is base64. */
export function readStreamInput(value: Json): StreamInput | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { partitionKey, data, encoding } = value as Readonly<Record<string, Json>>
  if (typeof partitionKey !== 'string' || partitionKey === '' || data === undefined) return undefined
  if (encoding === 'base64') {
    return typeof data === 'string' && BASE64.test(data) ? { partitionKey, data } : undefined
  }
  if (encoding !== undefined) return undefined
  return { partitionKey, data: base64OfBytes(utf8Bytes(typeof data === 'string' ? data : JSON.stringify(data))) }
}
