import type { JsonObject } from '#base'
import { expect, test } from 'vitest'
import { buildWorkflow } from '../testing/build.ts'
import { eventBusRules } from './event-bus-rules.ts'

const found = (edges: Readonly<Record<string, JsonObject>>, functions = 1) =>
  eventBusRules(
    buildWorkflow({
      nodes: {
        b: ['event-bus'],
        c: ['event-bus'],
        ...Object.fromEntries(Array.from({ length: functions }, (_, index) => [`f${index}`, ['function'] as const])),
      },
      edges,
    }),
  ).map(({ code, severity, edge = '-', field = '-', data }) => [severity, code, edge, field, data['message'] ?? ''])

test.each([
  ['a rule that EventBridge takes', { 'b.rule > f0.invoke': { pattern: '{"source":["a"]}' } }, []],
  [
    'a pattern that is no JSON',
    { 'b.rule > f0.invoke': { pattern: '{' } },
    [['error', 'event-rule-refused', 'e1', 'pattern', expect.stringMatching(/^Event pattern is not valid\. Reason: /)]],
  ],
  [
    'a value that is no list',
    { 'b.rule > f0.invoke': { pattern: '{"source":"a"}' } },
    [['error', 'event-rule-refused', 'e1', 'pattern', expect.stringMatching(/^Event pattern is not valid\. Reason: /)]],
  ],
  [
    'two inputs at once',
    { 'b.rule > f0.invoke': { input: '{}', inputPath: '$.detail' } },
    [['error', 'event-rule-refused', 'e1', 'input', expect.stringContaining('Only one of Input, InputPath')]],
  ],
  [
    'an input that is no JSON',
    { 'b.rule > f0.invoke': { input: 'x' } },
    [['error', 'event-rule-refused', 'e1', 'input', expect.stringContaining('JSON syntax error')]],
  ],
  [
    'buses whose events go round',
    { 'b.rule > c.put': {}, 'c.rule > b.put': {} },
    [
      ['warning', 'event-bus-cycle', '-', '-', ''],
      ['warning', 'event-bus-cycle', '-', '-', ''],
    ],
  ],
  ['a round with a rule switched off', { 'b.rule > c.put': {}, 'c.rule > b.put': { enabled: false } }, []],
])('%s', (_, edges, problems) => {
  expect(found(edges as Record<string, JsonObject>)).toEqual(problems)
})

test('edges of one name are one rule: one pattern, at most five targets', () => {
  const edges = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [
      `b.rule > f${index}.invoke`,
      { name: 'R', pattern: index === 1 ? '{"source":["b"]}' : '{"source":["a"]}' },
    ]),
  )
  expect(found(edges, 6).map(([, code, edge]) => [code, edge])).toEqual([
    ['event-rule-patterns-differ', 'e2'],
    ['event-rule-targets', 'e6'],
  ])
})

test('an archive has a pattern that EventBridge takes, and a name that no other archive has', () => {
  const archives = [{ name: 'all' }, { name: 'odd', pattern: '{"source":"a"}' }]
  const nodes = { b: ['event-bus', { archives }], c: ['event-bus', { archives: [{ name: 'all' }] }] } as const
  const problems = eventBusRules(buildWorkflow({ nodes, edges: {} }))
  expect(problems.map(({ code, field, data }) => [code, data['bus'], field])).toEqual([
    ['event-archive-refused', 'b', 'archives.1'],
    ['event-archive-twice', 'c', 'archives.0'],
  ])
  expect(problems[0]?.data['message']).toMatch(/^Event pattern is not valid\. Reason: /)
})
