// What a bucket holds: the versions of each key, the newest first, and the keys in S3's order. It knows no requests.

/** What travels with an object besides its bytes. */
export interface ObjectHeaders {
  readonly ContentType?: string
  readonly ContentEncoding?: string
  readonly ContentDisposition?: string
  readonly ContentLanguage?: string
  readonly CacheControl?: string
  readonly Expires?: string
  readonly Metadata: Readonly<Record<string, string>>
}

export interface StoredObject {
  readonly key: string
  /** `null` in a bucket without versioning. */
  readonly versionId: string
  readonly lastModifiedMs: number
  /** Base64. */
  readonly body: string
  readonly size: number
  /** 32 hexadecimal digits. */
  readonly etag: string
  readonly headers: ObjectHeaders
  /** As the client gave them: `ChecksumCRC32` and its value. */
  readonly checksums: Readonly<Record<string, string>>
}

export interface DeleteMarker {
  readonly key: string
  readonly versionId: string
  readonly lastModifiedMs: number
  readonly isDeleteMarker: true
}

export type Version = StoredObject | DeleteMarker

export const isDeleteMarker = (version: Version): version is DeleteMarker => 'isDeleteMarker' in version

/** The version of an object in a bucket without versioning. [V] */
export const NULL_VERSION = 'null'

export interface ObjectStore {
  /** In S3's order. */
  readonly keys: readonly string[]
  /** Of all versions. */
  readonly bytes: number
  /** The newest first; empty: no such key. */
  versionsOf(key: string): readonly Version[]
  /** What a request without a version reads; undefined: nothing. */
  current(key: string): StoredObject | undefined
  /** On top of the others; the null version takes the place of the one before. */
  add(version: Version): void
  remove(key: string, versionId: string): Version | undefined
}

/** In UTF-8 the characters beyond 16 bits come last, in UTF-16 they come before U+E000. */
const rankOf = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit)

/** As S3 lists them: by the bytes of their UTF-8. [V] */
function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const difference = rankOf(a.charCodeAt(index)) - rankOf(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The place of the first key that is not before `key`. */
export function placeOf(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareKeys(keys[middle] as string, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const sizeOf = (version: Version | undefined): number => (version && !isDeleteMarker(version) ? version.size : 0)

export function createObjectStore(): ObjectStore {
  const versions = new Map<string, Version[]>()
  const keys: string[] = []
  let bytes = 0

  const placeOfVersion = (held: readonly Version[], versionId: string): number =>
    held.findIndex((version) => version.versionId === versionId)

  function take(held: Version[], versionId: string): Version | undefined {
    const at = placeOfVersion(held, versionId)
    const [taken] = at < 0 ? [] : held.splice(at, 1)
    bytes -= sizeOf(taken)
    return taken
  }

  return {
    keys,
    get bytes() {
      return bytes
    },
    versionsOf: (key) => versions.get(key) ?? [],
    current(key) {
      const newest = versions.get(key)?.[0]
      return newest && !isDeleteMarker(newest) ? newest : undefined
    },
    add(version) {
      const { key, versionId } = version
      const held = versions.get(key)
      if (!held) {
        versions.set(key, [version])
        keys.splice(placeOf(keys, key), 0, key)
      } else {
        if (versionId === NULL_VERSION) take(held, versionId)
        held.unshift(version)
      }
      bytes += sizeOf(version)
    },
    remove(key, versionId) {
      const held = versions.get(key)
      if (!held) return undefined
      const taken = take(held, versionId)
      if (held.length === 0) {
        versions.delete(key)
        keys.splice(placeOf(keys, key), 1)
      }
      return taken
    },
  }
}
