// Makes a worker's realm ready for user code, once, after our own code has taken what it needs: one locale and zone, one
// form of stacks, one language level, and a global object with nothing on it but the language.
import { host } from './host-globals.ts'
import { settleLanguage } from './language-level.ts'
import { settleLocale } from './locale.ts'
import { settleStacks } from './stacks.ts'

export interface RealmOptions {
  /** What shared built-ins take for now: virtual time 0. */
  readonly stoppedMs: number
  readonly mapStack: (stack: string) => string
  /** Names of the global that our own worker still needs; user code must not reach them by name. */
  readonly keep?: ReadonlySet<string>
}

/** The names of the language; all else goes. */
const LANGUAGE = new Set([
  ...['globalThis', 'Infinity', 'NaN', 'undefined', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...[
    'AggregateError',
    'Array',
    'ArrayBuffer',
    'BigInt',
    'BigInt64Array',
    'BigUint64Array',
    'Boolean',
    'DataView',
    'Date',
  ],
  ...[
    'Error',
    'EvalError',
    'Float32Array',
    'Float64Array',
    'Function',
    'Int8Array',
    'Int16Array',
    'Int32Array',
    'Intl',
  ],
  ...[
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'Proxy',
    'RangeError',
    'ReferenceError',
    'Reflect',
    'RegExp',
  ],
  ...[
    'Set',
    'String',
    'Symbol',
    'SyntaxError',
    'TypeError',
    'URIError',
    'Uint8Array',
    'Uint8ClampedArray',
    'Uint16Array',
  ],
  ...['Uint32Array', 'WeakMap', 'WeakSet'],
])

/** What can't be deleted and does no harm. */
const HARMLESS = new Set(['TEMPORARY', 'PERSISTENT'])

/** Names that could not be taken off the global or what it inherits from. Empty in the engines that were tried. */
function scrubGlobal(keep: ReadonlySet<string>): string[] {
  const left: string[] = []
  for (
    let at: object | null = globalThis;
    at !== null && at !== Object.prototype && at !== host.EventTarget.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (at === globalThis && (LANGUAGE.has(name) || keep.has(name))) continue
      if (name === 'constructor') {
        Object.defineProperty(at, name, { value: Object, configurable: true })
        continue
      }
      if (!Reflect.deleteProperty(at, name) && !HARMLESS.has(name)) left.push(name)
    }
  }
  return left
}

/** Called on nothing, these would mean the worker itself, and hand it to whoever listens. */
function guardEventTarget(): void {
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const) {
    const original: (...args: [string & Event, EventListener]) => unknown = host.EventTarget.prototype[name]
    const guarded = function (this: unknown, ...args: [string & Event, EventListener]): unknown {
      if (!(this instanceof host.EventTarget) || this === globalThis) throw new TypeError('Illegal invocation')
      return Reflect.apply(original, this, args)
    }
    Object.defineProperty(guarded, 'name', { value: name })
    Object.defineProperty(host.EventTarget.prototype, name, {
      value: guarded,
      writable: true,
      configurable: true,
      enumerable: true,
    })
  }
}

/** The engines give different reasons where none is given; this is Node's. */
function settleAbortReason(): void {
  const reason = (): Error => new host.DOMException('This operation was aborted', 'AbortError')
  for (const owner of [host.AbortController.prototype, host.AbortSignal]) {
    const original = Reflect.get(owner, 'abort') as (reason: unknown) => unknown
    const settled = function (this: unknown, given?: unknown): unknown {
      return Reflect.apply(original, this, [given === undefined ? reason() : given])
    }
    Object.defineProperty(settled, 'name', { value: 'abort' })
    Object.defineProperty(owner, 'abort', { value: settled, writable: true, configurable: true, enumerable: true })
  }
}

/** Events carry the host's time. */
function stopEventTime(): void {
  for (const owner of [host.Event.prototype]) {
    if (Object.hasOwn(owner, 'timeStamp'))
      Object.defineProperty(owner, 'timeStamp', { get: () => 0, configurable: true })
  }
}

export function prepareRealm(options: RealmOptions): void {
  stopEventTime()
  guardEventTarget()
  settleAbortReason()
  settleLocale(options.stoppedMs)
  settleStacks(options.mapStack)
  settleLanguage()
  Reflect.deleteProperty(host.AbortSignal, 'timeout')
  const left = scrubGlobal(options.keep ?? new Set())
  if (left.length > 0) throw new Error(`These names stay within reach of user code: ${left.join(', ')}`)
}
