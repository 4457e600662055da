import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFragment } from './edit-fragment.ts'
import { ordersExample } from './examples/orders.ts'
import { newWorkflow, parseWorkflow, readWorkflow } from './parse.ts'
import { SENTENCE_CODES, sentence } from './sentences.ts'
import { serializeWorkflow } from './serialize.ts'

const ORDERS = serializeWorkflow(ordersExample())

/** The example with something else at a path: `nodes.n1.name`. */
function changed(path: string, value: unknown): string {
  const document = JSON.parse(ORDERS)
  const keys = path.split('.')
  const last = keys.pop() as string
  let at = document
  for (const key of keys) at = at[key]
  if (value === undefined) delete at[last]
  else at[last] = value
  return JSON.stringify(document)
}

const withText = (from: string, to: string): string => {
  if (!ORDERS.includes(from)) throw new Error(`${from} is not in the example`)
  return ORDERS.replace(from, to)
}

const queue = (name: string) => ({ kind: 'queue', name, position: { x: 0, y: 0 }, config: {} })
const many = <T>(count: number, make: (index: number) => T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, make(index)]))

const HOSTILE: readonly (readonly [what: string, text: () => string, code: string, path: string])[] = [
  ['nothing', () => '', 'json-ended', ''],
  ['a blank', () => ' \n ', 'json-ended', ''],
  ['no JSON', () => 'hello', 'json-unexpected', ''],
  ['half a document', () => ORDERS.slice(0, ORDERS.indexOf('"Orders"', 300)), 'json-ended', 'nodes.n4.name'],
  ['a comma too many', () => withText('"format": "faaslab",', '"format": "faaslab",,'), 'json-unexpected', 'format'],
  ['a comment', () => `// mine\n${ORDERS}`, 'json-unexpected', ''],
  ['text after the end', () => `${ORDERS}{}`, 'json-unexpected', ''],
  ['a line break in a string', () => withText('"name": "Orders"', '"name": "Or\nders"'), 'json-unexpected', 'name'],
  ['a wrong escape', () => withText('"name": "Orders"', '"name": "\\x41"'), 'json-unexpected', 'name'],
  ['a number with a leading zero', () => withText('"seed": 7', '"seed": 07'), 'json-unexpected', 'scenario.seed'],
  ['NaN', () => withText('"x": 376', '"x": NaN'), 'json-unexpected', 'nodes.n2.position.x'],
  ['Infinity by overflow', () => withText('"x": 376', '"x": 1e999'), 'value-type', 'nodes.n2.position.x'],
  ['a position too far out', () => changed('nodes.n2.position.x', 1e300), 'value-maximum', 'nodes.n2.position.x'],
  ['a position of text', () => changed('nodes.n2.position.x', '0'), 'value-type', 'nodes.n2.position.x'],
  ['half a position', () => changed('nodes.n2.position.y', undefined), 'value-missing', 'nodes.n2.position.y'],
  ['no position', () => changed('nodes.n2.position', undefined), 'value-missing', 'nodes.n2.position'],
  ['a list', () => '[]', 'document-not-object', ''],
  ['null', () => 'null', 'document-not-object', ''],
  ['another format', () => changed('format', 'drawio'), 'document-not-ours', 'format'],
  ['no version', () => changed('version', undefined), 'document-version-missing', 'version'],
  ['version 0', () => changed('version', 0), 'document-version-missing', 'version'],
  ['half a version', () => changed('version', 1.5), 'document-version-missing', 'version'],
  ['a newer version', () => changed('version', 2), 'document-too-new', 'version'],
  ['a version as text', () => changed('version', '1'), 'document-version-missing', 'version'],
  ['an unknown section', () => changed('plugins', {}), 'value-unknown-field', 'plugins'],
  ['nodes as a list', () => changed('nodes', []), 'value-type', 'nodes'],
  ['nodes as null, edges dangling', () => changed('nodes', {}), 'document-edge-dangling', 'edges.e1.from'],
  ['a node that is null', () => changed('nodes.n7', null), 'value-type', 'nodes.n7'],
  ['an unknown kind', () => changed('nodes.n7.kind', 'toaster'), 'value-choice', 'nodes.n7.kind'],
  ['a kind from the prototype', () => changed('nodes.n7.kind', 'toString'), 'value-choice', 'nodes.n7.kind'],
  ['a name twice', () => changed('nodes.n7.name', 'Orders'), 'document-name-twice', 'nodes.n7.name'],
  ['a name with a quote', () => changed('nodes.n7.name', '"><img>'), 'value-format', 'nodes.n7.name'],
  ['a name of 256', () => changed('nodes.n7.name', 'a'.repeat(256)), 'value-format', 'nodes.n7.name'],
  [
    'an id with a dot',
    () => changed('notes', { 'a.b': { text: '', position: { x: 0, y: 0 } } }),
    'id-unusable',
    'notes.a.b',
  ],
  ['an id twice', () => withText('"n2": {', '"n1": {'), 'json-duplicate-key', 'nodes.n1'],
  ['an id twice, once in escapes', () => withText('"n2": {', '"\\u006e1": {'), 'json-duplicate-key', 'nodes.n1'],
  ['__proto__ as a node', () => withText('"n2": {', '"__proto__": {'), 'json-forbidden-key', 'nodes.__proto__'],
  ['__proto__ in escapes', () => withText('"n2": {', '"\\u005f_proto__": {'), 'json-forbidden-key', 'nodes.__proto__'],
  [
    'constructor in a variable',
    () => withText('"environment": {}', '"environment": {"constructor": "x"}'),
    'json-forbidden-key',
    'nodes.n3.config.environment.constructor',
  ],
  [
    'prototype among the files',
    () => withText('"files": {', '"files": {"prototype": "",'),
    'json-forbidden-key',
    'files.prototype',
  ],
  [
    'an unknown field',
    () => changed('nodes.n4.config.visibility', 3),
    'value-unknown-field',
    'nodes.n4.config.visibility',
  ],
  [
    'an unknown field deep inside',
    () => changed('edges.e5.config.policies.0.tries', 3),
    'value-unknown-field',
    'edges.e5.config.policies.0.tries',
  ],
  [
    'a value out of range',
    () => changed('nodes.n3.config.timeoutMs', 900_001),
    'value-maximum',
    'nodes.n3.config.timeoutMs',
  ],
  [
    'a fraction where none can be',
    () => changed('nodes.n3.config.memoryMb', 128.5),
    'value-type',
    'nodes.n3.config.memoryMb',
  ],
  [
    'an unknown policy',
    () => changed('edges.e5.config.policies.0.type', 'hope'),
    'value-not-a-choice',
    'edges.e5.config.policies.0.type',
  ],
  ['an edge to nowhere', () => changed('edges.e1.to.node', 'n99'), 'document-edge-dangling', 'edges.e1.to'],
  [
    'an edge to what every object has',
    () => changed('edges.e1.to.node', 'toString'),
    'document-edge-dangling',
    'edges.e1.to',
  ],
  ['a port that is not there', () => changed('edges.e1.to.port', 'door'), 'connect-no-port', 'edges.e1'],
  [
    'an edge the wrong way round',
    () => changed('edges.e1', { from: { node: 'n2', port: 'request' }, to: { node: 'n1', port: 'call' } }),
    'connect-from-input',
    'edges.e1',
  ],
  [
    'ports that don’t fit',
    () => changed('edges.e3.to', { node: 'n2', port: 'request' }),
    'connect-turn-round',
    'edges.e3',
  ],
  ['a queue as its own dead-letter queue', () => changed('edges.e6.to.node', 'n4'), 'connect-self', 'edges.e6'],
  [
    'the config of another port',
    () => changed('edges.e4.config', { maxReceiveCount: 3 }),
    'value-unknown-field',
    'edges.e4.config.maxReceiveCount',
  ],
  [
    'a path out of the document',
    () => changed('files', { '../../etc/passwd': '' }),
    'file-path-unusable',
    'files.../../etc/passwd',
  ],
  ['an absolute path', () => changed('files', { '/etc/passwd': '' }), 'file-path-unusable', 'files./etc/passwd'],
  ['a file that is a folder', () => changed('files', { a: '', 'a/b': '' }), 'file-is-folder', 'files.a/b'],
  ['a file that is a number', () => changed('files', { a: 1 }), 'value-type', 'files.a'],
  [
    'a day that is none',
    () => changed('scenario.startAt', '2026-02-30T00:00:00Z'),
    'value-refused',
    'scenario.startAt',
  ],
  ['a duration of words', () => changed('scenario.duration', 'soon'), 'value-refused', 'scenario.duration'],
  [
    'a duration beyond counting',
    () => changed('scenario.duration', '99999999999999d'),
    'value-refused',
    'scenario.duration',
  ],
  ['another profile', () => changed('profile', 'acme'), 'value-choice', 'profile'],
  ['no name', () => changed('name', undefined), 'value-missing', 'name'],
  [
    '2,001 nodes',
    () =>
      changed(
        'nodes',
        many(2001, (index) => queue(`Q${index}`)),
      ),
    'too-many-nodes',
    'nodes',
  ],
  [
    '5,001 edges',
    () =>
      changed(
        'edges',
        many(5001, () => ({})),
      ),
    'too-many-edges',
    'edges',
  ],
  ['11 MB', () => changed('files', { a: 'x'.repeat(11 * 1024 * 1024) }), 'too-large', ''],
  ['10 MB of two-byte letters', () => changed('files', { a: 'é'.repeat(6 * 1024 * 1024) }), 'too-large', ''],
  ['lists nested 100,000 deep', () => '['.repeat(100_000), 'json-too-deep', '0.0.0.0.0.0.0.0.0.0.0.0'],
  ['objects nested 100,000 deep', () => '{"a":'.repeat(100_000), 'json-too-deep', 'a.a.a.a.a.a.a.a.a.a.a.a'],
  [
    'something kept, too deep',
    () => changed('kept', JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`)),
    'json-too-deep',
    'kept.a.a.a.a.a.a.a.a.a.a.a',
  ],
]

describe('a document that can’t be opened', () => {
  test.each(HOSTILE)('%s', (_what, text, code, path) => {
    const read = parseWorkflow(text())
    if (read.ok) throw new Error('it was opened')
    expect(read.error[0]).toMatchObject({ code, path })
    for (const problem of read.error) {
      for (const language of ['en', 'zh'] as const)
        expect(sentence(problem.code, problem.data, language)).not.toMatch(/\{\w+(:\w+)?\}|undefined/)
    }
  })

  test('there are at least fifty kinds of them, and none changed what objects inherit', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(50)
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).timeoutMs).toBeUndefined()
  })

  test('says where in the text', () => {
    const read = parseWorkflow('{\n  "format": "faaslab",\n  "version": one\n}')
    expect(read.ok || read.error[0]?.data).toMatchObject({ line: 3, column: 14, found: 'one' })
  })

  test('a thousand problems are counted, a hundred shown', () => {
    const read = parseWorkflow(
      changed(
        'nodes',
        many(1000, () => ({ kind: 'queue' })),
      ),
    )
    if (read.ok) throw new Error('it was opened')
    expect(read.error).toHaveLength(101)
    expect(read.error.at(-1)).toMatchObject({ code: 'document-too-many-problems', data: { shown: 100 } })
  })

  test('an object with a getter, a function or a loop in it is no JSON and is not followed', () => {
    const loop: Record<string, unknown> = { kind: 'queue' }
    loop.kept = { loop }
    for (const strange of [{ n1: loop }, { n1: { kind: () => 'queue' } }, { n1: Symbol('n') }, { n1: new Date(0) }]) {
      expect(readWorkflow({ ...newWorkflow('W'), nodes: strange }).ok).toBe(false)
    }
  })
})

describe('a document that can be opened', () => {
  test('comes back as the same text', () => {
    const read = parseWorkflow(ORDERS)
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(read.value).toEqual(ordersExample())
    expect(serializeWorkflow(read.value)).toBe(ORDERS)
  })

  test('may leave out whatever has a default, and begin with a byte order mark', () => {
    const read = parseWorkflow(
      '\uFEFF{"format":"faaslab","version":1,"name":"Small","nodes":{"a":{"kind":"queue","name":"Q","position":{"x":-0,"y":0}}}}',
    )
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(read.value.nodes['a' as never]).toEqual({
      ...queue('Q'),
      config: expect.objectContaining({ visibilityTimeoutMs: 30_000 }),
    })
    expect(read.value).toEqual({ ...newWorkflow('Small'), nodes: read.value.nodes })
  })

  test('may name its schema for an editor', () => {
    expect(parseWorkflow(changed('$schema', './faaslab.schema.json'))).toEqual({ ok: true, value: ordersExample() })
  })

  test('the same entries in another order make the same text', () => {
    const document = JSON.parse(ORDERS)
    document.nodes = Object.fromEntries(Object.entries(document.nodes).reverse())
    document.files = Object.fromEntries(Object.entries(document.files).reverse())
    const read = parseWorkflow(JSON.stringify(document))
    expect(read.ok && serializeWorkflow(read.value)).toBe(ORDERS)
  })

  test('at the limit: 2,000 nodes and 5,000 edges from one port, in good time', () => {
    const nodes = {
      ...many(1999, (index) => queue(`Q${index}`)),
      hub: { kind: 'function', name: 'Hub', position: { x: 0, y: 0 }, config: {} },
    }
    const edges = Object.fromEntries(
      Array.from({ length: 1999 }, (_, index) => [
        `c${index}`,
        { from: { node: 'hub', port: 'call' }, to: { node: `m${index}`, port: 'send' } },
      ]),
    )
    const started = performance.now()
    expect(parseWorkflow(JSON.stringify({ ...newWorkflow('Big'), nodes, edges })).ok).toBe(true)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('whatever the text', () => {
  const neverThrows = (text: string): void => {
    const read = parseWorkflow(text)
    if (!read.ok) {
      expect(read.error.length).toBeGreaterThan(0)
      for (const { code } of read.error) expect(SENTENCE_CODES).toContain(code)
    }
    expect(parseFragment(text).ok).toBe(read.ok)
  }

  test('any text at all is read or refused', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), neverThrows), { numRuns: 500 })
  })

  test('any JSON is read or refused, as JSON.parse says', () => {
    fc.assert(fc.property(fc.json(), neverThrows), { numRuns: 500 })
  })

  test('the example with one place changed is read or refused', () => {
    const places = [...ORDERS.matchAll(/"[^"]*"|[0-9]+|true|\{|\[|,/g)].map((match) => ({
      at: match.index,
      length: match[0].length,
    }))
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.json(), fc.constantFrom('', '}', ']', ',', '"__proto__"', '1e999', '"n1"')),
        (place, text) => neverThrows(ORDERS.slice(0, place.at) + text + ORDERS.slice(place.at + place.length)),
      ),
      { numRuns: 1500 },
    )
  })

  test('what we call JSON and what the engine calls JSON is the same, but for repeated and forbidden keys and depth', () => {
    const byEngine = (text: string): boolean => {
      try {
        JSON.parse(text)
        return true
      } catch (error) {
        return !(error instanceof SyntaxError)
      }
    }
    const snippet = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '"\\n"',
      '"\\u00',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(snippet, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const read = parseWorkflow(text)
        const code = read.ok ? '' : (read.error[0]?.code ?? '')
        if (code === 'json-duplicate-key') return
        expect(code.startsWith('json-')).toBe(!byEngine(text))
      }),
      { numRuns: 3000 },
    )
  })
})
