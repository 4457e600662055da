// Who is let through: authorizers by function, of both types of API. Times are milliseconds.
import type { JsonObject } from '#base'
import { runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { authorizerEvent } from './authorizer.ts'
import { gatewayRequest } from './gateway-request.ts'
import { authorizerSchema } from './model.ts'
import { judge, matchesGlob, readPolicy } from './policy.ts'

const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

interface Given extends Pick<ScriptRunOptions, 'edits'> {
  readonly api?: JsonObject
  readonly auth?: JsonObject
  readonly route?: JsonObject
  /** What the authorizer answers, by what its caller sent. */
  readonly says?: (event: JsonObject) => unknown
  readonly answer?: (event: JsonObject) => unknown
  readonly authorizer?: JsonObject
}

/** Requests a second apart: a path, and the value of `authorization`. */
function asked(sent: readonly (readonly [path: string, token?: string])[], given: Given = {}): Promise<ScriptRun> {
  const {
    api = {},
    auth = {},
    route = {},
    says = () => ({ isAuthorized: true }),
    answer,
    authorizer = {},
    edits,
  } = given
  const eventOf = (payload: string): JsonObject => JSON.parse(payload) as JsonObject
  return runScripts(
    {
      nodes: {
        api: ['http-api', api],
        f: ['function', NO_COLD_START],
        guard: ['function', { ...NO_COLD_START, ...authorizer }],
      },
      edges: {
        'api.route > f.invoke': { path: '/{proxy+}', ...route },
        'api.route >  f.invoke': { method: 'GET', path: '/open', authorizer: 'NONE' },
        'api.authorize > guard.invoke': auth,
      },
    },
    {
      handlers: {
        guard: async (script) => says(eventOf(script.invocation.payload)),
        f: async (script) => answer?.(eventOf(script.invocation.payload)) ?? { statusCode: 200, body: 'in' },
      },
      ...(edits ? { edits } : {}),
      byHand: sent.map(([url, token], index) => {
        const headers: Record<string, string> = token === undefined ? {} : { authorization: token }
        return {
          atMs: index * 1000,
          node: 'api',
          event: { kind: 'http-api', request: { method: 'GET', url, headers, body: '' } },
        }
      }),
    },
  )
}

const answers = (run: ScriptRun): string[] => run.of('http-responded').map(({ status, body }) => `${status} ${body}`)
const verdicts = (run: ScriptRun): string[] =>
  run
    .of('request-authorized')
    .map(({ verdict, cached, authorizer, principal }) =>
      [authorizer, verdict, principal, cached === 1 ? 'cached' : ''].filter(Boolean).join(' '),
    )
const guardCalls = (run: ScriptRun): number => run.of('invocation-requested', 'guard').length

const policy = (effect: 'Allow' | 'Deny', resource: string, more: JsonObject = {}) => ({
  principalId: 'me',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  },
  ...more,
})

