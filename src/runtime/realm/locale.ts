// One locale and one time zone for every realm: handlers see en-US and UTC whatever machine runs them, as on Lambda.
import { parseDate } from '../environment/date.ts'

const LOCALE = 'en-US'
const ZONE = 'UTC'

const replace = (owner: object, name: PropertyKey, value: unknown): void => {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? false,
  })
}

type Method = (this: unknown, ...args: unknown[]) => unknown

const methodOf = (owner: object, name: PropertyKey): Method =>
  Object.getOwnPropertyDescriptor(owner, name)?.value as Method

/** A method under its own name and length, as built-ins are. */
function wrapMethod(owner: object, name: string, wrap: (original: Method) => Method): void {
  const original = methodOf(owner, name)
  if (typeof original !== 'function') return
  const wrapped = wrap(original)
  Object.defineProperty(wrapped, 'name', { value: name, configurable: true })
  Object.defineProperty(wrapped, 'length', { value: original.length, configurable: true })
  replace(owner, name, wrapped)
}

/** Local time is UTC: each local reader and writer is the UTC one. */
function settleDates(): void {
  const prototype = Date.prototype
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    for (const verb of ['get', 'set']) {
      const utc = methodOf(prototype, `${verb}UTC${part}`)
      if (typeof utc === 'function')
        wrapMethod(
          prototype,
          `${verb}${part}`,
          () =>
            function (...args) {
              return utc.apply(this, args)
            },
        )
    }
  }
  wrapMethod(prototype, 'getTimezoneOffset', () => () => 0)
  const toUTC = methodOf(prototype, 'toUTCString')
  const parts = (date: unknown): { day: string; time: string } | undefined => {
    const [weekday, day, month, year, time] = (toUTC.call(date) as string).replace(',', '').split(' ')
    return time === undefined
      ? undefined
      : { day: `${weekday} ${month} ${day} ${year}`, time: `${time} GMT+0000 (Coordinated Universal Time)` }
  }
  wrapMethod(
    prototype,
    'toString',
    () =>
      function () {
        const said = parts(this)
        return said ? `${said.day} ${said.time}` : 'Invalid Date'
      },
  )
  wrapMethod(
    prototype,
    'toDateString',
    () =>
      function () {
        return parts(this)?.day ?? 'Invalid Date'
      },
  )
  wrapMethod(
    prototype,
    'toTimeString',
    () =>
      function () {
        return parts(this)?.time ?? 'Invalid Date'
      },
  )
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    wrapMethod(
      prototype,
      name,
      (original) =>
        function (locales, options) {
          return original.call(this, locales ?? LOCALE, { timeZone: ZONE, ...(options as object | undefined) })
        },
    )
  }
}

function settleLocales(): void {
  for (const prototype of [
    Number.prototype,
    BigInt.prototype,
    Array.prototype,
    Object.getPrototypeOf(Uint8Array.prototype) as object,
  ]) {
    wrapMethod(
      prototype,
      'toLocaleString',
      (original) =>
        function (locales, options) {
          return original.call(this, locales ?? LOCALE, options)
        },
    )
  }
  for (const name of ['toLocaleUpperCase', 'toLocaleLowerCase']) {
    wrapMethod(
      String.prototype,
      name,
      (original) =>
        function (locales) {
          return original.call(this, locales ?? LOCALE)
        },
    )
  }
  wrapMethod(
    String.prototype,
    'localeCompare',
    (original) =>
      function (that, locales, options) {
        return original.call(this, that, locales ?? LOCALE, options)
      },
  )
  for (const name of [
    'Collator',
    'NumberFormat',
    'PluralRules',
    'RelativeTimeFormat',
    'ListFormat',
    'Segmenter',
    'DateTimeFormat',
  ]) {
    const original: unknown = Reflect.get(Intl, name)
    if (typeof original !== 'function') continue
    const withDefaults = ([locales, options]: readonly unknown[]): unknown[] => [
      locales ?? LOCALE,
      name === 'DateTimeFormat' ? { timeZone: ZONE, ...(options as object | undefined) } : options,
    ]
    const settled: object = new Proxy(original, {
      construct: (target, args, newTarget): object =>
        Reflect.construct(target, withDefaults(args), newTarget === settled ? target : newTarget) as object,
      apply: (target, receiver, args) => Reflect.apply(target, receiver, withDefaults(args)) as unknown,
    })
    replace(Intl, name, settled)
    replace(original.prototype as object, 'constructor', settled)
  }
}

/** The realm's own Date and its formats know the host's time: nobody may ask them. */
function stopClocks(stoppedMs: number): void {
  const NativeDate = Date
  const StoppedDate = function Date(...args: unknown[]): unknown {
    if (new.target === undefined) return new NativeDate(stoppedMs).toString()
    const [first] = args
    const time =
      args.length === 0
        ? [stoppedMs]
        : args.length > 1
          ? [NativeDate.UTC(...(args as [number, number]))]
          : [typeof first === 'string' ? parseDate(first) : first]
    return Reflect.construct(NativeDate, time, new.target === StoppedDate ? NativeDate : new.target)
  }
  Object.defineProperty(StoppedDate, 'name', { value: 'Date', configurable: true })
  StoppedDate.prototype = NativeDate.prototype
  replace(StoppedDate, 'now', () => stoppedMs)
  replace(StoppedDate, 'parse', parseDate)
  replace(StoppedDate, 'UTC', NativeDate.UTC)
  replace(NativeDate.prototype, 'constructor', StoppedDate)
  const formats = Intl.DateTimeFormat.prototype
  const format = Object.getOwnPropertyDescriptor(formats, 'format')?.get
  Object.defineProperty(formats, 'format', {
    configurable: true,
    get() {
      const bound = format?.call(this) as (date: unknown) => string
      return (date: unknown) => bound(date ?? stoppedMs)
    },
  })
  wrapMethod(
    formats,
    'formatToParts',
    (original) =>
      function (date) {
        return original.call(this, date ?? stoppedMs)
      },
  )
}

/** `stoppedMs`: what the shared built-ins take for now, where an environment's own are gone round. */
export function settleLocale(stoppedMs: number): void {
  settleDates()
  settleLocales()
  stopClocks(stoppedMs)
}
