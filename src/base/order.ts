// Iteration in an order that depends on the keys alone, never on how an object was built.

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The own keys of a record, sorted by code unit. */
export const keysInOrder = <K extends string>(record: Readonly<Record<K, unknown>>): K[] =>
  (Object.keys(record) as K[]).sort(byCodeUnit)

/** The own entries of a record, sorted by key. */
export const entriesInOrder = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] =>
  keysInOrder(record).map((key) => [key, record[key]])
