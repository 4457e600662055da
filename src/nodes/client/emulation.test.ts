// Given this traffic and these policies, when the target answers so, then these events. Times are milliseconds.
import type { JsonObject } from '#base'
import { type Columns, runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const DOWN = { outages: [{ startMs: 0, durationMs: 1e9, status: 503 }] }
const slow = (ms: number) => ({ latencyMedianMs: ms, latencyP99Ms: ms })

/** A client whose only edge leads to a service. */
const calling = (
  client: JsonObject,
  service: JsonObject,
  policies: JsonObject[] = [],
  options: ScriptRunOptions = {},
): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        client: ['client', { arrivals: { shape: 'single' }, ...client }],
        service: ['service', { ...slow(10), ...service }],
      },
      edges: { 'client.call > service.request': { policies } },
    },
    options,
  )

const CALLS: Columns = {
  'attempt-started': ['attempt'],
  'attempt-ended': ['attempt', 'failure', 'late'],
  'retry-scheduled': ['attempt', 'delayUs'],
  'call-refused': ['policy'],
  'call-timed-out': ['attempt'],
  'call-ended': ['failure', 'attempts'],
}

describe('traffic', () => {
  test.each([
    ['one request', { shape: 'single', atMs: 300 }, [300]],
    ['a constant rate', { shape: 'constant', perSecond: 10, count: 4 }, [0, 100, 200, 300]],
    ['a ramp', { shape: 'ramp', fromPerSecond: 3, toPerSecond: 1, overMs: 1000, count: 4 }, [0, 381.966, 1000, 2000]],
    [
      'a spike',
      { shape: 'spike', perSecond: 1, spikePerSecond: 4, atMs: 1000, forMs: 500, count: 5 },
      [0, 1000, 1250, 1500, 2500],
    ],
    ['recorded times', { shape: 'recorded', atMs: [50, 20, 20] }, [20, 20, 50]],
  ])('of %s', async (_, arrivals, times) => {
    const run = await calling({ arrivals }, {})
    expect(run.of('request-arrived').map(({ at }) => at / 1000)).toEqual(times)
    expect(run.of('request-arrived').map(({ request }) => request)).toEqual(times.map((__, index) => index))
    expect(new Set(run.of('request-arrived').map(({ trace }) => trace)).size).toBe(times.length)
  })

  test('of a Poisson process has its rate, and gaps as random as they should be', async () => {
    const run = await calling({ arrivals: { shape: 'poisson', perSecond: 100, count: 4000 } }, {})
    const times = run.of('request-arrived').map(({ at }) => at / 1000)
    const gaps = times.map((at, index) => at - (times[index - 1] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
    expect(mean).toBeGreaterThan(9.5)
    expect(mean).toBeLessThan(10.5)
    expect(deviation / mean).toBeGreaterThan(0.93)
    expect(deviation / mean).toBeLessThan(1.07)
  })

  test('does not come from a client that is disabled, except by hand', async () => {
    const byHand = [{ atMs: 500, node: 'client', event: { kind: 'client' } }] as const
    const run = await calling({ enabled: false }, {}, [], { byHand })
    expect(run.of('request-arrived').map(({ at }) => at / 1000)).toEqual([500])
    expect(run.of('call-ended').map(({ status }) => status)).toEqual([200])
  })
})

describe('a request', () => {
  test('has the method, path, headers and body as set, numbered from 1', async () => {
    const seen: JsonObject[] = []
    await runScripts(
      {
        nodes: {
          client: [
            'client',
            {
              arrivals: { shape: 'constant', perSecond: 1, count: 2 },
              method: 'PUT',
              path: '/o/{{n}}',
              body: '{"id":{{n}}}',
              headers: { 'X-Key': 'k' },
            },
          ],
          api: ['http-api'],
          f: ['function'],
        },
        edges: { 'client.call > api.request': {}, 'api.route > f.invoke': {} },
      },
      {
        handlers: {
          async f(script) {
            const { rawPath, body, headers, requestContext } = JSON.parse(script.invocation.payload) as JsonObject
            seen.push({
              rawPath: rawPath ?? '',
              body: body ?? '',
              key: (headers as JsonObject)['x-key'] ?? '',
              method: ((requestContext as JsonObject)['http'] as JsonObject)['method'] ?? '',
            })
          },
        },
      },
    )
    expect(seen).toEqual([
      { rawPath: '/o/1', body: '{"id":1}', key: 'k', method: 'PUT' },
      { rawPath: '/o/2', body: '{"id":2}', key: 'k', method: 'PUT' },
    ])
  })

  test.each([
    ['{"n":{{n}}}', '{"n":1}'],
    ['plain {{n}}', '"plain 1"'],
    ['', '""'],
  ])('to a function is its body as an event: %s', async (body, payload) => {
    const run = await runScripts({
      nodes: { client: ['client', { arrivals: { shape: 'single' }, body }], f: ['function'] },
      edges: { 'client.call > f.invoke': {} },
    })
    expect(run.of('invocation-requested').map((event) => `${event.mode} ${event.payload}`)).toEqual([`sync ${payload}`])
  })

  test('to a service has the service’s base URL before its path', async () => {
    const run = await calling({ path: '/a?b=1' }, { baseUrl: 'https://x.example.com/v2' })
    expect(run.of('service-called').map(({ url }) => url)).toEqual(['https://x.example.com/v2/a?b=1'])
  })

  test('goes along each edge, each with policies of its own, in one trace', async () => {
    const run = await runScripts({
      nodes: {
        client: ['client', { arrivals: { shape: 'single' } }],
        one: ['service', { ...slow(10), ...DOWN }],
        two: ['service', slow(10)],
      },
      edges: {
        'client.call > one.request': {
          policies: [{ type: 'retry', maxAttempts: 2, backoff: 'fixed', baseMs: 100, jitter: 'none' }],
        },
        'client.call > two.request': {},
      },
    })
    expect(run.table({ 'call-started': ['edge', 'attemptsMax'], 'call-ended': ['failure', 'attempts'] })).toEqual([
      '0 client call-started edge=e1 attemptsMax=2',
      '0 client call-started edge=e2 attemptsMax=1',
      '12 client call-ended failure= attempts=1',
      '106 client call-ended failure=server-error attempts=2',
    ])
    expect(new Set(run.of('call-ended').map(({ trace }) => trace)).size).toBe(1)
  })

  test('without an edge goes nowhere', async () => {
    const run = await runScripts({ nodes: { client: ['client', { arrivals: { shape: 'single' } }] }, edges: {} })
    expect(run.table({ 'request-arrived': [], 'call-started': [] })).toEqual(['0 client request-arrived'])
  })

  test('is given up after the client’s timeout; what comes later changes nothing', async () => {
    const run = await calling({ timeoutMs: 50 }, slow(80))
    expect(run.table({ ...CALLS, 'service-answered': ['status'] })).toEqual([
      '0 client attempt-started attempt=1',
      '50 client attempt-ended attempt=1 failure=timeout late=0',
      '50 client call-ended failure=timeout attempts=1',
      '81 service service-answered status=200',
    ])
  })
})

describe('policies', () => {
  const retry = { type: 'retry', maxAttempts: 3, backoff: 'exponential', baseMs: 100, jitter: 'none' }

  test('retry what failed, after growing waits, and end with its failure', async () => {
    const run = await calling({}, DOWN, [retry])
    expect(run.table(CALLS)).toEqual([
      '0 client attempt-started attempt=1',
      '3 client attempt-ended attempt=1 failure=server-error late=0',
      '3 client retry-scheduled attempt=1 delayUs=100000',
      '103 client attempt-started attempt=2',
      '106 client attempt-ended attempt=2 failure=server-error late=0',
      '106 client retry-scheduled attempt=2 delayUs=200000',
      '306 client attempt-started attempt=3',
      '309 client attempt-ended attempt=3 failure=server-error late=0',
      '309 client call-ended failure=server-error attempts=3',
    ])
  })

  test('retry until it succeeds', async () => {
    const run = await calling({}, { outages: [{ startMs: 0, durationMs: 50, status: 0 }] }, [retry])
    expect(run.table({ 'attempt-ended': ['failure'], 'call-ended': ['failure', 'attempts'] })).toEqual([
      '2 client attempt-ended failure=network',
      '114 client attempt-ended failure=',
      '114 client call-ended failure= attempts=2',
    ])
  })

  test('do not retry what is not to be retried', async () => {
    const run = await calling({}, { status: 404 }, [retry])
    expect(run.of('call-ended').map(({ failure, attempts }) => `${failure} ${attempts}`)).toEqual(['client-error 1'])
  })

  test('retry an attempt that was given up', async () => {
    const run = await calling({ timeoutMs: 50 }, slow(80), [{ ...retry, maxAttempts: 2 }])
    expect(run.table({ 'attempt-ended': ['attempt', 'failure'], 'call-ended': ['failure'] })).toEqual([
      '50 client attempt-ended attempt=1 failure=timeout',
      '200 client attempt-ended attempt=2 failure=timeout',
      '200 client call-ended failure=timeout',
    ])
  })

  test('with full jitter wait any time up to the back-off, drawn for each attempt', async () => {
    const run = await calling({ arrivals: { shape: 'constant', perSecond: 10, count: 300 } }, DOWN, [
      { ...retry, maxAttempts: 2, jitter: 'full' },
    ])
    const delays = run.of('retry-scheduled').map(({ delayUs }) => delayUs / 1000)
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    expect(delays).toHaveLength(300)
    expect(Math.max(...delays)).toBeLessThanOrEqual(100)
    expect(mean).toBeGreaterThan(42)
    expect(mean).toBeLessThan(58)
  })

  test('time a call out, and mark the answer that comes too late', async () => {
    const run = await calling({}, slow(80), [{ type: 'timeout', timeoutMs: 30 }])
    expect(run.table(CALLS)).toEqual([
      '0 client attempt-started attempt=1',
      '30 client call-timed-out attempt=1',
      '30 client call-ended failure=timeout attempts=1',
      '82 client attempt-ended attempt=1 failure= late=1',
    ])
  })

  test('time each attempt out when the timeout is inside the retry', async () => {
    const run = await calling({}, slow(80), [
      { ...retry, maxAttempts: 2 },
      { type: 'timeout', timeoutMs: 30 },
    ])
    expect(run.table({ 'call-timed-out': ['attempt'], 'call-ended': ['failure', 'attempts'] })).toEqual([
      '30 client call-timed-out attempt=1',
      '160 client call-timed-out attempt=2',
      '160 client call-ended failure=timeout attempts=2',
    ])
  })

  const breaker = {
    type: 'circuit-breaker',
    slidingWindowSize: 4,
    minimumNumberOfCalls: 4,
    waitDurationInOpenStateMs: 1000,
    permittedNumberOfCallsInHalfOpenState: 1,
  }

  const FATES = { 'call-queued': ['policy'], 'call-refused': ['policy'], 'call-ended': ['failure'] } as const
  const burst = (atMs: readonly number[]) => ({ arrivals: { shape: 'recorded', atMs } })

  test('let wait before a full bulkhead, first come first served, and refuse who waited long enough', async () => {
    const run = await calling(burst([0, 1, 2]), slow(80), [{ type: 'bulkhead', maxConcurrentCalls: 1, maxWaitMs: 100 }])
    expect(run.table(FATES)).toEqual([
      '1 client call-queued policy=bulkhead',
      '2 client call-queued policy=bulkhead',
      '82 client call-ended failure=',
      '102 client call-refused policy=bulkhead',
      '102 client call-ended failure=not-permitted',
      '164 client call-ended failure=',
    ])
  })

  test('let as many through as there are tokens', async () => {
    const run = await calling(burst([0, 0, 0, 0]), {}, [
      { type: 'rate-limiter', perSecond: 10, burst: 2, maxWaitMs: 100 },
    ])
    expect(run.table(FATES)).toEqual([
      '0 client call-queued policy=rate-limiter',
      '0 client call-refused policy=rate-limiter',
      '0 client call-ended failure=not-permitted',
      '12 client call-ended failure=',
      '12 client call-ended failure=',
      '112 client call-ended failure=',
    ])
  })

  test('ask again beside an attempt that takes long; the one given up is late', async () => {
    const run = await calling({}, slow(80), [{ type: 'hedge', delayMs: 30 }])
    expect(run.table({ ...CALLS, 'hedge-started': ['because'], 'attempt-given-up': ['attempt'] })).toEqual([
      '0 client attempt-started attempt=1',
      '30 client hedge-started because=delay',
      '30 client attempt-started attempt=2',
      '82 client attempt-ended attempt=1 failure= late=0',
      '82 client attempt-given-up attempt=2',
      '82 client call-ended failure= attempts=2',
      '112 client attempt-ended attempt=2 failure= late=1',
    ])
  })

  test('answer with the fallback instead', async () => {
    const run = await calling({}, DOWN, [{ type: 'fallback', status: 203 }])
    expect(run.table({ 'fell-back': ['failure', 'status'], 'call-ended': ['failure', 'status'] })).toEqual([
      '3 client fell-back failure=server-error status=203',
      '3 client call-ended failure= status=203',
    ])
  })

  test('throttle themselves when most is rejected', async () => {
    const arrivals = { shape: 'constant', perSecond: 20, count: 400 }
    const run = await calling({ arrivals }, DOWN, [{ type: 'adaptive-throttle' }])
    const refused = run.of('call-refused').length
    expect(run.of('call-refused').every(({ policy }) => policy === 'adaptive-throttle')).toBe(true)
    // With nothing accepted only 1 of (requests + 1) goes out.
    expect(refused).toBeGreaterThan(380)
    expect(refused).toBeLessThan(400)
  })

  test('give up before the attempts are used up when the budget is spent', async () => {
    const run = await calling(burst([0, 500, 1000]), DOWN, [{ ...retry, maxAttempts: 2, budget: { type: 'share' } }])
    expect(run.table({ 'retry-denied': ['reason'], 'call-ended': ['attempts'] })).toEqual([
      '106 client call-ended attempts=2',
      '503 client retry-denied reason=budget-spent',
      '503 client call-ended attempts=1',
      '1003 client retry-denied reason=budget-spent',
      '1003 client call-ended attempts=1',
    ])
  })

  test('open the breaker after enough failures, refuse, probe, and close it again', async () => {
    const arrivals = { shape: 'recorded', atMs: [0, 100, 200, 300, 400, 500, 1400, 1500] }
    const run = await calling({ arrivals }, { outages: [{ startMs: 0, durationMs: 1000, status: 503 }] }, [breaker])
    expect(
      run.table({ 'breaker-changed': ['from', 'to'], 'call-refused': ['policy'], 'call-ended': ['failure'] }),
    ).toEqual([
      '3 client call-ended failure=server-error',
      '103 client call-ended failure=server-error',
      '203 client call-ended failure=server-error',
      '303 client breaker-changed from=closed to=open',
      '303 client call-ended failure=server-error',
      '400 client call-refused policy=circuit-breaker',
      '400 client call-ended failure=not-permitted',
      '500 client call-refused policy=circuit-breaker',
      '500 client call-ended failure=not-permitted',
      '1400 client breaker-changed from=open to=half-open',
      '1412 client breaker-changed from=half-open to=closed',
      '1412 client call-ended failure=',
      '1512 client call-ended failure=',
    ])
    expect(run.of('service-called')).toHaveLength(6)
  })

  test('obey a breaker forced open by hand', async () => {
    const inputs = [
      {
        atUs: 50_000,
        entriesBefore: 0,
        input: { type: 'force-breaker', edge: 'e1' as never, layer: 0, environment: -1, to: 'forced-open' },
      },
    ] as const
    const run = await calling({ arrivals: { shape: 'recorded', atMs: [100] } }, {}, [breaker], {
      inputs: inputs.map((one) => ({ ...one, entriesBefore: 1 })),
    })
    expect(run.table({ 'breaker-changed': ['from', 'to'], 'call-ended': ['failure'] })).toEqual([
      '50 client breaker-changed from=closed to=forced-open',
      '100 client call-ended failure=not-permitted',
    ])
  })

  test('and luck repeat with the seed', async () => {
    const run = (seed: number) =>
      calling(
        { arrivals: { shape: 'poisson', perSecond: 20, count: 50 } },
        { errorRatePercent: 50 },
        [{ ...retry, jitter: 'decorrelated' }, breaker],
        { seed },
      )
    const [one, again, other] = [await run(1), await run(1), await run(2)]
    expect(again.fingerprint).toBe(one.fingerprint)
    expect(other.fingerprint).not.toBe(one.fingerprint)
  })
})

describe('an edit during a run', () => {
  const constant = (perSecond: number, count = 6) => ({ shape: 'constant', perSecond, count })
  const edited = (client: JsonObject, atMs: number, fields: JsonObject, service: JsonObject = {}) =>
    calling({ arrivals: constant(1), ...client }, service, [], { edits: [{ atMs, node: 'client', fields }] })

  test.each([
    ['faster, on the beat of the new rate', {}, { arrivals: constant(4) }, [0, 1000, 2000, 2500, 2750, 3000]],
    [
      'slower',
      { arrivals: constant(4, 13) },
      { arrivals: constant(1, 13) },
      [0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2250, 3000, 4000, 5000],
    ],
    [
      'a spike that is over is not made up for',
      {},
      { arrivals: { shape: 'spike', perSecond: 1, spikePerSecond: 50, atMs: 1000, forMs: 500, count: 5 } },
      [0, 1000, 2000, 2500, 3500],
    ],
    [
      'a ramp begins at the start of the run',
      {},
      { arrivals: { shape: 'ramp', fromPerSecond: 1, toPerSecond: 3, overMs: 2000, count: 6 } },
      [0, 1000, 2000, 2666.667, 3000, 3333.333],
    ],
    [
      'recorded times that have passed do not come',
      {},
      { arrivals: { shape: 'recorded', atMs: [2600, 100, 2300] } },
      [0, 1000, 2000, 2600],
    ],
    ['one request that has passed does not come', {}, { arrivals: { shape: 'single', atMs: 100 } }, [0, 1000, 2000]],
    ['switched off', {}, { enabled: false }, [0, 1000, 2000]],
    ['switched on', { enabled: false }, { enabled: true }, [3000, 4000, 5000, 6000, 7000, 8000]],
    ['the rest stays as it was when arrivals stay', {}, { path: '/other' }, [0, 1000, 2000, 3000, 4000, 5000]],
  ])('of the arrivals: %s', async (_, client, fields, times) => {
    const run = await edited(client, 2400, fields)
    expect(run.of('request-arrived').map(({ at }) => at / 1000)).toEqual(times)
    expect(run.of('request-arrived').map(({ request }) => request)).toEqual(times.map((_time, n) => n))
  })

  test('at the instant of an arrival loses none and makes none twice', async () => {
    for (const atMs of [0, 1000, 2000]) {
      const run = await edited({}, atMs, { arrivals: constant(1, 5) })
      expect(run.of('request-arrived').map(({ at }) => at / 1000)).toEqual([0, 1000, 2000, 3000, 4000])
    }
  })

  test('of random arrivals draws the next from then on, at the new rate', async () => {
    const poisson = (perSecond: number) => ({ shape: 'poisson', perSecond, count: 2000 })
    const run = await edited({ arrivals: poisson(1) }, 100_000, { arrivals: poisson(100) })
    const after = run.of('request-arrived').filter(({ at }) => at > 100_000_000)
    const lastMs = (after.at(-1)?.at ?? 0) / 1000
    expect(after.length).toBeGreaterThan(1800)
    expect(after.length / (lastMs / 1000 - 100)).toBeGreaterThan(90)
    expect(after.length / (lastMs / 1000 - 100)).toBeLessThan(110)
  })

  test.each([
    ['method and path', { method: 'PUT', path: '/n/{{n}}' }, 'PUT https://api.example.com/n/3'],
    ['nothing of them', { timeoutMs: 5 }, 'POST https://api.example.com/'],
  ])('of %s counts for the requests that come after it', async (_, fields, last) => {
    const run = await edited({ arrivals: constant(1, 3) }, 1500, fields)
    expect(run.of('call-started').map(({ operation }) => operation)).toEqual([
      'POST https://api.example.com/',
      'POST https://api.example.com/',
      last,
    ])
    const failures = run.of('call-ended').map(({ failure }) => failure)
    expect(failures).toEqual(['', '', 'timeoutMs' in fields ? 'timeout' : ''])
  })
})
