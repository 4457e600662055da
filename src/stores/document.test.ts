import { soakRuns } from '#base/testing/soak'
import { NODE_KINDS } from '#nodes/models'
import { type Command, type EdgeId, type NodeId, newWorkflow, serializeWorkflow } from '#workflow'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createDocumentStore, type DocumentStore } from './document.ts'
import { createFakeTimers, type FakeTimers } from './testing/fake-timers.ts'

interface Setup {
  readonly document: DocumentStore
  readonly timers: FakeTimers
}

function setup(history?: { readonly steps: number; readonly bytes: number }): Setup {
  const timers = createFakeTimers()
  const workflow = newWorkflow('Orders')
  return { timers, document: createDocumentStore({ workflow, timers, ...(history && { history }) }) }
}

const textOf = (document: DocumentStore): string => serializeWorkflow(document.getState().workflow)
const n1 = 'n1' as NodeId
const addQueue: Command = { type: 'add-node', kind: 'queue', position: { x: 0, y: 0 } }
const moveTo = (x: number): Command => ({ type: 'move-nodes', positions: { [n1]: { x, y: 0 } } })

const id = (prefix: string) => fc.integer({ min: 1, max: 8 }).map((number) => `${prefix}${number}`)
const node = id('n').map((text) => text as NodeId)
const edge = id('e').map((text) => text as EdgeId)
const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })
const path = fc.constantFrom('function/index.ts', 'function/lib.ts', 'notes.txt', 'other/a.js')
const end = fc.record({
  node,
  port: fc.constantFrom('consume', 'invoke', 'call', 'redrive', 'send', 'route', 'request', 'fire'),
})
const is = <const Type extends Command['type']>(type: Type) => fc.constant(type)

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: is('add-node'), kind: fc.constantFrom(...NODE_KINDS), position }) },
  { weight: 4, arbitrary: fc.record({ type: is('connect'), from: end, to: end }) },
  fc.record({ type: is('add-and-connect'), node: fc.record({ kind: fc.constantFrom(...NODE_KINDS), position }), end }),
  fc.record({ type: is('remove'), nodes: fc.array(node, { maxLength: 3 }), edges: fc.array(edge, { maxLength: 2 }) }),
  fc.record({
    type: is('move-nodes'),
    positions: fc.dictionary(node, position, { maxKeys: 3 }) as fc.Arbitrary<Record<NodeId, { x: number; y: number }>>,
  }),
  fc.record({ type: is('rename-node'), node, name: fc.constantFrom('Orders', 'Charge', 'Mail', '1bad') }),
  fc.record({
    type: is('edit-config'),
    node,
    patch: fc.constantFrom({ timeoutMs: 5000 }, { visibilityTimeoutMs: 60_000 }, { nonsense: 1 }),
  }),
  fc.record({ type: is('write-file'), path, text: fc.string({ maxLength: 30 }) }),
  fc.record({ type: is('remove-file'), path }),
  fc.record({ type: is('rename-file'), path, to: path }),
  fc.record({ type: is('edit-scenario'), patch: fc.record({ seed: fc.integer({ min: 0, max: 99 }) }) }),
  fc.record({ type: is('rename-workflow'), name: fc.constantFrom('A', 'B', '') }),
  fc.record({ type: is('add-note'), text: fc.string({ maxLength: 10 }), position }),
  fc.record({ type: is('edit-note'), id: id('note'), text: fc.string({ maxLength: 10 }) }),
  fc.record({ type: is('remove-note'), id: id('note') }),
  fc.constant<Command>({ type: 'replace-document', workflow: newWorkflow('Replaced') }),
)

const step = fc.record({
  commands: fc.array(command, { minLength: 1, maxLength: 3 }),
  merge: fc.option(fc.constantFrom('drag', 'typing'), { nil: undefined }),
})

test('after any edits, undoing all gives the start, and redoing all gives the end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (edits) => {
      const { document } = setup()
      const start = textOf(document)
      for (const { commands, merge } of edits) document.dispatch(commands, merge === undefined ? {} : { merge })
      const end = textOf(document)
      const between = [end]
      while (document.undo()) between.push(textOf(document))
      expect(textOf(document)).toBe(start)
      expect(document.getState().undoLabel).toBeUndefined()
      between.pop()
      while (document.redo()) expect(textOf(document)).toBe(between.pop())
      expect(textOf(document)).toBe(end)
      expect(document.getState().redoLabel).toBeUndefined()
    }),
    { numRuns: soakRuns(2000) },
  )
})

