// What an SQS request says, read and held against the provider's limits. Errors in the provider's words.
import { type Json, type JsonObject, utf8ByteLength } from '#base'
import type { MessageAttribute } from '#emulator'

export interface ApiError {
  readonly ok: false
  readonly code: string
  readonly message: string
}

export type Read<T> = { readonly ok: true; readonly value: T } | ApiError

/** Attributes of one message. [V] */
const MAXIMUM_ATTRIBUTES = 10
/** Id of a batch entry. [V] */
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/
/** What a body may not hold: XML 1.0 has no such characters. [V] */
const FORBIDDEN_IN_BODY =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

export const refuse = (code: string, message: string): ApiError => ({ ok: false, code, message })
const read = <T>(value: T): Read<T> => ({ ok: true, value })

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((item): item is JsonObject => isObject(item)) : []

export const strings = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** A whole number in these bounds; `otherwise` when it is not given. */
export function wholeNumber(
  input: JsonObject,
  name: string,
  otherwise: number,
  [least, most]: readonly [number, number],
): Read<number> {
  const value = input[name]
  if (value === undefined || value === null) return read(otherwise)
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return read(value)
  const reason = `Reason: Must be >= ${least} and <= ${most}, if provided.`
  return refuse('InvalidParameterValue', `Value ${JSON.stringify(value)} for parameter ${name} is invalid. ${reason}`)
}

export function readBody(input: JsonObject): Read<string> {
  const body = text(input['MessageBody'])
  if (body === undefined) return refuse('MissingParameter', 'The request must contain the parameter MessageBody.')
  if (body === '') {
    const message = 'The request must contain a message body of at least one character.'
    return refuse('InvalidParameterValue', message)
  }
  if (FORBIDDEN_IN_BODY.test(body))
    return refuse('InvalidMessageContents', 'The message contains characters outside the allowed set.')
  return read(body)
}

export function readAttributes(input: JsonObject): Read<Readonly<Record<string, MessageAttribute>>> {
  const given = input['MessageAttributes']
  if (!isObject(given)) return read({})
  const names = Object.keys(given).sort()
  if (names.length > MAXIMUM_ATTRIBUTES) {
    const message = `Number of message attributes [${names.length}] exceeds the allowed maximum [${MAXIMUM_ATTRIBUTES}].`
    return refuse('InvalidParameterValue', message)
  }
  const attributes: [string, MessageAttribute][] = []
  for (const name of names) {
    const attribute = readAttribute(name, given[name])
    if (!attribute.ok) return attribute
    attributes.push([name, attribute.value])
  }
  return read(Object.fromEntries(attributes))
}

function readAttribute(name: string, given: Json | undefined): Read<MessageAttribute> {
  const value = isObject(given) ? given : {}
  const [DataType, StringValue, BinaryValue] = [value['DataType'], value['StringValue'], value['BinaryValue']].map(text)
  if (!DataType || !/^(String|Number|Binary)(\..+)?$/.test(DataType)) {
    const message = `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`
    return refuse('InvalidParameterValue', message)
  }
  const needed = DataType.startsWith('Binary') ? BinaryValue : StringValue
  if (!needed) {
    const message = `The message (user) attribute '${name}' must contain a non-empty message attribute value for message attribute type '${DataType}'.`
    return refuse('InvalidParameterValue', message)
  }
  return read(DataType.startsWith('Binary') ? { DataType, BinaryValue: needed } : { DataType, StringValue: needed })
}

/** Body and attributes count: names, types and values. [V] */
export const messageBytes = (body: string, attributes: Readonly<Record<string, MessageAttribute>>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + utf8ByteLength(name + DataType + StringValue) + binaryBytes(BinaryValue),
    utf8ByteLength(body),
  )

const binaryBytes = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4)

/** The entries of a batch request and their ids, or why the whole request is refused. */
export function readBatch(
  input: JsonObject,
  most: number,
): Read<readonly (readonly [id: string, entry: JsonObject])[]> {
  const entries = objects(input['Entries'])
  if (entries.length === 0) {
    const message = 'There should be at least one entry in the request.'
    return refuse('AWS.SimpleQueueService.EmptyBatchRequest', message)
  }
  if (entries.length > most) {
    const message = `Maximum number of entries per request are ${most}. You have sent ${entries.length}.`
    return refuse('AWS.SimpleQueueService.TooManyEntriesInBatchRequest', message)
  }
  const ids = entries.map((entry) => text(entry['Id']) ?? '')
  if (ids.some((id) => !ENTRY_ID.test(id))) {
    const message =
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.'
    return refuse('AWS.SimpleQueueService.InvalidBatchEntryId', message)
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) return refuse('AWS.SimpleQueueService.BatchEntryIdsNotDistinct', `Id ${twice} repeated.`)
  return read(entries.map((entry, index) => [ids[index] as string, entry] as const))
}

/** Message id and count of receives that a receipt handle was made of. */
export function readReceiptHandle(input: JsonObject): Read<{ readonly messageId: string; readonly receive: number }> {
  const handle = text(input['ReceiptHandle'])
  if (handle === undefined) return refuse('MissingParameter', 'The request must contain the parameter ReceiptHandle.')
  const match = /^([0-9a-f-]{36})\.(\d{1,9})$/.exec(handle)
  if (match?.[1] !== undefined) return read({ messageId: match[1], receive: Number(match[2]) })
  return refuse('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`)
}

/** Is this attribute asked for by `All`, `.*`, its name or a prefix `name.*`? */
export const isAskedFor = (name: string, asked: readonly string[]): boolean =>
  asked.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))))

/** Message groups and deduplication ids: up to 128 letters, digits and signs. [V] */
const FIFO_ID = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/

export interface FifoInput {
  readonly group: string | undefined
  readonly deduplicationId: string | undefined
}

interface FifoConfig {
  readonly fifo: boolean
  readonly contentBasedDeduplication: boolean
}

export const NO_DEDUPLICATION =
  'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'

const notForThisQueue = (name: string, value: Json | undefined): ApiError => {
  const reason = 'Reason: The request include parameter that is not valid for this queue type.'
  return refuse('InvalidParameterValue', `Value ${String(value)} for parameter ${name} is invalid. ${reason}`)
}

function readFifoId(input: JsonObject, name: string): Read<string | undefined> {
  const value = text(input[name])
  if (value === undefined || FIFO_ID.test(value)) return read(value)
  const reason = 'Reason: it can only include alphanumeric and punctuation characters. 1 to 128 in length.'
  return refuse('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. ${reason}`)
}

/** The group of a message and what it is known by, as this queue needs them. Wording [K]; what is refused [V]. */
export function readFifoIds(input: JsonObject, config: FifoConfig): Read<FifoInput> {
  const group = readFifoId(input, 'MessageGroupId')
  if (!group.ok) return group
  const deduplication = readFifoId(input, 'MessageDeduplicationId')
  if (!deduplication.ok) return deduplication
  const ids = { group: group.value, deduplicationId: deduplication.value }
  if (!config.fifo)
    return ids.deduplicationId === undefined
      ? read(ids)
      : notForThisQueue('MessageDeduplicationId', ids.deduplicationId)
  // Nought is what the queue would do anyway. [R]
  if (input['DelaySeconds']) return notForThisQueue('DelaySeconds', input['DelaySeconds'])
  if (ids.group === undefined)
    return refuse('MissingParameter', 'The request must contain the parameter MessageGroupId.')
  if (ids.deduplicationId === undefined && !config.contentBasedDeduplication)
    return refuse('InvalidParameterValue', NO_DEDUPLICATION)
  return read(ids)
}
