// What the gateway does by itself: routes of a REST API, limits, CORS, throttling. Times are milliseconds.
import type { JsonObject } from '#base'
import { type ScriptRun, type ScriptRunOptions, runScripts } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

interface Sent {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly atMs?: number
}

interface Given extends Pick<ScriptRunOptions, 'handlers' | 'edits'> {
  readonly api?: JsonObject
  readonly f?: JsonObject
  readonly routes?: readonly JsonObject[]
}

/** An API with routes to one function, and what is sent to it a second apart. */
function asked(sent: readonly Sent[], { api = {}, f = {}, routes = [{}], ...options }: Given = {}): Promise<ScriptRun> {
  const edges = routes.map((route, index) => [`api.route >${' '.repeat(index + 1)}f.invoke`, route] as const)
  return runScripts(
    {
      nodes: { api: ['http-api', api], f: ['function', { ...NO_COLD_START, ...f }] },
      edges: Object.fromEntries(edges),
    },
    {
      handlers: { f: async () => ({ statusCode: 200, body: 'ok' }) },
      ...options,
      byHand: sent.map(({ atMs, headers = {}, body = '', ...request }, index) => ({
        atMs: atMs ?? index * 1000,
        node: 'api',
        event: { kind: 'http-api', request: { ...request, headers, body } },
      })),
    },
  )
}

const answers = (run: ScriptRun): string[] => run.of('http-responded').map(({ status, body }) => `${status} ${body}`)
const get = (url: string, more: Partial<Sent> = {}): Sent => ({ method: 'GET', url, ...more })
const rest = { type: 'rest' }

describe('a REST API', () => {
  test('finds the resource first and its method then, and has 403 for all else', async () => {
    const run = await asked(
      [get('/a/b'), get('/a/b/'), get('/a/b', { method: 'POST' }), get('/a/c', { method: 'POST' }), get('/')],
      {
        api: rest,
        routes: [
          { method: 'GET', path: '/a/b' },
          { method: 'ANY', path: '/a/{x}' },
        ],
      },
    )
    expect(run.of('http-requested').map(({ route }) => route)).toEqual(['GET /a/b', 'GET /a/b', '', 'ANY /a/{x}', ''])
    const missing = '403 {"message":"Missing Authentication Token"}'
    expect(answers(run)).toEqual(['200 ok', '200 ok', missing, '200 ok', missing])
  })

  test('gives its function format 1.0, with variables as they were sent', async () => {
    const run = await asked([get('/test%2Bme/x?a=1&a=2')], {
      api: { ...rest, stage: 'dev' },
      routes: [{ method: 'ANY', path: '/{proxy+}' }],
      handlers: {
        f: async (script) => {
          const event = JSON.parse(script.invocation.payload) as JsonObject
          return {
            statusCode: 200,
            body: JSON.stringify([event['pathParameters'], event['queryStringParameters'], event['path']]),
          }
        },
      },
    })
    expect(answers(run)).toEqual(['200 [{"proxy":"test%2Bme/x"},{"a":"2"},"/test%2Bme/x"]'])
  })

  test('waits 29 s, says 504, and the function goes on and is billed', async () => {
    const run = await asked([get('/f')], {
      api: rest,
      routes: [{ path: '/f' }],
      f: { timeoutMs: 60_000 },
      handlers: { f: (script) => script.sleep(40_000) },
    })
    expect(run.table({ 'http-responded': ['status'], 'invocation-ended': ['outcome'] })).toEqual([
      '29000 api http-responded status=504',
      '40003 f invocation-ended outcome=returned',
    ])
    expect(answers(run)).toEqual(['504 {"message":"Endpoint request timed out"}'])
    expect(run.of('invocation-ended')[0]?.billedMs).toBeGreaterThanOrEqual(40_000)
  })

  test('says 502 to an answer that is none, and to an error', async () => {
    const run = await asked([get('/f'), get('/f')], {
      api: rest,
      routes: [{ path: '/f' }],
      handlers: {
        f: async (script) => {
          if (script.invocation.payload.includes('"requestTimeEpoch":1767225601000')) throw new Error('no')
          return { statusCode: 200, wrongValue: 1 }
        },
      },
    })
    expect(answers(run)).toEqual(Array.from({ length: 2 }, () => '502 {"message":"Internal server error"}'))
  })

  test('says 500 where its function is throttled', async () => {
    const run = await asked([get('/f')], { api: rest, routes: [{ path: '/f' }], f: { reservedConcurrency: 0 } })
    expect(answers(run)).toEqual(['500 {"message":"Internal server error"}'])
  })
})

