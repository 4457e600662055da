// Random workflows that run: all six kinds in several shapes, every policy, and handlers that do what is hard to repeat
// (luck, clocks, timers, concurrency, module state, work left over). The same seed gives the same document.
import type { JsonObject } from '#base'
import type { Workflow } from '#workflow'
import { buildWorkflow } from './build.ts'
import { createDice, type Dice } from './dice.ts'
import { type HandlerCalls, randomHandler } from './random-handler.ts'

interface Drawing {
  readonly nodes: Record<string, readonly [kind: string, config?: JsonObject]>
  readonly edges: Record<string, JsonObject>
  readonly files: Record<string, string>
}

const FAILURES = ['network', 'timeout', 'throttled', 'server-error', 'client-error', 'function-error']

function randomPolicies(dice: Dice): JsonObject[] {
  const retry = (): JsonObject => ({
    type: 'retry',
    maxAttempts: dice.between(1, 4),
    backoff: dice.pick(['fixed', 'exponential']),
    baseMs: dice.between(10, 400),
    capMs: dice.between(400, 2000),
    jitter: dice.pick(['none', 'full', 'equal', 'decorrelated']),
    ...(dice.chance(0.3) && { retryOn: FAILURES.filter(() => dice.chance(0.6)) }),
  })
  const timeout = (): JsonObject => ({ type: 'timeout', timeoutMs: dice.between(20, 900) })
  const breaker = (): JsonObject => ({
    type: 'circuit-breaker',
    slidingWindowType: dice.pick(['COUNT_BASED', 'TIME_BASED']),
    slidingWindowSize: dice.between(3, 12),
    minimumNumberOfCalls: dice.between(2, 6),
    failureRateThreshold: dice.between(20, 80),
    slowCallRateThreshold: dice.between(40, 100),
    slowCallDurationThresholdMs: dice.between(50, 400),
    waitDurationInOpenStateMs: dice.between(500, 6000),
    permittedNumberOfCallsInHalfOpenState: dice.between(1, 3),
    maxWaitDurationInHalfOpenStateMs: dice.pick([0, 2000]),
    automaticTransitionFromOpenToHalfOpen: dice.chance(0.5),
    ...(dice.chance(0.3) && { scope: 'shared', sharedLatencyMedianMs: dice.between(0, 30) }),
  })
  return dice.shuffled([retry, breaker, timeout]).flatMap((make) => (dice.chance(0.5) ? [make()] : []))
}

const randomArrivals = (dice: Dice): JsonObject =>
  dice.pick<() => JsonObject>([
    () => ({ shape: 'single', atMs: dice.between(0, 3000) }),
    () => ({ shape: 'constant', perSecond: dice.between(1, 4) }),
    () => ({ shape: 'poisson', perSecond: dice.between(1, 4) }),
    () => ({ shape: 'ramp', fromPerSecond: 1, toPerSecond: dice.between(2, 8), overMs: 10_000 }),
    () => ({ shape: 'spike', perSecond: 1, spikePerSecond: dice.between(5, 15), atMs: 4000, forMs: 2000 }),
    () => ({ shape: 'recorded', atMs: Array.from({ length: 12 }, (_, index) => index * dice.between(50, 900)) }),
  ])()

const randomService = (dice: Dice, name: string): JsonObject => ({
  baseUrl: `https://${name.toLowerCase()}.example.com${dice.chance(0.3) ? '/v1' : ''}`,
  latencyMedianMs: dice.between(1, 200),
  latencyP99Ms: dice.between(200, 1500),
  errorRatePercent: dice.pick([0, 0, 10, 40]),
  errorStatus: dice.pick([500, 503, 429, 404]),
  body: dice.pick(['{"ok":true}', 'plain text', '']),
  ...(dice.chance(0.4) && {
    outages: [{ startMs: 3000, durationMs: 4000, everyMs: 9000, status: dice.pick([0, 503]) }],
  }),
})

