import { type NodeId, newWorkflow, serializeWorkflow } from '#workflow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClipboard } from './clipboard.ts'
import { createConsentStore } from './consent.ts'
import { createDocumentStore } from './document.ts'
import { createSelectionStore } from './selection.ts'
import { createFakeKeyValues, createFakeTimers } from './testing/fake-timers.ts'

const [n1, n2] = ['n1', 'n2'] as [NodeId, NodeId]

function openTab(keyValues = createFakeKeyValues()) {
  const document = createDocumentStore({ workflow: newWorkflow('Orders'), timers: createFakeTimers() })
  const consent = createConsentStore({ document, keyValues })
  const selection = createSelectionStore(document)
  return { document, consent, selection, keyValues, clipboard: createClipboard({ document, selection, consent }) }
}

function withPair() {
  const tab = openTab()
  tab.document.dispatch([
    { type: 'add-node', kind: 'queue', name: 'Orders', position: { x: 0, y: 0 } },
    { type: 'add-node', kind: 'function', name: 'Work', position: { x: 100, y: 50 } },
    { type: 'connect', from: { node: n1, port: 'consume' }, to: { node: n2, port: 'invoke' } },
  ])
  tab.selection.select({ nodes: [n1, n2] })
  return tab
}

const names = (tab: ReturnType<typeof openTab>): string[] =>
  Object.values(tab.document.getState().workflow.nodes).map(({ name }) => name)

test('a copy brings nodes, the connections among them and the code, with fresh ids and names, beside the original', () => {
  const tab = withPair()
  const text = tab.clipboard.copy() ?? ''
  expect(tab.clipboard.paste(text)).toMatchObject({ ok: true, value: { addedNodes: ['n3', 'n4'], addedEdges: ['e2'] } })
  const { nodes, files } = tab.document.getState().workflow
  expect(names(tab)).toEqual(['Orders', 'Work', 'Orders2', 'Work2'])
  expect(nodes['n3' as NodeId]?.position).toEqual({ x: 32, y: 32 })
  expect(Object.keys(files)).toHaveLength(2)
  expect([...tab.selection.getState().nodes]).toEqual(['n3', 'n4'])
  tab.clipboard.paste(text)
  expect(tab.document.getState().workflow.nodes['n5' as NodeId]?.position).toEqual({ x: 64, y: 64 })
  tab.clipboard.paste(text, { x: 500, y: 600 })
  expect(tab.document.getState().workflow.nodes['n7' as NodeId]?.position).toEqual({ x: 500, y: 600 })
  tab.document.undo()
  tab.document.undo()
  expect(names(tab)).toHaveLength(4)
})

test('what was cut in one tab is pasted in another, at its old place, and needs no consent there', () => {
  const tab = withPair()
  const text = tab.clipboard.cut() ?? ''
  expect(names(tab)).toEqual([])
  tab.document.undo()
  expect(names(tab)).toEqual(['Orders', 'Work'])
  const other = openTab(tab.keyValues)
  expect(other.clipboard.paste(text).ok).toBe(true)
  expect(names(other)).toEqual(['Orders', 'Work'])
  expect(other.consent.getState().allowed).toBe(true)
  const stranger = openTab()
  expect(stranger.clipboard.paste(text).ok).toBe(true)
  expect(stranger.consent.getState().allowed).toBe(false)
})

test('after a cut the first paste lies where it was', () => {
  const tab = withPair()
  const text = tab.clipboard.cut() ?? ''
  tab.clipboard.paste(text)
  expect(tab.document.getState().workflow.nodes[n1]?.position).toEqual({ x: 0, y: 0 })
})

test('duplicating leaves the clipboard alone, is one step, and its code is as trusted as the original', () => {
  const tab = withPair()
  expect(tab.clipboard.duplicate()?.ok).toBe(true)
  expect(tab.document.getState().undoLabel?.code).toBe('did-duplicate')
  expect(tab.consent.getState().allowed).toBe(true)
  tab.document.undo()
  expect(names(tab)).toEqual(['Orders', 'Work'])
  tab.selection.clear()
  expect(tab.clipboard.duplicate()).toBeUndefined()
  expect(tab.clipboard.copy()).toBeUndefined()
  expect(tab.clipboard.removeSelected()).toBeUndefined()
})

test.each([
  ['ordinary text', 'hello', 'clipboard-not-ours'],
  ['other JSON', '{"a":1}', 'clipboard-not-ours'],
  ['half of ours', '{"format":"faaslab","nodes":{', 'json-ended'],
  ['an empty workflow', serializeWorkflow(newWorkflow('Empty')), 'clipboard-empty'],
  ['a newer version', '{"format":"faaslab","version":99}', 'document-too-new'],
  ['a prototype', '{"format":"faaslab","version":1,"name":"a","nodes":{"__proto__":{}}}', 'json-forbidden-key'],
  ['too much', `{"faaslab":"${'x'.repeat(11_000_000)}"}`, 'clipboard-too-large'],
])('pasting %s is refused with a sentence and changes nothing', (_, text, code) => {
  const tab = withPair()
  const { workflow, revision } = tab.document.getState()
  expect(tab.clipboard.paste(text)).toMatchObject({ ok: false, error: { code } })
  expect(tab.document.getState()).toMatchObject({ revision, lastRefusal: { code } })
  expect(tab.document.getState().workflow).toBe(workflow)
})

test('no text from anywhere makes pasting throw or touches a prototype', () => {
  const copied = withPair().clipboard.copy() ?? ''
  const damaged = fc
    .record({ at: fc.nat(copied.length), drop: fc.nat(20), put: fc.string({ maxLength: 8 }) })
    .map(({ at, drop, put }) => copied.slice(0, at) + put + copied.slice(at + drop))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), damaged), (text) => {
      const tab = openTab()
      const before = tab.document.getState().workflow
      if (!tab.clipboard.paste(text).ok) expect(tab.document.getState().workflow).toBe(before)
      expect(Object.keys(Object.prototype)).toEqual([])
    }),
    { numRuns: 300 },
  )
})
