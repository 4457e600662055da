// What is not ours is text: hostile strings in every field of a document, in what its handlers say, in a foreign template
// and in documents that are refused are shown in each panel, and nothing comes of them but letters.
import { soakFactor } from '#base/testing/soak'
import type { Page } from '@playwright/test'
import { hostileStrings, MARK } from './support/hostile-strings.ts'
import {
  choose,
  command,
  dockOf,
  expect,
  inspectorOf,
  nodeOf,
  phaseOf,
  show,
  test,
  toastOf,
  topBarOf,
} from './support/journey.ts'
import { plantedDocument, talkingDocument } from './support/planted-documents.ts'

/** A document of so many strings is quick to click through. */
const AT_ONCE = 12

declare global {
  interface Window {
    /** Numbers of the strings that ran. */
    ran: number[]
    /** What came to stand in the page as an element, however short. */
    elements: string[]
  }
}

async function openFile(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await choose(page, 'File', 'Open file…')
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
}

const harmless = async (page: Page, where: string): Promise<void> => {
  expect(await page.evaluate(() => ({ ran: window.ran, elements: window.elements })), where).toEqual({
    ran: [],
    elements: [],
  })
}

/** One after the other, each shown before the next: all of them, or each so many-th from `from` on. */
const clickEach = (page: Page, selector: string, { from, every } = { from: 0, every: 1 }): Promise<number> =>
  page.evaluate(
    async ([all, first, step]) => {
      const found = [...document.querySelectorAll<HTMLElement>(all)].filter((_, index) => index % step === first % step)
      for (const element of found) {
        element.dispatchEvent(new MouseEvent('click', { bubbles: true }))
        await new Promise((resolve) => setTimeout(resolve))
      }
      return found.length
    },
    [selector, from, every] as const,
  )

/** Not a whole number of kinds, so that each kind has its turn. */
const EVERY = soakFactor() === 1 ? 1 : 11

/** From top to bottom, so that each row was there for a frame. */
const scrollThrough = (page: Page, label: string): Promise<void> =>
  page.evaluate(async (name) => {
    const list = document.querySelector<HTMLElement>(`[aria-label="${name}"][role$="grid"]`)
    const scrolls = [list, ...(list?.querySelectorAll<HTMLElement>('*') ?? []), list?.parentElement]
    const box = scrolls.find((element) => element && element.scrollHeight > element.clientHeight + 1)
    for (let top = 0; box && top < box.scrollHeight; top += box.clientHeight) {
      box.scrollTop = top
      await new Promise(requestAnimationFrame)
    }
  }, label)

test.beforeEach(async ({ page }) => {
  await page.addInitScript((mark) => {
    const ran: number[] = []
    const elements: string[] = []
    Object.assign(window, { ran, elements, breached: (number: number) => ran.push(number) })
    const look = (node: Node) => {
      if (!(node instanceof Element)) return
      for (const found of [node, ...node.querySelectorAll(`[${mark}]`)])
        if (found.hasAttribute(mark)) elements.push(found.outerHTML)
    }
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) look(node)
        look(change.target)
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: [mark] })
  }, MARK)
})

/** Its nodes and connections selected, in `npm run soak` every one of them, and the lists that name them. */
async function lookThrough(page: Page, first: number): Promise<void> {
  await expect(nodeOf(page, `client${first}`)).toBeVisible()
  await harmless(page, 'the canvas')
  const which = { from: first / AT_ONCE, every: EVERY }
  expect(await clickEach(page, '.react-flow__node-card', which)).toBeGreaterThan(5)
  await harmless(page, 'Config')
  expect(await clickEach(page, '.react-flow__edge', which)).toBeGreaterThan(5)
  await harmless(page, 'connections')
  for (const tab of ['Outline', 'Files']) await page.getByRole('tab', { name: tab }).click()
  await harmless(page, 'Outline and Files')
}

