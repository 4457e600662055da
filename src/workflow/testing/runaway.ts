// A pipeline that does its work, beside functions that never give the thread back or eat all memory: each of them is
// called by a client of its own and shares nothing with the pipeline.
import type { JsonObject } from '#base'
import type { Workflow } from '#workflow'
import { buildWorkflow } from './build.ts'

/** Handlers that run away, by the name of their function. */
export const RUNAWAYS = {
  /** The counted budget ends it. */
  Looper: 'export const handler = async () => { for (;;); }',
  /** Backtracks for ages in one call that nothing can count. */
  Backtracker: "export const handler = async () => /^(a+)+$/.test('a'.repeat(60) + 'b')",
  /** Few steps, each of which takes megabytes: memory is gone before any budget is. */
  Hoarder: `export const handler = async () => {
  const hoard = []
  const long = 'x'.repeat(1e7)
  for (;;) hoard.push([long, hoard.length, long].join())
}`,
} as const

/** Handlers that misbehave without running away, each with how its invocation ends: outcome and payload. */
export const MISBEHAVIOURS: Readonly<Record<string, readonly [handler: string, end: RegExp]>> = {
  MicrotaskFlood: [
    'export const handler = () => new Promise(() => { const again = () => { Promise.resolve().then(again) }; again() })',
    /^timed-out .*Task timed out after 3.00 seconds/,
  ],
  /** Node ends when nothing is left to wait for; Lambda's runtime then answers null. */
  NeverSettles: ['export const handler = () => new Promise(() => {})', /^returned null$/],
  WaitsForEver: [
    'export const handler = () => new Promise(() => setInterval(() => {}, 100))',
    /^timed-out .*Task timed out after 3.00 seconds/,
  ],
  LogFlood: [
    "export const handler = async () => { for (let line = 0; line < 1e6; line++) console.log('line', line); return 'flooded' }",
    /^returned "flooded"$/,
  ],
  Unserialisable: [
    'export const handler = async () => { const loop = {}; loop.self = loop; return loop }',
    /^threw .*Unable to stringify response body/,
  ],
  BigInteger: ['export const handler = async () => ({ big: 1n })', /^threw .*Unable to stringify response body/],
  NoHandler: ['export const other = async () => 1', /^threw .*Runtime.HandlerNotFound.*is undefined or not exported/],
  NoSyntax: ['export const handler = async () => { return ( }', /^threw .*Runtime.UserCodeSyntaxError/],
  HugeResult: [
    "export const handler = async () => 'x'.repeat(7_000_000)",
    /^threw .*exceeded maximum allowed payload size \(6291556 bytes\).*Function.ResponseSizeTooLarge/,
  ],
  HugeAllocation: ["export const handler = async () => 'x'.repeat(2 ** 30)", /^threw .*Invalid string length/],
  DeepRecursion: ['const dive = () => dive() + 1\nexport const handler = async () => dive()', /^threw .*RangeError/],
  ThrowsNothing: ['export const handler = async () => { throw undefined }', /^threw /],
  Exits: ['export const handler = async () => process.exit(3)', /^crashed .*exited with error: exit status 3/],
  RejectsAside: [
    "export const handler = async () => { Promise.reject(new Error('aside')); await new Promise((done) => setTimeout(done, 5)) }",
    /^crashed .*Runtime.UnhandledPromiseRejection/,
  ],
}

/** Names of the pipeline's nodes: what they do must be the same whatever runs away beside them. */
export const PIPELINE = ['Shoppers', 'Shop', 'Taker', 'Jobs', 'Worker', 'Bank']

const TAKER = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
const sqs = new SQSClient({})
let taken = 0
export const handler = async (event) => {
  taken += 1
  console.log('taking', taken, Math.random(), Date.now())
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.JOBS_QUEUE_URL, MessageBody: event.body }))
  return { statusCode: 202 }
}
`
const WORKER = `export const handler = async ({ Records }) => {
  for (const { body } of Records) console.log(body, (await fetch(process.env.BANK_URL + '/pay')).status)
}
`

/** `runaways`: those that come along, in this order, two seconds apart at most. */
export function runawayWorkflow(runaways: readonly (readonly [name: string, handler: string])[]): Workflow {
  const nodes: Record<string, readonly [string, JsonObject]> = {
    Shoppers: ['client', { arrivals: { shape: 'poisson', perSecond: 5 }, path: '/orders' }],
    Shop: ['http-api', {}],
    Taker: ['function', { codeUri: 'taker' }],
    Jobs: ['queue', {}],
    Worker: ['function', { codeUri: 'worker' }],
    Bank: ['service', { baseUrl: 'https://bank.example.com', errorRatePercent: 10 }],
  }
  const edges: Record<string, JsonObject> = {
    'Shoppers.call > Shop.request': {},
    'Shop.route > Taker.invoke': { method: 'POST', path: '/orders' },
    'Taker.call > Jobs.send': {},
    'Jobs.consume > Worker.invoke': { batchSize: 2 },
    'Worker.call > Bank.request': { policies: [{ type: 'retry', maxAttempts: 2 }] },
  }
  const files: Record<string, string> = { 'taker/index.mjs': TAKER, 'worker/index.mjs': WORKER }
  for (const [index, [name, handler]] of runaways.entries()) {
    nodes[`${name}Caller`] = [
      'client',
      { arrivals: { shape: 'single', atMs: (index + 1) * Math.min(2000, 8000 / runaways.length) } },
    ]
    nodes[name] = ['function', { codeUri: name.toLowerCase(), timeoutMs: 3000 }]
    edges[`${name}Caller.call > ${name}.invoke`] = {}
    files[`${name.toLowerCase()}/index.mjs`] = `${handler}\n`
  }
  return buildWorkflow({ nodes, edges, files, scenario: { duration: '10s' } })
}
