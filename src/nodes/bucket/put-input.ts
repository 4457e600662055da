// What a person writes to put an object into a bucket, or to delete one: its key and its text.
import { base64OfBytes, type Json, type JsonObject, utf8Bytes } from '#base'

export interface BucketInput {
  readonly key: string
  /** Base64; absent: the object is deleted. */
  readonly body?: string
  readonly contentType?: string
  readonly metadata?: Readonly<Record<string, string>>
}

const FIELDS = new Set(['key', 'body', 'contentType', 'metadata', 'encoding', 'delete'])
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Undefined: it is no such thing. A body that is no text is stored as its JSON. */
export function readBucketInput(value: Json): BucketInput | undefined {
  if (!isObject(value) || !Object.keys(value).every((name) => FIELDS.has(name))) return undefined
  const { key, body = '', contentType, metadata, encoding, delete: isDeletion } = value
  if (typeof key !== 'string' || key === '') return undefined
  if (isDeletion === true) return { key }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  if (encoding !== undefined && (encoding !== 'base64' || !BASE64.test(text))) return undefined
  const type = typeof contentType === 'string' ? contentType : typeof body === 'string' ? undefined : 'application/json'
  return {
    key,
    body: encoding === 'base64' ? text : base64OfBytes(utf8Bytes(text)),
    ...(type === undefined ? {} : { contentType: type }),
    ...(isObject(metadata)
      ? { metadata: Object.fromEntries(Object.entries(metadata).map(([name, one]) => [name, String(one)] as const)) }
      : {}),
  }
}
