import { newWorkflow, type Workflow } from '#workflow'
import { expect, test } from 'vitest'
import { createConsentStore } from './consent.ts'
import { createDocumentStore } from './document.ts'
import { createFakeKeyValues, createFakeTimers } from './testing/fake-timers.ts'

function setup(keyValues = createFakeKeyValues()) {
  const document = createDocumentStore({ workflow: newWorkflow('Mine'), timers: createFakeTimers() })
  return { document, keyValues, consent: createConsentStore({ document, keyValues }) }
}

const withFiles = (files: Readonly<Record<string, string>>): Workflow => ({ ...newWorkflow('Theirs'), files })
const hostile = withFiles({ 'a/index.js': 'evil()', 'a/lib.js': 'more()' })
const fragmentOf = ({ nodes, edges, files, notes }: Workflow) => ({ nodes, edges, files, notes })
const offset = { x: 0, y: 0 }

test('own code needs no consent, whatever is edited', () => {
  const { document, consent } = setup()
  document.dispatch({ type: 'add-node', kind: 'function', position: offset })
  document.dispatch({ type: 'write-file', path: 'x.ts', text: 'anything()' })
  expect(consent.getState()).toEqual({ allowed: true, asked: [] })
})

test('a loaded document of unknown origin is not allowed before the user says so, then it is for good', () => {
  const { document, consent, keyValues } = setup()
  document.load(hostile)
  expect(consent.getState()).toEqual({ allowed: false, asked: ['a/index.js', 'a/lib.js'] })
  consent.allow()
  expect(consent.getState().allowed).toBe(true)
  document.load(newWorkflow('Between'))
  document.load(withFiles({ ...hostile.files }))
  expect(consent.getState().allowed).toBe(true)
  const later = setup(keyValues)
  later.document.load(hostile)
  expect(later.consent.getState().allowed).toBe(true)
  later.document.load(withFiles({ ...hostile.files, 'a/lib.js': 'changed()' }))
  expect(later.consent.getState().allowed).toBe(false)
})

test('editing or renaming foreign code does not make it one’s own', () => {
  const { document, consent } = setup()
  document.load(hostile)
  document.dispatch({ type: 'write-file', path: 'a/index.js', text: 'evil() // mine' })
  document.dispatch({ type: 'rename-file', path: 'a/lib.js', to: 'b/lib.js' })
  expect(consent.getState().asked).toEqual(['a/index.js', 'b/lib.js'])
  document.dispatch([
    { type: 'remove-file', path: 'a/index.js' },
    { type: 'remove-file', path: 'b/lib.js' },
  ])
  expect(consent.getState().allowed).toBe(true)
  document.undo()
  expect(consent.getState().allowed).toBe(false)
})

test('an import loses consent, undoing it gives it back, redoing it loses it again', () => {
  const { document, consent } = setup()
  document.dispatch({ type: 'write-file', path: 'mine.js', text: 'ok()' })
  document.dispatch({ type: 'import-fragment', fragment: fragmentOf(hostile), offset })
  expect(consent.getState().asked).toHaveLength(2)
  document.undo()
  expect(consent.getState().allowed).toBe(true)
  consent.allow()
  document.redo()
  expect(consent.getState().allowed).toBe(false)
  document.dispatch({ type: 'replace-document', workflow: withFiles({ 'c.js': 'other()' }) })
  expect(consent.getState().asked).toEqual(['c.js'])
})

test('nobody ever sees the new document while the old consent still stands', () => {
  const { document, consent } = setup()
  const seen: boolean[] = []
  document.subscribe((state) => {
    if (state.workflow.files['a/index.js'] !== undefined) seen.push(consent.getState().allowed)
  })
  consent.subscribe((state) => {
    if (state.allowed) expect(document.getState().workflow.files['a/index.js']).toBeUndefined()
  })
  document.dispatch({ type: 'import-fragment', fragment: fragmentOf(hostile), offset })
  document.undo()
  document.load(hostile)
  document.load(newWorkflow('Empty'))
  expect(seen.length).toBeGreaterThan(1)
  expect(seen).not.toContain(true)
})

test('a vouched record is foreign only where it is said to be', () => {
  const { document, consent } = setup()
  consent.vouch(hostile.files, ['a/lib.js'])
  document.load(hostile)
  expect(consent.getState().asked).toEqual(['a/lib.js'])
})

test('where nothing can be kept, consent lasts as long as the page', () => {
  const { document, consent } = setup(createFakeKeyValues({}, true))
  document.load(hostile)
  consent.allow()
  document.load(newWorkflow('Between'))
  document.load(hostile)
  expect(consent.getState().allowed).toBe(true)
})
