// S3's own operations on one bucket, as a handler's SDK client calls them.
import { base64ByteLength, causalKey, formatIsoUtc, type JsonObject } from '#base'
import type { Because, EmulationContext } from '#emulator'
import { bucketName, REGION } from '#workflow'
import { bodyOf, ENCRYPTION, headAnswer, quotedTag, versionOf, writtenAnswer } from './answers.ts'
import {
  conditionsOfRead,
  conditionsOfWrite,
  isObject,
  read,
  type Read,
  readBody,
  readChecksums,
  readDeletedKeys,
  readHeaders,
  readKey,
  readRange,
  refuse,
  text,
} from './api-input.ts'
import { type Changes, namedVersion } from './changes.ts'
import { objects, objectsV2, versions } from './lists.ts'
import { isDeleteMarker, NULL_VERSION, type ObjectHeaders, type StoredObject, type Version } from './object-store.ts'

/** Bytes of all versions in one bucket: S3 has no limit; here they are kept in memory, 128 MiB. */
const MAXIMUM_BUCKET_BYTES = 134_217_728

const noSuchKey = refuse(404, 'NoSuchKey', 'The specified key does not exist.')
const noSuchVersion = refuse(404, 'NoSuchVersion', 'The specified version does not exist.')
const notAllowed = refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
/** Of the emulator, in the words of a bucket's quota elsewhere. */
const full = refuse(400, 'QuotaExceeded', 'The objects of this bucket are more than the emulator keeps in memory.')
/** In S3's words. [V] */
const copiedOntoItself = refuse(
  400,
  'InvalidRequest',
  "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
)

export interface BucketApi {
  call(operation: string, input: JsonObject, because: Because): Read<JsonObject>
}

/** What a copy is made from: an object of this bucket, or what was read from another one. */
interface Source {
  readonly object: StoredObject
  readonly isHere: boolean
}

