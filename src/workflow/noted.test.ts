import { describe, expect, test } from 'vitest'
import type { JsonObject } from '#base'
import { apply } from './apply.ts'
import type { NodeId, Workflow } from './document.ts'
import { outgoing } from './graph.ts'
import { NOTED_CODES, type NotedCode, notedProblems } from './noted.ts'
import { type Language, sentence } from './sentences.ts'
import { buildWorkflow } from './testing/build.ts'

const WORK = 'Work' as NodeId

const workflow = (edges: Readonly<Record<string, JsonObject>> = {}): Workflow =>
  buildWorkflow({
    nodes: {
      Work: ['function'],
      Other: ['function'],
      Orders: ['queue'],
      Pay: ['service', { baseUrl: 'https://pay.example/v1' }],
      Events: ['event-bus'],
    },
    edges,
  })

const noted = (code: string, detail: JsonObject, node: NodeId = WORK) => ({
  node,
  code,
  detail: JSON.stringify(detail),
})

/** What a run notes, for each code. */
const EXAMPLES: Readonly<Record<NotedCode, readonly JsonObject[]>> = {
  'no-edge-for-fetch': [
    { function: 'Work', url: 'https://pay.example', service: 'Pay' },
    { function: 'Work', url: 'https://api.weather.example:8080', service: '' },
  ],
  'no-edge-for-queue': [{ function: 'Work', queue: 'Orders', action: 'send', operation: 'SendMessage' }],
  'no-edge-for-call': [
    { function: 'Work', kind: 'function', target: 'Other', action: 'invoke', operation: 'Invoke' },
    { function: 'Work', kind: 'event-bus', target: 'Events', action: 'send', operation: 'PutEvents' },
  ],
  'no-such-event-bus': [{ function: 'Work', bus: 'Audit' }],
  'no-such-setting': [
    { function: 'Work', service: 'ssm', name: '/shop/limit' },
    { function: 'Work', service: 'secretsmanager', name: 'shop/token' },
  ],
  'operation-not-emulated': [{ function: 'Work', operation: 'CreateQueue' }],
  'replay-refused': [{ bus: 'Events', code: 'ValidationException', message: 'Parameter EventEndTime is not valid.' }],
  'event-refused': [{ bus: 'Events', code: 'ValidationException', message: 'Parameter Source is not valid.' }],
  'poison-not-applied': [{ fault: 'f1' }],
  'service-answer-unusable': [{ service: 'Pay', returned: 'null' }],
  'object-refused': [{ bucket: 'Uploads', code: 'KeyTooLongError', message: 'Your key is too long' }],
  'intrinsics-changed': [{ what: 'Array.prototype.last' }],
}

describe.each<Language>(['en', 'zh'])('in %s', (language) => {
  test.each(NOTED_CODES)('%s is one sentence with all its data, at its node', (code) => {
    for (const detail of EXAMPLES[code]) {
      const [problem, ...others] = notedProblems(workflow(), [noted(code, detail), noted(code, detail)])
      expect(others).toEqual([])
      expect(problem?.node).toBe(WORK)
      if (!problem) continue
      const said = sentence(problem.code, problem.data, language)
      expect(said).not.toMatch(/[{}]/)
      expect(said).toContain(String(Object.values(detail)[0]))
    }
  })
})

test.each([
  ['a fetch of a known service', 'no-edge-for-fetch', 0, 'Pay'],
  ['a call of a function', 'no-edge-for-call', 0, 'Other'],
  ['events for a bus', 'no-edge-for-call', 1, 'Events'],
  ['a message for a queue', 'no-edge-for-queue', 0, 'Orders'],
] as const)('%s without an edge: the fix draws it, and the problem is gone', (_, code, example, target) => {
  const before = workflow()
  const found = [noted(code, EXAMPLES[code][example] as JsonObject)]
  const [problem] = notedProblems(before, found)
  expect(problem).toMatchObject({ severity: 'error', node: WORK, fix: { type: 'connect' } })
  const after = apply(before, problem?.fix ?? { type: 'remove' })
  if (!after.ok) throw new Error(after.error.code)
  expect(outgoing(after.value, WORK, 'call').map(({ edge }) => edge.to.node)).toEqual([target])
  expect(notedProblems(after.value, found)).toEqual([])
})

