// The small ones: events, buffer, string_decoder, os, assert. What has no state is made once; each environment gets an
// object of its own, so that what one handler sets on a module reaches no other.
import { Buffer } from 'buffer/index.js'
import EventEmitter from 'events/events.js'
import { inspect } from '../environment/inspect.ts'
import { isDeepStrictEqual } from './deep-equal.ts'
import { host } from '../realm/host-globals.ts'

/** The library's own limit. */
const LONGEST_BUFFER = 0x7fff_ffff

type Module = Readonly<Record<string, unknown>>

/** A class of its own over the shared one; `once` and `listenerCount` come with it. */
export const createEventsModule = (): unknown => {
  class EnvironmentEmitter extends EventEmitter {}
  Object.defineProperty(EnvironmentEmitter, 'name', { value: 'EventEmitter' })
  return Object.assign(EnvironmentEmitter, EventEmitter, { EventEmitter: EnvironmentEmitter })
}

export const createBufferModule = (): Module => ({
  Buffer,
  atob: host.atob,
  btoa: host.btoa,
  kMaxLength: LONGEST_BUFFER,
  INSPECT_MAX_BYTES: 50,
  constants: { MAX_LENGTH: LONGEST_BUFFER, MAX_STRING_LENGTH: 536_870_888 },
})

class StringDecoder {
  readonly encoding: string
  readonly #decoder: TextDecoder | undefined
  #rest: Buffer = Buffer.alloc(0)

  constructor(encoding = 'utf8') {
    this.encoding = encoding.toLowerCase().replace('-', '')
    this.#decoder = this.encoding === 'utf8' ? new host.TextDecoder() : undefined
  }

