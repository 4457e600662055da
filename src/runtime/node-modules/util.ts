// node:util.
import { format } from '../environment/format.ts'
import { CUSTOM_INSPECT, inspect } from '../environment/inspect.ts'
import { isDeepStrictEqual } from './deep-equal.ts'
import { host } from '../realm/host-globals.ts'

type Callable = (this: unknown, ...args: unknown[]) => unknown

const CUSTOM_PROMISIFY = Symbol.for('nodejs.util.promisify.custom')

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)
const tagged =
  (tag: string) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && tagOf(value) === tag
const AsyncFunction = (async () => undefined).constructor
const GeneratorFunction = function* () {}.constructor

const types = {
  isDate: (value: unknown) => value instanceof Date,
  isRegExp: (value: unknown) => value instanceof RegExp,
  isNativeError: (value: unknown) => value instanceof Error,
  isPromise: (value: unknown) => value instanceof Promise,
  isMap: (value: unknown) => value instanceof Map,
  isSet: (value: unknown) => value instanceof Set,
  isWeakMap: (value: unknown) => value instanceof WeakMap,
  isWeakSet: (value: unknown) => value instanceof WeakSet,
  isArrayBuffer: (value: unknown) => value instanceof ArrayBuffer,
  isAnyArrayBuffer: (value: unknown) => value instanceof ArrayBuffer,
  isArrayBufferView: (value: unknown) => ArrayBuffer.isView(value),
  isDataView: (value: unknown) => value instanceof DataView,
  isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value: unknown) => value instanceof Uint8Array,
  isUint16Array: (value: unknown) => value instanceof Uint16Array,
  isUint32Array: (value: unknown) => value instanceof Uint32Array,
  isInt8Array: (value: unknown) => value instanceof Int8Array,
  isInt16Array: (value: unknown) => value instanceof Int16Array,
  isInt32Array: (value: unknown) => value instanceof Int32Array,
  isFloat32Array: (value: unknown) => value instanceof Float32Array,
  isFloat64Array: (value: unknown) => value instanceof Float64Array,
  isBigInt64Array: (value: unknown) => value instanceof BigInt64Array,
  isAsyncFunction: (value: unknown) => value instanceof AsyncFunction,
  isGeneratorFunction: (value: unknown) => value instanceof GeneratorFunction,
  isGeneratorObject: tagged('Generator'),
  isSymbolObject: tagged('Symbol'),
  isStringObject: (value: unknown) => value instanceof String,
  isNumberObject: (value: unknown) => value instanceof Number,
  isBooleanObject: (value: unknown) => value instanceof Boolean,
  isBoxedPrimitive: (value: unknown) => value instanceof String || value instanceof Number || value instanceof Boolean,
}

export interface PromiseForms {
  /** The promise form of a function whose last parameter is no callback, such as setTimeout. */
  readonly of: (original: unknown) => unknown
}

function promisify(original: unknown, forms: PromiseForms): unknown {
  if (typeof original !== 'function') {
    throw Object.assign(
      new TypeError(`The "original" argument must be of type function. Received ${typeof original}`),
      { code: 'ERR_INVALID_ARG_TYPE' },
    )
  }
  const own: unknown = forms.of(original) ?? Reflect.get(original, CUSTOM_PROMISIFY)
  if (own !== undefined) return own
  return function (this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, value: unknown): void => {
        if (error !== null && error !== undefined) reject(error)
        else resolve(value)
      }
      Reflect.apply(original, this, [...args, done])
    })
  }
}

function callbackify(original: Callable): Callable {
  return function (...args) {
    const callback = args.pop() as (error: unknown, value?: unknown) => void
    Promise.resolve(original.apply(this, args)).then(
      (value) => callback(null, value),
      (reason) => callback(reason ?? new Error('Promise was rejected with a falsy value')),
    )
  }
}

const deprecate = (original: Callable): Callable => original

function inherits(constructor: { prototype: object }, parent: { readonly prototype: object }): void {
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true })
  Object.setPrototypeOf(constructor.prototype, parent.prototype)
}

const CONTROL_SEQUENCES = /[\u001b\u009b][[()#;?]*(?:[0-9]{1,4}(?:;[0-9]{0,4})*)?[0-9A-ORZcf-nqry=><]/g

export function createUtilModule(forms: PromiseForms): Readonly<Record<string, unknown>> {
  return {
    format,
    formatWithOptions: (_options: unknown, ...args: unknown[]) => format(...args),
    inspect: Object.assign((value: unknown, options?: object) => inspect(value, options), {
      custom: CUSTOM_INSPECT,
      defaultOptions: {},
    }),
    promisify: Object.assign((original: unknown) => promisify(original, forms), { custom: CUSTOM_PROMISIFY }),
    callbackify,
    deprecate,
    inherits,
    isDeepStrictEqual: (a: unknown, b: unknown) => isDeepStrictEqual(a, b),
    stripVTControlCharacters: (text: string) => text.replace(CONTROL_SEQUENCES, ''),
    toUSVString: (text: unknown) =>
      String(text).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'),
    debuglog: () => Object.assign(() => undefined, { enabled: false }),
    types: { ...types },
    isArray: Array.isArray,
    TextEncoder: host.TextEncoder,
    TextDecoder: host.TextDecoder,
  }
}
