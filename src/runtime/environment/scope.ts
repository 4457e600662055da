// The names an environment gives to its modules. What knows the environment is made for it, cheaply; the rest is the
// realm's own or made once.
import { Buffer } from 'buffer/index.js'
import { ENVIRONMENT_NAMES } from '../compile/scope-names.ts'
import { createCryptoModule, type RandomSource, WebCrypto } from '../node-modules/crypto.ts'
import { createPathModule } from '../node-modules/path.ts'
import { createProcess, LazyProcess } from '../node-modules/process.ts'
import { createQuerystringModule } from '../node-modules/querystring.ts'
import {
  createAssertModule,
  createBufferModule,
  createEventsModule,
  createOsModule,
  createStringDecoderModule,
} from '../node-modules/small-modules.ts'
import { createUrlModule } from '../node-modules/url.ts'
import { createUtilModule } from '../node-modules/util.ts'
import { createConsole, LazyConsole, type LogWriter } from './console.ts'
import { createDate } from './date.ts'
import type { EnvironmentCore } from './environment-core.ts'
import { createFetch } from './fetch.ts'
import { Headers, Request, Response } from './http-messages.ts'
import { VirtualIntl } from './intl.ts'
import type { CallDesk } from './policed-call.ts'
import type { ProblemNotes } from './problem-notes.ts'
import { createTimerPromises, createTimers } from './timers.ts'
import { host } from '../realm/host-globals.ts'

export type EnvironmentScope = Readonly<Partial<Record<(typeof ENVIRONMENT_NAMES)[number], unknown>>>

export interface EnvironmentNames {
  readonly scope: EnvironmentScope
  /** Node's modules by name, without `node:`; each asked for once. */
  readonly builtin: (name: string) => unknown
}

class VirtualPerformance {
  readonly #core: EnvironmentCore

  constructor(core: EnvironmentCore) {
    this.#core = core
  }

  /** Milliseconds since the environment's virtual start of the run. */
  now(): number {
    return this.#core.clock.read() / 1000
  }

  get timeOrigin(): number {
    return this.#core.startAtMs
  }
}

/** What the realm itself offers and every environment may share. */
const SHARED: EnvironmentScope = {
  Buffer,
  Headers,
  Request,
  Response,
  structuredClone: host.structuredClone,
  URL: host.URL,
  URLSearchParams: host.URLSearchParams,
  TextEncoder: host.TextEncoder,
  TextDecoder: host.TextDecoder,
  atob: host.atob,
  btoa: host.btoa,
  DOMException: host.DOMException,
  AbortController: host.AbortController,
  Event: host.Event,
  EventTarget: host.EventTarget,
}

const NativeAbortSignal = host.AbortSignal