test.each([
  ['an address that no service has', 'no-edge-for-fetch', 1, 'service', 'ApiWeatherExample'],
  ['a bus that is not there', 'no-such-event-bus', 0, 'event-bus', 'Audit'],
] as const)('%s: the fix adds it with its edge, and the problem is gone', (_, code, example, kind, name) => {
  const before = workflow()
  const found = [noted(code, EXAMPLES[code][example] as JsonObject)]
  const [problem] = notedProblems(before, found)
  const after = apply(before, problem?.fix ?? { type: 'remove' })
  if (!after.ok) throw new Error(after.error.code)
  expect(Object.values(after.value.nodes)).toContainEqual(expect.objectContaining({ kind, name }))
  expect(outgoing(after.value, WORK, 'call')).toHaveLength(1)
  expect(notedProblems(after.value, found)).toEqual([])
})

test.each([
  ['a parameter', 0, { parameters: { '/shop/limit': { type: 'String', value: 'to-be-set' } } }],
  ['a secret', 1, { secrets: { 'shop/token': { value: 'to-be-set' } } }],
] as const)('%s that is in no settings: the fix adds it, and the problem is gone', (_, example, settings) => {
  const before = workflow()
  const found = [noted('no-such-setting', EXAMPLES['no-such-setting'][example] as JsonObject)]
  const [problem] = notedProblems(before, found)
  expect(problem).toMatchObject({ severity: 'warning', node: WORK })
  const after = apply(before, problem?.fix ?? { type: 'remove' })
  if (!after.ok) throw new Error(after.error.code)
  expect(after.value.settings).toMatchObject(settings)
  expect(notedProblems(after.value, found)).toEqual([])
})

test('an edge that allows other things alone is given the action that is missing', () => {
  const before = workflow({ 'Work.call > Orders.send': { actions: ['receive'] } })
  const found = [noted('no-edge-for-queue', EXAMPLES['no-edge-for-queue'][0] as JsonObject)]
  const [problem] = notedProblems(before, found)
  expect(problem?.fix).toEqual({ type: 'edit-edge-config', edge: 'e1', patch: { actions: ['receive', 'send'] } })
  const after = apply(before, problem?.fix ?? { type: 'remove' })
  expect(after.ok && notedProblems(after.value, found)).toEqual([])
})

test('several operations that need the same edge are one problem', () => {
  const detail = EXAMPLES['no-edge-for-queue'][0] as JsonObject
  const both = [
    noted('no-edge-for-queue', detail),
    noted('no-edge-for-queue', { ...detail, operation: 'SendMessageBatch' }),
  ]
  expect(notedProblems(workflow(), both)).toHaveLength(1)
})

test('the file that changed a built-in is named, also where another function was the first to show it', () => {
  const before = buildWorkflow({
    nodes: {
      Work: ['function', { codeUri: 'work' }],
      Other: ['function', { codeUri: 'other' }],
    },
    edges: {},
    files: {
      'work/index.mjs': 'export const handler = async () => [1].last()',
      'other/index.mjs': "import './patch.mjs'\nexport const handler = async () => 1",
      'other/patch.mjs': 'Array.prototype.last = function () { return this.at(-1) }',
      'other/node_modules/last/index.js': "Object.defineProperty(Array.prototype, 'last', {})",
    },
  })
  const problems = notedProblems(before, [noted('intrinsics-changed', { what: 'Array.prototype.last' })])
  expect(problems).toMatchObject([
    {
      code: 'intrinsics-changed-in',
      node: 'Other',
      field: 'other/patch.mjs',
      data: { file: 'other/patch.mjs', function: 'Other' },
    },
  ])
  const hidden = notedProblems(before, [noted('intrinsics-changed', { what: 'Map.prototype.Symbol(Symbol.iterator)' })])
  expect(hidden).toMatchObject([{ code: 'intrinsics-changed', node: 'Work' }])
})

test('what a forged run notes is nothing: no such code, no JSON, no such node', () => {
  const forged = [
    noted('constructor', {}),
    { node: WORK, code: 'operation-not-emulated', detail: 'no json' },
    { node: WORK, code: 'operation-not-emulated', detail: '[]' },
    noted('operation-not-emulated', {}, 'gone' as NodeId),
  ]
  expect(notedProblems(workflow(), forged)).toEqual([])
  const [problem] = notedProblems(workflow(), [noted('operation-not-emulated', { operation: 'x'.repeat(10_000) })])
  expect(String(problem?.data['operation']).length).toBeLessThan(400)
})
