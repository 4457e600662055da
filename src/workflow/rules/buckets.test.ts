import type { JsonObject } from '#base'
import { apply } from '../apply.ts'
import { expect, test } from 'vitest'
import { buildWorkflow, type ShortWorkflow } from '../testing/build.ts'
import { buckets } from './buckets.ts'

const drawn = (edges: ShortWorkflow['edges'], config: JsonObject = {}) =>
  buildWorkflow({
    nodes: {
      b: ['bucket', config],
      c: ['bucket', { bucketName: 'c-bucket.x' }],
      f: ['function'],
      g: ['function'],
      default: ['event-bus'],
      other: ['event-bus'],
    },
    edges,
  })

const found = (edges: ShortWorkflow['edges'], config?: JsonObject) =>
  buckets(drawn(edges, config)).map(({ code, severity, edge = '-', fix }) => [severity, code, edge, fix?.type ?? '-'])

const OVERLAP = (edge: string, fix = '-') => ['error', 'bucket-notifications-overlap', edge, fix]

test.each<[string, ShortWorkflow['edges'], unknown[]]>([
  ['one notification', { 'b.notify > f.invoke': {} }, []],
  ['two for the same', { 'b.notify > f.invoke': {}, 'b.notify > g.invoke': {} }, [OVERLAP('e2')]],
  [
    'two for the same to the same function, of which one goes',
    { 'b.notify > f.invoke': {}, 'b.notify >f.invoke': { events: ['s3:ObjectCreated:Put'], prefix: 'in/' } },
    [OVERLAP('e2', 'remove')],
  ],
  [
    'different events',
    {
      'b.notify > f.invoke': { events: ['s3:ObjectCreated:Put'] },
      'b.notify > g.invoke': { events: ['s3:ObjectCreated:Copy', 's3:ObjectRemoved:*'] },
    },
    [],
  ],
  [
    'a group and one of it',
    {
      'b.notify > f.invoke': { events: ['s3:ObjectRemoved:Delete'] },
      'b.notify > g.invoke': { events: ['s3:ObjectRemoved:*'] },
    },
    [OVERLAP('e2')],
  ],
  ['prefixes apart', { 'b.notify > f.invoke': { prefix: 'a/' }, 'b.notify > g.invoke': { prefix: 'b/' } }, []],
  [
    'a prefix within another',
    { 'b.notify > f.invoke': { prefix: 'a/b/' }, 'b.notify > g.invoke': { prefix: 'a/' } },
    [OVERLAP('e2')],
  ],
  [
    'the same prefix, suffixes apart',
    {
      'b.notify > f.invoke': { prefix: 'a/', suffix: '.jpg' },
      'b.notify > g.invoke': { prefix: 'a/', suffix: '.png' },
    },
    [],
  ],
  [
    'the same prefix, a suffix within another',
    { 'b.notify > f.invoke': { suffix: 'g' }, 'b.notify > g.invoke': { suffix: '.png' } },
    [OVERLAP('e2')],
  ],
  ['the default bus beside others', { 'b.notify > f.invoke': {}, 'b.notify > default.put': {} }, []],
  ['another bus', { 'b.notify > other.put': {} }, [['warning', 'bucket-bus-not-default', 'e1', '-']]],
  [
    'a filter for a bus',
    { 'b.notify > default.put': { suffix: '.txt' } },
    [['warning', 'bucket-bus-unfiltered', 'e1', 'edit-edge-config']],
  ],
  [
    'a function that writes to its trigger',
    { 'b.notify > f.invoke': {}, 'f.call > b.objects': {} },
    [['warning', 'function-writes-to-its-trigger', 'e2', '-']],
  ],
  [
    'a function that may only read its trigger',
    { 'b.notify > f.invoke': {}, 'f.call > b.objects': { actions: ['read'] } },
    [],
  ],
  ['a function that hears of one prefix', { 'b.notify > f.invoke': { prefix: 'in/' }, 'f.call > b.objects': {} }, []],
  ['a function that writes to another bucket', { 'b.notify > f.invoke': {}, 'f.call > c.objects': {} }, []],
])('%s', (_, edges, problems) => {
  expect(found(edges)).toEqual(problems)
})

test('two buckets of one name in S3 are one too many', () => {
  expect(found({}, { bucketName: 'c-bucket.x' })).toEqual([['error', 'bucket-name-taken', '-', '-']])
})

test('what a fix does leaves nothing to fix', () => {
  for (const edges of [
    { 'b.notify > f.invoke': {}, 'b.notify >f.invoke': {} },
    { 'b.notify > default.put': { prefix: 'a' } },
  ]) {
    const workflow = drawn(edges)
    const [problem] = buckets(workflow)
    const fixed = problem?.fix && apply(workflow, problem.fix)
    expect(fixed?.ok && buckets(fixed.value)).toEqual([])
  }
})
