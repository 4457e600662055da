// One language level in every engine: what newer engines add to the built-ins goes, so that a handler that runs here
// runs there too; and with it what would leak from one environment into another.

/** Beyond what every supported engine has: V8 of Node 20 against Chromium 156, compared name by name. */
const NEWER: Readonly<Record<string, readonly string[]>> = {
  Array: ['fromAsync'],
  'ArrayBuffer.prototype': [
    'transfer',
    'transferToFixedLength',
    'detached',
    'transferToImmutable',
    'sliceToImmutable',
    'immutable',
  ],
  'DataView.prototype': ['getFloat16', 'setFloat16'],
  'Date.prototype': ['toTemporalInstant'],
  Error: ['isError'],
  Intl: ['v8BreakIterator', 'DurationFormat'],
  JSON: ['rawJSON', 'isRawJSON'],
  Map: ['groupBy'],
  'Map.prototype': ['getOrInsert', 'getOrInsertComputed'],
  Math: ['f16round', 'sumPrecise'],
  Object: ['groupBy'],
  Promise: ['withResolvers', 'try'],
  RegExp: ['escape'],
  'Set.prototype': [
    'difference',
    'intersection',
    'isSubsetOf',
    'isSupersetOf',
    'isDisjointFrom',
    'symmetricDifference',
    'union',
  ],
  Uint8Array: ['fromBase64', 'fromHex'],
  'Uint8Array.prototype': ['toBase64', 'setFromBase64', 'toHex', 'setFromHex'],
  'WeakMap.prototype': ['getOrInsert', 'getOrInsertComputed'],
}

const ITERATOR_METHODS = [
  ...[
    'constructor',
    'reduce',
    'toArray',
    'forEach',
    'some',
    'every',
    'find',
    'map',
    'filter',
    'take',
    'drop',
    'flatMap',
  ],
  ...['join', 'includes', 'chunks', 'windows'],
]

/** What the last match of anybody's regular expression left behind. */
const LAST_MATCH = [
  ...['input', '$_', 'lastMatch', '$&', 'lastParen', '$+', 'leftContext', '$`', 'rightContext', "$'"],
  ...['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9'],
]

function ownerAt(path: string): object | undefined {
  let at: unknown = globalThis
  for (const part of path.split('.')) at = Reflect.get(Object(at), part)
  return (typeof at === 'object' || typeof at === 'function') && at !== null ? at : undefined
}

function removeNewer(): void {
  for (const [path, names] of Object.entries(NEWER)) {
    const owner = ownerAt(path)
    if (owner) for (const name of names) Reflect.deleteProperty(owner, name)
  }
  const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object
  for (const name of ITERATOR_METHODS) Reflect.deleteProperty(iteratorPrototype, name)
  for (const name of LAST_MATCH) Reflect.deleteProperty(RegExp, name)
}

/** Newer engines say line and column as well. */
const JSON_PLACE = / \(line \d+ column \d+\)$/

function settleJsonErrors(): void {
  const { parse } = JSON
  const settled = (text: string, reviver?: (this: unknown, key: string, value: unknown) => unknown): unknown => {
    try {
      return parse(text, reviver) as unknown
    } catch (error) {
      if (error instanceof SyntaxError && JSON_PLACE.test(error.message))
        throw new SyntaxError(error.message.replace(JSON_PLACE, ''))
      throw error
    }
  }
  Object.defineProperty(settled, 'name', { value: 'parse' })
  Object.defineProperty(JSON, 'parse', { value: settled, writable: true, configurable: true })
}

/** Code from text has no counters and no walls; the browser's CSP forbids it too, with other words. */
function forbidCodeFromText(): void {
  const refuse = (): never => {
    throw new EvalError('Code generation from strings disallowed for this context')
  }
  const kinds: readonly object[] = [() => undefined, async () => undefined, function* () {}, async function* () {}]
  for (const kind of kinds) {
    const prototype = Object.getPrototypeOf(kind) as object
    const original = Reflect.get(prototype, 'constructor') as { readonly name: string }
    // biome-ignore lint/complexity/useArrowFunction: it stands for a constructor, and `new` must reach it
    const blocked = function (): never {
      return refuse()
    }
    Object.defineProperty(blocked, 'name', { value: original.name })
    Object.defineProperty(blocked, 'prototype', { value: prototype, writable: false })
    Object.defineProperty(prototype, 'constructor', { value: blocked, configurable: false, writable: false })
    if (original.name === 'Function')
      Object.defineProperty(globalThis, 'Function', { value: blocked, configurable: false, writable: false })
  }
  Object.defineProperty(globalThis, 'eval', { value: refuse, configurable: false, writable: false })
}

export function settleLanguage(): void {
  settleJsonErrors()
  removeNewer()
  forbidCodeFromText()
}
