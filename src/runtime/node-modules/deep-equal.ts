// Deep strict equality as node:util and node:assert mean it: same prototypes, same own enumerable properties, Object.is.

export function isDeepStrictEqual(a: unknown, b: unknown, seen: Map<object, object> = new Map()): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (seen.get(a) === b) return true
  seen.set(a, b)
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime()) && sameProperties(a, b, seen)
  if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b) && a.lastIndex === b.lastIndex
  if (a instanceof Error && b instanceof Error && (a.name !== b.name || a.message !== b.message)) return false
  if (a instanceof Map && b instanceof Map) return sameMaps(a, b, seen)
  if (a instanceof Set && b instanceof Set) return sameSets(a, b, seen)
  if (a instanceof Number || a instanceof String || a instanceof Boolean) {
    if (!Object.is(a.valueOf(), b.valueOf())) return false
  }
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false
  return sameProperties(a, b, seen)
}

const enumerableKeys = (value: object): PropertyKey[] =>
  Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key))

function sameProperties(a: object, b: object, seen: Map<object, object>): boolean {
  const keys = enumerableKeys(a)
  if (keys.length !== enumerableKeys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && isDeepStrictEqual(Reflect.get(a, key), Reflect.get(b, key), seen))
}

function sameMaps(
  a: ReadonlyMap<unknown, unknown>,
  b: ReadonlyMap<unknown, unknown>,
  seen: Map<object, object>,
): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) {
    const same = b.has(key) ? key : [...b.keys()].find((other) => isDeepStrictEqual(key, other, seen))
    if (!b.has(same) || !isDeepStrictEqual(value, b.get(same), seen)) return false
  }
  return true
}

function sameSets(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>, seen: Map<object, object>): boolean {
  if (a.size !== b.size) return false
  return [...a].every((item) => b.has(item) || [...b].some((other) => isDeepStrictEqual(item, other, seen)))
}
