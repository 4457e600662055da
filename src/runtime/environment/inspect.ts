// Values as text, in the way Node's util.inspect and util.format print them. Our own, because a line of the log must be
// the same in every engine; arrays are not set in columns, and nothing is coloured.

import { host } from '../realm/host-globals.ts'
import { printPrimitive, quote } from './inspect-text.ts'

export interface InspectOptions {
  readonly depth?: number | null
  readonly breakLength?: number
  readonly compact?: number | boolean
  readonly showHidden?: boolean
}

interface Walk {
  readonly depth: number
  readonly breakLength: number
  readonly compact: number
  readonly hidden: boolean
  readonly seen: object[]
  readonly circular: Map<object, number>
  indentation: number
  deepest: number
}

export const CUSTOM_INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** Node's limit. [K] */
const MAXIMUM_ELEMENTS = 100
const DEFAULT_DEPTH = 2
const DEFAULT_BREAK_LENGTH = 80
const DEFAULT_COMPACT = 3

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/
const LINE_STARTS = /\n/g

/** Of the host's classes the engines show different things: theirs are shown here, by what they say. */
const URL_PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'searchParams',
  'hash',
] as const

function hostForm(value: object): Form | undefined {
  if (value instanceof host.URL) {
    const entries = (level: number, walk: Walk): string[] =>
      URL_PARTS.map((part) => `${part}: ${indented(value[part], level, walk)}`)
    return { open: 'URL {', close: '}', entries, keys: [] }
  }
  if (value instanceof host.URLSearchParams) {
    const entries = (): string[] => [...value].map(([name, item]) => `${quote(name)} => ${quote(item)}`)
    return { open: 'URLSearchParams {', close: '}', entries, keys: [] }
  }
  if (value instanceof host.AbortSignal)
    return { open: 'AbortSignal {', close: '}', entries: () => [`aborted: ${value.aborted}`], keys: [] }
  if (value instanceof host.AbortController) {
    return {
      open: 'AbortController {',
      close: '}',
      entries: (level, walk) => [`signal: ${indented(value.signal, level, walk)}`],
      keys: [],
    }
  }
  if (value instanceof host.DOMException)
    return { base: `DOMException [${value.name}]: ${value.message}`, open: '{', close: '}', keys: [] }
  if (value instanceof host.Event)
    return {
      open: `${constructorName(value) ?? 'Event'} {`,
      close: '}',
      entries: () => [`type: ${quote(value.type)}`],
      keys: [],
    }
  if (value instanceof host.EventTarget || value instanceof host.TextEncoder || value instanceof host.TextDecoder) {
    return { open: `${constructorName(value) ?? 'Object'} {`, close: '}', entries: () => [], keys: [] }
  }
  return undefined
}

const dateToIso = Date.prototype.toISOString
const regExpToString = RegExp.prototype.toString

export function inspect(value: unknown, options: InspectOptions = {}): string {
  const { depth } = options
  return print(value, 0, {
    depth: depth === null ? Number.POSITIVE_INFINITY : (depth ?? DEFAULT_DEPTH),
    breakLength: options.breakLength ?? DEFAULT_BREAK_LENGTH,
    compact: typeof options.compact === 'number' ? options.compact : options.compact === false ? 0 : DEFAULT_COMPACT,
    hidden: options.showHidden ?? false,
    seen: [],
    circular: new Map(),
    indentation: 0,
    deepest: 0,
  })
}

function print(value: unknown, level: number, walk: Walk): string {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return printPrimitive(value)
  const custom: unknown = isOfHost(value) ? undefined : Reflect.get(value, CUSTOM_INSPECT)
  if (typeof custom === 'function' && custom !== inspect) {
    const depth = walk.depth - level
    const printed: unknown = custom.call(
      value,
      depth,
      { depth, breakLength: walk.breakLength, compact: walk.compact },
      inspect,
    )
    if (printed !== value)
      return typeof printed === 'string'
        ? printed.replace(LINE_STARTS, `\n${' '.repeat(walk.indentation)}`)
        : print(printed, level, walk)
  }
  if (walk.seen.includes(value)) {
    const index = walk.circular.get(value) ?? walk.circular.size + 1
    walk.circular.set(value, index)
    return `[Circular *${index}]`
  }
  return printObject(value, level, walk)
}

const HOST_CLASSES = [
  host.URL,
  host.URLSearchParams,
  host.EventTarget,
  host.AbortController,
  host.DOMException,
  host.Event,
  host.TextEncoder,
  host.TextDecoder,
]

const isOfHost = (value: object): boolean => HOST_CLASSES.some((one) => value instanceof one)

function constructorName(value: object): string | null {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, 'constructor')
    if (descriptor && typeof descriptor.value === 'function' && descriptor.value.name !== '')
      return descriptor.value.name
  }
  return null
}

