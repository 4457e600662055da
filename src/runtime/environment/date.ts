// Date on the virtual clock, in UTC wherever the host is: a constructor for each environment over the realm's one
// prototype, so that `instanceof Date` and subclasses work across them.

const NativeDate = Date

const ZONED = /(?:Z|[+-]\d{2}:?\d{2}|\b(?:GMT|UTC|UT|[ECMP][SD]T))(?:\s*\([^)]*\))?\s*$/i
const ISO_DATE = /^\s*[+-]?\d{4,6}(?:-\d{2}(?:-\d{2})?)?\s*$/
const ISO_TIME = /^\s*[+-]?\d{4,6}-\d{2}-\d{2}T/

/** Date.parse where a time without a zone is one in UTC. */
export function parseDate(text: string): number {
  if (ZONED.test(text) || ISO_DATE.test(text)) return NativeDate.parse(text)
  return NativeDate.parse(ISO_TIME.test(text) ? `${text.trim()}Z` : `${text} UTC`)
}

type DateParts = [
  year: number,
  month: number,
  day?: number,
  hours?: number,
  minutes?: number,
  seconds?: number,
  ms?: number,
]

/** The argument of the native constructor that gives what these arguments mean in UTC. */
function timeOf(parts: readonly unknown[], nowMs: () => number): unknown {
  if (parts.length === 0) return nowMs()
  if (parts.length > 1) return NativeDate.UTC(...(parts as DateParts))
  const [only] = parts
  if (only instanceof NativeDate) return only.getTime()
  if (typeof only !== 'object' || only === null) return typeof only === 'string' ? parseDate(only) : only
  const primitive = Reflect.has(only, Symbol.toPrimitive) || !Reflect.has(only, 'toString') ? only : only.valueOf()
  const plain = typeof primitive === 'object' ? String(primitive) : primitive
  return typeof plain === 'string' ? parseDate(plain) : plain
}

const hidden = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true })

export function createDate(nowMs: () => number): object {
  const VirtualDate = function Date(...parts: unknown[]): unknown {
    if (new.target === undefined) return new NativeDate(nowMs()).toString()
    const time = timeOf(parts, nowMs)
    return new.target === VirtualDate
      ? new NativeDate(time as number)
      : Reflect.construct(NativeDate, [time], new.target)
  }
  return Object.defineProperties(VirtualDate, {
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
    prototype: { value: NativeDate.prototype, writable: false },
    now: hidden(nowMs),
    parse: hidden(parseDate),
    UTC: hidden(NativeDate.UTC),
  })
}