export function createBucketApi(context: EmulationContext<'bucket', never>, changes: Changes): BucketApi {
  const { store } = changes
  const name = bucketName(context.node)

  function find(key: string, versionId: string | undefined): Read<StoredObject> {
    const held: readonly Version[] = store.versionsOf(key)
    const found = versionId === undefined ? held[0] : held.find((version) => version.versionId === versionId)
    if (!found) return versionId === undefined ? noSuchKey : noSuchVersion
    if (isDeleteMarker(found)) return versionId === undefined ? noSuchKey : notAllowed
    return read(found)
  }

  /** Its bytes come on top; without versioning those of the object it replaces go. */
  function fits(key: string, size: number): boolean {
    const replaced = context.node.config.versioning ? 0 : (store.current(key)?.size ?? 0)
    return store.bytes - replaced + size <= MAXIMUM_BUCKET_BYTES
  }

  function put(input: JsonObject, because: Because): Read<JsonObject> {
    const key = readKey(input)
    if (!key.ok) return key
    const headers = readHeaders(input)
    if (!headers.ok) return headers
    const body = readBody(input)
    if (!body.ok) return body
    const refused = conditionsOfWrite(input, store.current(key.value)?.etag)
    if (refused) return refused
    if (!fits(key.value, base64ByteLength(body.value))) return full
    const checksums = readChecksums(input)
    const object = { key: key.value, body: body.value, headers: headers.value, checksums }
    return read(writtenAnswer(changes.put(object, because)))
  }

  function readObject(input: JsonObject): Read<{ object: StoredObject; answer: JsonObject; body: string }> {
    const key = readKey(input)
    if (!key.ok) return key
    const found = find(key.value, text(input['VersionId']))
    if (!found.ok) return found
    const refused = conditionsOfRead(input, found.value.etag)
    if (refused) return refused
    const range = readRange(text(input['Range']), found.value.size)
    if (!range.ok) return range
    const object = found.value
    return read({ object, answer: headAnswer(object, range.value), body: bodyOf(object, range.value) })
  }

  function get(input: JsonObject, because: Because): Read<JsonObject> {
    const found = readObject(input)
    if (!found.ok) return found
    const { object, answer, body } = found.value
    const { key, versionId } = object
    const bytes = Number(answer['ContentLength'])
    context.record({ type: 'object-read', key, versionId: namedVersion(versionId), bytes }, because)
    return read({ ...answer, Body: body })
  }

  function head(input: JsonObject): Read<JsonObject> {
    const found = readObject(input)
    return found.ok ? read(found.value.answer) : found
  }

  /** From `Source`, what the other bucket answered, or from `SourceKey` of this one. */
  function sourceOf(input: JsonObject): Read<Source> {
    const given = input['Source']
    if (isObject(given)) {
      const headers = readHeaders(given)
      if (!headers.ok) return headers
      const body = readBody(given)
      if (!body.ok) return body
      const object: StoredObject = {
        key: '',
        versionId: text(given['VersionId']) ?? NULL_VERSION,
        lastModifiedMs: 0,
        body: body.value,
        size: Number(given['ContentLength']),
        etag: (text(given['ETag']) ?? '').replaceAll('"', ''),
        headers: headers.value,
        checksums: {},
      }
      return read({ object, isHere: false })
    }
    const key = readKey({ Key: input['SourceKey'] ?? '' })
    if (!key.ok) return key
    const found = find(key.value, text(input['SourceVersionId']))
    return found.ok ? read({ object: found.value, isHere: true }) : found
  }

  function copy(input: JsonObject, because: Because): Read<JsonObject> {
    const key = readKey(input)
    if (!key.ok) return key
    const source = sourceOf(input)
    if (!source.ok) return source
    const { object, isHere } = source.value
    const isReplaced = input['MetadataDirective'] === 'REPLACE'
    const isSame = isHere && object.key === key.value && store.current(key.value) === object
    if (isSame && !isReplaced) return copiedOntoItself
    const headers: Read<ObjectHeaders> = isReplaced ? readHeaders(input) : read(object.headers)
    if (!headers.ok) return headers
    if (!fits(key.value, object.size)) return full
    const made = changes.copy(object, { key: key.value, headers: headers.value, checksums: {} }, because)
    const copied = object.versionId === NULL_VERSION ? {} : { CopySourceVersionId: object.versionId }
    const result = { ETag: quotedTag(made.etag), LastModified: formatIsoUtc(made.lastModifiedMs) }
    return read({ CopyObjectResult: result, ...ENCRYPTION, ...copied, ...versionOf(made.versionId) })
  }

  function removeOne(input: JsonObject, because: Because): Read<JsonObject> {
    const key = readKey(input)
    if (!key.ok) return key
    const asked = text(input['VersionId'])
    const { version } = changes.remove(key.value, asked, because)
    const isMarker = version !== undefined && isDeleteMarker(version)
    return read({
      ...(isMarker ? { DeleteMarker: true } : {}),
      ...versionOf(version?.versionId ?? asked ?? NULL_VERSION),
    })
  }

  function removeMany(input: JsonObject, because: Because): Read<JsonObject> {
    const keys = readDeletedKeys(input)
    if (!keys.ok) return keys
    const Deleted = keys.value.map(({ key, versionId }, index): JsonObject => {
      const { version } = changes.remove(key, versionId, { ...because, key: causalKey(because.key, 'object', index) })
      const isMarker = version !== undefined && isDeleteMarker(version)
      return {
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
        ...(isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: version.versionId } : {}),
      }
    })
    const isQuiet = isObject(input['Delete']) && input['Delete']['Quiet'] === true
    return read(isQuiet ? {} : { Deleted })
  }

  return {
    call(operation, input, because) {
      switch (operation) {
        case 'PutObject':
          return put(input, because)
        case 'GetObject':
          return get(input, because)
        case 'HeadObject':
          return head(input)
        case 'CopyObject':
          return copy(input, because)
        case 'DeleteObject':
          return removeOne(input, because)
        case 'DeleteObjects':
          return removeMany(input, because)
        case 'ListObjectsV2':
          return objectsV2(store, name, input)
        case 'ListObjects':
          return objects(store, name, input)
        case 'ListObjectVersions':
          return versions(store, name, input)
        case 'HeadBucket':
          return read({ BucketRegion: REGION })
        case 'GetBucketVersioning':
          return read(context.node.config.versioning ? { Status: 'Enabled' } : {})
        case 'GetBucketLocation':
          // The first region has no constraint. [V]
          return read({})
        default:
          return refuse(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented')
      }
    },
  }
}