function tagOf(value: object, name: string | null): string {
  const tag: unknown = Reflect.get(value, Symbol.toStringTag)
  return typeof tag === 'string' && tag !== '' && tag !== name ? `[${tag}] ` : ''
}

const prefix = (name: string | null, tag: string, fallback: string, size?: number): string => {
  const counted = size === undefined ? '' : `(${size})`
  return name === null ? `[${fallback}${counted}: null prototype] ${tag}` : `${name}${counted} ${tag}`
}

interface Form {
  readonly open: string
  readonly close: string
  /** Stands before the braces, or alone where there is nothing inside. */
  readonly base?: string
  readonly entries?: (level: number, walk: Walk) => string[]
  readonly keys: readonly PropertyKey[]
  /** How many entries there will be, where that can be nothing. */
  readonly size?: number
  readonly isArray?: true
}

function ownKeys(value: object, walk: Walk, skip?: (key: string) => boolean): PropertyKey[] {
  const names = walk.hidden ? Object.getOwnPropertyNames(value) : Object.keys(value)
  const symbols = Object.getOwnPropertySymbols(value).filter(
    (key) => walk.hidden || Object.prototype.propertyIsEnumerable.call(value, key),
  )
  return [...(skip ? names.filter((key) => !skip(key)) : names), ...symbols]
}

const isIndex = (key: string): boolean => /^(0|[1-9][0-9]*)$/.test(key)

const listEntries =
  (items: ArrayLike<unknown>, printItem: (item: unknown, level: number, walk: Walk) => string) =>
  (level: number, walk: Walk): string[] => {
    const shown = Math.min(items.length, MAXIMUM_ELEMENTS)
    const out: string[] = []
    for (let index = 0; index < shown; index++) {
      if (index in items) out.push(printItem(items[index], level, walk))
      else {
        const first = index
        while (index + 1 < items.length && !(index + 1 in items)) index += 1
        const count = index - first + 1
        out.push(`<${count} empty item${count > 1 ? 's' : ''}>`)
      }
    }
    const more = items.length - shown
    if (more > 0) out.push(`... ${more} more item${more > 1 ? 's' : ''}`)
    return out
  }

const indented = (value: unknown, level: number, walk: Walk): string => {
  walk.indentation += 2
  const text = print(value, level, walk)
  walk.indentation -= 2
  return text
}

function formOf(value: object, walk: Walk): Form {
  const ofHost = isOfHost(value) ? hostForm(value) : undefined
  if (ofHost) return ofHost
  const name = constructorName(value)
  const tag = tagOf(value, name)
  if (Array.isArray(value)) {
    const shown = name === 'Array' && tag === '' ? '' : prefix(name, tag, 'Array', value.length)
    return {
      open: `${shown}[`,
      close: ']',
      entries: listEntries(value, indented),
      size: value.length,
      keys: ownKeys(value, walk, isIndex),
      isArray: true,
    }
  }
  if (value instanceof Set) {
    const items = [...value]
    return {
      open: `${prefix(name, tag, 'Set', items.length)}{`,
      close: '}',
      entries: listEntries(items, indented),
      size: items.length,
      keys: ownKeys(value, walk),
    }
  }
  if (value instanceof Map) {
    const items = [...value]
    const printPair = (pair: unknown, level: number, inner: Walk): string => {
      const [key, item] = pair as [unknown, unknown]
      return `${indented(key, level, inner)} => ${indented(item, level, inner)}`
    }
    return {
      open: `${prefix(name, tag, 'Map', items.length)}{`,
      close: '}',
      entries: listEntries(items, printPair),
      size: items.length,
      keys: ownKeys(value, walk),
    }
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const items: ArrayLike<unknown> = value as Uint8Array
    return {
      open: `${prefix(name, '', 'TypedArray', items.length)}[`,
      close: ']',
      entries: listEntries(items, indented),
      size: items.length,
      keys: ownKeys(value, walk, isIndex),
      isArray: true,
    }
  }
  if (value instanceof ArrayBuffer) {
    const bytes = [...new Uint8Array(value).subarray(0, 50)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const more = value.byteLength - 50
    const contents = `<${bytes}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}>`
    return {
      open: `${prefix(name, tag, 'ArrayBuffer')}{`,
      close: '}',
      entries: () => [`[Uint8Contents]: ${contents}`, `byteLength: ${value.byteLength}`],
      keys: ownKeys(value, walk),
    }
  }
  const keys = ownKeys(value, walk)
  if (typeof value === 'function') {
    const isClass = Function.prototype.toString.call(value).startsWith('class')
    const kind = isClass ? 'class' : (name ?? 'Function')
    const own = value.name === '' ? '(anonymous)' : isClass ? value.name : `: ${value.name}`
    return { base: `[${kind}${isClass || own === '(anonymous)' ? ' ' : ''}${own}]`, open: '{', close: '}', keys }
  }
  if (value instanceof RegExp) return { base: regExpToString.call(value), open: '{', close: '}', keys }
  if (value instanceof Date) {
    return { base: Number.isNaN(value.getTime()) ? 'Invalid Date' : dateToIso.call(value), open: '{', close: '}', keys }
  }
  if (value instanceof Error)
    return { base: printError(value, walk), open: '{', close: '}', keys: errorKeys(value, keys) }
  if (value instanceof Promise) return { open: `${prefix(name, tag, 'Promise')}{`, close: '}', entries: () => [], keys }
  if (value instanceof WeakMap || value instanceof WeakSet) {
    return { open: `${prefix(name, tag, 'Object')}{`, close: '}', entries: () => ['<items unknown>'], keys }
  }
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    const kind = value instanceof String ? 'String' : value instanceof Number ? 'Number' : 'Boolean'
    const own = value instanceof String ? keys.filter((key) => typeof key !== 'string' || !isIndex(key)) : keys
    return { base: `[${kind}: ${printPrimitive(value.valueOf())}]`, open: '{', close: '}', keys: own }
  }
  const plain = name === 'Object' && tag === ''
  return { open: plain ? '{' : `${prefix(name, tag, 'Object')}{`, close: '}', keys }
}

