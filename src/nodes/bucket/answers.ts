// How objects are told in answers: headers of one, entries of lists.
import { base64OfBytes, bytesOfBase64, formatIsoUtc, type JsonObject } from '#base'
import type { ByteRange } from './api-input.ts'
import type { ListedVersion } from './listing.ts'
import { isDeleteMarker, NULL_VERSION, type StoredObject } from './object-store.ts'

/** Everything is stored so, and encrypted with S3's own keys since January 2023. [V] */
const STORAGE_CLASS = 'STANDARD'
export const ENCRYPTION = { ServerSideEncryption: 'AES256' } as const

export const quotedTag = (etag: string): string => `"${etag}"`

/** A bucket without versioning tells no versions. */
export const versionOf = (versionId: string): JsonObject => (versionId === NULL_VERSION ? {} : { VersionId: versionId })

export const writtenAnswer = ({ etag, versionId, checksums }: StoredObject): JsonObject => ({
  ETag: quotedTag(etag),
  ...ENCRYPTION,
  ...checksums,
  ...(Object.keys(checksums).length === 0 ? {} : { ChecksumType: 'FULL_OBJECT' }),
  ...versionOf(versionId),
})

/** Of HeadObject, and all of GetObject but the body. */
export const headAnswer = (object: StoredObject, range: ByteRange | undefined): JsonObject => ({
  ...object.headers,
  AcceptRanges: 'bytes',
  ETag: quotedTag(object.etag),
  LastModified: formatIsoUtc(object.lastModifiedMs),
  ContentLength: range ? range.end - range.start + 1 : object.size,
  ...(range ? { ContentRange: `bytes ${range.start}-${range.end}/${object.size}` } : {}),
  ...ENCRYPTION,
  ...versionOf(object.versionId),
})

export const bodyOf = ({ body }: StoredObject, range: ByteRange | undefined): string =>
  range ? base64OfBytes(bytesOfBase64(body).subarray(range.start, range.end + 1)) : body

export const listedObject = (
  { key, lastModifiedMs, etag, size }: StoredObject,
  shown: (key: string) => string,
): JsonObject => ({
  Key: shown(key),
  LastModified: formatIsoUtc(lastModifiedMs),
  ETag: quotedTag(etag),
  Size: size,
  StorageClass: STORAGE_CLASS,
})

export function listedVersion({ version, isLatest }: ListedVersion, shown: (key: string) => string): JsonObject {
  const { key, versionId, lastModifiedMs } = version
  const rest = isDeleteMarker(version)
    ? {}
    : { ETag: quotedTag(version.etag), Size: version.size, StorageClass: STORAGE_CLASS }
  return {
    Key: shown(key),
    VersionId: versionId,
    IsLatest: isLatest,
    LastModified: formatIsoUtc(lastModifiedMs),
    ...rest,
  }
}
