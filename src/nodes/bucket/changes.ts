// What happens to a bucket's objects: every put, copy and delete goes through here and is one fact, with one notification
// for each that wants it.
import { base64ByteLength, bytesOfBase64, md5OfBytes, MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationContext } from '#emulator'
import type { Change, ChangeName } from './change.ts'
import type { Notifications } from './notifications.ts'
import {
  createObjectStore,
  type DeleteMarker,
  isDeleteMarker,
  NULL_VERSION,
  type ObjectHeaders,
  type ObjectStore,
  type StoredObject,
  type Version,
} from './object-store.ts'

export interface NewObject {
  readonly key: string
  readonly body: string
  readonly headers: ObjectHeaders
  readonly checksums: Readonly<Record<string, string>>
}

export interface Removed {
  /** The marker that was made, or the version that is gone; undefined: there was nothing. */
  readonly version: Version | undefined
}

export interface Changes {
  readonly store: ObjectStore
  put(object: NewObject, because: Because): StoredObject
  copy(source: StoredObject, object: Omit<NewObject, 'body'>, because: Because): StoredObject
  remove(key: string, versionId: string | undefined, because: Because): Removed
}

const SEQUENCER_TIME_DIGITS = 12
const SEQUENCER_COUNT_DIGITS = 6

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')

/** In events a bucket without versioning names no version. */
export const namedVersion = (versionId: string): string => (versionId === NULL_VERSION ? '' : versionId)

const REQUEST_ID_DIGITS = 16

export function createChanges(context: EmulationContext<'bucket', never>, notifications: Notifications): Changes {
  const store = createObjectStore()
  const { versioning } = context.node.config
  let count = 0

  const nowMs = (): number => context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)

  const draw = (purpose: string, because: Because): string =>
    context.luck.uuid(context.id, purpose, because.key).replaceAll('-', '')

  const newVersionId = (because: Because): string => (versioning ? draw('version-id', because) : NULL_VERSION)

  function note(
    name: ChangeName,
    version: Version,
    before: { readonly objects: number; readonly bytes: number },
    because: Because,
  ): void {
    const { key } = version
    const [etag, size] = isDeleteMarker(version) ? ['', 0] : [version.etag, version.size]
    const versionId = namedVersion(version.versionId)
    const publication = context.nextId()
    const atMs = nowMs()
    count += 1
    const cause = context.record(
      {
        type: 'object-changed',
        publication,
        name,
        key,
        versionId,
        etag,
        bytes: size,
        objectsAdded: objectsAt(key) - before.objects,
        bytesAdded: store.bytes - before.bytes,
      },
      because,
    )
    const sequencer = hex(atMs, SEQUENCER_TIME_DIGITS) + hex(count, SEQUENCER_COUNT_DIGITS)
    const requestId = draw('request-id', because).slice(0, REQUEST_ID_DIGITS).toUpperCase()
    const change: Change = { name, key, versionId, etag, size, atMs, sequencer, requestId }
    notifications.send(publication, change, { ...because, cause })
  }

  const objectsAt = (key: string): number => (store.current(key) ? 1 : 0)
  const stateAt = (key: string) => ({ objects: objectsAt(key), bytes: store.bytes })

  function add(object: StoredObject, name: ChangeName, because: Because): StoredObject {
    const before = stateAt(object.key)
    store.add(object)
    note(name, object, before, because)
    return object
  }

  return {
    store,
    put({ key, body, headers, checksums }, because) {
      const object: StoredObject = {
        key,
        versionId: newVersionId(because),
        lastModifiedMs: nowMs(),
        body,
        size: base64ByteLength(body),
        etag: md5OfBytes(bytesOfBase64(body)),
        headers,
        checksums,
      }
      return add(object, 'ObjectCreated:Put', because)
    },
    copy(source, { key, headers, checksums }, because) {
      const { body, size, etag } = source
      const lastModifiedMs = nowMs()
      const object = { key, versionId: newVersionId(because), lastModifiedMs, body, size, etag, headers, checksums }
      return add(object, 'ObjectCreated:Copy', because)
    },
    remove(key, versionId, because) {
      const before = stateAt(key)
      if (versioning && versionId === undefined) {
        const marker: DeleteMarker = {
          key,
          versionId: newVersionId(because),
          lastModifiedMs: nowMs(),
          isDeleteMarker: true,
        }
        store.add(marker)
        note('ObjectRemoved:DeleteMarkerCreated', marker, before, because)
        return { version: marker }
      }
      const version = store.remove(key, versionId ?? NULL_VERSION)
      // What was not there is not removed: no event. [K]
      if (version) note('ObjectRemoved:Delete', version, before, because)
      return { version }
    },
  }
}
