import { type NodeId, newWorkflow } from '#workflow'
import { expect, test } from 'vitest'
import { createDocumentStore } from './document.ts'
import { createSelectionStore } from './selection.ts'
import { createFakeTimers } from './testing/fake-timers.ts'

const [n1, n2] = ['n1', 'n2'] as [NodeId, NodeId]

function setup() {
  const document = createDocumentStore({ workflow: newWorkflow('Orders'), timers: createFakeTimers() })
  document.dispatch([
    { type: 'add-node', kind: 'queue', position: { x: 0, y: 0 } },
    { type: 'add-node', kind: 'queue', position: { x: 99, y: 0 } },
    { type: 'add-note', text: 'hi', position: { x: 0, y: 0 } },
  ])
  return { document, selection: createSelectionStore(document) }
}

test('what is removed is no longer selected, and undo does not select it again', () => {
  const { document, selection } = setup()
  selection.select({ nodes: [n1, n2] })
  document.dispatch({ type: 'remove', nodes: [n1] })
  expect([...selection.getState().nodes]).toEqual([n2])
  expect(selection.getState().target).toEqual({ type: 'node', node: n2 })
  document.undo()
  expect([...selection.getState().nodes]).toEqual([n2])
})

test('selecting replaces, adds, toggles and removes; what does not exist is left out', () => {
  const { selection } = setup()
  selection.select({ nodes: [n1, 'n77' as NodeId] })
  expect([...selection.getState().nodes]).toEqual([n1])
  expect(selection.getState().focused).toBe(n1)
  selection.select({ nodes: [n2] }, 'add')
  expect(selection.getState().target).toEqual({ type: 'many', nodes: 2, edges: 0, notes: 0 })
  selection.select({ nodes: [n1] }, 'toggle')
  expect([...selection.getState().nodes]).toEqual([n2])
  selection.select({ nodes: [n2] }, 'remove')
  expect(selection.isEmpty()).toBe(true)
  expect(selection.getState().target).toEqual({ type: 'workflow' })
})

test('selecting all takes nodes, connections and notes; another document starts with nothing selected', () => {
  const { document, selection } = setup()
  selection.selectAll()
  expect(selection.getState().target).toEqual({ type: 'many', nodes: 2, edges: 0, notes: 1 })
  document.load(document.getState().workflow)
  expect(selection.isEmpty()).toBe(true)
  expect(selection.getState().focused).toBeUndefined()
})

test('moving what is selected tells nobody that the selection changed', () => {
  const { document, selection } = setup()
  selection.select({ nodes: [n1] })
  let heard = 0
  selection.subscribe(() => {
    heard += 1
  })
  document.dispatch({ type: 'move-nodes', positions: { [n1]: { x: 5, y: 5 } } })
  selection.select({ nodes: [n1] })
  expect(heard).toBe(0)
})