/** AbortSignal whose `timeout` keeps the environment's time. */
function createAbortSignal(core: EnvironmentCore): object {
  const VirtualSignal = function AbortSignal(): never {
    throw new TypeError('Illegal constructor')
  }
  const timeout = (ms: number): AbortSignal => {
    const controller = new host.AbortController()
    core.wait(Number(ms) * 1000, false, () =>
      controller.abort(new host.DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    )
    return controller.signal
  }
  Object.defineProperty(VirtualSignal, 'name', { value: 'AbortSignal', configurable: true })
  VirtualSignal.prototype = NativeAbortSignal.prototype
  VirtualSignal.timeout = timeout
  VirtualSignal.abort = NativeAbortSignal.abort
  VirtualSignal.any = NativeAbortSignal.any
  return VirtualSignal
}

const globals = new WeakMap<object, EnvironmentScope>()

/** Each name of the scope, read from it when asked for and the environment's own once it is set. */
const globalPrototype: object = Object.create(null)
for (const name of ENVIRONMENT_NAMES) {
  Object.defineProperty(globalPrototype, name, {
    configurable: true,
    get(this: object) {
      return globals.get(this)?.[name]
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true })
    },
  })
}
const LANGUAGE = [
  ...[
    'AggregateError',
    'Array',
    'ArrayBuffer',
    'BigInt',
    'BigInt64Array',
    'BigUint64Array',
    'Boolean',
    'DataView',
    'Error',
  ],
  ...[
    'EvalError',
    'Float32Array',
    'Float64Array',
    'Function',
    'Infinity',
    'Int16Array',
    'Int32Array',
    'Int8Array',
    'JSON',
  ],
  ...['Map', 'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set'],
  ...['String', 'Symbol', 'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array'],
  ...['Uint8ClampedArray', 'WeakMap', 'WeakSet', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
  ...['escape', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'unescape'],
]
for (const name of LANGUAGE) {
  Object.defineProperty(globalPrototype, name, {
    value: Reflect.get(globalThis, name) as unknown,
    writable: true,
    configurable: true,
  })
}
Object.defineProperty(globalPrototype, Symbol.toStringTag, { value: 'global', configurable: true })

export function createNames(
  core: EnvironmentCore,
  logs: LogWriter,
  desk: CallDesk,
  problems: ProblemNotes,
): EnvironmentNames {
  const nowMs = (): number => core.epochMs()
  const timers = createTimers(core)
  const random: RandomSource = {
    draw: () => core.draw('crypto'),
    uuid: () => core.luck.uuid(core.hosting.id, 'random-uuid', core.key, core.next('random-uuid')),
  }
  const defer = (run: () => void): void => host.queueMicrotask(() => core.guard(run))
  const environmentGlobal: object = Object.create(globalPrototype)
  const process = new LazyProcess(() => createProcess(core, logs))
  // What is shared is inherited: copying it for every environment took longer than all the rest.
  const own = {
    __proto__: SHARED,
    globalThis: environmentGlobal,
    global: environmentGlobal,
    process,
    console: new LazyConsole(() => createConsole(core, logs)),
    setTimeout: timers.setTimeout,
    setInterval: timers.setInterval,
    setImmediate: timers.setImmediate,
    clearTimeout: timers.clear,
    clearInterval: timers.clear,
    clearImmediate: timers.clear,
    queueMicrotask: defer,
    Date: createDate(nowMs),
    Math: { __proto__: Math, random: () => core.draw('Math.random') },
    Intl: new VirtualIntl(nowMs),
    performance: new VirtualPerformance(core),
    crypto: new WebCrypto(random),
    fetch: createFetch(core, desk, problems),
    AbortSignal: createAbortSignal(core),
  }
  const scope: EnvironmentScope = own
  globals.set(environmentGlobal, scope)

  function builtin(name: string): unknown {
    switch (name) {
      case 'assert':
        return createAssertModule()
      case 'buffer':
        return createBufferModule()
      case 'crypto':
        return createCryptoModule(random, defer)
      case 'events':
        return createEventsModule()
      case 'os':
        return createOsModule(core.hosting.config.memoryMb, () => core.clock.read() / 1_000_000)
      case 'path':
        return createPathModule()
      case 'process':
        return process
      case 'querystring':
        return createQuerystringModule()
      case 'string_decoder':
        return createStringDecoderModule()
      case 'timers': {
        const { setTimeout, setInterval, setImmediate, clear } = timers
        return {
          setTimeout,
          setInterval,
          setImmediate,
          clearTimeout: clear,
          clearInterval: clear,
          clearImmediate: clear,
          promises: createTimerPromises(timers),
        }
      }
      case 'timers/promises':
        return createTimerPromises(timers)
      case 'url':
        return createUrlModule()
      case 'util': {
        const forms = createTimerPromises(timers)
        return createUtilModule({
          of: (original) =>
            original === timers.setTimeout
              ? forms['setTimeout']
              : original === timers.setImmediate
                ? forms['setImmediate']
                : undefined,
        })
      }
      default:
        throw Object.assign(new Error(`The module "${name}" is not available here.`), {
          code: 'ERR_UNAVAILABLE_MODULE',
        })
    }
  }
  return { scope, builtin }
}
