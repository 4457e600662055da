import { expect, test } from 'vitest'
import type { Message, Reply } from '#emulator'
import type { Policy } from '#resilience'
import { buildWorkflow } from '#workflow/testing'
import { createFakeKernel } from './testing/fake-kernel.ts'
import { workflowOf } from './testing/workflows.ts'

const http = (status: number, body = '{}'): Reply => ({
  type: 'http',
  response: { status, headers: { 'content-type': 'application/json' }, body },
})

const RETRY: Policy = {
  type: 'retry',
  maxAttempts: 3,
  backoff: 'exponential',
  baseMs: 100,
  factor: 2,
  capMs: 20_000,
  jitter: 'full',
  retryOn: ['network', 'timeout', 'throttled', 'server-error'],
}
const TIMEOUT: Policy = { type: 'timeout', timeoutMs: 200 }
const BREAKER: Policy = {
  type: 'circuit-breaker',
  slidingWindowType: 'COUNT_BASED',
  slidingWindowSize: 4,
  minimumNumberOfCalls: 2,
  failureRateThreshold: 50,
  slowCallRateThreshold: 100,
  slowCallDurationThresholdMs: 60_000,
  waitDurationInOpenStateMs: 5000,
  permittedNumberOfCallsInHalfOpenState: 1,
  maxWaitDurationInHalfOpenStateMs: 0,
  automaticTransitionFromOpenToHalfOpen: false,
  recordOn: ['network', 'timeout', 'server-error'],
  ignoreOn: [],
}

async function callOnce(
  text: string,
  answers: readonly Reply[],
  policies: readonly Policy[] = [],
  afterUs = 30_000,
  times = 1,
) {
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: workflowOf({}, policies),
    files: { f1: { 'index.mjs': text } },
    answer: (message) => {
      seen.push(message)
      return { afterUs, reply: answers[Math.min(seen.length, answers.length) - 1] as Reply }
    },
  })
  const environment = kernel.create('f1')
  const results: unknown[] = []
  for (let n = 0; n < times; n++)
    results.push(JSON.parse((await kernel.invoke(environment, {}, 60_000)).payload) as unknown)
  await kernel.run()
  const calls = kernel.facts().filter(({ type }) => /^(call|attempt|retry|breaker)/.test(type))
  return { kernel, seen, results, types: calls.map(({ type }) => type), calls }
}

const POST = `export const handler = async () => {
  const response = await fetch('https://shop.example/api/orders?x=1', { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'Content-Type': 'application/json' } })
  return [response.status, response.ok, await response.json()]
}`
const CAUGHT = `export const handler = async () => { try { return (await fetch('https://shop.example/api/')).status } catch (e) { return [e.name, e.message, e.cause?.code ?? ''] } }`

test('fetch reaches the service whose base URL is a prefix, and is recorded', async () => {
  const { seen, results, types } = await callOnce(POST, [http(201, '{"id":7}')])
  expect(results).toEqual([[201, true, { id: 7 }]])
  expect(seen).toEqual([
    {
      type: 'http',
      request: {
        method: 'POST',
        url: 'https://shop.example/api/orders?x=1',
        headers: { 'content-type': 'application/json' },
        body: '{"a":1}',
      },
    },
  ])
  expect(types).toEqual(['call-started', 'attempt-started', 'attempt-ended', 'call-ended'])
})

test('fetch to anywhere else fails as an unknown name does, and is noted once', async () => {
  const { results, kernel } = await callOnce(
    CAUGHT.replaceAll('shop.example/api', 'shop.example/apix'),
    [http(200)],
    [],
    1000,
    2,
  )
  expect(results).toEqual([
    ['TypeError', 'fetch failed', 'ENOTFOUND'],
    ['TypeError', 'fetch failed', 'ENOTFOUND'],
  ])
  expect(kernel.facts().filter(({ type }) => type === 'problem-noted')).toHaveLength(1)
})

test('fetch without an edge notes whose address it is: the longest prefix of those that are there', async () => {
  const workflow = buildWorkflow({
    nodes: {
      Work: ['function', { handler: 'index.handler' }],
      Api: ['service', { baseUrl: 'https://shop.example' }],
      Orders: ['service', { baseUrl: 'https://shop.example/orders' }],
    },
    edges: {},
  })
  const text = `export const handler = async () => {
  for (const url of ['https://shop.example/orders/7', 'https://shop.example/ordersx', 'https://other.example:8443/a'])
    await fetch(url).catch(() => undefined)
}`
  const kernel = await createFakeKernel({ workflow, files: { Work: { 'index.mjs': text } } })
  await kernel.invoke(kernel.create('Work'), {}, 60_000)
  const noted = kernel.facts().flatMap((fact) => (fact.type === 'problem-noted' ? [fact.detail] : []))
  expect(noted.map((detail) => JSON.parse(detail) as unknown)).toEqual([
    { function: 'Work', url: 'https://shop.example', service: 'Orders' },
    { function: 'Work', url: 'https://shop.example', service: 'Api' },
    { function: 'Work', url: 'https://other.example:8443', service: '' },
  ])
})