describe('limits', () => {
  test.each([
    ['http', '413 {"message":"Request Entity Too Large"}'],
    ['rest', '413 {"message":"HTTP content length exceeded 10485760 bytes."}'],
  ])('a body over 10 MB reaches nobody: %s', async (type, expected) => {
    const body = 'x'.repeat(10_485_761)
    const run = await asked([get('/f', { method: 'POST', body })], { api: { type }, routes: [{ path: '/f' }] })
    expect(answers(run)).toEqual([expected])
    expect(run.of('invocation-requested')).toEqual([])
  })

  test('a route’s own timeout comes before the API’s', async () => {
    const run = await asked([get('/f'), get('/g')], {
      api: { timeoutMs: 5000 },
      routes: [{ path: '/f', timeoutMs: 100 }, { path: '/g' }],
      handlers: { f: (script) => script.sleep(900) },
    })
    expect(run.of('http-responded').map(({ status }) => status)).toEqual([503, 200])
  })

  test('a token bucket lets its burst through and then its rate', async () => {
    const sent = [0, 1, 2, 3, 600, 601].map((atMs) => get('/f', { atMs }))
    const run = await asked(sent, { api: { throttleRate: 2, throttleBurst: 3 }, routes: [{ path: '/f' }] })
    const throttled = '429 {"message":"Too Many Requests"}'
    expect(run.of('http-requested').map(({ at }) => at / 1000)).toEqual([0, 1, 2, 3, 600, 601])
    expect(answers(run).filter((answer) => answer === throttled)).toHaveLength(2)
    expect(run.of('invocation-requested')).toHaveLength(4)
  })

  test('a route’s own limit holds for it alone, and an edit of it from the next request on', async () => {
    const sent = [0, 1, 2, 3, 2000, 2001].map((atMs, index) => get(index % 2 === 0 ? '/f' : '/g', { atMs }))
    const run = await asked(sent, {
      routes: [{ path: '/f', throttleRate: 0, throttleBurst: 1 }, { path: '/g' }],
      edits: [{ atMs: 1000, edge: 'e1', fields: { throttleRate: 10, throttleBurst: 5 } }],
    })
    const requested = run.of('http-requested')
    const statuses = run.of('http-responded').map(({ request, status }) => {
      const { route, at } = requested.find((each) => each.request === request) ?? { route: '', at: 0 }
      return `${at / 1000} ${route} ${status}`
    })
    expect(statuses.sort()).toEqual([
      '0 ANY /f 200',
      '1 ANY /g 200',
      '2 ANY /f 429',
      '2000 ANY /f 200',
      '2001 ANY /g 200',
      '3 ANY /g 200',
    ])
  })
})

const preflight = (origin: string, url = '/f'): Sent => ({
  method: 'OPTIONS',
  url,
  headers: { origin, 'access-control-request-method': 'PUT' },
})
const headersOf = (run: ScriptRun, index = 0): JsonObject =>
  JSON.parse(run.of('http-responded')[index]?.headers ?? '{}') as JsonObject
const CORS = {
  state: 'on',
  allowOrigins: ['https://shop.example'],
  allowMethods: ['GET', 'PUT'],
  allowHeaders: ['authorization'],
  exposeHeaders: ['x-total'],
  allowCredentials: true,
  maxAgeMs: 600_000,
}