describe('an authorizer of an HTTP API', () => {
  test('lets through whom it knows, and no one else', async () => {
    const run = await asked([['/a', 'good'], ['/a', 'bad'], ['/a'], ['/open']], {
      says: ({ identitySource }) => ({ isAuthorized: (identitySource as string[])[0] === 'good' }),
    })
    expect(answers(run)).toEqual(['200 in', '403 {"message":"Forbidden"}', '401 {"message":"Unauthorized"}', '200 in'])
    expect(verdicts(run)).toEqual(['guard allowed', 'guard denied', 'guard unauthorized'])
    expect([guardCalls(run), run.of('invocation-requested', 'f').length]).toEqual([2, 2])
  })

  test('tells the function what it said', async () => {
    const run = await asked([['/a', 't']], {
      says: () => ({ isAuthorized: true, context: { tier: 'gold', list: [1] } }),
      answer: ({ requestContext }) => (requestContext as JsonObject)['authorizer'],
    })
    expect(answers(run)).toEqual(['200 {"lambda":{"tier":"gold","list":[1]}}'])
  })

  test('may answer with a policy, which is asked about each call', async () => {
    const says = ({ routeArn }: JsonObject) => policy('Allow', String(routeArn).replace(/\/[^/]+$/, '/a'))
    const auth = { ttlMs: 60_000 }
    const run = await asked(
      [
        ['/a', 't'],
        ['/b', 't'],
        ['/a', 't'],
      ],
      { says, auth },
    )
    expect(answers(run)).toEqual(['200 in', '403 {"message":"Forbidden"}', '200 in'])
    expect(verdicts(run)).toEqual(['guard allowed me', 'guard denied me cached', 'guard allowed me cached'])
    expect(guardCalls(run)).toBe(1)
  })

  test('is asked each time unless it has a time to live, and by identity', async () => {
    const sent = [
      ['/a', 'x'],
      ['/a', 'x'],
      ['/a', 'y'],
    ] as const
    expect(guardCalls(await asked(sent))).toBe(3)
    expect(guardCalls(await asked(sent, { auth: { ttlMs: 60_000 } }))).toBe(2)
    // 500 ms after the second one came its answer is over.
    expect(guardCalls(await asked(sent, { auth: { ttlMs: 500 } }))).toBe(3)
  })

  test('that knows no identity source keeps nothing', async () => {
    const run = await asked([['/a'], ['/a']], { auth: { identitySources: [], ttlMs: 60_000 } })
    expect([answers(run), guardCalls(run)]).toEqual([['200 in', '200 in'], 2])
  })

  test('that fails, says nonsense or takes longer than 10 s is a 500', async () => {
    const internal = '500 {"message":"Internal Server Error"}'
    const fails = () => {
      throw new Error('down')
    }
    for (const says of [fails, () => null, () => ({ isAuthorized: 'yes' }), () => ({ context: 7, isAuthorized: true })])
      expect(answers(await asked([['/a', 't']], { says }))).toEqual([internal])
    const throttled = await asked([['/a', 't']], { authorizer: { reservedConcurrency: 0 } })
    expect([answers(throttled), verdicts(throttled)]).toEqual([[internal], ['guard failed']])
  })

  test('with simple responses off must answer with a policy', async () => {
    expect(answers(await asked([['/a', 't']], { auth: { simpleResponses: false } }))[0]).toContain('500')
  })

  test('for named routes only is not asked for others', async () => {
    const auth = { forAllRoutes: false, name: 'Keys' }
    expect(verdicts(await asked([['/a']], { auth }))).toEqual([])
    expect(verdicts(await asked([['/a']], { auth, route: { authorizer: 'Keys' } }))).toEqual(['Keys unauthorized'])
  })

  test('stands before OPTIONS where its route takes that, too', async () => {
    const api = { cors: { state: 'on' } }
    const preflight = {
      method: 'OPTIONS',
      url: '/a',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
      body: '',
    }
    const sent = async (method: string) =>
      answers(
        await runScripts(
          {
            nodes: { api: ['http-api', api], f: ['function', NO_COLD_START] },
            edges: { 'api.route > f.invoke': { method, path: '/a' }, 'api.authorize > f.invoke': {} },
          },
          { byHand: [{ atMs: 0, node: 'api', event: { kind: 'http-api', request: preflight } }] },
        ),
      )
    expect(await sent('GET')).toEqual(['204 '])
    expect(await sent('ANY')).toEqual(['401 {"message":"Unauthorized"}'])
  })
})

