// What a handler can import besides its own files.

/** Of Node's own modules, with and without `node:`. */
export const BUILTIN_MODULES = [
  'assert',
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

/** Where a provided package is: its script (src/runtime/aws/sdk/<script>.ts), and which of that one's exports it is. */
export interface ProvidedPackage {
  readonly script: string
  readonly member: string
}

const PROVIDED: Readonly<Record<string, ProvidedPackage>> = {
  '@aws-sdk/client-dynamodb': { script: 'client-dynamodb', member: 'client' },
  '@aws-sdk/client-eventbridge': { script: 'client-eventbridge', member: 'client' },
  '@aws-sdk/client-kinesis': { script: 'client-kinesis', member: 'client' },
  '@aws-sdk/client-lambda': { script: 'client-lambda', member: 'client' },
  '@aws-sdk/client-s3': { script: 'client-s3', member: 'client' },
  '@aws-sdk/client-secrets-manager': { script: 'client-secrets-manager', member: 'client' },
  '@aws-sdk/client-sfn': { script: 'client-sfn', member: 'client' },
  '@aws-sdk/client-sns': { script: 'client-sns', member: 'client' },
  '@aws-sdk/client-sqs': { script: 'client-sqs', member: 'client' },
  '@aws-sdk/client-ssm': { script: 'client-ssm', member: 'client' },
  '@aws-sdk/lib-dynamodb': { script: 'client-dynamodb', member: 'documents' },
}

/** Packages that are here without being in node_modules; they win over a copy there. */
export const PROVIDED_PACKAGES: readonly string[] = Object.keys(PROVIDED)

/** The rest of Node's modules, so that their absence can be told from a package's. Node 22. */
const OTHER_NODE_MODULES = new Set([
  // AsyncLocalStorage would have to follow every promise: it is refused rather than wrong.
  'async_hooks',
  ...['assert/strict', 'child_process', 'cluster', 'console', 'constants', 'dgram', 'diagnostics_channel', 'dns'],
  ...['dns/promises', 'domain', 'fs', 'fs/promises', 'http', 'http2', 'https', 'inspector', 'inspector/promises'],
  ...['module', 'net', 'path/posix', 'path/win32', 'perf_hooks', 'punycode', 'readline', 'readline/promises', 'repl'],
  ...['stream', 'stream/consumers', 'stream/promises', 'stream/web', 'sys', 'tls', 'trace_events', 'tty', 'util/types'],
  ...['v8', 'vm', 'wasi', 'worker_threads', 'zlib'],
])

const builtins: ReadonlySet<string> = new Set(BUILTIN_MODULES)

export const builtinName = (specifier: string): string | undefined => {
  const name = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier
  return builtins.has(name) ? name : undefined
}

export const isNodeModule = (specifier: string): boolean =>
  specifier.startsWith('node:') || OTHER_NODE_MODULES.has(specifier)

export const isProvided = (specifier: string): boolean => Object.hasOwn(PROVIDED, specifier)

/** The scripts that hold these packages, each with what it holds. */
export function scriptsOf(packages: readonly string[]): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const scripts = new Map<string, Record<string, string>>()
  for (const name of packages) {
    const found = PROVIDED[name]
    if (!found) throw new Error(`The package "${name}" is not provided.`)
    scripts.set(found.script, { ...scripts.get(found.script), [name]: found.member })
  }
  return scripts
}