/** Services that answer from code: with state, waits and luck of their own, and ways to fail. */
const SERVICE_HANDLERS = [
  `let n = 0
export const handler = async ({ path, body }) => {
  n += 1
  console.log(n, path, Math.random())
  await new Promise((go) => setTimeout(go, (n % 3) * 40))
  if (n % 7 === 0) throw new Error('seventh')
  return { status: n % 5 === 0 ? 503 : 200, body: { n, took: body.length } }
}
`,
  `export const handler = ({ path }) => {
  if (Math.random() < 0.1) process.exit(1)
  return { headers: { 'X-Path': path }, body: path }
}
`,
]

const randomQueue = (dice: Dice): JsonObject => ({
  visibilityTimeoutMs: dice.between(4, 12) * 1000,
  delayMs: dice.pick([0, 0, 1000]),
  retentionMs: dice.pick([60_000, 345_600_000]),
  receiveWaitMs: dice.pick([0, 0, 5000]),
})

/** Mostly as Lambda does, now and then with one environment in advance; sometimes otherwise. */
const randomScaling = (dice: Dice): JsonObject =>
  dice.pick<JsonObject>([
    {},
    {},
    {},
    { provisionedConcurrency: 1 },
    { scaling: { type: 'fixed', environments: 2, maximumWaiting: 5 } },
    { scaling: { type: 'keep-alive', keepAliveMs: 2000, maximumEnvironments: 4 } },
    { scaling: { type: 'knative', stableWindowMs: 6000, scaleToZeroGraceMs: 0 } },
  ])

const randomFunction = (dice: Dice, codeUri: string): JsonObject => ({
  codeUri,
  timeoutMs: dice.between(1, 4) * 1000,
  memoryMb: dice.pick([128, 256, 1769]),
  maximumRetryAttempts: dice.between(0, 2),
  ...(dice.chance(0.3) && { reservedConcurrency: dice.between(1, 3) }),
  coldStartMedianMs: dice.between(20, 400),
  idleExpiryMinimumMs: dice.pick([1000, 300_000]),
  environment: { MODE: dice.pick(['a', 'b']) },
  ...randomScaling(dice),
})