/** What the stack says already is not said again. */
const errorKeys = (error: Error, keys: readonly PropertyKey[]): readonly PropertyKey[] => {
  const stack = typeof error.stack === 'string' ? error.stack : ''
  return keys
    .filter((key) => {
      if (key !== 'name' && key !== 'message' && key !== 'stack') return true
      const said: unknown = Reflect.get(error, key)
      return !(typeof said === 'string' && (key === 'stack' || stack.includes(said)))
    })
    .concat(Object.hasOwn(error, 'cause') && !keys.includes('cause') ? ['cause'] : [])
}

function printError(error: Error, walk: Walk): string {
  const stack: unknown = error.stack
  const text = typeof stack === 'string' && stack !== '' ? stack : Error.prototype.toString.call(error)
  const framed = text.includes('\n    at ') ? text : `[${text}]`
  return walk.indentation > 0 ? framed.replace(LINE_STARTS, `\n${' '.repeat(walk.indentation)}`) : framed
}

function printObject(value: object, level: number, walk: Walk): string {
  const form = formOf(value, walk)
  if (form.base !== undefined && form.keys.length === 0) return form.base
  if (form.keys.length === 0 && (form.entries === undefined || form.size === 0)) return form.open + form.close
  if (level > walk.depth) {
    if (form.base !== undefined) return form.base
    const name = constructorName(value)
    return Array.isArray(value) ? '[Array]' : `[${name === null ? 'Object: null prototype' : name}]`
  }
  walk.seen.push(value)
  walk.deepest = level
  const output = form.entries ? form.entries(level + 1, walk) : []
  for (const key of form.keys) output.push(printProperty(value, key, level + 1, walk, form.isArray === true))
  walk.seen.pop()
  const reference = walk.circular.get(value)
  const open = reference === undefined ? form.open : `<ref *${reference}> ${form.open}`
  if (output.length === 0) return `${form.base === undefined ? '' : `${form.base} `}${open}${form.close}`
  return join(output, open, form.close, form.base, level, walk)
}

function join(
  output: readonly string[],
  open: string,
  close: string,
  base: string | undefined,
  level: number,
  walk: Walk,
): string {
  const before = base === undefined ? '' : `${base} `
  if (walk.compact > 0 && walk.deepest - level < walk.compact) {
    const start = output.length + walk.indentation + open.length + (base?.length ?? 0) + 10
    let length = output.length + start
    for (const entry of output) length += entry.length
    if (length <= walk.breakLength && !base?.includes('\n') && !output.some((entry) => entry.includes('\n'))) {
      return `${before}${open} ${output.join(', ')} ${close}`
    }
  }
  const line = `\n${' '.repeat(walk.indentation)}`
  return `${before}${open}${line}  ${output.join(`,${line}  `)}${line}${close}`
}

function printProperty(owner: object, key: PropertyKey, level: number, walk: Walk, inArray: boolean): string {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key)
  let text: string
  if (descriptor?.get) text = descriptor.set ? '[Getter/Setter]' : '[Getter]'
  else if (descriptor?.set) text = '[Setter]'
  else text = indented(descriptor?.value, level, walk)
  const name = nameOf(key, descriptor?.enumerable === false)
  return inArray && typeof key === 'string' && isIndex(key) ? text : `${name}: ${text}`
}

function nameOf(key: PropertyKey, hidden: boolean): string {
  const text = String(key)
  if (text === '__proto__') return "['__proto__']"
  if (typeof key === 'symbol' || hidden) return `[${text}]`
  return IDENTIFIER.test(text) ? text : quote(text)
}
