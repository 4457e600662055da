// `process` in a handler: what Lambda's Node.js 22 would say, on the environment's clock.
import type { EnvironmentCore } from '../environment/environment-core.ts'
import type { LogWriter } from '../environment/console.ts'
import { defineLazyObject } from '../environment/lazy-object.ts'
import { logStreamName } from '../environment/lambda-context.ts'
import { host } from '../realm/host-globals.ts'

/** Handlers see one language level and one version, whatever runs them. */
const NODE_VERSION = '22.19.0'
const NS_PER_US = 1000
const NS_PER_S = 1_000_000_000
/** A model: nothing here can weigh a heap. */
const HEAP_BYTES = 20_000_000
const RESIDENT_BYTES = 69_000_000

type Listener = (...args: unknown[]) => unknown

function createEnvironmentVariables(core: EnvironmentCore): Record<string, string> {
  const { variables, logGroup } = core.hosting
  if (logGroup === '') return { ...variables }
  return {
    ...variables,
    AWS_LAMBDA_INITIALIZATION_TYPE: core.spec.initialization ?? 'on-demand',
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(core),
  }
}

export function createProcess(core: EnvironmentCore, logs: LogWriter): object {
  const elapsedNs = (): number => core.clock.read() * NS_PER_US
  const hrtime = (since?: readonly [number, number]): [number, number] => {
    const ns = elapsedNs() - (since ? since[0] * NS_PER_S + since[1] : 0)
    return [Math.floor(ns / NS_PER_S), ns - Math.floor(ns / NS_PER_S) * NS_PER_S]
  }
  const memoryUsage = () => ({
    rss: RESIDENT_BYTES,
    heapTotal: HEAP_BYTES * 2,
    heapUsed: HEAP_BYTES,
    external: 0,
    arrayBuffers: 0,
  })
  const stream = (fd: number, level: 'INFO' | 'ERROR') => ({
    fd,
    isTTY: false,
    writable: true,
    write(text: unknown, ...rest: unknown[]) {
      logs.write(
        level,
        (text instanceof Uint8Array ? new host.TextDecoder().decode(text) : String(text)).replace(/\n$/, ''),
      )
      const done = rest.find((one) => typeof one === 'function')
      if (typeof done === 'function') host.queueMicrotask(() => core.guard(() => Reflect.apply(done, undefined, [])))
      return true
    },
    end() {
      return this
    },
    on() {
      return this
    },
    once() {
      return this
    },
    emit: () => false,
  })
  // Signals and exits reach no handler here, so listeners are kept and never called.
  const listeners = new Map<unknown, Listener[]>()
  const on = (event: unknown, listener: Listener): object => {
    listeners.set(event, [...(listeners.get(event) ?? []), listener])
    return process
  }
  const off = (event: unknown, listener: Listener): object => {
    listeners.set(
      event,
      (listeners.get(event) ?? []).filter((one) => one !== listener),
    )
    return process
  }
  const process = {
    title: 'node',
    version: `v${NODE_VERSION}`,
    versions: { node: NODE_VERSION },
    release: { name: 'node', lts: 'Jod' },
    platform: 'linux',
    arch: 'x64',
    pid: 8,
    ppid: 1,
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    argv0: '/var/lang/bin/node',
    execArgv: [],
    execPath: '/var/lang/bin/node',
    exitCode: undefined as number | undefined,
    config: { variables: {} },
    features: {},
    env: createEnvironmentVariables(core),
    stdout: stream(1, 'INFO'),
    stderr: stream(2, 'ERROR'),
    cwd: () => '/var/task',
    umask: () => 0o22,
    exit: (code?: number) => core.exit(Number(code ?? process.exitCode ?? 0)),
    abort: () => core.exit(134),
    kill: () => true,
    nextTick: (callback: Listener, ...args: unknown[]) =>
      host.queueMicrotask(() => core.guard(() => callback(...args))),
    hrtime: Object.assign(hrtime, { bigint: () => BigInt(elapsedNs()) }),
    uptime: () => elapsedNs() / NS_PER_S,
    memoryUsage: Object.assign(memoryUsage, { rss: () => RESIDENT_BYTES }),
    cpuUsage: () => ({ user: core.clock.peek(), system: 0 }),
    resourceUsage: () => ({ userCPUTime: core.clock.peek(), systemCPUTime: 0, maxRSS: RESIDENT_BYTES / 1024 }),
    emitWarning: (warning: unknown) =>
      logs.write(
        'WARN',
        `(node:8) ${warning instanceof Error ? `${warning.name}: ${warning.message}` : `Warning: ${String(warning)}`}`,
      ),
    on,
    once: on,
    addListener: on,
    prependListener: on,
    off,
    removeListener: off,
    removeAllListeners: (event: unknown) => {
      listeners.delete(event)
      return process
    },
    listeners: (event: unknown) => [...(listeners.get(event) ?? [])],
    listenerCount: (event: unknown) => listeners.get(event)?.length ?? 0,
    emit: (event: unknown, ...args: unknown[]) => {
      const called = listeners.get(event) ?? []
      for (const listener of called) listener(...args)
      return called.length > 0
    },
    getuid: () => 993,
    geteuid: () => 993,
    getgid: () => 990,
    getegid: () => 990,
  }
  return process
}

export const LazyProcess = defineLazyObject([
  ...[
    'title',
    'version',
    'versions',
    'release',
    'platform',
    'arch',
    'pid',
    'ppid',
    'argv',
    'argv0',
    'execArgv',
    'execPath',
  ],
  ...[
    'exitCode',
    'config',
    'features',
    'env',
    'stdout',
    'stderr',
    'cwd',
    'umask',
    'exit',
    'abort',
    'kill',
    'nextTick',
    'hrtime',
  ],
  ...[
    'uptime',
    'memoryUsage',
    'cpuUsage',
    'resourceUsage',
    'emitWarning',
    'on',
    'once',
    'addListener',
    'prependListener',
    'off',
  ],
  ...[
    'removeListener',
    'removeAllListeners',
    'listeners',
    'listenerCount',
    'emit',
    'getuid',
    'geteuid',
    'getgid',
    'getegid',
  ],
])