  write(chunk: Uint8Array | string): string {
    if (typeof chunk === 'string') return chunk
    if (this.#decoder) return this.#decoder.decode(chunk, { stream: true })
    const all = Buffer.concat([this.#rest, chunk])
    const unit = this.encoding === 'base64' ? 3 : this.encoding === 'utf16le' || this.encoding === 'ucs2' ? 2 : 1
    const whole = all.length - (all.length % unit)
    this.#rest = all.subarray(whole) as Buffer
    return (all.subarray(0, whole) as Buffer).toString(this.encoding as 'hex')
  }

  end(chunk?: Uint8Array | string): string {
    const text = chunk === undefined ? '' : this.write(chunk)
    const rest = this.#decoder ? this.#decoder.decode() : this.#rest.toString(this.encoding as 'hex')
    this.#rest = Buffer.alloc(0)
    return text + rest
  }
}

export const createStringDecoderModule = (): Module => ({ StringDecoder })

const BYTES_PER_MB = 1_048_576

/** What Lambda's Amazon Linux 2023 answers. [K] */
export const createOsModule = (memoryMb: number, uptimeSeconds: () => number): Module => ({
  EOL: '\n',
  devNull: '/dev/null',
  arch: () => 'x64',
  platform: () => 'linux',
  type: () => 'Linux',
  release: () => '5.10.0',
  version: () => '#1 SMP',
  machine: () => 'x86_64',
  endianness: () => 'LE',
  hostname: () => '169.254.0.1',
  homedir: () => '/home/sbx_user1051',
  tmpdir: () => '/tmp',
  totalmem: () => memoryMb * BYTES_PER_MB,
  freemem: () => Math.floor((memoryMb * BYTES_PER_MB) / 2),
  uptime: uptimeSeconds,
  loadavg: () => [0, 0, 0],
  availableParallelism: () => 2,
  cpus: () => [],
  networkInterfaces: () => ({}),
  userInfo: () => ({
    uid: 993,
    gid: 990,
    username: 'sbx_user1051',
    homedir: '/home/sbx_user1051',
    shell: '/sbin/nologin',
  }),
  constants: { signals: { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 } },
})

interface AssertionDetails {
  readonly message: string | Error | undefined
  readonly fallback: string
  readonly actual: unknown
  readonly expected: unknown
  readonly operator: string
}

class AssertionError extends Error {
  override readonly name = 'AssertionError'
  readonly code = 'ERR_ASSERTION'
  readonly actual: unknown
  readonly expected: unknown
  readonly operator: string
  readonly generatedMessage: boolean

  constructor(details: { message?: string; actual?: unknown; expected?: unknown; operator?: string }) {
    super(details.message ?? 'Failed')
    this.actual = details.actual
    this.expected = details.expected
    this.operator = details.operator ?? 'fail'
    this.generatedMessage = details.message === undefined
  }
}

type Thrower = () => unknown
type Said = string | Error

export function createAssertModule(): unknown {
  const check = (holds: boolean, { message, fallback, actual, expected, operator }: AssertionDetails): void => {
    if (holds) return
    if (message instanceof Error) throw message
    throw new AssertionError({ message: message ?? fallback, actual, expected, operator })
  }
  const shown = (a: unknown, b: unknown, how: string): string => `${how}\n\n${inspect(a)} !== ${inspect(b)}\n`
  const ok = (value: unknown, message?: Said): void =>
    check(Boolean(value), {
      message,
      fallback: 'The expression evaluated to a falsy value',
      actual: value,
      expected: true,
      operator: '==',
    })
  const strictEqual = (actual: unknown, expected: unknown, message?: Said): void =>
    check(Object.is(actual, expected), {
      message,
      fallback: shown(actual, expected, 'Expected values to be strictly equal:'),
      actual,
      expected,
      operator: 'strictEqual',
    })
  const notStrictEqual = (actual: unknown, expected: unknown, message?: Said): void =>
    check(!Object.is(actual, expected), {
      message,
      fallback: `Expected "actual" to be strictly unequal to: ${inspect(expected)}`,
      actual,
      expected,
      operator: 'notStrictEqual',
    })
  const deepStrictEqual = (actual: unknown, expected: unknown, message?: Said): void =>
    check(isDeepStrictEqual(actual, expected), {
      message,
      fallback: shown(actual, expected, 'Expected values to be strictly deep-equal:'),
      actual,
      expected,
      operator: 'deepStrictEqual',
    })
  const notDeepStrictEqual = (actual: unknown, expected: unknown, message?: Said): void =>
    check(!isDeepStrictEqual(actual, expected), {
      message,
      fallback: 'Expected "actual" not to be strictly deep-equal to "expected"',
      actual,
      expected,
      operator: 'notDeepStrictEqual',
    })
  const matches = (error: unknown, expected: unknown): boolean => {
    if (expected === undefined || typeof expected === 'string') return true
    if (expected instanceof RegExp) return expected.test(String(error))
    if (typeof expected === 'function')
      return expected.prototype instanceof Error || expected === Error
        ? error instanceof expected
        : expected(error) === true
    return (
      typeof expected === 'object' &&
      expected !== null &&
      Object.entries(expected).every(([key, value]) => {
        const actual: unknown = Reflect.get(Object(error), key)
        return value instanceof RegExp ? value.test(String(actual)) : isDeepStrictEqual(actual, value)
      })
    )
  }
  const missing = (message: Said | undefined, operator: string): void =>
    check(false, {
      message,
      fallback: operator === 'throws' ? 'Missing expected exception.' : 'Missing expected rejection.',
      actual: undefined,
      expected: undefined,
      operator,
    })
  const throws = (run: Thrower, expected?: unknown, message?: Said): void => {
    try {
      run()
    } catch (error) {
      if (!matches(error, expected)) throw error
      return
    }
    missing(typeof expected === 'string' ? expected : message, 'throws')
  }
  const rejects = async (run: Thrower | Promise<unknown>, expected?: unknown, message?: Said): Promise<void> => {
    try {
      await (typeof run === 'function' ? run() : run)
    } catch (error) {
      if (!matches(error, expected)) throw error
      return
    }
    missing(typeof expected === 'string' ? expected : message, 'rejects')
  }
  const match = (text: string, pattern: RegExp, message?: Said): void =>
    check(pattern.test(text), {
      message,
      fallback: `The input did not match the regular expression ${pattern}. Input:\n\n${inspect(text)}\n`,
      actual: text,
      expected: pattern,
      operator: 'match',
    })
  const fail = (message?: Said): never => {
    throw message instanceof Error ? message : new AssertionError({ message: message ?? 'Failed' })
  }
  const ifError = (value: unknown): void => {
    if (value !== null && value !== undefined) throw value
  }
  // The older forms compare with `==` in Node; here they are as strict as the others.
  const methods = {
    AssertionError,
    ok,
    equal: strictEqual,
    notEqual: notStrictEqual,
    strictEqual,
    notStrictEqual,
    deepEqual: deepStrictEqual,
    notDeepEqual: notDeepStrictEqual,
    deepStrictEqual,
    notDeepStrictEqual,
    throws,
    rejects,
    match,
    fail,
    ifError,
  }
  const assert = Object.assign((value: unknown, message?: Said) => ok(value, message), methods)
  return Object.assign(assert, { strict: assert })
}

// Bundling shortens names; users see these.
for (const [made, name] of [
  [AssertionError, 'AssertionError'],
  [StringDecoder, 'StringDecoder'],
] as const)
  Object.defineProperty(made, 'name', { value: name, configurable: true })