test('a refused edit changes nothing and is shown until the next one that is made', () => {
  const { document } = setup()
  document.dispatch(addQueue)
  const before = document.getState()
  const refused = document.dispatch([
    { type: 'rename-workflow', name: 'New' },
    { type: 'rename-node', node: n1, name: '1' },
  ])
  expect(refused).toMatchObject({ ok: false, error: { code: 'name-unusable' } })
  expect(document.getState()).toMatchObject({
    workflow: before.workflow,
    revision: before.revision,
    lastRefusal: { code: 'name-unusable' },
  })
  document.dispatch(moveTo(5))
  expect(document.getState().lastRefusal).toBeUndefined()
})

test('a drag of many moves is one step to undo, the next drag another', () => {
  const { document } = setup()
  document.dispatch(addQueue)
  for (const x of [1, 2, 3]) document.dispatch(moveTo(x), { merge: 'drag' })
  document.endMerge()
  for (const x of [4, 5]) document.dispatch(moveTo(x), { merge: 'drag' })
  const x = () => document.getState().workflow.nodes[n1]?.position.x
  document.undo()
  expect(x()).toBe(3)
  document.undo()
  expect(x()).toBe(0)
  document.redo()
  expect(x()).toBe(3)
})

test('a drag that comes back to where it began leaves no step', () => {
  const { document } = setup()
  document.dispatch(addQueue)
  for (const x of [1, 2, 0]) document.dispatch(moveTo(x), { merge: 'drag' })
  expect(document.getState().undoLabel).toMatchObject({ code: 'did-add-node' })
})

test('typing with a pause in between is two steps', () => {
  const { document, timers } = setup()
  const type = (text: string) =>
    document.dispatch({ type: 'write-file', path: 'a.ts', text }, { merge: 'a.ts', mergeWithinMs: 1000 })
  type('a')
  timers.advance(900)
  type('ab')
  timers.advance(1100)
  type('abc')
  document.undo()
  expect(document.getState().workflow.files['a.ts']).toBe('ab')
  document.undo()
  expect(document.getState().workflow.files['a.ts']).toBeUndefined()
})

test('an edit after an undo forgets what could be redone', () => {
  const { document } = setup()
  document.dispatch(addQueue)
  document.undo()
  expect(document.getState().redoLabel).toMatchObject({ code: 'did-add-node', data: { kind: 'queue' } })
  document.dispatch({ type: 'rename-workflow', name: 'New' })
  expect(document.redo()).toBeUndefined()
})

test('the history is bounded by steps and by bytes, and the newest step is always kept', () => {
  const few = setup({ steps: 3, bytes: 1e9 }).document
  for (let number = 0; number < 10; number++) few.dispatch({ type: 'rename-workflow', name: `Name${number}` })
  let undone = 0
  while (few.undo()) undone += 1
  expect(undone).toBe(3)
  const small = setup({ steps: 100, bytes: 1000 }).document
  for (const letter of 'abc') small.dispatch({ type: 'write-file', path: 'big.txt', text: letter.repeat(10_000) })
  small.undo()
  expect(small.getState().workflow.files['big.txt']?.[0]).toBe('b')
  expect(small.undo()).toBeUndefined()
})

test('problems follow a little behind, and at once when asked for', async () => {
  const { document, timers } = setup()
  timers.advance(200)
  await vi.waitFor(() => expect(document.getState()).toMatchObject({ problems: [], problemsRevision: 0 }))
  document.dispatch(addQueue)
  expect(document.getState().problems).toEqual([])
  timers.advance(200)
  await vi.waitFor(() => expect(document.getState().problems.length).toBeGreaterThan(0))
  expect(document.getState().problemsRevision).toBe(1)
  document.undo()
  expect(await document.checkNow()).toEqual([])
})

test('a loaded document has no history, and while it is read-only no edit is made', () => {
  const { document } = setup()
  document.dispatch(addQueue)
  document.load(newWorkflow('Other'))
  expect(document.undo()).toBeUndefined()
  document.setReadOnly({ code: 'tab-other-writes', data: {} })
  expect(document.dispatch(addQueue)).toMatchObject({ ok: false, error: { code: 'tab-other-writes' } })
  expect(document.getState().workflow.name).toBe('Other')
})

test('a change says what it added', () => {
  const { document } = setup()
  const added = document.dispatch([addQueue, { type: 'add-note', text: 'hi', position: { x: 0, y: 0 } }])
  expect(added).toMatchObject({ ok: true, value: { addedNodes: ['n1'], addedEdges: [], addedNotes: ['note1'] } })
})
