import type { JsonObject } from '#base'
import { expect, test } from 'vitest'
import { applyAll } from '../testing/edit.ts'
import { buildWorkflow } from '../testing/build.ts'
import { httpApiAccess } from './http-api-access.ts'
import { httpApiRoutes } from './http-api-routes.ts'

const drawn = (api: JsonObject, edges: Readonly<Record<string, JsonObject>>) =>
  buildWorkflow({
    nodes: { api: ['http-api', api], f: ['function'], guard: ['function'] },
    edges: { 'api.route > f.invoke': { method: 'GET', path: '/a' }, ...edges },
  })
const problems = (api: JsonObject, edges: Readonly<Record<string, JsonObject>>) => {
  const workflow = drawn(api, edges)
  return [...httpApiRoutes(workflow), ...httpApiAccess(workflow)]
}

const ANY = { 'api.route > f.invoke': { path: '/a' } }
const CORS = { state: 'on', allowOrigins: ['https://a.example'] }

test.each<[string, JsonObject, Record<string, JsonObject>, string[]]>([
  ['an API as it is drawn', {}, {}, []],
  ['an HTTP API that waits longer than 30 s', { timeoutMs: 30_001 }, {}, ['error api-timeout-above-limit timeoutMs']],
  ['a REST API that waits 29 s', { type: 'rest', timeoutMs: 29_000 }, {}, []],
  ['one that waits longer', { type: 'rest', timeoutMs: 29_001 }, {}, ['info api-timeout-needs-quota timeoutMs']],
  [
    'a route that waits longer',
    {},
    { 'api.route > f.invoke': { path: '/a', timeoutMs: 60_000 } },
    ['error api-timeout-above-limit timeoutMs'],
  ],
  ['a stage with a blank', { stage: 'a b' }, {}, ['error api-stage-refused stage']],
  ['a REST API’s stage $default', { type: 'rest', stage: '$default' }, {}, ['error api-stage-refused stage']],
  [
    'a REST API’s route $default',
    { type: 'rest' },
    { 'api.route >  f.invoke': {} },
    ['error api-rest-default-route path'],
  ],
  [
    'credentials from any origin',
    { cors: { state: 'on', allowCredentials: true } },
    {},
    ['error api-cors-any-origin-with-credentials cors'],
  ],
  ['credentials from one origin', { cors: { ...CORS, allowCredentials: true } }, {}, []],
  [
    'a mock that is to name two origins',
    { type: 'rest', cors: { state: 'on', allowOrigins: ['https://a', 'https://b'] } },
    {},
    ['warning api-cors-one-origin cors'],
  ],
  ['an authorizer for all routes', {}, { 'api.authorize > guard.invoke': {} }, []],
  [
    'a preflight request that would be asked for a token',
    { cors: CORS },
    { ...ANY, 'api.authorize > guard.invoke': {} },
    ['warning api-preflight-protected method'],
  ],
  [
    'an authorizer without a function',
    {},
    { 'api.route > f.invoke': { path: '/a', authorizer: 'Keys' } },
    ['error api-authorizer-not-there authorizer'],
  ],
  [
    'two authorizers of one name, both for all routes',
    {},
    { 'api.authorize > guard.invoke': {}, 'api.authorize >  guard.invoke': {} },
    [
      'error api-authorizer-twice name',
      'error api-authorizers-for-all forAllRoutes',
      'warning api-authorizer-idle forAllRoutes',
    ],
  ],
  [
    'an authorizer that no route names',
    {},
    { 'api.authorize > guard.invoke': { forAllRoutes: false } },
    ['warning api-authorizer-idle forAllRoutes'],
  ],
  [
    'answers kept for nobody',
    { type: 'rest' },
    { 'api.authorize > guard.invoke': { identitySources: [] } },
    ['error api-authorizer-caches-nobody identitySources'],
  ],
  [
    'a token for an HTTP API, from a query, by an expression that is none',
    {},
    {
      'api.authorize > guard.invoke': {
        type: 'TOKEN',
        identitySources: ['$request.querystring.t'],
        validation: '(',
      },
    },
    [
      'error api-authorizer-token-of-rest type',
      'error api-authorizer-token-source identitySources',
      'error api-authorizer-validation validation',
    ],
  ],
])('%s', (_, api, edges, found) => {
  expect(problems(api, edges).map(({ severity, code, field = '-' }) => `${severity} ${code} ${field}`)).toEqual(found)
})

test('what can be mended is mended by its fix', () => {
  const broken = [
    drawn({ type: 'rest' }, { 'api.route >  f.invoke': {} }),
    drawn({ type: 'rest' }, { 'api.authorize > guard.invoke': { identitySources: [] } }),
    drawn({}, { 'api.authorize > guard.invoke': { type: 'TOKEN' } }),
  ]
  for (const workflow of broken) {
    const fixes = [...httpApiRoutes(workflow), ...httpApiAccess(workflow)].flatMap(({ fix }) => fix ?? [])
    expect(fixes).toHaveLength(1)
    const mended = applyAll(workflow, fixes)
    expect([...httpApiRoutes(mended), ...httpApiAccess(mended)]).toEqual([])
  }
})

test('a function that may run longer than its route waits is said to go on, with what callers get', () => {
  const slow = (type: string) =>
    httpApiRoutes(
      buildWorkflow({
        nodes: { api: ['http-api', { type }], f: ['function', { timeoutMs: 60_000 }] },
        edges: { 'api.route > f.invoke': { path: '/a' } },
      }),
    ).map(({ code, data }) => [code, data['status'], data['apiMs']])
  expect(slow('http')).toEqual([['api-gives-up-first', 503, 30_000]])
  expect(slow('rest')).toEqual([['api-gives-up-first', 504, 29_000]])
})
