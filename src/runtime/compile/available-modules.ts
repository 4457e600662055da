// What a handler can import besides its own files.

/** Of Node's own modules, with and without `node:`. */
export const BUILTIN_MODULES = [
  'assert',
  'async_hooks',
  'buffer',
  'crypto',
  'events',
  'os',
  'path',
  'process',
  'querystring',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
] as const

/** Packages that are here without being in node_modules; they win over a copy there. */
export const PROVIDED_PACKAGES = ['@aws-sdk/client-sqs'] as const

/** The rest of Node's modules, so that their absence can be told from a package's. Node 22. */
const OTHER_NODE_MODULES = new Set([
  ...['assert/strict', 'child_process', 'cluster', 'console', 'constants', 'dgram', 'diagnostics_channel', 'dns'],
  ...['dns/promises', 'domain', 'fs', 'fs/promises', 'http', 'http2', 'https', 'inspector', 'inspector/promises'],
  ...['module', 'net', 'path/posix', 'path/win32', 'perf_hooks', 'punycode', 'readline', 'readline/promises', 'repl'],
  ...['stream', 'stream/consumers', 'stream/promises', 'stream/web', 'sys', 'tls', 'trace_events', 'tty', 'util/types'],
  ...['v8', 'vm', 'wasi', 'worker_threads', 'zlib'],
])

const builtins: ReadonlySet<string> = new Set(BUILTIN_MODULES)
const provided: ReadonlySet<string> = new Set(PROVIDED_PACKAGES)

export const builtinName = (specifier: string): string | undefined => {
  const name = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier
  return builtins.has(name) ? name : undefined
}

export const isNodeModule = (specifier: string): boolean =>
  specifier.startsWith('node:') || OTHER_NODE_MODULES.has(specifier)

export const isProvided = (specifier: string): boolean => provided.has(specifier)
