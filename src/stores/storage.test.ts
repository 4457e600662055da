import { newWorkflow, parseWorkflow, serializeWorkflow, type Workflow } from '#workflow'
import { expect, test } from 'vitest'
import { abortWith, createFakeBrowser, type FakeBrowser, type FakeTab, settle } from './testing/fake-browser.ts'

const first = (): Workflow => newWorkflow('Orders')

async function startTab(browser: FakeBrowser, options?: Parameters<FakeBrowser['openTab']>[0]): Promise<FakeTab> {
  const tab = browser.openTab(options)
  await tab.workspace.storage.start(first)
  await settle()
  browser.advance(0)
  await settle()
  return tab
}

const rename = (tab: FakeTab, name: string) => tab.workspace.document.dispatch({ type: 'rename-workflow', name })
const nameIn = (tab: FakeTab): string => tab.workspace.document.getState().workflow.name
const saveOf = (tab: FakeTab) => tab.workspace.storage.getState().save
const idIn = (tab: FakeTab): string => tab.workspace.storage.getState().documentId ?? ''

/** Reads and changes what lies in the database, past the product. */
async function editRecords(
  browser: FakeBrowser,
  store: string,
  edit: (value: Record<string, unknown>) => void,
): Promise<number> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = browser.factory.open('faaslab')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const records = await new Promise<number>((resolve) => {
    let count = 0
    const transaction = database.transaction(store, 'readwrite')
    transaction.objectStore(store).openCursor().onsuccess = ({ target }) => {
      const { result: cursor } = target as IDBRequest<IDBCursorWithValue | null>
      if (!cursor) return
      count += 1
      const value = cursor.value as Record<string, unknown>
      edit(value)
      cursor.update(value)
      cursor.continue()
    }
    transaction.oncomplete = () => resolve(count)
  })
  database.close()
  return records
}

test('the first start opens the first document and saves it; the next one opens it again', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  expect(nameIn(tab)).toBe('Orders')
  expect(saveOf(tab).type).toBe('saved')
  await tab.workspace.storage.close()
  const next = browser.openTab()
  await next.workspace.storage.start(() => newWorkflow('Another'))
  expect(nameIn(next)).toBe('Orders')
  expect(idIn(next)).toBe(idIn(tab))
})

test('an edit is saved within a second without being asked', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Renamed')
  expect(saveOf(tab).type).toBe('saving')
  for (let edit = 0; edit < 9; edit++) {
    browser.advance(100)
    rename(tab, `Renamed${edit}`)
  }
  await settle()
  const stored = await editRecords(browser, 'saves', (record) => expect(record['name']).toMatch(/Orders|Renamed/))
  expect(stored).toBe(2)
  browser.advance(500)
  await settle()
  expect(saveOf(tab)).toEqual({ type: 'saved', atMs: browser.now() })
})

test('hiding the page saves at once', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Hidden')
  tab.hide()
  await settle()
  expect(saveOf(tab).type).toBe('saved')
  tab.kill()
  expect(nameIn(await startTab(browser))).toBe('Hidden')
})

test('an edit just before the page goes is there after the reload, although no transaction had time to end', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Hasty')
  tab.hide()
  tab.kill()
  const next = await startTab(browser)
  expect(nameIn(next)).toBe('Hasty')
  expect((await next.workspace.storage.saveNow()).type).toBe('saved')
  expect([...browser.keyValues.keys()].filter((key) => key.startsWith('faaslab.unsaved'))).toEqual([])
})

test('a tab that waits for the document picks up what the other put down when it went', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const waiting = await startTab(browser)
  rename(tab, 'Hasty')
  tab.hide()
  tab.kill()
  await settle()
  expect(nameIn(waiting)).toBe('Hasty')
  expect((await waiting.workspace.storage.saveNow()).type).toBe('saved')
})

test('edits put down are old once a later save is there, and nothing when they are damaged', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const key = `faaslab.unsaved.${idIn(tab)}`
  rename(tab, 'Hasty')
  tab.hide()
  const putDown = browser.keyValues.get(key) ?? ''
  await settle()
  rename(tab, 'Later')
  await tab.workspace.storage.saveNow()
  tab.kill()
  for (const text of [putDown, putDown.slice(0, 90), putDown.replace('Hasty', 'Forged'), 'null']) {
    browser.keyValues.set(key, text)
    const next = await startTab(browser)
    expect(nameIn(next)).toBe('Later')
    next.kill()
  }
})

