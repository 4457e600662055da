// Given these routes, when these requests come, then these answers. Times are milliseconds.
import type { JsonObject } from '#base'
import { runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

interface Given extends Pick<ScriptRunOptions, 'handlers' | 'edits'> {
  readonly api?: JsonObject
  readonly f?: JsonObject
}

/** Requests by hand, a second apart, to an API with GET /f to `f` and POST /g/{id} to `g`. */
const requested = (requests: readonly string[], { api, f, handlers, edits = [] }: Given = {}): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        api: ['http-api', api ?? {}],
        f: ['function', { ...NO_COLD_START, ...f }],
        g: ['function', NO_COLD_START],
      },
      edges: {
        'api.route > f.invoke': { method: 'GET', path: '/f' },
        'api.route > g.invoke': { method: 'POST', path: '/g/{id}' },
      },
    },
    {
      ...(handlers ? { handlers } : {}),
      edits,
      byHand: requests.map((request, index) => {
        const [method = '', url = ''] = request.split(' ')
        return {
          atMs: index * 1000,
          node: 'api',
          event: { kind: 'http-api', request: { method, url, headers: {}, body: '' } },
        }
      }),
    },
  )

const TOLD = { 'http-requested': ['method', 'path', 'route'], 'http-responded': ['status', 'durationUs'] } as const

describe('an HTTP API', () => {
  test('invokes the function of the route and answers what it says', async () => {
    const run = await requested(['GET /f', 'POST /g/7?x=1'], {
      handlers: {
        f: async () => ({ statusCode: 201, body: 'made' }),
        async g(script) {
          const { rawPath, pathParameters, queryStringParameters } = JSON.parse(script.invocation.payload) as JsonObject
          return {
            rawPath: rawPath ?? null,
            pathParameters: pathParameters ?? null,
            queryStringParameters: queryStringParameters ?? null,
          }
        },
      },
    })
    expect(run.table(TOLD)).toEqual([
      '0 api http-requested method=GET path=/f route=GET /f',
      '4 api http-responded status=201 durationUs=4000',
      '1000 api http-requested method=POST path=/g/7 route=POST /g/{id}',
      '1004 api http-responded status=200 durationUs=4000',
    ])
    expect(run.of('http-responded').map(({ body }) => body)).toEqual([
      'made',
      '{"rawPath":"/g/7","pathParameters":{"id":"7"},"queryStringParameters":{"x":"1"}}',
    ])
    expect(run.of('invocation-requested').map((event) => run.nameOf(event))).toEqual(['f', 'g'])
  })

  test('answers 404 where no route is, and invokes nothing', async () => {
    const run = await requested(['GET /', 'POST /f', 'GET /g/7'])
    expect(run.of('http-responded').map(({ status, body }) => `${status} ${body}`)).toEqual(
      Array.from({ length: 3 }, () => '404 {"message":"Not Found"}'),
    )
    expect(run.of('invocation-requested')).toEqual([])
  })

  test.each([
    ['an error of the function is a 500', { handlers: { f: () => Promise.reject(new Error('no')) } }, 500, 4],
    ['a crash is a 500', { handlers: { f: (script) => script.end('crashed') } }, 500, 4],
    [
      'a timeout of the function is a 500',
      { handlers: { f: (script) => script.sleep(5000) }, f: { timeoutMs: 1000 } },
      500,
      1004.001,
    ],
    ['a throttle is a 503', { f: { reservedConcurrency: 0 } }, 503, 2],
    [
      '30 s without an answer are a 503',
      { handlers: { f: (script) => script.sleep(60_000) }, f: { timeoutMs: 900_000 } },
      503,
      30_000,
    ],
    [
      'so is the integration’s own timeout',
      { api: { timeoutMs: 500 }, handlers: { f: (script) => script.sleep(800) } },
      503,
      500,
    ],
  ] satisfies [string, Given, number, number][])('%s', async (_, given, status, atMs) => {
    const run = await requested(['GET /f'], given)
    expect(run.table({ 'http-responded': ['status'] })).toEqual([`${atMs} api http-responded status=${status}`])
  })

  test('does not stop a function it no longer waits for, and takes no second answer', async () => {
    const run = await requested(['GET /f'], { api: { timeoutMs: 500 }, handlers: { f: (script) => script.sleep(800) } })
    expect(run.table({ 'http-responded': ['status'], 'invocation-ended': ['outcome'] })).toEqual([
      '500 api http-responded status=503',
      '803 f invocation-ended outcome=returned',
    ])
  })

  test('answers the client that asked', async () => {
    const run = await runScripts(
      {
        nodes: {
          client: ['client', { arrivals: { shape: 'recorded', atMs: [0] }, method: 'GET', path: '/f' }],
          api: ['http-api'],
          f: ['function', NO_COLD_START],
        },
        edges: { 'client.call > api.request': {}, 'api.route > f.invoke': { method: 'GET', path: '/f' } },
      },
      { handlers: { f: async () => ({ statusCode: 418 }) } },
    )
    expect(run.table({ 'http-responded': ['status'], 'call-ended': ['status', 'failure'] })).toEqual([
      '5 api http-responded status=418',
      '6 client call-ended status=418 failure=client-error',
    ])
  })
})

test('an edit of the timeout during a run counts for the requests that come after it', async () => {
  const requests = ['GET /f', 'GET /f', 'GET /f']
  const run = await requested(requests, {
    handlers: { f: (script) => script.sleep(900) },
    edits: [{ atMs: 1500, node: 'api', fields: { timeoutMs: 500 } }],
  })
  expect(run.of('http-responded').map(({ status }) => status)).toEqual([200, 200, 503])
})
