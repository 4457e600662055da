// What must never happen: a save that was shown as saved, lost. Tabs die, transactions abort and tabs take turns at
// every point; edits only ever add notes, so that what is missing can be seen.
import { soakRuns } from '#base/testing/soak'
import { newWorkflow } from '#workflow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abortWith, createFakeBrowser, type FakeBrowser, type FakeTab, settle, steps } from './testing/fake-browser.ts'

const WHOLE_KILLS = 400
const WHOLE_INTERLEAVINGS = 1000

const notesIn = (tab: FakeTab): Set<string> =>
  new Set(Object.values(tab.workspace.document.getState().workflow.notes).map(({ text }) => text))

async function startTab(browser: FakeBrowser, locks = true): Promise<FakeTab> {
  const tab = browser.openTab({ locks })
  await tab.workspace.storage.start(() => newWorkflow('Start'))
  return tab
}

const addNote = (tab: FakeTab, text: string): boolean =>
  tab.workspace.document.dispatch({ type: 'add-note', text, position: { x: 0, y: 0 } }).ok

interface Ending {
  readonly acknowledged: ReadonlySet<string>
  readonly found: ReadonlySet<string>
  readonly requests: number
}

/** Edits and saves until the fault struck, kills what is left, and opens again. */
async function crashAt(request: number, kill: boolean, edits: number): Promise<Ending> {
  const browser = createFakeBrowser()
  const tab = await startTab(browser)
  await tab.workspace.storage.saveNow()
  await settle()
  let requests = 0
  tab.faultAt(({ transaction }) => {
    requests += 1
    if (requests !== request) return
    if (kill) tab.kill()
    abortWith(transaction, 'UnknownError')
  })
  const acknowledged = new Set<string>()
  for (let edit = 0; edit < edits && !tab.isDead(); edit++) {
    addNote(tab, `note ${edit}`)
    const state = await tab.workspace.storage.saveNow()
    if (state.type === 'saved' && !tab.isDead()) for (const note of notesIn(tab)) acknowledged.add(note)
  }
  if (!tab.isDead()) {
    const state = await tab.workspace.storage.saveNow()
    expect(state.type).toBe('saved')
    for (const note of notesIn(tab)) acknowledged.add(note)
    tab.kill()
  }
  const next = await startTab(browser)
  return { acknowledged, found: notesIn(next), requests }
}

test('a tab killed at any request of a save loses nothing that was shown as saved', async () => {
  const edits = 3
  const { requests } = await crashAt(Number.POSITIVE_INFINITY, true, edits)
  expect(requests).toBeGreaterThan(10)
  const runs = Math.max(requests, soakRuns(WHOLE_KILLS))
  for (let run = 0; run < runs; run++) {
    const { acknowledged, found } = await crashAt((run % requests) + 1, true, edits)
    for (const note of acknowledged) expect(found, `request ${run + 1}`).toContain(note)
  }
})

test('an abort at any request of a save loses nothing, and the next attempt saves it all', async () => {
  const edits = 3
  const { requests } = await crashAt(Number.POSITIVE_INFINITY, false, edits)
  for (let request = 1; request <= requests; request++) {
    const { acknowledged, found } = await crashAt(request, false, edits)
    expect(acknowledged.size).toBe(edits)
    expect(found, `request ${request}`).toEqual(acknowledged)
  }
})

type Move =
  | { readonly type: 'edit' | 'save' | 'take-over' | 'hide' | 'reopen' | 'kill' | 'copy'; readonly tab: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'let-run'; readonly steps: number }

const tabNumber = fc.nat(2)
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('edit' as const), tab: tabNumber }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('save' as const, 'take-over' as const, 'hide' as const, 'reopen' as const, 'kill' as const),
      tab: tabNumber,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat(900) }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('let-run' as const), steps: fc.integer({ min: 1, max: 12 }) }),
  },
)

/** Carries the moves out; answers with what was shown as saved and what is there in the end. */
async function interleave(moves: readonly Move[], tabs: number, locks: boolean): Promise<void> {
  const browser = createFakeBrowser()
  const open: FakeTab[] = []
  const acknowledged = new Set<string>()
  const watch = (tab: FakeTab): FakeTab => {
    tab.workspace.storage.subscribe(({ save }) => {
      if (save.type === 'saved' && !tab.isDead()) for (const note of notesIn(tab)) acknowledged.add(note)
    })
    return tab
  }
  for (let tab = 0; tab < tabs; tab++) {
    open.push(watch(await startTab(browser, locks)))
    await settle()
    browser.advance(0)
    await settle()
  }
  let notes = 0
  const under: Promise<unknown>[] = []
  for (const next of moves) {
    if (next.type === 'wait') browser.advance(next.ms)
    else if (next.type === 'let-run') await steps(next.steps)
    else {
      const at = next.tab % tabs
      const tab = open[at] as FakeTab
      const { storage } = tab.workspace
      if (next.type === 'edit') addNote(tab, `note ${notes++}`)
      else if (next.type === 'save') under.push(storage.saveNow())
      else if (next.type === 'take-over') under.push(storage.takeOver())
      else if (next.type === 'hide') tab.hide()
      else {
        if (next.type === 'reopen') await storage.close()
        else tab.kill()
        open[at] = watch(browser.openTab({ locks }))
        under.push((open[at] as FakeTab).workspace.storage.start(() => newWorkflow('Start')))
      }
    }
  }
  await settle()
  for (let round = 0; round < 4; round++) {
    browser.advance(6000)
    await settle()
  }
  await Promise.all(open.map((tab) => Promise.race([tab.workspace.storage.saveNow(), settle()])))

  for (const tab of open) {
    const { save } = tab.workspace.storage.getState()
    expect(['saved', 'not-saved', 'read-only']).toContain(save.type)
    // What a tab shows and does not call unsaved is safe: it was acknowledged somewhere.
    if (save.type !== 'not-saved') for (const note of notesIn(tab)) expect(acknowledged).toContain(note)
  }
  const found = new Set<string>()
  for (const tab of open) tab.kill()
  const reader = await startTab(browser)
  for (const { id } of reader.workspace.storage.getState().documents) {
    expect((await reader.workspace.storage.open(id)).ok).toBe(true)
    for (const note of notesIn(reader)) found.add(note)
  }
  for (const note of acknowledged) expect(found, 'a note that was shown as saved').toContain(note)
}

for (const [title, locks] of [
  ['two or three tabs that edit, save, hide, take over, close and die in any order lose no saved edit', true],
  ['so they do where the browser has no locks', false],
] as const) {
  test(title, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 40 }), fc.integer({ min: 2, max: 3 }), (moves, tabs) =>
        interleave(moves, tabs, locks),
      ),
      { numRuns: soakRuns(locks ? WHOLE_INTERLEAVINGS : WHOLE_INTERLEAVINGS / 2), seed: 20_260_101 },
    )
  })
}
