// Reload: nothing is lost, two tabs don't fight, and what comes from elsewhere waits for a yes.
import type { Page } from '@playwright/test'
import {
  choose,
  dockOf,
  documentOf,
  expect,
  inspectorOf,
  nodeOf,
  phaseOf,
  saved,
  show,
  test,
  toastOf,
  topBarOf,
} from '../support/journey.ts'

async function openFile(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await choose(page, 'File', 'Open file…')
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
}

const rename = async (page: Page, from: string, to: string): Promise<void> => {
  await nodeOf(page, from).click()
  await inspectorOf(page).getByRole('textbox', { name: 'Name' }).fill(to)
  await page.keyboard.press('Enter')
  await expect(nodeOf(page, to)).toBeVisible()
}

test('an edit survives a reload that comes at once after it', async ({ example: page }) => {
  await rename(page, 'TakeOrder', 'AcceptOrder')
  await page.reload()
  await expect(nodeOf(page, 'AcceptOrder')).toBeVisible()
  await nodeOf(page, 'AcceptOrder').click()
  await inspectorOf(page).getByRole('tab', { name: 'Code' }).click()
  await inspectorOf(page).locator('.view-line').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('// kept over a reload\n')
  await expect(inspectorOf(page).locator('.view-line').first()).toHaveText(/kept\sover\sa\sreload/)
  await page.reload()
  await expect(nodeOf(page, 'AcceptOrder')).toBeVisible()
  expect(await documentOf(page)).toContain('// kept over a reload')
})

test('a second tab shows the workflow read-only, and may take it over', async ({ example: page, context }) => {
  await saved(page)
  const second = await context.newPage()
  await second.goto('/')
  const readOnly = topBarOf(second).getByRole('button', { name: /Read-only/ })
  await expect(readOnly).toBeVisible()
  await second.getByRole('group', { name: 'Add' }).getByRole('button', { name: 'Queue' }).click()
  await expect(toastOf(second, /Another tab edits this workflow/)).toBeVisible()
  await expect(nodeOf(second, 'Queue')).toHaveCount(0)

  await rename(page, 'TakeOrder', 'AcceptOrder')
  await saved(page)
  await readOnly.click()
  await second.getByRole('menuitem', { name: 'Edit here' }).click()
  await saved(second)
  await expect(topBarOf(page).getByRole('button', { name: /Read-only/ })).toBeVisible()
  await expect(nodeOf(second, 'AcceptOrder')).toBeVisible()
  await rename(second, 'AcceptOrder', 'ReceiveOrder')
  await saved(second)
})

test('an opened file with code asks for consent, and runs nothing before', async ({ example: page }) => {
  const text = await documentOf(page)
  const foreign = text.replace('"Orders"', '"From a stranger"').replaceAll('order taken', 'a stranger says hello')
  expect(foreign).not.toBe(text)
  await openFile(page, 'stranger.faaslab.json', foreign)
  await expect(page.getByRole('textbox', { name: 'Name of the workflow' })).toHaveValue('From a stranger')
  const asked = page.getByRole('region', { name: 'Allow and run' })
  await expect(asked).toContainText('came from elsewhere')
  await expect(asked).toContainText('take-order/index.ts')
  await expect(phaseOf(page)).toHaveText('Not running')

  // Neither the button nor the keys run it, and a reload asks again.
  await topBarOf(page).getByRole('button', { name: 'Run', exact: true }).click()
  await page.keyboard.press('F10')
  await expect(asked).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Not running')
  await saved(page)
  await page.reload()
  await expect(asked).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Not running')
  await expect(page.locator('iframe')).toHaveCount(0)

  await asked.getByRole('button', { name: 'Allow and run' }).click()
  await expect(phaseOf(page)).toHaveText('Running')
  await show(page, 'Logs')
  await expect(
    dockOf(page)
      .getByRole('row', { name: /a stranger says hello/ })
      .first(),
  ).toBeVisible()

  // One's own edits keep the consent.
  await rename(page, 'TakeOrder', 'AcceptOrder')
  await saved(page)
  await page.reload()
  await expect(phaseOf(page)).toHaveText('Running')
})

test('a file that is no workflow is refused with its place, and nothing changes', async ({ example: page }) => {
  const text = await documentOf(page)
  const bad = [
    ['broken.faaslab.json', text.slice(0, 200), /Line \d+, column \d+: the text ends too early/],
    ['newer.faaslab.json', text.replace('"version": 1', '"version": 99'), /has version 99/],
    ['proto.faaslab.json', text.replace('"notes"', '"__proto__"'), /__proto__/],
    ['dangling.faaslab.json', text.replace('"node": "n6"', '"node": "n66"'), /there is no node n66/],
    ['other.json', '{"hello":"world"}', /not a workflow/],
  ] as const
  for (const [name, content, sentence] of bad) {
    expect(content).not.toBe(text)
    await openFile(page, name, content)
    await expect(toastOf(page, sentence)).toBeVisible()
  }
  expect(await documentOf(page)).toBe(text)
  await expect(phaseOf(page)).toHaveText('Running')
})
