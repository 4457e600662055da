// Events as they come: entries of PutEvents, whole envelopes, what a person writes.
import { failure, formatIsoUtc, type Json, type JsonObject, type Result, success, utf8ByteLength } from '#base'

/** Entries of a request. A3.2 [V] */
export const MAXIMUM_ENTRIES = 10
/** Bytes of all entries of a request: 1 MB since January 2026. A3.2 [V] */
export const MAXIMUM_REQUEST_BYTES = 1_048_576
/** What the time of an entry counts, whatever it is. "Calculating PutEvents event entry size". [V] */
const TIME_BYTES = 14

/** Why one entry was not taken: code and message of its place in the answer. Known to stand so in the API. [K] */
export interface EntryRefusal {
  readonly code: string
  readonly message: string
}

/** An event that lacks what only the bus can give it. */
export interface PutEvent {
  readonly source: string
  readonly detailType: string
  readonly detail: JsonObject
  readonly resources: readonly string[]
  /** As given; undefined: now. */
  readonly time: string | undefined
  /** Of an event that comes from another bus or from a schedule. */
  readonly id: string | undefined
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const missing = (name: string): EntryRefusal => ({
  code: 'InvalidArgument',
  message: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
})

/** Time in whole seconds, as EventBridge tells it. */
export const wholeSeconds = (epochMs: number): string => `${formatIsoUtc(epochMs).slice(0, 19)}Z`

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined // the caller says what was to be JSON
  }
}

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** One entry of PutEvents. The order in which faults are named is [K]. */
export function readEntry(entry: JsonObject): Result<PutEvent, EntryRefusal> {
  const { Source, DetailType, Detail, Resources, Time } = entry
  if (typeof Source !== 'string' || Source === '') return failure(missing('Source'))
  if (typeof DetailType !== 'string' || DetailType === '') return failure(missing('DetailType'))
  if (typeof Detail !== 'string' || Detail === '') return failure(missing('Detail'))
  if (Source.startsWith('aws.'))
    return failure({ code: 'NotAuthorizedForSourceException', message: 'Not authorized for the source.' })
  const detail = parseObject(Detail)
  if (!detail) return failure({ code: 'MalformedDetail', message: 'Detail is malformed.' })
  // On the wire a time is a number of seconds.
  const time = typeof Time === 'number' ? wholeSeconds(Time * 1000) : undefined
  return success({ source: Source, detailType: DetailType, detail, resources: texts(Resources), time, id: undefined })
}

/** What a schedule, another bus or a person puts: an envelope, or an entry of PutEvents. */
export function readEventText(text: string): Result<PutEvent, EntryRefusal> {
  const value = parseObject(text)
  if (!value) return failure({ code: 'MalformedEvent', message: 'The event is no JSON object.' })
  if ('Source' in value || 'DetailType' in value || 'Detail' in value) {
    const { Detail } = value
    return readEntry({ ...value, ...(isObject(Detail) ? { Detail: JSON.stringify(Detail) } : {}) })
  }
  const { source, 'detail-type': detailType, detail, resources, time, id } = value
  if (typeof source !== 'string' || source === '') return failure(missing('source'))
  if (typeof detailType !== 'string' || detailType === '') return failure(missing('detail-type'))
  if (!isObject(detail)) return failure({ code: 'MalformedDetail', message: 'Detail is malformed.' })
  return success({
    source,
    detailType,
    detail,
    resources: texts(resources),
    time: typeof time === 'string' ? time : undefined,
    id: typeof id === 'string' ? id : undefined,
  })
}

/** What an entry counts against the limit of the request. [V] */
export function entryBytes(entry: JsonObject): number {
  let bytes = typeof entry['Time'] === 'number' ? TIME_BYTES : 0
  for (const name of ['Source', 'DetailType', 'Detail']) {
    const value = entry[name]
    if (typeof value === 'string') bytes += utf8ByteLength(value)
  }
  for (const resource of texts(entry['Resources'])) bytes += utf8ByteLength(resource)
  return bytes
}
