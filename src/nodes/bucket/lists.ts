// ListObjectsV2, ListObjects and ListObjectVersions: a request's page and how it is told.
import { base64OfBytes, bytesOfBase64, type JsonObject, utf8Bytes } from '#base'
import { listedObject, listedVersion } from './answers.ts'
import { invalidArgument, read, type Read, readMaximum, text } from './api-input.ts'
import { listObjects, listVersions, type Mark, type Page, type PageRequest } from './listing.ts'
import { isDeleteMarker, type ObjectStore } from './object-store.ts'
import { encodedKey } from './records.ts'

/** S3's tokens say nothing to anybody; so do these. */
const tokenOf = ({ at, isPrefix }: Mark): string => base64OfBytes(utf8Bytes(`${isPrefix ? 'p' : 'k'}${at}`))

const KINDS: Readonly<Record<string, boolean>> = { p: true, k: false }

function readToken(token: string): Read<Mark> {
  const said: string[] = []
  for (const byte of bytesOfBase64(token)) said.push(`%${byte.toString(16).padStart(2, '0')}`)
  const value = decoded(said.join(''))
  const isPrefix = KINDS[value?.slice(0, 1) ?? '']
  if (value === undefined || isPrefix === undefined)
    return invalidArgument('The continuation token provided is incorrect')
  return read({ at: value.slice(1), isPrefix })
}

function decoded(escaped: string): string | undefined {
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined // the caller says what was to be a token
  }
}

function requestOf(input: JsonObject, after: Mark | undefined, limit: string): Read<PageRequest> {
  const maximum = readMaximum(input, limit)
  if (!maximum.ok) return maximum
  const prefix = text(input['Prefix']) ?? ''
  const delimiter = text(input['Delimiter']) ?? ''
  return read({ prefix, delimiter, maximum: maximum.value, after })
}

/** A mark that a person gave: a key, or a prefix that a page ended with. */
function markFrom(given: string | undefined, input: JsonObject): Mark | undefined {
  if (given === undefined || given === '') return undefined
  const delimiter = text(input['Delimiter']) ?? ''
  return { at: given, isPrefix: delimiter !== '' && given.endsWith(delimiter) }
}

const echoed = (input: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = input[name]
      return value === undefined || value === '' ? [] : [[name, value] as const]
    }),
  )

/** Keys as they are told: XML can't hold every character, so a client may ask for them URL-encoded. */
type Shown = (key: string) => string

const shownBy = (input: JsonObject): Shown => (input['EncodingType'] === 'url' ? encodedKey : (key) => key)

function common(bucket: string, input: JsonObject, { maximum }: PageRequest, { prefixes, next }: Page<unknown>) {
  const shown = shownBy(input)
  const delimiter = text(input['Delimiter']) ?? ''
  return {
    Name: bucket,
    Prefix: shown(text(input['Prefix']) ?? ''),
    ...(delimiter === '' ? {} : { Delimiter: shown(delimiter) }),
    ...echoed(input, ['EncodingType']),
    MaxKeys: maximum,
    IsTruncated: next !== undefined,
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: shown(prefix) })),
  }
}

export function objectsV2(store: ObjectStore, bucket: string, input: JsonObject): Read<JsonObject> {
  const token = text(input['ContinuationToken'])
  const mark = token === undefined ? undefined : readToken(token)
  if (mark && !mark.ok) return mark
  const start = text(input['StartAfter'])
  const after = mark?.value ?? (start === undefined || start === '' ? undefined : { at: start, isPrefix: false })
  const request = requestOf(input, after, 'MaxKeys')
  if (!request.ok) return request
  const page = listObjects(store, request.value)
  const shown = shownBy(input)
  return read({
    ...common(bucket, input, request.value, page),
    ...(start === undefined || start === '' ? {} : { StartAfter: shown(start) }),
    ...echoed(input, ['ContinuationToken']),
    KeyCount: page.entries.length + page.prefixes.length,
    ...(page.next ? { NextContinuationToken: tokenOf(page.next) } : {}),
    Contents: page.entries.map((object) => listedObject(object, shown)),
  })
}

export function objects(store: ObjectStore, bucket: string, input: JsonObject): Read<JsonObject> {
  const marker = text(input['Marker'])
  const request = requestOf(input, markFrom(marker, input), 'MaxKeys')
  if (!request.ok) return request
  const page = listObjects(store, request.value)
  const shown = shownBy(input)
  return read({
    ...common(bucket, input, request.value, page),
    Marker: shown(marker ?? ''),
    // Without a delimiter the last key is the marker. [V]
    ...(page.next && request.value.delimiter !== '' ? { NextMarker: shown(page.next.at) } : {}),
    Contents: page.entries.map((object) => listedObject(object, shown)),
  })
}

export function versions(store: ObjectStore, bucket: string, input: JsonObject): Read<JsonObject> {
  const [key, version] = [text(input['KeyMarker']), text(input['VersionIdMarker'])]
  if (version !== undefined && version !== '' && (key === undefined || key === ''))
    return invalidArgument('A version-id marker cannot be specified without a key marker.')
  const mark = markFrom(key, input)
  const after =
    mark && version !== undefined && version !== '' ? { ...mark, isPrefix: false, versionId: version } : mark
  const request = requestOf(input, after, 'MaxKeys')
  if (!request.ok) return request
  const page = listVersions(store, request.value)
  const shown = shownBy(input)
  const { next } = page
  return read({
    ...common(bucket, input, request.value, page),
    KeyMarker: shown(key ?? ''),
    VersionIdMarker: version ?? '',
    ...(next ? { NextKeyMarker: shown(next.at) } : {}),
    ...(next?.versionId === undefined ? {} : { NextVersionIdMarker: next.versionId }),
    Versions: page.entries.filter(({ version }) => !isDeleteMarker(version)).map((one) => listedVersion(one, shown)),
    DeleteMarkers: page.entries
      .filter(({ version }) => isDeleteMarker(version))
      .map((one) => listedVersion(one, shown)),
  })
}
