// Pages of a bucket's keys: prefixes, delimiters that roll keys up, and where the next page begins.
import { type ObjectStore, placeOf, type StoredObject, type Version } from './object-store.ts'

/** Entries of a page, rolled up prefixes included. [V] */
export const MAXIMUM_PAGE = 1000

/** What came last: the next page begins behind it. */
export interface Mark {
  readonly at: string
  /** A prefix that rolled keys up: all of them are behind. */
  readonly isPrefix: boolean
  /** Of versions: the one that came last; absent: all of the key are behind. */
  readonly versionId?: string
}

export interface PageRequest {
  readonly prefix: string
  /** Empty: none. */
  readonly delimiter: string
  readonly maximum: number
  readonly after: Mark | undefined
}

export interface Page<Entry> {
  readonly entries: readonly Entry[]
  readonly prefixes: readonly string[]
  /** Undefined: this is the last page. */
  readonly next: Mark | undefined
}

export interface ListedVersion {
  readonly version: Version
  readonly isLatest: boolean
}

const isBehind = (key: string, { at, isPrefix, versionId }: Mark): boolean =>
  isPrefix ? !key.startsWith(at) : versionId !== undefined || key !== at

/** Walks the keys; `entriesOf` says what a key contributes. */
function page<Entry>(
  store: ObjectStore,
  { prefix, delimiter, maximum, after }: PageRequest,
  entriesOf: (key: string) => readonly Entry[],
  markOf: (key: string, entry: Entry) => Mark,
): Page<Entry> {
  const entries: Entry[] = []
  const prefixes: string[] = []
  let last: Mark | undefined
  const { keys } = store
  let place = placeOf(keys, prefix)
  if (after) place = Math.max(place, placeOf(keys, after.at))
  for (; place < keys.length; place++) {
    const key = keys[place] as string
    if (!key.startsWith(prefix)) break
    if (after && !isBehind(key, after)) continue
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const rolled = end < 0 ? undefined : key.slice(0, end + delimiter.length)
    const found = entriesOf(key)
    if (found.length === 0 || (rolled !== undefined && rolled === prefixes.at(-1))) continue
    for (const entry of rolled === undefined ? found : found.slice(0, 1)) {
      if (entries.length + prefixes.length >= maximum) return { entries, prefixes, next: last }
      if (rolled === undefined) entries.push(entry)
      else prefixes.push(rolled)
      last = rolled === undefined ? markOf(key, entry) : { at: rolled, isPrefix: true }
    }
  }
  return { entries, prefixes, next: undefined }
}

export const listObjects = (store: ObjectStore, request: PageRequest): Page<StoredObject> =>
  page(
    store,
    request,
    (key) => {
      const current = store.current(key)
      return current ? [current] : []
    },
    (key) => ({ at: key, isPrefix: false }),
  )

/** The newest of each key first. */
export function listVersions(store: ObjectStore, request: PageRequest): Page<ListedVersion> {
  const { after } = request
  return page(
    store,
    request,
    (key) => {
      const all = store.versionsOf(key).map((version, index) => ({ version, isLatest: index === 0 }))
      if (after?.versionId === undefined || key !== after.at) return all
      return all.slice(all.findIndex(({ version }) => version.versionId === after.versionId) + 1)
    },
    (key, { version }) => ({ at: key, isPrefix: false, versionId: version.versionId }),
  )
}