describe('an authorizer of a REST API', () => {
  const api = { type: 'rest', stage: 'dev' }
  const token = { type: 'TOKEN' }

  test('takes a token and answers with a policy, which it keeps for 300 s', async () => {
    const run = await asked([['/a', 'x'], ['/b', 'x'], ['/a']], {
      api,
      auth: token,
      says: ({ type, authorizationToken, methodArn }) =>
        type === 'TOKEN' && authorizationToken === 'x' ? policy('Allow', String(methodArn)) : null,
    })
    expect(answers(run)).toEqual([
      '200 in',
      '403 {"Message":"User is not authorized to access this resource"}',
      '401 {"message":"Unauthorized"}',
    ])
    expect(verdicts(run)).toEqual(['guard allowed me', 'guard denied me cached', 'guard unauthorized'])
  })

  test('denies explicitly in other words', async () => {
    const run = await asked([['/a', 'x']], { api, auth: token, says: () => policy('Deny', '*') })
    expect(answers(run)).toEqual([
      '403 {"Message":"User is not authorized to access this resource with an explicit deny"}',
    ])
  })

  test('that throws Unauthorized is a 401, whatever else it throws a 500', async () => {
    // The script host tells an error by its text.
    const thrown = (message: string) => () => {
      throw Object.assign(new Error(message), { toString: () => message })
    }
    expect(answers(await asked([['/a', 'x']], { api, says: thrown('Unauthorized') }))).toEqual([
      '401 {"message":"Unauthorized"}',
    ])
    expect(answers(await asked([['/a', 'x']], { api, says: thrown('down') }))).toEqual(['500 {"message":null}'])
  })

  test('with a context that has parts, or without a principal, is a 500', async () => {
    const { policyDocument } = policy('Allow', '*')
    for (const said of [policy('Allow', '*', { context: { list: [1] } }), { policyDocument }, { isAuthorized: true }])
      expect(answers(await asked([['/a', 'x']], { api, says: () => said }))).toEqual(['500 {"message":null}'])
  })

  test('tells the function texts, who it is and how long it took', async () => {
    const run = await asked(
      [
        ['/a', 'x'],
        ['/a', 'x'],
      ],
      {
        api,
        says: () => policy('Allow', '*', { context: { age: 7, admin: true } }),
        answer: ({ requestContext }) => ({ body: JSON.stringify((requestContext as JsonObject)['authorizer']) }),
      },
    )
    expect(answers(run)).toEqual([
      '200 {"principalId":"me","age":"7","admin":"true","integrationLatency":4}',
      '200 {"principalId":"me","age":"7","admin":"true","integrationLatency":0}',
    ])
  })

  test('is not asked about a token that does not look like one', async () => {
    const auth = { ...token, validation: 'Bearer .+' }
    const run = await asked(
      [
        ['/a', 'nonsense'],
        ['/a', 'Bearer x'],
      ],
      { api, auth, says: () => policy('Allow', '*') },
    )
    expect([answers(run)[0], guardCalls(run)]).toEqual(['401 {"message":"Unauthorized"}', 1])
  })

  test('identifies by everything it names: header, query, stage variable, context', async () => {
    const identitySources = [
      '$request.header.Authorization',
      '$request.querystring.key',
      '$stageVariables.tenant',
      '$context.httpMethod',
    ]
    const more = { api: { ...api, stageVariables: { tenant: 'acme' } }, auth: { identitySources } }
    const run = await asked(
      [
        ['/a?key=1', 'x'],
        ['/a', 'x'],
        ['/a?key=', 'x'],
        ['/a?key=2', 'x'],
      ],
      {
        ...more,
        says: () => policy('Allow', '*'),
      },
    )
    expect(answers(run).map((each) => each.slice(0, 3))).toEqual(['200', '401', '401', '200'])
    expect(guardCalls(run)).toBe(2)
  })
})