test('the save before is kept until the new one was read back, then goes with the next save', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  for (const name of ['A', 'B', 'C']) {
    rename(tab, name)
    await tab.workspace.storage.saveNow()
  }
  const names: unknown[] = []
  await editRecords(browser, 'saves', (record) => names.push(record['name']))
  expect(names).toEqual(['B', 'C'])
})

test('a full disk is said, the edits stay, and they are saved once there is room', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  tab.faultAt(({ method, transaction }) => {
    if (method === 'put') abortWith(transaction, 'QuotaExceededError')
  })
  rename(tab, 'Large')
  const state = await tab.workspace.storage.saveNow()
  expect(state).toMatchObject({ type: 'not-saved', why: { code: 'save-quota' }, canRetry: true })
  rename(tab, 'Larger')
  expect(saveOf(tab).type).toBe('not-saved')
  tab.workspace.storage.downloadCopy()
  expect(parseWorkflow(tab.downloads[0]?.text ?? '')).toMatchObject({ ok: true, value: { name: 'Larger' } })
  tab.faultAt(undefined)
  browser.advance(5000)
  await settle()
  expect(saveOf(tab).type).toBe('saved')
})

test('a put that throws for want of room is said as such', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  tab.faultAt(({ method }) => {
    if (method === 'put') throw new DOMException('full', 'QuotaExceededError')
  })
  rename(tab, 'Large')
  expect(await tab.workspace.storage.saveNow()).toMatchObject({ type: 'not-saved', why: { code: 'save-quota' } })
})

test('what reads back differently counts as not saved, and the save before it is still there', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Good')
  await tab.workspace.storage.saveNow()
  tab.faultAt(({ method, value }) => {
    if (method === 'put' && typeof value === 'object' && value !== null && 'text' in value) value.text = 'flipped'
  })
  rename(tab, 'Flipped')
  expect(await tab.workspace.storage.saveNow()).toMatchObject({ type: 'not-saved', why: { code: 'save-unverified' } })
  tab.faultAt(undefined)
  expect((await tab.workspace.storage.saveNow()).type).toBe('saved')
  tab.faultAt(({ method, value }) => {
    if (method === 'put' && typeof value === 'object' && value !== null && 'text' in value) value.text = 'flipped'
  })
  rename(tab, 'Never')
  await tab.workspace.storage.saveNow()
  tab.kill()
  expect(nameIn(await startTab(browser))).toBe('Flipped')
})

test('where storage is forbidden the page works, says so, and lets the file be downloaded', async () => {
  const browser = createFakeBrowser()
  const forbidden = Object.assign(Object.create(browser.factory) as IDBFactory, {
    open: () => {
      throw new DOMException('no', 'SecurityError')
    },
  })
  for (const indexedDb of [undefined, forbidden]) {
    const tab = browser.openTab()
    const denied = { ...tab.platform, indexedDb }
    const { createWorkspace } = await import('./workspace.ts')
    const workspace = createWorkspace(denied)
    await workspace.storage.start(first)
    expect(workspace.document.dispatch({ type: 'rename-workflow', name: 'Kept' }).ok).toBe(true)
    const state = await workspace.storage.saveNow()
    expect(state).toMatchObject({ type: 'not-saved', why: { code: 'save-denied' } })
    expect(await workspace.storage.openNew(newWorkflow('Other'))).toMatchObject({
      ok: false,
      error: { code: 'save-denied' },
    })
    expect(workspace.document.getState().workflow.name).toBe('Kept')
    expect(await workspace.storage.openNew(newWorkflow('Other'), { discard: true })).toMatchObject({ ok: true })
    await workspace.storage.close()
  }
})

test('a damaged last save falls back to the one before it and says so', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Good')
  await tab.workspace.storage.saveNow()
  rename(tab, 'Bad')
  await tab.workspace.storage.saveNow()
  await tab.workspace.storage.close()
  await editRecords(browser, 'saves', (record) => {
    if (record['name'] === 'Bad') record['text'] = String(record['text']).replace('Bad', 'Bax')
  })
  const next = await startTab(browser)
  expect(nameIn(next)).toBe('Good')
  const { notice } = next.workspace.storage.getState()
  expect(notice?.said).toMatchObject({ code: 'opened-previous', data: { name: 'Good' } })
  expect(notice?.downloads[0]?.text).toContain('Bax')
  rename(next, 'Better')
  expect((await next.workspace.storage.saveNow()).type).toBe('saved')
  next.kill()
  expect(nameIn(await startTab(browser))).toBe('Better')
})

