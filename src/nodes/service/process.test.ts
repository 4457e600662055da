// Given a service with a handler of its own, when it is called, then its code answers. Times are milliseconds.
import type { JsonObject } from '#base'
import { runScripts, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'
import { requestPayload, responseOf } from './http.ts'

const CODE = { handler: 'index.handler', latencyMedianMs: 10, latencyP99Ms: 10 }

const calledAt = (atMs: readonly number[], options: ScriptRunOptions, config: JsonObject = {}, timeoutMs = 100_000) =>
  runScripts(
    {
      nodes: {
        client: ['client', { arrivals: { shape: 'recorded', atMs: [...atMs] }, path: '/pay?x=1', timeoutMs }],
        bank: ['service', { ...CODE, ...config }],
      },
      edges: { 'client.call > bank.request': {} },
    },
    options,
  )

const ANSWERS = { 'service-answered': ['status', 'failure', 'durationUs'] } as const

describe('a service with a handler', () => {
  test('answers what it returns, after the latency', async () => {
    const seen: unknown[] = []
    const run = await calledAt([0], {
      handlers: {
        async bank({ invocation, sleep }) {
          seen.push(JSON.parse(invocation.payload))
          await sleep(5)
          return { status: 201, body: { paid: true } }
        },
      },
    })
    expect(run.table({ ...ANSWERS, 'call-ended': ['status'] })).toEqual([
      '17 bank service-answered status=201 failure= durationUs=16000',
      '18 client call-ended status=201',
    ])
    expect(seen).toMatchObject([{ method: 'POST', url: 'https://api.example.com/pay?x=1', path: '/pay' }])
  })

  test('takes one request at a time, and its process is the same for all', async () => {
    const environments: number[] = []
    const run = await calledAt([0, 1, 2], {
      handlers: {
        async bank({ environment, sleep }) {
          environments.push(environment)
          await sleep(100)
          return {}
        },
      },
    })
    expect(run.of('service-answered').map(({ durationUs }) => durationUs / 1000)).toEqual([111, 211, 311])
    expect(environments).toEqual([0, 0, 0])
    expect(run.of('invocation-started')).toEqual([])
    expect(run.of('environment-created')).toEqual([])
  })

  test('still has its outages and its errors, which its code never sees', async () => {
    let seen = 0
    const options: ScriptRunOptions = {
      handlers: {
        async bank() {
          seen += 1
          return {}
        },
      },
    }
    const down = await calledAt([0], options, { outages: [{ startMs: 0, durationMs: 1000, status: 0 }] })
    const failing = await calledAt([0], options, { errorRatePercent: 100, errorStatus: 502 })
    expect([...down.table(ANSWERS), ...failing.table(ANSWERS)]).toEqual([
      '1 bank service-answered status=0 failure=network durationUs=0',
      '11 bank service-answered status=502 failure= durationUs=10000',
    ])
    expect(seen).toBe(0)
  })

  test('answers 500 when it throws, and goes on with its state', async () => {
    let calls = 0
    const run = await calledAt([0, 100], {
      handlers: {
        async bank({ environment }) {
          calls += 1
          if (calls === 1) throw new Error('no funds')
          return { status: 200, body: `environment ${environment}` }
        },
      },
    })
    expect(run.of('service-answered').map(({ status }) => status)).toEqual([500, 200])
  })

  test.each([
    ['returns nothing', null],
    ['returns a text', 'ok'],
    ['returns a status that is none', { status: 'fine' }],
  ])('that %s answers 500, and it is noted', async (_, returned) => {
    const run = await calledAt([0], { handlers: { bank: () => Promise.resolve(returned) } })
    expect(run.of('service-answered').map(({ status }) => status)).toEqual([500])
    const [noted] = run.of('problem-noted')
    expect(noted).toMatchObject({ code: 'service-answer-unusable' })
    expect(JSON.parse(noted?.detail ?? '')).toEqual({ service: 'bank', returned: JSON.stringify(returned) })
  })

  test('that does not answer within 30 s is cut off, and the next request finds a fresh process', async () => {
    const environments: number[] = []
    const run = await calledAt([0, 40_000], {
      handlers: {
        async bank({ environment, sleep }) {
          environments.push(environment)
          await sleep(environment === 0 ? 60_000 : 10)
          return {}
        },
      },
    })
    expect(run.table(ANSWERS)).toEqual([
      '30012.001 bank service-answered status=0 failure=timeout durationUs=30011001',
      '40023 bank service-answered status=200 failure= durationUs=22000',
    ])
    expect(environments).toEqual([0, 1])
  })

  test('that crashes refuses the connection, and the next request finds a fresh process', async () => {
    const run = await calledAt([0, 100], {
      handlers: { bank: (script) => (script.environment === 0 ? script.end('crashed') : Promise.resolve({})) },
    })
    expect(run.of('service-answered').map(({ status, failure }) => [status, failure])).toEqual([
      [0, 'network'],
      [200, ''],
    ])
  })

  test('whose module code fails refuses connections until it comes up', async () => {
    const run = await calledAt([0, 100], {
      modules: {
        async bank({ environment }) {
          if (environment < 2) throw new Error('no port')
        },
      },
    })
    // The first process fails with the start of the run, the second with the first request.
    expect(run.of('service-answered').map(({ failure }) => failure)).toEqual(['network', ''])
  })
})

test.each([
  ['https://bank.example', '/'],
  ['https://bank.example/v1/pay?x=1#y', '/v1/pay'],
  ['http://bank.example:8080?x', '/'],
])('the path of %s is %s', (url, path) => {
  expect(JSON.parse(requestPayload({ method: 'GET', url, headers: {}, body: '' }))).toMatchObject({ url, path })
})

test.each([
  ['{}', { status: 200, headers: {}, body: '' }],
  ['{"status":404,"body":"none"}', { status: 404, headers: {}, body: 'none' }],
  ['{"body":{"a":1}}', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' }],
  [
    '{"headers":{"X-A":1,"Content-Type":"text/plain"},"body":[1]}',
    { headers: { 'x-a': '1', 'content-type': 'text/plain' } },
  ],
  ['{"status":99}', undefined],
  ['{"headers":{"a":[]}}', undefined],
  ['[]', undefined],
])('%s is the answer %j', (payload, response) => {
  if (response) expect(responseOf(payload)).toMatchObject(response)
  else expect(responseOf(payload)).toBeUndefined()
})