for (const half of [0, 1]) {
  test(`hostile strings in every field stay text in each panel, half ${half + 1}`, async ({ example: page }) => {
    await show(page, 'Problems')
    for (let first = half * AT_ONCE; first < hostileStrings.length; first += 2 * AT_ONCE) {
      const strings = hostileStrings.slice(first, first + AT_ONCE)
      const { text, fields } = plantedDocument(strings, first)
      expect(fields / strings.length, 'fields that take a hostile string').toBeGreaterThan(30)
      await openFile(page, 'planted.faaslab.json', text)
      await lookThrough(page, first)
    }
    for (const dialog of ['Find a node', 'Export…', 'Send an event', 'Workflows in this browser']) {
      await command(page, dialog)
      await expect(page.getByRole('dialog').first()).toBeVisible()
      await harmless(page, dialog)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
  })
}

test('what handlers log, throw, call and answer is text in each panel', async ({ example: page }) => {
  await openFile(page, 'talking.faaslab.json', talkingDocument(hostileStrings))
  await page.getByRole('button', { name: 'Allow' }).first().click()
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await expect(phaseOf(page)).toHaveText('Ended', { timeout: 60_000 })
  await show(page, 'Traces')
  await scrollThrough(page, 'Traces')
  await harmless(page, 'Traces')
  await dockOf(page).getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1).click()
  await expect(dockOf(page).getByRole('treegrid').getByRole('row').nth(3)).toBeVisible()
  expect(await clickEach(page, '[role="treegrid"] [role="row"]')).toBeGreaterThan(3)
  await harmless(page, 'a waterfall')
  await show(page, 'Logs')
  const lines = dockOf(page).getByRole('grid', { name: 'Log lines' }).getByRole('row')
  await expect(lines.nth(5)).toBeVisible()
  await scrollThrough(page, 'Log lines')
  expect(await clickEach(page, '[aria-label="Log lines"][role="grid"] [role="row"]')).toBeGreaterThan(5)
  await harmless(page, 'Logs')
  await show(page, 'Retries')
  await scrollThrough(page, 'Retries')
  await harmless(page, 'Retries')
  await show(page, 'Breakers')
  await harmless(page, 'Breakers')

  await nodeOf(page, 'function0').dispatchEvent('click')
  await inspectorOf(page).getByRole('tab', { name: 'Code' }).click()
  await expect(inspectorOf(page).locator('.view-line').first()).toBeVisible()
  await harmless(page, 'Code')
  await inspectorOf(page).getByRole('tab', { name: 'Live' }).click()
  await harmless(page, 'Live')
})

test('a foreign template with hostile strings for names, types and texts is text in its list and on the canvas', async ({
  example: page,
}) => {
  const resources = Object.fromEntries(
    hostileStrings.flatMap((text, index) => [
      [text, { Type: text, Properties: { [text]: text } }],
      [`Queue${index}`, { Type: 'AWS::SQS::Queue', Properties: { QueueName: text, [text]: text } }],
    ]),
  )
  const template = { Transform: 'AWS::Serverless-2016-10-31', Description: hostileStrings[0], Resources: resources }
  await openFile(page, 'template.json', JSON.stringify(template))
  const imported = page.getByRole('dialog', { name: 'Imported' })
  await expect(imported.getByRole('listitem').first()).toBeVisible()
  await harmless(page, 'the list of what was not understood')
  await imported.getByRole('button', { name: 'OK' }).click()
  await show(page, 'Problems')
  await harmless(page, 'the canvas')
})

test('a document that is refused because of a hostile string says so in text', async ({ example: page }) => {
  for (const text of hostileStrings.filter((_, index) => index % 24 === 0)) {
    const node = { kind: text, name: text, position: { x: 0, y: 0 }, config: {} }
    await openFile(
      page,
      `${text.replaceAll('/', '')}.faaslab.json`,
      JSON.stringify({ format: 'faaslab', version: 1, name: text, nodes: { [text]: node } }),
    )
    await expect(toastOf(page, /./)).toBeVisible()
    await harmless(page, 'the refusal')
  }
})