describe('CORS of an HTTP API', () => {
  test('a preflight request is answered by the gateway, route or not', async () => {
    const run = await asked([preflight('https://shop.example'), preflight('https://shop.example', '/none')], {
      api: { cors: CORS },
      routes: [{ method: 'GET', path: '/f' }],
    })
    expect(answers(run)).toEqual(['204 ', '204 '])
    expect(headersOf(run)).toEqual({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '600',
    })
    expect(run.of('invocation-requested')).toEqual([])
  })

  test('another origin is told nothing', async () => {
    const run = await asked([preflight('https://evil.example')], { api: { cors: CORS }, routes: [{ path: '/f' }] })
    expect([answers(run), headersOf(run)]).toEqual([['204 '], {}])
  })

  test('the gateway’s headers stand in the place of the function’s', async () => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'access-control-allow-methods': 'DELETE', 'x-total': '3' }
    const run = await asked([get('/f', { headers: { origin: 'https://shop.example' } }), get('/f')], {
      api: { cors: CORS },
      routes: [{ path: '/f' }],
      handlers: { f: async () => ({ statusCode: 200, headers, body: '' }) },
    })
    const own = { 'content-type': 'text/plain; charset=utf-8', 'x-total': '3' }
    expect(headersOf(run)).toEqual({
      ...own,
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-total',
    })
    expect(headersOf(run, 1)).toEqual(own)
  })

  test('without it OPTIONS is a method like any other', async () => {
    const run = await asked([preflight('https://shop.example')], { routes: [{ path: '/f' }] })
    expect(answers(run)).toEqual(['200 ok'])
  })

  test.each([
    ['*', 'https://a.example', '*'],
    ['https://*', 'https://a.example', 'https://a.example'],
    ['https://*', 'http://a.example', undefined],
  ])('allowing %s to %s says %s', async (allowed, origin, said) => {
    const cors = { state: 'on', allowOrigins: [allowed] }
    const run = await asked([preflight(origin)], { api: { cors }, routes: [{ path: '/f' }] })
    expect(headersOf(run)['access-control-allow-origin']).toBe(said)
  })
})

describe('CORS of a REST API', () => {
  const api = { ...rest, cors: { ...CORS, allowMethods: ['*'] } }

  test('each resource has a mock for OPTIONS, and functions set their own headers', async () => {
    const run = await asked(
      [preflight('https://any.example'), get('/f', { headers: { origin: 'https://shop.example' } })],
      {
        api,
        routes: [
          { method: 'GET', path: '/f' },
          { method: 'PUT', path: '/f' },
        ],
      },
    )
    expect(answers(run)).toEqual(['200 {}', '200 ok'])
    expect(headersOf(run)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET,PUT,OPTIONS',
    })
    expect(headersOf(run, 1)).toEqual({ 'content-type': 'application/json' })
  })

  test('a route of its own for OPTIONS comes first, and where no resource is there is no mock', async () => {
    const run = await asked([preflight('https://a.example'), preflight('https://a.example', '/none')], {
      api,
      routes: [{ method: 'OPTIONS', path: '/f' }],
    })
    expect(answers(run)).toEqual(['200 ok', '403 {"message":"Missing Authentication Token"}'])
  })
})

test('a careful run of throttles and authorizers has the same log', async () => {
  const run = (careful: boolean) =>
    runScripts(
      {
        nodes: {
          client: [
            'client',
            { arrivals: { shape: 'constant', perSecond: 50, count: 60 }, headers: { Authorization: 't' } },
          ],
          api: ['http-api', { type: 'rest', throttleRate: 30, throttleBurst: 5, latencyMedianMs: 4, latencyP99Ms: 30 }],
          f: ['function', { coldStartMedianMs: 100, coldStartP99Ms: 200 }],
          guard: ['function'],
        },
        edges: {
          'client.call > api.request': {},
          'api.route > f.invoke': { path: '/' },
          'api.authorize > guard.invoke': { ttlMs: 200 },
        },
      },
      {
        careful,
        handlers: {
          f: (script) => script.sleep(20),
          guard: async () => ({
            principalId: 'me',
            policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
          }),
        },
      },
    )
  const [fast, careful] = [await run(false), await run(true)]
  expect(careful.fingerprint).toBe(fast.fingerprint)
  expect(new Set(fast.of('http-responded').map(({ status }) => status))).toEqual(new Set([502, 429]))
  expect(fast.of('request-authorized').some(({ cached }) => cached === 1)).toBe(true)
})

test('the gateway takes its own drawn time before it asks the function, the same for the same seed', async () => {
  const api = { latencyMedianMs: 10, latencyP99Ms: 40 }
  const run = await asked([get('/f'), get('/f')], { api, routes: [{ path: '/f' }] })
  const again = await asked([get('/f'), get('/f')], { api, routes: [{ path: '/f' }] })
  const durations = run.of('http-responded').map(({ durationUs }) => durationUs)
  expect(new Set(durations).size).toBe(2)
  expect(Math.min(...durations)).toBeGreaterThan(4000)
  expect(again.fingerprint).toBe(run.fingerprint)
})