test('a save whose record is no record at all falls back too', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Good')
  await tab.workspace.storage.saveNow()
  rename(tab, 'Bad')
  await tab.workspace.storage.saveNow()
  await tab.workspace.storage.close()
  await editRecords(browser, 'saves', (record) => {
    if (record['name'] === 'Bad') for (const key of Object.keys(record)) delete record[key]
  })
  const next = await startTab(browser)
  expect(nameIn(next)).toBe('Good')
  expect(next.workspace.storage.getState().notice?.said.code).toBe('opened-previous')
})

test('where no save can be read the first document is opened, the texts can be downloaded, nothing is removed', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  rename(tab, 'Lost')
  await tab.workspace.storage.saveNow()
  const id = idIn(tab)
  await tab.workspace.storage.close()
  await editRecords(browser, 'saves', (record) => {
    record['text'] = 'garbage'
  })
  const next = await startTab(browser)
  expect(nameIn(next)).toBe('Orders')
  expect(idIn(next)).not.toBe(id)
  const { notice, documents } = next.workspace.storage.getState()
  expect(notice?.said.code).toBe('opened-none')
  expect(notice?.downloads).toHaveLength(2)
  expect(documents.map((entry) => entry.id)).toContain(id)
})

test('a damaged row of the list is made again from the save', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  await tab.workspace.storage.close()
  await editRecords(browser, 'documents', (row) => {
    row['name'] = 7
  })
  const next = await startTab(browser)
  expect(nameIn(next)).toBe('Orders')
  expect(next.workspace.storage.getState().documents).toMatchObject([{ name: 'Orders' }])
})

test('a document that a newer app saved is not opened and not overwritten', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const id = idIn(tab)
  await tab.workspace.storage.close()
  const { checksumOf } = await import('./storage/database.ts')
  await editRecords(browser, 'saves', (record) => {
    record['text'] = String(record['text']).replace('"version": 1', '"version": 99')
    record['checksum'] = checksumOf(String(record['text']))
  })
  const next = await startTab(browser)
  expect(idIn(next)).not.toBe(id)
  expect(next.workspace.storage.getState().notice?.said.code).toBe('document-newer')
  expect(await next.workspace.storage.open(id)).toMatchObject({ ok: false, error: { code: 'document-newer' } })
  await editRecords(browser, 'saves', (record) => {
    if (record['id'] === id) expect(record['text']).toContain('"version": 99')
  })
})

test('when a newer app takes the database, the older tab only shows', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const upgraded = await new Promise<IDBDatabase>((resolve) => {
    const request = browser.factory.open('faaslab', 2)
    request.onsuccess = () => resolve(request.result)
  })
  expect(saveOf(tab)).toMatchObject({ type: 'read-only', why: { code: 'app-newer' }, canTakeOver: false })
  expect(rename(tab, 'Late')).toMatchObject({ ok: false, error: { code: 'app-newer' } })
  upgraded.close()
  const late = browser.openTab()
  await late.workspace.storage.start(first)
  await late.workspace.storage.saveNow()
  expect(saveOf(late)).toMatchObject({ type: 'read-only', why: { code: 'app-newer' } })
})

test('a second tab shows the document, follows its saves, and edits once the first is closed', async () => {
  const browser = createFakeBrowser()
  const one = await startTab(browser)
  const two = await startTab(browser)
  expect(saveOf(two)).toMatchObject({ type: 'read-only', why: { code: 'tab-other-writes' }, canTakeOver: true })
  expect(rename(two, 'Mine')).toMatchObject({ ok: false, error: { code: 'tab-other-writes' } })
  rename(one, 'First')
  await one.workspace.storage.saveNow()
  await settle()
  expect(nameIn(two)).toBe('First')
  rename(one, 'Last')
  await one.workspace.storage.close()
  await settle()
  expect(saveOf(two).type).toBe('saved')
  expect(nameIn(two)).toBe('Last')
  expect(rename(two, 'Mine').ok).toBe(true)
  expect((await two.workspace.storage.saveNow()).type).toBe('saved')
})