/** One pipeline: something that starts it, a function, and what that function calls, a few steps deep. */
function drawPipeline(drawing: Drawing, dice: Dice, number: number): void {
  const named = (name: string): string => `${name}${number}`
  const calls = (from: string, to: string, port: string): void => {
    drawing.edges[`${from}.call > ${to}.${port}`] = {
      env: `${to.toUpperCase()}_TARGET`,
      policies: randomPolicies(dice),
    }
  }
  const addFunction = (name: string, queues: readonly string[], services: readonly string[]): void => {
    drawing.nodes[name] = ['function', randomFunction(dice, name)]
    for (const queue of queues) calls(name, queue, 'send')
    for (const service of services) calls(name, service, 'request')
    if (dice.chance(0.3)) {
      drawing.nodes[`${name}Lost`] = ['queue', {}]
      drawing.edges[`${name}.${dice.pick(['on-failure', 'dead-letter'])} > ${name}Lost.send`] = {}
    }
    const handlerCalls: HandlerCalls = {
      queues: queues.map((queue) => `${queue.toUpperCase()}_TARGET`),
      services: services.map((service) => `${service.toUpperCase()}_TARGET`),
    }
    const { handler, files } = randomHandler(dice, handlerCalls)
    if (handler !== 'index.handler') drawing.nodes[name] = ['function', { ...randomFunction(dice, name), handler }]
    for (const [path, text] of Object.entries(files)) drawing.files[`${name}/${path}`] = text
  }
  const addQueue = (name: string, consumer: string | undefined): void => {
    drawing.nodes[name] = ['queue', randomQueue(dice)]
    if (consumer !== undefined)
      drawing.edges[`${name}.consume > ${consumer}.invoke`] = {
        batchSize: dice.pick([1, 2, 5, 10]),
        batchWindowMs: dice.pick([0, 0, 1000]),
        reportBatchItemFailures: dice.chance(0.4),
        ...(dice.chance(0.3) && { maximumConcurrency: 2 }),
      }
    if (dice.chance(0.6)) {
      drawing.nodes[`${name}Dead`] = ['queue', {}]
      drawing.edges[`${name}.redrive > ${name}Dead.send`] = { maxReceiveCount: dice.between(1, 3) }
    }
  }

  const service = named('Service')
  const code = dice.chance(0.4) ? dice.pick(SERVICE_HANDLERS) : undefined
  drawing.nodes[service] = [
    'service',
    { ...randomService(dice, service), ...(code !== undefined && { codeUri: service, handler: 'index.handler' }) },
  ]
  if (code !== undefined) drawing.files[`${service}/index.mjs`] = code
  const [front, middle, worker] = [named('Front'), named('Middle'), named('Worker')]
  addFunction(worker, [], [service])
  addQueue(middle, worker)
  const second = dice.chance(0.4) ? [named('Second')] : []
  for (const name of second) addQueue(name, undefined)
  addFunction(front, [middle, ...second], dice.chance(0.5) ? [service] : [])

  const client = named('Client')
  const arrivals = randomArrivals(dice)
  switch (dice.pick(['http', 'http', 'direct', 'schedule', 'schedule-to-queue', 'client-to-service'])) {
    case 'http': {
      const api = named('Api')
      drawing.nodes[client] = ['client', { arrivals, path: '/work/7?x=1', body: '{"n":{{n}}}' }]
      drawing.nodes[api] = ['http-api', { type: dice.pick(['http', 'rest']), timeoutMs: dice.pick([500, 30_000]) }]
      drawing.edges[`${client}.call > ${api}.request`] = { policies: randomPolicies(dice) }
      drawing.edges[`${api}.route > ${front}.invoke`] = { method: 'POST', path: '/work/{id}' }
      return
    }
    case 'direct':
      drawing.nodes[client] = ['client', { arrivals, timeoutMs: 3000 }]
      drawing.edges[`${client}.call > ${front}.invoke`] = { policies: randomPolicies(dice) }
      return
    case 'schedule':
      drawing.nodes[named('Clock')] = ['schedule', { expression: 'rate(1 minute)' }]
      drawing.edges[`${named('Clock')}.fire > ${front}.invoke`] = { input: dice.pick(['', '{"n":5}']) }
      return
    case 'schedule-to-queue':
      drawing.nodes[named('Clock')] = ['schedule', { expression: 'cron(* * * * ? *)' }]
      drawing.edges[`${named('Clock')}.fire > ${middle}.send`] = { input: '{"n":1}' }
      drawing.nodes[client] = ['client', { arrivals, timeoutMs: 3000 }]
      drawing.edges[`${client}.call > ${front}.invoke`] = { policies: randomPolicies(dice) }
      return
    case 'client-to-service':
      drawing.nodes[client] = ['client', { arrivals, method: 'GET', path: '/' }]
      drawing.edges[`${client}.call > ${service}.request`] = { policies: randomPolicies(dice) }
      drawing.nodes[named('Caller')] = ['client', { arrivals: randomArrivals(dice) }]
      drawing.edges[`${named('Caller')}.call > ${front}.invoke`] = {}
  }
}

/** A document without errors whose run has an end. */
export function randomWorkflow(seed: number): Workflow {
  const dice = createDice(seed)
  const drawing: Drawing = { nodes: {}, edges: {}, files: {} }
  const pipelines = dice.between(1, 2)
  for (let number = 1; number <= pipelines; number++) drawPipeline(drawing, dice, number)
  const scheduled = Object.values(drawing.nodes).some(([kind]) => kind === 'schedule')
  return buildWorkflow({ ...drawing, scenario: { seed, duration: scheduled ? '65s' : '15s' } })
}
