// Given this service, when it is called, then it answers so: latency, errors, outages. Times are milliseconds.
import type { JsonObject } from '#base'
import { type LiveEdit, runScripts, type ScriptRun } from '#emulator/testing'
import { describe, expect, test } from 'vitest'
import { outageAt } from './emulation.ts'

const EXACT = { latencyMedianMs: 10, latencyP99Ms: 10 }

const calledAt = (
  config: JsonObject,
  atMs: readonly number[],
  seed = 7,
  edits: readonly LiveEdit[] = [],
): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        client: ['client', { arrivals: { shape: 'recorded', atMs: [...atMs] }, path: '/pay' }],
        service: ['service', config],
      },
      edges: { 'client.call > service.request': {} },
    },
    { seed, edits },
  )

const each = (count: number, everyMs = 10): number[] => Array.from({ length: count }, (_, n) => n * everyMs)
const TOLD = { 'service-called': ['method', 'url'], 'service-answered': ['status', 'failure', 'durationUs'] } as const

describe('a service', () => {
  test('answers after its latency, with its status', async () => {
    const run = await calledAt({ ...EXACT, status: 201, baseUrl: 'https://pay.example.com/v1/' }, [0])
    expect(run.table({ ...TOLD, 'call-ended': ['status'] })).toEqual([
      '1 service service-called method=POST url=https://pay.example.com/v1/pay',
      '11 service service-answered status=201 failure= durationUs=10000',
      '12 client call-ended status=201',
    ])
  })

  test('gives a handler its status, headers and body', async () => {
    const replies: unknown[] = []
    await runScripts(
      {
        nodes: { service: ['service', { ...EXACT, body: '{"paid":true}', headers: { 'x-a': '1' } }], f: ['function'] },
        edges: { 'f.call > service.request': {} },
      },
      {
        byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'sync', payload: '{}' } }],
        handlers: {
          async f(script) {
            const request = { method: 'GET', url: 'https://api.example.com/', headers: {}, body: '' }
            replies.push(await script.call('service', { type: 'http', request }))
          },
        },
      },
    )
    expect(replies).toEqual([
      { type: 'http', response: { status: 200, headers: { 'x-a': '1' }, body: '{"paid":true}' } },
    ])
  })

  test('takes times of a log-normal distribution: median and 99th percentile as set', async () => {
    const run = await calledAt({ latencyMedianMs: 50, latencyP99Ms: 200 }, each(4000))
    const times = run
      .of('service-answered')
      .map(({ durationUs }) => durationUs / 1000)
      .sort((a, b) => a - b)
    expect(times).toHaveLength(4000)
    expect(times[2000]).toBeGreaterThan(47)
    expect(times[2000]).toBeLessThan(53)
    expect(times[3960]).toBeGreaterThan(170)
    expect(times[3960]).toBeLessThan(235)
  })

  test.each([0, 1, 30, 100])('fails %d %% of its calls', async (errorRatePercent) => {
    const run = await calledAt({ ...EXACT, errorRatePercent, errorStatus: 502 }, each(4000))
    const failed = run.of('service-answered').filter(({ status }) => status === 502).length
    const expected = (4000 * errorRatePercent) / 100
    const fourDeviations = 4 * Math.sqrt((expected * (100 - errorRatePercent)) / 100)
    expect(Math.abs(failed - expected)).toBeLessThanOrEqual(fourDeviations)
  })

  test('has the same luck for the same calls, whatever its error rate: more errors fail the same calls and others', async () => {
    const failedOf = async (errorRatePercent: number) => {
      const run = await calledAt({ ...EXACT, errorRatePercent }, each(300))
      return run.of('service-answered').flatMap(({ status }, index) => (status === 500 ? [index] : []))
    }
    const [few, many] = [await failedOf(10), await failedOf(40)]
    expect(few.length).toBeGreaterThan(10)
    expect(many.length).toBeGreaterThan(few.length)
    expect(many).toEqual(expect.arrayContaining(few))
  })

  test('has another luck under another seed', async () => {
    const [one, other] = [
      await calledAt({ errorRatePercent: 50 }, each(50), 1),
      await calledAt({ errorRatePercent: 50 }, each(50), 2),
    ]
    expect(one.of('service-answered').map(({ status }) => status)).not.toEqual(
      other.of('service-answered').map(({ status }) => status),
    )
  })
})

describe('outages', () => {
  test.each([
    [
      'refuse the connection at once',
      { startMs: 0, durationMs: 1000, status: 0 },
      '1 service service-answered status=0 failure=network durationUs=0',
      'network',
    ],
    [
      'or answer with their status at once',
      { startMs: 0, durationMs: 1000, status: 503 },
      '2 service service-answered status=503 failure= durationUs=1000',
      'server-error',
    ],
  ])('%s', async (_, outage, answered, failure) => {
    const run = await calledAt({ ...EXACT, outages: [outage] }, [0])
    expect(run.table({ 'service-answered': ['status', 'failure', 'durationUs'] })).toEqual([answered])
    expect(run.of('call-ended').map((event) => event.failure)).toEqual([failure])
  })

  test('begin and end, and come again when they are periodic', async () => {
    const outages = [{ startMs: 1000, durationMs: 500, everyMs: 2000, status: 503 }]
    const run = await calledAt({ ...EXACT, outages }, each(10, 500))
    expect(run.of('service-answered').map(({ status }) => status)).toEqual([
      200, 200, 503, 200, 200, 200, 503, 200, 200, 200,
    ])
  })

  test.each([
    ['before it', 999, undefined],
    ['from its first instant', 1000, 503],
    ['to its last', 1499.999, 503],
    ['not after it', 1500, undefined],
    ['again', 3000, 500],
    ['and again', 5100, 500],
    ['the first listed where two meet', 1100, 503],
  ])('%s', (_, atMs, status) => {
    const outages = [
      { startMs: 1000, durationMs: 500, status: 503 },
      { startMs: 1000, durationMs: 200, everyMs: 2000, status: 500 },
    ]
    expect(outageAt(outages, atMs)?.status).toBe(status)
  })
})

describe('an edit during a run', () => {
  test.each([
    ['the latency', { latencyMedianMs: 30, latencyP99Ms: 30 }, 'status=200 failure= durationUs=30000'],
    ['the error rate', { errorRatePercent: 100 }, 'status=500 failure= durationUs=10000'],
    ['the status', { status: 204 }, 'status=204 failure= durationUs=10000'],
    ['the outages', { outages: [{ startMs: 0, durationMs: 9000 }] }, 'status=503 failure= durationUs=1000'],
    ['not the address', { baseUrl: 'https://elsewhere.example.com' }, 'status=200 failure= durationUs=10000'],
  ])('of %s counts for the calls that come after it', async (_, fields, later) => {
    const run = await calledAt(EXACT, [0, 995, 1005], 7, [{ atMs: 1000, node: 'service', fields }])
    const answered = run
      .of('service-answered')
      .map(({ status, failure, durationUs }) => `status=${status} failure=${failure} durationUs=${durationUs}`)
    const before = 'status=200 failure= durationUs=10000'
    expect(answered).toHaveLength(3)
    // The call under way has its answer already: a shorter latency may overtake it.
    expect(answered.filter((row) => row === before).length).toBe(later === before ? 3 : 2)
    expect(answered).toContain(later)
  })
})