test('a read-only tab opens a copy and edits that', async () => {
  const browser = createFakeBrowser()
  const one = await startTab(browser)
  const two = await startTab(browser)
  expect((await two.workspace.storage.openCopy('Copy')).ok).toBe(true)
  expect(rename(two, 'Copy2').ok).toBe(true)
  expect((await two.workspace.storage.saveNow()).type).toBe('saved')
  expect(idIn(two)).not.toBe(idIn(one))
  await settle()
  expect(two.workspace.storage.getState().documents.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Copy2', 'Orders']),
  )
})

test('a tab that is taken over says which edits were not saved, and can keep them as a copy', async () => {
  const browser = createFakeBrowser()
  const one = await startTab(browser)
  const two = await startTab(browser)
  rename(one, 'Unsaved')
  await two.workspace.storage.takeOver()
  await settle()
  expect(nameIn(two)).toBe('Orders')
  expect(saveOf(two).type).toBe('saved')
  expect(saveOf(one)).toMatchObject({ type: 'not-saved', why: { code: 'save-taken-over' }, canRetry: false })
  expect(rename(one, 'More')).toMatchObject({ ok: false })
  expect(rename(two, 'Taken').ok).toBe(true)
  expect((await two.workspace.storage.saveNow()).type).toBe('saved')
  expect((await one.workspace.storage.openCopy('Rescued')).ok).toBe(true)
  expect((await one.workspace.storage.saveNow()).type).toBe('saved')
  expect(saveOf(two).type).toBe('saved')
})

test('without locks a save over another tab’s is refused', async () => {
  const browser = createFakeBrowser()
  const one = await startTab(browser, { locks: false })
  const two = await startTab(browser, { locks: false })
  rename(one, 'One')
  expect((await one.workspace.storage.saveNow()).type).toBe('saved')
  rename(two, 'Two')
  expect(await two.workspace.storage.saveNow()).toMatchObject({ type: 'not-saved', why: { code: 'save-conflict' } })
  two.kill()
  one.kill()
  expect(nameIn(await startTab(browser))).toBe('One')
})

test('named versions are kept, restored as an edit that undo takes back, and removed', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const { storage, document } = tab.workspace
  rename(tab, 'Before')
  expect(await storage.saveVersion('good one')).toMatchObject({ ok: true, value: { number: 1, name: 'good one' } })
  rename(tab, 'After')
  expect((await storage.restoreVersion(1)).ok).toBe(true)
  expect(nameIn(tab)).toBe('Before')
  expect(document.getState().undoLabel).toMatchObject({ code: 'did-restore-version', data: { name: 'good one' } })
  document.undo()
  expect(nameIn(tab)).toBe('After')
  await storage.close()
  const next = await startTab(browser)
  expect(next.workspace.storage.getState().versions).toMatchObject([{ number: 1, name: 'good one' }])
  expect((await next.workspace.storage.removeVersion(1)).ok).toBe(true)
  expect(next.workspace.storage.getState().versions).toEqual([])
  expect(await next.workspace.storage.restoreVersion(1)).toMatchObject({ ok: false })
})

test('removing the open document opens another; one that is open elsewhere is not removed', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const orders = idIn(tab)
  await tab.workspace.storage.openNew(newWorkflow('Second'), { trusted: true })
  await tab.workspace.storage.saveNow()
  const other = browser.openTab()
  await other.workspace.storage.start(first)
  await other.workspace.storage.open(orders)
  expect(await tab.workspace.storage.remove(orders)).toMatchObject({
    ok: false,
    error: { code: 'remove-open-elsewhere' },
  })
  await other.workspace.storage.close()
  expect((await tab.workspace.storage.remove(idIn(tab))).ok).toBe(true)
  expect(idIn(tab)).toBe(orders)
  expect((await tab.workspace.storage.remove(orders)).ok).toBe(true)
  await tab.workspace.storage.saveNow()
  await settle()
  expect(nameIn(tab)).toBe('Orders')
  expect(tab.workspace.storage.getState().documents).toHaveLength(1)
})

test('what was saved is the same document after a reload', async () => {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  const { document, storage } = tab.workspace
  document.dispatch({ type: 'add-node', kind: 'function', position: { x: 10, y: 20 } })
  document.dispatch({ type: 'add-note', text: '<b>汉字</b>', position: { x: 1, y: 2 } })
  await storage.saveNow()
  tab.kill()
  const next = await startTab(browser)
  const text = serializeWorkflow(next.workspace.document.getState().workflow)
  expect(text).toBe(serializeWorkflow(document.getState().workflow))
  expect(next.workspace.consent.getState().allowed).toBe(true)
})
