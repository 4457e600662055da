// What an SNS request says, read and held against the provider's limits. Errors in the provider's words.
import { type Json, type JsonObject, utf8ByteLength } from '#base'
import type { MessageAttribute } from '#emulator'
import type { Attributes, Publication } from './publication.ts'

export interface ApiError {
  readonly ok: false
  readonly code: string
  readonly message: string
}

export type Read<T> = { readonly ok: true; readonly value: T } | ApiError

/** Bytes of a message, attributes included: 256 KB; also of all messages of a batch. [V] */
const MAXIMUM_PUBLICATION_BYTES = 262_144
/** Characters of a subject: fewer than 100, in ASCII, no control characters, and not a blank first. [V] */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,98}$/
/** Entries of a batch. [V] */
const MAXIMUM_BATCH = 10
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/
const ATTRIBUTE_NAME = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/
const ATTRIBUTE_TYPE = /^(?:String|Number|Binary)(?:\..+)?$/

export const refuse = (code: string, message: string): ApiError => ({ ok: false, code, message })
const invalid = (reason: string): ApiError => refuse('InvalidParameter', `Invalid parameter: ${reason}`)
const invalidValue = (message: string): ApiError => refuse('ParameterValueInvalid', message)
const read = <T>(value: T): Read<T> => ({ ok: true, value })

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

function readAttribute(name: string, value: Json | undefined): Read<MessageAttribute> {
  if (!ATTRIBUTE_NAME.test(name))
    return invalidValue(
      `Invalid non-alphanumeric character was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    )
  const given = isObject(value) ? value : {}
  const DataType = text(given['DataType']) ?? ''
  if (DataType === '')
    return invalidValue(`The message attribute '${name}' must contain non-empty message attribute type.`)
  if (!ATTRIBUTE_TYPE.test(DataType))
    return invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  const field = DataType.startsWith('Binary') ? 'Binary' : 'String'
  const [own, other] = [text(given[`${field}Value`]), given[field === 'Binary' ? 'StringValue' : 'BinaryValue']]
  if (own === undefined && other !== undefined)
    return invalidValue(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`)
  if (own === undefined || own === '')
    return invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    )
  if (DataType.startsWith('Number') && (own.trim() === '' || !Number.isFinite(Number(own))))
    return invalidValue(`Could not cast message attribute '${name}' value to number.`)
  return read(field === 'Binary' ? { DataType, BinaryValue: own } : { DataType, StringValue: own })
}

function readAttributes(value: Json | undefined): Read<Attributes> {
  const attributes: Record<string, MessageAttribute> = {}
  for (const [name, given] of Object.entries(isObject(value) ? value : {})) {
    const one = readAttribute(name, given)
    if (!one.ok) return one
    attributes[name] = one.value
  }
  return read(attributes)
}

/** `MessageStructure: json`: the message is an object of texts by protocol, with a default. */
function readStructured(message: string): Read<{ message: string; byProtocol: Record<string, string> }> {
  let parsed: Json
  try {
    parsed = JSON.parse(message) as Json
  } catch {
    return invalid('Message Structure - JSON message body failed to parse')
  }
  if (!isObject(parsed)) return invalid('Message Structure - JSON message body failed to parse')
  const { default: standard, ...others } = parsed
  if (typeof standard !== 'string') return invalid('Message Structure - No default entry in JSON message body')
  const byProtocol = Object.fromEntries(
    Object.entries(others).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return read({ message: standard, byProtocol })
}

/** Body and attributes count: names, types and values. [V] */
export const publicationBytes = (message: string, attributes: Attributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + utf8ByteLength(name + DataType + StringValue) + Math.floor((BinaryValue.replace(/=+$/, '').length * 3) / 4),
    utf8ByteLength(message),
  )

export function readPublication(input: JsonObject): Read<Publication> {
  const message = text(input['Message'])
  if (message === undefined || message === '') return invalid('Empty message')
  const attributes = readAttributes(input['MessageAttributes'])
  if (!attributes.ok) return attributes
  if (publicationBytes(message, attributes.value) > MAXIMUM_PUBLICATION_BYTES) return invalid('Message too long')
  const subject = text(input['Subject'])
  if (subject !== undefined && !SUBJECT.test(subject)) return invalid('Subject')
  const rest = { subject, attributes: attributes.value }
  if (input['MessageStructure'] !== 'json') return read({ message, byProtocol: {}, ...rest })
  const structured = readStructured(message)
  return structured.ok ? read({ ...structured.value, ...rest }) : structured
}

/** The entries of a batch and their ids, or why the whole request is refused. */
export function readPublicationBatch(input: JsonObject): Read<readonly (readonly [id: string, entry: JsonObject])[]> {
  const given = input['PublishBatchRequestEntries']
  const entries = (Array.isArray(given) ? given : []).filter((entry): entry is JsonObject => isObject(entry))
  if (entries.length === 0) return refuse('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  if (entries.length > MAXIMUM_BATCH)
    return refuse('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.')
  const ids = entries.map((entry) => text(entry['Id']) ?? '')
  if (ids.some((id) => !ENTRY_ID.test(id)))
    return refuse(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    )
  if (new Set(ids).size < ids.length)
    return refuse('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
  const bytes = entries.reduce((sum, entry) => sum + utf8ByteLength(text(entry['Message']) ?? ''), 0)
  if (bytes > MAXIMUM_PUBLICATION_BYTES)
    return refuse('BatchRequestTooLong', 'The length of all the messages put together is more than the limit.')
  return read(entries.map((entry, index) => [ids[index] as string, entry] as const))
}