test('a refused connection is a failed fetch', async () => {
  expect((await callOnce(CAUGHT, [{ type: 'http-failure', failure: 'network' }])).results).toEqual([
    ['TypeError', 'fetch failed', 'ECONNREFUSED'],
  ])
})

test('a retry policy tries again after a drawn delay, and the handler gets the answer in the end', async () => {
  const { results, calls, seen } = await callOnce(CAUGHT, [http(503), http(503), http(200)], [RETRY])
  expect(results).toEqual([200])
  expect(seen).toHaveLength(3)
  const retries = calls.filter((fact) => fact.type === 'retry-scheduled')
  expect(retries).toMatchObject([
    { attempt: 2, lowUs: 0, highUs: 100_000, failure: 'server-error' },
    { attempt: 3, lowUs: 0, highUs: 200_000 },
  ])
  expect(calls.at(-1)).toMatchObject({ type: 'call-ended', failure: '', status: 200, attempts: 3 })
})

test('an answer that stays a failure is still the answer', async () => {
  const { results, calls } = await callOnce(CAUGHT, [http(500)], [RETRY])
  expect(results).toEqual([500])
  expect(calls.at(-1)).toMatchObject({ type: 'call-ended', failure: 'server-error', attempts: 3 })
})

test('a timeout ends the waiting, and the late result is told', async () => {
  const { results, calls } = await callOnce(
    CAUGHT.replace('return (await', 'setTimeout(() => {}, 2000); return (await'),
    [http(200)],
    [TIMEOUT],
    500_000,
  )
  expect(results).toMatchObject([['TimeoutError', "The call to 'Shop' did not finish within its timeout", '']])
  expect(calls.map(({ type }) => type)).toEqual([
    'call-started',
    'attempt-started',
    'call-timed-out',
    'call-ended',
    'attempt-ended',
  ])
  expect(calls.at(-1)).toMatchObject({ late: 1 })
})

test('a breaker opens after its failures and refuses the next calls of this environment', async () => {
  const { results, calls } = await callOnce(CAUGHT, [http(500)], [BREAKER], 1000, 3)
  expect(results).toEqual([500, 500, ['CallNotPermittedException', expect.stringContaining('Shop'), '']])
  expect(calls.filter((fact) => fact.type === 'breaker-changed')).toMatchObject([
    { from: 'closed', to: 'open', failed: 2, total: 2, rate: 100, threshold: 50 },
  ])
  expect(calls.filter((fact) => fact.type === 'call-refused')).toHaveLength(1)
})

test('a breaker forced open by hand refuses, and says so', async () => {
  const kernel = await createFakeKernel({ workflow: workflowOf({}, [BREAKER]), files: { f1: { 'index.mjs': CAUGHT } } })
  const environment = kernel.create('f1')
  await kernel.run()
  environment.host.forceBreaker(0, 'e1', 0, 'forced-open')
  expect(JSON.parse((await kernel.invoke(environment, {})).payload)).toMatchObject([
    'CallNotPermittedException',
    expect.any(String),
    '',
  ])
  expect(kernel.facts().filter((fact) => fact.type === 'breaker-changed')).toMatchObject([
    { from: 'closed', to: 'forced-open' },
  ])
})

test('a signal ends a fetch and its retries', async () => {
  const text = `export const handler = async () => {
    try { await fetch('https://shop.example/api/', { signal: AbortSignal.timeout(50) }) } catch (e) { return [e.name, e.message] }
  }`
  const { results, seen, calls } = await callOnce(text, [http(500)], [RETRY], 40_000)
  expect(results).toEqual([['TimeoutError', 'The operation was aborted due to timeout']])
  expect(seen.length).toBeLessThanOrEqual(2)
  expect(calls.at(-1)).toMatchObject({ type: 'call-ended', failure: 'aborted' })
})

test("another call along another edge shifts nobody's luck", async () => {
  const delays = async (before: string) => {
    const { calls } = await callOnce(
      CAUGHT.replace('{ try', `{ ${before}; try`),
      [http(503), http(503), http(200)],
      [RETRY],
    )
    return calls.flatMap((fact) => (fact.type === 'retry-scheduled' ? [fact.delayUs] : []))
  }
  expect(await delays('Math.random(); crypto.randomUUID()')).toEqual(await delays(''))
})

