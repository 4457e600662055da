// What an S3 request says, read and held against the provider's limits. Errors in the provider's words.
import { base64ByteLength, type Json, type JsonObject, utf8ByteLength } from '#base'
import { MAXIMUM_PAGE } from './listing.ts'
import type { ObjectHeaders } from './object-store.ts'

export interface ApiError {
  readonly ok: false
  readonly status: number
  readonly code: string
  readonly message: string
}

export type Read<T> = { readonly ok: true; readonly value: T } | ApiError

/** Bytes of a key in UTF-8. [V] */
const MAXIMUM_KEY_BYTES = 1024
/** Bytes of names and values of user-defined metadata: 2 KB. [V] */
const MAXIMUM_METADATA_BYTES = 2048
/** Bytes of one object: S3 takes 5 GB in one request [V]; objects here are kept in memory, so 32 MiB. */
const MAXIMUM_OBJECT_BYTES = 33_554_432
/** Keys of one DeleteObjects. [V] */
const MAXIMUM_DELETED = 1000

export const refuse = (status: number, code: string, message: string): ApiError => ({
  ok: false,
  status,
  code,
  message,
})
export const read = <T>(value: T): Read<T> => ({ ok: true, value })

export const invalidArgument = (message: string): ApiError => refuse(400, 'InvalidArgument', message)

const malformed = refuse(
  400,
  'MalformedXML',
  'The XML you provided was not well-formed or did not validate against our published schema',
)

export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

const LONE_SURROGATE = /\p{Surrogate}/gu

/** A key is UTF-8: it has no half characters. */
export function readKey(input: JsonObject): Read<string> {
  const key = (text(input['Key']) ?? '').replace(LONE_SURROGATE, '\ufffd')
  if (utf8ByteLength(key) > MAXIMUM_KEY_BYTES) return refuse(400, 'KeyTooLongError', 'Your key is too long')
  return key === '' ? invalidArgument('A key is at least one character long.') : read(key)
}

const HEADERS = [
  'ContentType',
  'ContentEncoding',
  'ContentDisposition',
  'ContentLanguage',
  'CacheControl',
  'Expires',
] as const

/** Of an object whose upload named none. [V] */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'

export function readHeaders(input: JsonObject): Read<ObjectHeaders> {
  const given = input['Metadata']
  const metadata = Object.fromEntries(
    Object.entries(isObject(given) ? given : {}).map(([name, value]) => [name.toLowerCase(), String(value)] as const),
  )
  const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + utf8ByteLength(name + value), 0)
  if (bytes > MAXIMUM_METADATA_BYTES)
    return refuse(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size')
  const headers = Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = text(input[name])
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
  return read({ ContentType: DEFAULT_CONTENT_TYPE, ...headers, Metadata: metadata })
}

/** Base64, of a length that is taken. */
export function readBody(input: JsonObject): Read<string> {
  const body = text(input['Body']) ?? ''
  if (base64ByteLength(body) <= MAXIMUM_OBJECT_BYTES) return read(body)
  return refuse(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
}

const CHECKSUM = /^Checksum(?:CRC32|CRC32C|CRC64NVME|SHA1|SHA256)$/

export const readChecksums = (input: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(input).filter(
      (entry): entry is [string, string] => CHECKSUM.test(entry[0]) && typeof entry[1] === 'string',
    ),
  )

export function readMaximum(input: JsonObject, name: string): Read<number> {
  const given = input[name]
  const maximum = given === undefined ? MAXIMUM_PAGE : Number(given)
  if (!Number.isInteger(maximum) || maximum < 0)
    return invalidArgument('Argument max-keys must be an integer between 0 and 2147483647')
  return read(Math.min(maximum, MAXIMUM_PAGE))
}

export interface DeletedKey {
  readonly key: string
  readonly versionId: string | undefined
}

export function readDeletedKeys(input: JsonObject): Read<readonly DeletedKey[]> {
  const given = isObject(input['Delete']) ? input['Delete']['Objects'] : undefined
  const objects = (Array.isArray(given) ? given : []).filter((one): one is JsonObject => isObject(one))
  if (objects.length === 0 || objects.length > MAXIMUM_DELETED) return malformed
  const keys: DeletedKey[] = []
  for (const object of objects) {
    const key = readKey(object)
    if (!key.ok) return key
    keys.push({ key: key.value, versionId: text(object['VersionId']) })
  }
  return read(keys)
}

export interface ByteRange {
  readonly start: number
  /** The last byte. */
  readonly end: number
}

/** Undefined: the whole object, as for a range that S3 does not read. */
export function readRange(range: string | undefined, size: number): Read<ByteRange | undefined> {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  const [, first = '', last = ''] = match ?? []
  if (!match || (first === '' && last === '')) return read(undefined)
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return read(undefined)
  if (start >= size || (first === '' && Number(last) === 0))
    return refuse(416, 'InvalidRange', 'The requested range is not satisfiable')
  return read({ start, end })
}

const quoted = (etag: string): string => `"${etag}"`
const names = (condition: string, etag: string): boolean =>
  condition === '*' || condition.split(',').some((one) => one.trim() === quoted(etag) || one.trim() === etag)

const failed = refuse(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')

/** May an upload take the place of what is there? */
export function conditionsOfWrite(input: JsonObject, etag: string | undefined): ApiError | undefined {
  const [match, noneMatch] = [text(input['IfMatch']), text(input['IfNoneMatch'])]
  if (match !== undefined && etag === undefined) return refuse(404, 'NoSuchKey', 'The specified key does not exist.')
  if (match !== undefined && etag !== undefined && !names(match, etag)) return failed
  return noneMatch !== undefined && etag !== undefined && names(noneMatch, etag) ? failed : undefined
}

export function conditionsOfRead(input: JsonObject, etag: string): ApiError | undefined {
  const [match, noneMatch] = [text(input['IfMatch']), text(input['IfNoneMatch'])]
  if (match !== undefined && !names(match, etag)) return failed
  return noneMatch !== undefined && names(noneMatch, etag) ? refuse(304, 'NotModified', 'Not Modified') : undefined
}
