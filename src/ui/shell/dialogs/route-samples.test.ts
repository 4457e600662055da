import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { readEvent } from './hand-sent-event.ts'
import { routeSamples } from './route-samples.ts'
import { nodesOfKind } from '#workflow'

const workflow = buildWorkflow({
  nodes: { api: ['http-api'], f: ['function'], guard: ['function'] },
  edges: {
    'api.route > f.invoke': { method: 'GET', path: '/orders/{id}', authorizer: 'NONE' },
    'api.route >  f.invoke': { path: '/files/{proxy+}' },
    'api.route >   f.invoke': {},
    'api.authorize > guard.invoke': { identitySources: ['$request.header.X-Key', '$request.querystring.k'] },
  },
})

test('an API offers a request for each of its routes, with what identifies the caller', () => {
  const [api] = nodesOfKind(workflow, 'http-api')
  const samples = api ? routeSamples(workflow, api.id) : []
  expect(samples.map(({ title }) => title.en)).toEqual(['GET /orders/{id}', 'ANY /files/{proxy+}', '$default'])
  expect(samples.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
    { method: 'GET', path: '/orders/1', headers: {}, body: '' },
    {
      method: 'POST',
      path: '/files/a/b?k=token',
      headers: { 'content-type': 'application/json', 'X-Key': 'Bearer let-me-in' },
      body: '{"n":1}',
    },
    {
      method: 'POST',
      path: '/?k=token',
      headers: { 'content-type': 'application/json', 'X-Key': 'Bearer let-me-in' },
      body: '{"n":1}',
    },
  ])
  for (const { text } of samples) expect(readEvent('http-api', text, 'async')).toHaveProperty('event')
})
