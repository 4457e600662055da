// Intl on the virtual clock: a format without a date means the environment's now. Locale and zone are settled by the
// realm for all (see realm/locale.ts).

interface Formatter {
  format(date?: Date | number): string
  formatToParts(date?: Date | number): Intl.DateTimeFormatPart[]
}

const NativeFormat = Intl.DateTimeFormat
const nativeFormat = Object.getOwnPropertyDescriptor(NativeFormat.prototype, 'format')?.get
const nativeParts = NativeFormat.prototype.formatToParts

function createDateTimeFormat(nowMs: () => number): object {
  const methods: Pick<Formatter, 'formatToParts'> & { format: unknown } = {
    get format() {
      const format = nativeFormat?.call(this) as Formatter['format']
      return (date?: Date | number) => format(date ?? nowMs())
    },
    formatToParts(date?: Date | number) {
      return nativeParts.call(this as Intl.DateTimeFormat, date ?? nowMs())
    },
  }
  const prototype = Object.create(NativeFormat.prototype, Object.getOwnPropertyDescriptors(methods)) as object
  const VirtualFormat = function DateTimeFormat(
    locales?: string | string[],
    options?: Intl.DateTimeFormatOptions,
  ): object {
    const made = Reflect.construct(Intl.DateTimeFormat, [locales, options]) as object
    return Object.setPrototypeOf(
      made,
      new.target === undefined ? prototype : (new.target.prototype as object),
    ) as object
  }
  Object.defineProperties(prototype, { constructor: { value: VirtualFormat, writable: true, configurable: true } })
  return Object.defineProperties(VirtualFormat, {
    name: { value: 'DateTimeFormat', configurable: true },
    prototype: { value: prototype, writable: false },
    supportedLocalesOf: { value: NativeFormat.supportedLocalesOf, writable: true, configurable: true },
  })
}

/** Made when first looked at: few handlers format dates. */
export class VirtualIntl {
  readonly #nowMs: () => number
  #format: object | undefined

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get DateTimeFormat(): object {
    this.#format ??= createDateTimeFormat(this.#nowMs)
    return this.#format
  }
}
Object.setPrototypeOf(VirtualIntl.prototype, Intl)
