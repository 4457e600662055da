import { newWorkflow, serializeWorkflow } from '#workflow'
import { expect, test } from 'vitest'
import { fileNameOf } from './files.ts'
import type { IncomingFile } from './platform.ts'
import { createFakeBrowser } from './testing/fake-browser.ts'

const fileOf = (text: string, size = text.length): IncomingFile => ({
  name: 'a.faaslab.json',
  size,
  text: async () => text,
})

async function openTab() {
  const tab = createFakeBrowser().openTab()
  await tab.workspace.storage.start(() => newWorkflow('First'))
  return tab
}

test('what is saved as a file opens as a new document, inert until its code is allowed', async () => {
  const tab = await openTab()
  const { document, files, consent, storage } = tab.workspace
  document.dispatch({ type: 'add-node', kind: 'function', position: { x: 0, y: 0 } })
  files.save()
  const file = tab.downloads[0]
  expect(file?.name).toBe('First.faaslab.json')
  const before = storage.getState().documentId
  const foreign = (file?.text ?? '').replace('export const', 'void fetch(0); export const')
  expect(foreign).not.toBe(file?.text)
  expect((await files.open(fileOf(foreign))).ok).toBe(true)
  expect(storage.getState().documentId).not.toBe(before)
  expect(consent.getState().allowed).toBe(false)
  await storage.saveNow()
  tab.kill()
})

test('a file that is too large is refused before it is read', async () => {
  const { files, document } = (await openTab()).workspace
  const { workflow } = document.getState()
  let read = false
  const huge: IncomingFile = {
    name: 'huge.json',
    size: 20_000_000,
    text: async () => {
      read = true
      return ''
    },
  }
  expect(await files.open(huge)).toMatchObject({
    ok: false,
    error: [{ code: 'file-too-large', data: { bytes: 20_000_000 } }],
  })
  expect(read).toBe(false)
  expect(document.getState().workflow).toBe(workflow)
})

test('a file that can’t be read or is no workflow is refused with the place, and nothing changes', async () => {
  const { files, document } = (await openTab()).workspace
  const { workflow } = document.getState()
  const gone: IncomingFile = {
    name: 'gone',
    size: 1,
    text: () => Promise.reject(new DOMException('gone', 'NotFoundError')),
  }
  expect(await files.open(gone)).toMatchObject({
    ok: false,
    error: [{ code: 'file-unreadable', data: { reason: 'NotFoundError' } }],
  })
  expect(await files.open(fileOf('{'))).toMatchObject({ ok: false, error: [{ code: 'json-ended' }] })
  const dangling = serializeWorkflow(newWorkflow('A')).replace(
    '"edges": {}',
    '"edges": {"e1":{"from":{"node":"n1","port":"a"},"to":{"node":"n2","port":"b"},"config":{}}}',
  )
  expect(await files.open(fileOf(dangling))).toMatchObject({
    ok: false,
    error: [{ code: 'document-edge-dangling' }, {}],
  })
  expect(document.getState().workflow).toBe(workflow)
})

test.each([
  ['Orders', 'Orders.faaslab.json'],
  ['../../etc/passwd', 'etc passwd.faaslab.json'],
  ['订单/流程', '订单 流程.faaslab.json'],
  ['...', 'workflow.faaslab.json'],
  ['x'.repeat(200), `${'x'.repeat(60)}.faaslab.json`],
])('a workflow called %j is saved as %s', (name, file) => {
  expect(fileNameOf(name)).toBe(file)
})
