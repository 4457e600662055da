// The same handlers in a sealed Chromium worker (opaque origin, CSP) and in a Node thread: byte for byte the same.
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { chromium } from 'playwright'
import { build } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { bundleFunctions } from '../compile/bundle-text.ts'
import { compileFunction } from '../compile/compile-function.ts'
import { workflowOf } from '../environment/testing/workflows.ts'
import { ENGINE_CASES } from './testing/engine-cases.ts'
import type { ProbeResult, ProbeStart } from './testing/probe.ts'

interface Emitted {
  readonly environment: number
  readonly operation: {
    readonly type: string
    readonly payload?: string
    readonly fact?: { readonly type: string; readonly line?: string }
  }
}

const NAMES = Object.keys(ENGINE_CASES)
const CHROMIUM = [process.env['FAASLAB_CHROMIUM'], '/usr/bin/chromium', chromium.executablePath()].find(
  (path) => path !== undefined && existsSync(path),
)

/** The worker's text for either engine: the probe, the handlers, and a start with what the host offers. */
async function workerText(host: 'node' | 'chromium'): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      rolldownOptions: {
        input: 'src/runtime/realm/testing/probe.ts',
        output: { format: 'iife', codeSplitting: false },
      },
    },
  })
  const single = Array.isArray(output) ? output[0] : output
  if (single === undefined || !('output' in single)) throw new Error('the bundler gave no output')
  const own = `${single.output[0].code}\n`
  const base = workflowOf()
  const compiled = NAMES.map((name, index) => ({
    key: `f${String(index).padStart(2, '0')}`,
    compiled: compileFunction({ 'index.mjs': ENGINE_CASES[name] ?? '' }, 'index.handler').compiled,
  }))
  const bundle = bundleFunctions(compiled)
  const functions = compiled.map(({ key }) => [key, { ...base.nodes['f1' as never], name: `Fn${key}` }] as const)
  const calls = compiled.map(
    ({ key }) => [`e${key}`, { ...base.edges['e1' as never], from: { node: key, port: 'call' } }] as const,
  )
  const start: ProbeStart = {
    workflow: {
      ...base,
      nodes: { ...base.nodes, ...Object.fromEntries(functions) },
      edges: { ...base.edges, ...Object.fromEntries(calls) },
    },
    handlers: compiled.map(({ key, compiled: { handlerPath, handlerExport, initFailure } }) => [
      key,
      { handlerPath, handlerExport, initFailure },
    ]),
    lines: bundle.lines,
    lineOffset: own.split('\n').length - 1,
    events: [{ n: 1 }, { n: 2 }],
  }
  const hosts = {
    node: `const { parentPort } = require('node:worker_threads'), say = parentPort.postMessage.bind(parentPort), on = process.on.bind(process),
      rejected = (l) => on('unhandledRejection', l), uncaught = (l) => on('uncaughtException', l)`,
    chromium: `const say = postMessage.bind(self), on = addEventListener.bind(self),
      rejected = (l) => on('unhandledrejection', (e) => { e.preventDefault(); l(e.reason) }), uncaught = (l) => on('error', (e) => { e.preventDefault(); l(e.error) })`,
  }
  return `${own}${bundle.text}\n;(() => { ${hosts[host]}, start = $faas_probe, clock = performance
    const messaging = { MessageChannel, onUnhandledRejection: rejected, onUncaughtException: uncaught }
    delete globalThis.$faas_probe; delete globalThis.$faas_define
    start(${JSON.stringify(start)}, messaging, () => clock.now()).then(say, (error) => say({ text: String(error) + error.stack })) })()`
}

async function runInNode(): Promise<string> {
  const worker = new Worker(await workerText('node'), { eval: true })
  const result = await new Promise<ProbeResult>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await worker.terminate()
  return result.text
}

const POLICY = "default-src 'none'; script-src 'unsafe-inline'; worker-src blob:; connect-src 'none'"

async function runInChromium(executablePath: string): Promise<string> {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
  const browser = await chromium.launch({ executablePath, args: flags })
  try {
    const page = await browser.newPage()
    const boot = `const text = ${JSON.stringify(await workerText('chromium')).replaceAll('<', '\\x3c')}
      new Worker(URL.createObjectURL(new Blob([text]))).onmessage = (e) => parent.postMessage(e.data.text, '*')`
    return await page.evaluate(
      ([policy, script]) =>
        new Promise<string>((resolve) => {
          addEventListener('message', (event) => resolve(String(event.data)))
          const frame = document.createElement('iframe')
          frame.setAttribute('sandbox', 'allow-scripts')
          frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`
          document.body.append(frame)
        }),
      [POLICY, boot] as const,
    )
  } finally {
    await browser.close()
  }
}

let inNode: string
let emitted: readonly Emitted[]

beforeAll(async () => {
  inNode = await runInNode()
  emitted = (JSON.parse(inNode) as { emitted: readonly Emitted[] }).emitted
}, 60_000)

const answersOf = (name: string): unknown[] =>
  emitted
    .filter(({ environment, operation }) => environment === NAMES.indexOf(name) && operation.type === 'settled')
    .map(({ operation }) => JSON.parse(operation.payload === '' ? 'null' : (operation.payload ?? 'null')) as unknown)

test.skipIf(CHROMIUM === undefined)(
  'Chromium and Node give the same, byte for byte',
  async () => {
    expect(await runInChromium(CHROMIUM ?? '')).toBe(inNode)
  },
  60_000,
)

test('nothing of the host is in reach, by name, by a detour or by code from text', () => {
  const [found] = answersOf('escapes') as [Record<string, string>]
  for (const [probe, result] of Object.entries(found))
    expect(`${probe}: ${result}`).toMatch(/: (safe|undefined|EvalError|TypeError)/)
  expect(Object.keys(found).length).toBeGreaterThan(20)
})

test('dates are those of the virtual clock, in UTC and en-US', () => {
  expect(JSON.stringify(answersOf('dates')[0])).toContain(
    'Thu Jan 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)',
  )
  expect(JSON.stringify(answersOf('dates')[0])).not.toContain('NaN')
})

test('stacks name user code alone, at its place', () => {
  expect(answersOf('thrown')[0]).toMatchObject({
    trace: ['TypeError: no', '    at inner (/var/task/index.mjs:1:25)', '    at handler (/var/task/index.mjs:2:50)'],
  })
})

test('a changed built-in is told by name', () => {
  const facts = emitted.flatMap(({ operation }) =>
    operation.fact?.type === 'intrinsics-changed' ? [operation.fact] : [],
  )
  expect(facts).toEqual([
    { type: 'intrinsics-changed', environment: NAMES.indexOf('intrinsics'), what: 'Array.prototype.last' },
  ])
})
