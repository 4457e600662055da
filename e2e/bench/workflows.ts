// The documents the bench runs, written as a person would write them.
import { readWorkflow, type Workflow } from '#workflow'

/** The same handler, with the same event, is in the baseline (bare-loop.worker.ts). */
const ECHO = `export const handler = async (event) => {
  const total = event.items.reduce((sum, item) => sum + item.quantity * item.price, 0)
  return { order: event.order, total, accepted: total < 100000 }
}
`
const ORDER_BODY = JSON.stringify({
  order: 0,
  customer: { id: 'c-1042', name: 'Ada Lovelace', country: 'GB' },
  items: [
    { sku: 'A-100', quantity: 2, price: 1999 },
    { sku: 'B-205', quantity: 1, price: 450 },
    { sku: 'C-330', quantity: 5, price: 120 },
  ],
  express: false,
}).replace('"order":0', '"order":{{n}}')
/** Busy until all others have been started too. */
const LONG = `export const handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 2000))
  return 'done'
}
`

const RETRY = {
  type: 'retry',
  maxAttempts: 3,
  backoff: 'exponential',
  baseMs: 200,
  factor: 2,
  capMs: 1000,
  jitter: 'full',
}
const BREAKER = {
  type: 'circuit-breaker',
  slidingWindowType: 'COUNT_BASED',
  slidingWindowSize: 100,
  minimumNumberOfCalls: 50,
  failureRateThreshold: 50,
}

/** Of virtual time: a burst, in which the kernel has many invocations between two waits. */
const PER_SECOND = 45_000
/** So many functions take the burst that none starts environments faster than it may. */
const PAIRS = 6
/** Executions at once: ten times as many invocations a second may begin, or the burst would be throttled. */
const ACCOUNT_CONCURRENCY = 100_000

const position = { x: 0, y: 0 }

const client = (name: string, config: object) => ({ kind: 'client', name, position, config })

/** A cold start as short as can be: the rate counts, not how many environments the first arrivals need. */
const handlerNode = (name: string, codeUri: string) => ({
  kind: 'function',
  name,
  position,
  config: { codeUri, coldStartMedianMs: 1, coldStartP99Ms: 2 },
})

const callEdge = (from: string, to: string, port: string, policies: readonly object[]) => ({
  from: { node: from, port: 'call' },
  to: { node: to, port },
  config: { policies },
})

function workflowOf(
  name: string,
  nodes: object,
  edges: object,
  files: Readonly<Record<string, string>>,
  faults: readonly object[] = [],
): Workflow {
  const scenario = { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '', faults }
  const settings = { account: { concurrency: ACCOUNT_CONCURRENCY } }
  const read = readWorkflow({ format: 'faaslab', version: 1, name, nodes, edges, files, scenario, settings })
  if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.error)}`)
  return read.value
}

/** At each of these places every message is judged by two faults, and one in ten is late. */
const faultsOn = (nodes: readonly string[]): readonly object[] =>
  nodes.flatMap((node, index) => [
    {
      id: `throttle${index}`,
      on: { type: 'node', node },
      effect: { type: 'throttle', perSecond: 1_000_000, burst: 1_000_000 },
    },
    {
      id: `latency${index}`,
      on: { type: 'node', node },
      percent: 10,
      effect: { type: 'latency', medianMs: 1, p99Ms: 2 },
    },
  ])

/** Rows 1 and 7: a client and a function behind a retry and a breaker, in as many pairs as wanted. */
export function handlers(invocations: number, pairs = PAIRS, isFaulty = false): Workflow {
  const nodes: Record<string, object> = {}
  const edges: Record<string, object> = {}
  const arrivals = { shape: 'constant', perSecond: PER_SECOND / pairs, count: Math.ceil(invocations / pairs) }
  for (let index = 0; index < pairs; index++) {
    nodes[`c${index}`] = client(`Client${index}`, { arrivals, body: ORDER_BODY })
    nodes[`f${index}`] = handlerNode(`Function${index}`, 'echo')
    edges[`e${index}`] = callEdge(`c${index}`, `f${index}`, 'invoke', [RETRY, BREAKER])
  }
  const functions = Object.keys(nodes).filter((id) => id.startsWith('f'))
  return workflowOf('Handlers', nodes, edges, { 'echo/index.js': ECHO }, isFaulty ? faultsOn(functions) : [])
}

/** Row 4: no code of a user anywhere. */
export const models = (requests: number, isFaulty = false): Workflow =>
  workflowOf(
    'Models',
    {
      n1: client('Client', { arrivals: { shape: 'poisson', perSecond: 10_000, count: requests }, method: 'GET' }),
      n2: { kind: 'service', name: 'Service', position, config: { baseUrl: 'https://api.example.com' } },
    },
    { e1: callEdge('n1', 'n2', 'request', isFaulty ? [RETRY, BREAKER] : []) },
    {},
    isFaulty ? faultsOn(['n2']) : [],
  )

/** Rows 3 and 5: a client that waits for a hand, and its function. */
export const waiting = (): Workflow =>
  workflowOf(
    'Waiting',
    { n1: client('Client', { enabled: false, body: ORDER_BODY }), n2: handlerNode('Function', 'echo') },
    { e1: callEdge('n1', 'n2', 'invoke', [RETRY, BREAKER]) },
    { 'echo/index.js': ECHO },
  )

/** Row 6: so many environments in use at once, in two functions, as one function has a thousand at most. */
export const environments = (count: number): Workflow =>
  workflowOf(
    'Environments',
    {
      n1: client('Client', { arrivals: { shape: 'constant', perSecond: 10_000, count: count / 2 } }),
      n2: handlerNode('First', 'long'),
      n3: handlerNode('Second', 'long'),
    },
    { e1: callEdge('n1', 'n2', 'invoke', []), e2: callEdge('n1', 'n3', 'invoke', []) },
    { 'long/index.js': LONG },
  )

const DAY_MS = 86_400_000

/** Row 15: 24 hours of retries, five minutes apart once the backoff has grown. */
export const deadService = (): Workflow =>
  workflowOf(
    'Dead',
    {
      n1: client('Client', { arrivals: { shape: 'single', atMs: 0 }, method: 'GET' }),
      n2: {
        kind: 'service',
        name: 'Service',
        position,
        config: { outages: [{ startMs: 0, durationMs: 2 * DAY_MS, status: 0 }] },
      },
    },
    {
      e1: callEdge('n1', 'n2', 'request', [
        { type: 'timeout', timeoutMs: DAY_MS },
        {
          type: 'retry',
          maxAttempts: 100_000,
          backoff: 'exponential',
          baseMs: 1000,
          factor: 2,
          capMs: 300_000,
          jitter: 'none',
        },
      ]),
    },
    {},
  )
