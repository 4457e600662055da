// Which built-ins user code changed. All environments of a run share them, and freezing them would break ordinary code,
// so a change is found and told, not prevented.

type Snapshot = readonly {
  readonly path: string
  readonly owner: object
  readonly own: ReadonlyMap<PropertyKey, unknown>
}[]

/** By path from the realm's global; their prototypes are looked at as well. */
const WATCHED = [
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Promise',
    'RegExp',
    'Date',
    'Error',
  ],
  ...[
    'TypeError',
    'RangeError',
    'SyntaxError',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'ArrayBuffer',
    'DataView',
    'Uint8Array',
    'Proxy',
  ],
  ...['JSON', 'Math', 'Reflect', 'Intl', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'AbortController'],
]

/** Changes with use, or says nothing by itself. */
const UNWATCHED: ReadonlySet<PropertyKey> = new Set([
  'stackTraceLimit',
  'prepareStackTrace',
  '$_',
  '$&',
  '$+',
  '$`',
  "$'",
  'input',
  'lastMatch',
  'lastParen',
  'leftContext',
  'rightContext',
])

const watched = (key: PropertyKey): boolean => !UNWATCHED.has(key) && !(typeof key === 'string' && /^\$\d$/.test(key))

/** What tells one state of a property from another: its value, or its getter. */
const stateOf = (descriptor: PropertyDescriptor): unknown => descriptor.get ?? descriptor.set ?? descriptor.value

function ownOf(owner: object): Map<PropertyKey, unknown> {
  const own = new Map<PropertyKey, unknown>()
  for (const key of Reflect.ownKeys(owner)) {
    const descriptor = watched(key) ? Object.getOwnPropertyDescriptor(owner, key) : undefined
    if (descriptor) own.set(key, stateOf(descriptor))
  }
  return own
}

function takeSnapshot(): Snapshot {
  const owners: { path: string; owner: object }[] = []
  for (const name of WATCHED) {
    const owner: unknown = Reflect.get(globalThis, name)
    if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) continue
    owners.push({ path: name, owner })
    const prototype: unknown = Reflect.get(owner, 'prototype')
    if (typeof prototype === 'object' && prototype !== null)
      owners.push({ path: `${name}.prototype`, owner: prototype })
  }
  const asyncGenerator = Object.getPrototypeOf(async function* () {}.prototype) as object
  owners.push({ path: 'AsyncGenerator.prototype', owner: Object.getPrototypeOf(asyncGenerator) as object })
  owners.push({
    path: 'Iterator.prototype',
    owner: Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
  })
  return owners.map(({ path, owner }) => ({ path, owner, own: ownOf(owner) }))
}

const differs = (a: ReadonlyMap<PropertyKey, unknown>, b: ReadonlyMap<PropertyKey, unknown>): PropertyKey[] => {
  const keys: PropertyKey[] = []
  for (const [key, value] of b) if (!a.has(key) || !Object.is(a.get(key), value)) keys.push(key)
  for (const key of a.keys()) if (!b.has(key)) keys.push(key)
  return keys
}

export interface WatchedIntrinsics {
  /** What changed since the last look, such as `Array.prototype.last`, each told once, in order. */
  changes(): readonly string[]
}

export function watchIntrinsics(): WatchedIntrinsics {
  let known = takeSnapshot()
  const told = new Set<string>()
  return {
    changes() {
      const found: string[] = []
      known = known.map(({ path, owner, own }) => {
        const now = ownOf(owner)
        const keys = differs(own, now)
        for (const key of keys) found.push(`${path}.${String(key)}`)
        return keys.length === 0 ? { path, owner, own } : { path, owner, own: now }
      })
      const fresh = found.filter((name) => !told.has(name)).sort()
      for (const name of fresh) told.add(name)
      return fresh
    },
  }
}