describe('what an authorizer gets', () => {
  const IDS = {
    apiId: 'a1b2c3d4e5',
    deploymentId: 'd',
    resourceId: 'r',
    requestId: 'id',
    extendedRequestId: 'x=',
    epochMs: 0,
    traceDigits: '0'.repeat(24),
  }
  const taken = (type: 'http' | 'rest') =>
    gatewayRequest(
      { method: 'GET', url: '/orders/7?x=1', headers: { authorization: 't', cookie: 'a=1' }, body: 'left out' },
      { method: 'GET', path: '/orders/{id}' },
      { id: '7' },
      { type, stage: 'dev', stageVariables: {}, binaryMediaTypes: [] },
      IDS,
    )
  const settings = (config: JsonObject) => authorizerSchema.parse(config)
  const ARN = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/GET/orders/7'

  test('of format 2.0 is one for the types that handlers are written with', () => {
    const event = authorizerEvent(settings({}), taken('http'), ['t'])
    if (!('routeArn' in event)) throw new Error('another format')
    const typed: APIGatewayRequestAuthorizerEventV2 = {
      ...event,
      identitySource: event.identitySource ?? [],
      cookies: event.cookies ?? [],
    }
    expect(typed).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: ARN,
      identitySource: ['t'],
      routeKey: 'GET /orders/{id}',
      rawPath: '/dev/orders/7',
      pathParameters: { id: '7' },
    })
    expect(event).not.toHaveProperty('body')
  })

  test('of format 1.0 is one, too', () => {
    const event = authorizerEvent(settings({}), taken('rest'), ['t'])
    if (!('multiValueHeaders' in event)) throw new Error('another format')
    const { identity } = event.requestContext
    const typed: APIGatewayRequestAuthorizerEvent = {
      ...event,
      requestContext: {
        ...event.requestContext,
        authorizer: undefined,
        identity: { ...identity, apiKey: null, apiKeyId: null, clientCert: null },
      },
    }
    expect(typed).toMatchObject({ type: 'REQUEST', methodArn: ARN, resource: '/orders/{id}', httpMethod: 'GET' })
    expect(event).not.toHaveProperty('body')
    const ofHttp = authorizerEvent(settings({ payloadFormat: '1.0' }), taken('http'), ['t', 'u'])
    expect(ofHttp).toMatchObject({ version: '1.0', identitySource: 't,u', authorizationToken: 't,u' })
  })

  test('of type TOKEN is the token', () => {
    const event = authorizerEvent(settings({ type: 'TOKEN' }), taken('rest'), ['t'])
    const typed: APIGatewayTokenAuthorizerEvent = { type: 'TOKEN', methodArn: ARN, authorizationToken: 't' }
    expect(event).toEqual(typed)
  })
})

describe('a policy', () => {
  const ARN = 'arn:aws:execute-api:us-east-1:123456789012:api/dev/GET/a'
  const statement = (Effect: string, Resource: unknown, more: JsonObject = {}) => ({
    Effect,
    Action: 'execute-api:Invoke',
    Resource,
    ...more,
  })

  test.each<[string, unknown, string]>([
    ['allows what it names', [statement('Allow', ARN)], 'allow'],
    ['allows by wildcards', [statement('Allow', 'arn:aws:execute-api:*:*:api/*/GET/?')], 'allow'],
    ['allows one of a list', [statement('Allow', ['x', ARN])], 'allow'],
    ['denies what it does not name', [statement('Allow', 'x')], 'implicit-deny'],
    ['denies before it allows', [statement('Allow', '*'), statement('Deny', ARN)], 'explicit-deny'],
    ['may be one statement', statement('Allow', '*'), 'allow'],
    ['means other actions by another name', [statement('Allow', '*', { Action: 's3:*' })], 'implicit-deny'],
    ['means all actions by *', [statement('Allow', '*', { Action: ['*'] })], 'allow'],
    ['allows nothing on a condition', [statement('Allow', '*', { Condition: {} })], 'implicit-deny'],
    ['denies on a condition all the same', [statement('Deny', '*', { Condition: {} })], 'explicit-deny'],
  ])('%s', (_, Statement, verdict) => {
    const read = readPolicy({ Version: '2012-10-17', Statement })
    expect(read && judge(read, ARN)).toBe(verdict)
  })

  test.each([[undefined], [{}], [{ Statement: [{ Effect: 'Maybe', Action: '*', Resource: '*' }] }], ['text']])(
    'is not %j',
    (document) => {
      expect(readPolicy(document)).toBeUndefined()
    },
  )

  test('matches long texts without going back for ever', () => {
    expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false)
    expect(matchesGlob('a*c?e', 'abbbcde')).toBe(true)
  })
})