const THREE = `export const handler = async () => Promise.all([1, 2, 3].map(async () => {
  try { return (await fetch('https://shop.example/api/')).status } catch (e) { return e.name + ': ' + e.message }
}))`

test('a bulkhead refuses by its own name, or lets wait in line', async () => {
  const refused = await callOnce(THREE, [http(200)], [{ type: 'bulkhead', maxConcurrentCalls: 1, maxWaitMs: 0 }])
  const full = "BulkheadFullException: Bulkhead of the call to 'Shop' is full and does not permit further calls"
  expect(refused.results).toEqual([[200, full, full]])
  expect(refused.calls.filter((fact) => fact.type === 'call-refused')).toMatchObject([
    { policy: 'bulkhead', layer: 0 },
    { policy: 'bulkhead', layer: 0 },
  ])
  const waited = await callOnce(THREE, [http(200)], [{ type: 'bulkhead', maxConcurrentCalls: 1, maxWaitMs: 5000 }])
  expect(waited.results).toEqual([[200, 200, 200]])
  expect(waited.calls.filter((fact) => fact.type === 'call-queued')).toHaveLength(2)
})

test('a rate limiter refuses what comes too fast, by its own name', async () => {
  const { results } = await callOnce(
    THREE,
    [http(200)],
    [{ type: 'rate-limiter', perSecond: 1, burst: 2, maxWaitMs: 0 }],
  )
  expect(results).toEqual([
    [200, 200, "RequestNotPermitted: RateLimiter of the call to 'Shop' does not permit further calls"],
  ])
})

test('a fallback gives the handler a response that nobody sent', async () => {
  const { results, calls } = await callOnce(
    POST,
    [http(500)],
    [{ type: 'fallback', status: 203, body: '{"cached":true}', fallBackOn: ['server-error'] }],
  )
  expect(results).toEqual([[203, true, { cached: true }]])
  expect(calls.at(-1)).toMatchObject({ type: 'call-ended', failure: '', status: 203 })
})

test('a hedge asks again beside the attempt that takes long', async () => {
  const { results, seen, kernel } = await callOnce(
    CAUGHT,
    [http(200)],
    [{ type: 'hedge', delayMs: 20, maxHedges: 1, hedgeOn: [] }],
    50_000,
  )
  expect(results).toEqual([200])
  expect(seen).toHaveLength(2)
  expect(kernel.facts().filter(({ type }) => type === 'hedge-started')).toMatchObject([{ hedge: 1, because: 'delay' }])
  expect(kernel.facts().filter(({ type }) => type === 'attempt-given-up')).toMatchObject([{ attempt: 2 }])
})

test('a retry waits as long as the answer asks', async () => {
  const busy: Reply = { type: 'http', response: { status: 429, headers: { 'retry-after': '7' }, body: '' } }
  const { results, calls } = await callOnce(CAUGHT, [busy, http(200)], [RETRY])
  expect(results).toEqual([200])
  expect(calls.find((fact) => fact.type === 'retry-scheduled')).toMatchObject({ delayUs: 7_000_000 })
})

test('calls that wait for the probe of a breaker go on when it is decided', async () => {
  const touchy = { ...BREAKER, rules: 'cockatiel', minimumNumberOfCalls: 1, waitDurationInOpenStateMs: 1 } as const
  const text = `let opened = false
export const handler = async () => {
  const ask = async () => { try { return (await fetch('https://shop.example/api/')).status } catch (e) { return e.name } }
  if (!opened) { opened = true; const first = await ask(); await new Promise((resolve) => setTimeout(resolve, 10)); return [first] }
  return Promise.all([ask(), ask(), ask()])
}`
  const { results } = await callOnce(text, [http(500), http(200)], [touchy], 30_000, 2)
  expect(results).toEqual([[500], [200, 200, 200]])
})

test('a deadline that came along with the call ends the time limits of its calls, and goes along further', async () => {
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: workflowOf({}, [{ type: 'timeout', timeoutMs: 5000 }]),
    files: { f1: { 'index.mjs': CAUGHT } },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 3_000_000, reply: http(200) }
    },
  })
  const environment = kernel.create('f1')
  const { payload } = await kernel.invoke(environment, {}, 60_000, kernel.nowUs() + 400_000)
  expect(JSON.parse(payload)).toMatchObject(['TimeoutError', expect.any(String), ''])
  const limits = kernel.facts().flatMap((fact) => (fact.type === 'call-timed-out' ? [fact.limitUs] : []))
  expect(limits.every((limitUs) => limitUs <= 400_000)).toBe(true)
  expect(limits).toHaveLength(1)
  expect(seen).toMatchObject([{ type: 'http', deadlineUs: 400_000 }])
  expect(JSON.parse((await kernel.invoke(environment, {}, 60_000)).payload)).toBe(200)
})
