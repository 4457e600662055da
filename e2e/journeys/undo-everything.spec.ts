// Undo everything: every kind of edit, one after the other, taken back to the start and done again to the end.
import type { Page } from '@playwright/test'
import {
  canvasOf,
  choose,
  command,
  documentOf,
  expect,
  inspectorOf,
  nodeOf,
  test,
  topBarOf,
} from '../support/journey.ts'

const EDITS: readonly { readonly what: string; readonly act: (page: Page) => Promise<void> }[] = [
  {
    what: 'a node added and joined',
    async act(page) {
      await nodeOf(page, 'TakeOrder').click()
      await command(page, 'Add Service')
      await expect(nodeOf(page, 'Service')).toBeVisible()
    },
  },
  {
    what: 'renamed',
    async act(page) {
      await nodeOf(page, 'Service').click()
      await page.keyboard.press('F2')
      await page.getByRole('textbox', { name: 'New name' }).fill('Warehouse')
      await page.keyboard.press('Enter')
      await expect(nodeOf(page, 'Warehouse')).toBeVisible()
    },
  },
  {
    what: 'configured',
    async act(page) {
      await nodeOf(page, 'TakeOrder').click()
      await inspectorOf(page).getByRole('textbox', { name: 'Timeout' }).fill('12s')
      await page.keyboard.press('Enter')
    },
  },
  {
    what: 'a policy set',
    async act(page) {
      await canvasOf(page)
        .getByRole('button', { name: /^Policies from ChargeCard/ })
        .click()
      const attempts = inspectorOf(page).getByRole('textbox', { name: /^Attempts/ })
      await attempts.fill('5')
      await page.keyboard.press('Enter')
      await expect(canvasOf(page).getByRole('button', { name: /^Policies from ChargeCard/ })).toContainText('5×')
    },
  },
  {
    what: 'a policy removed',
    async act(page) {
      await inspectorOf(page).getByRole('button', { name: 'Remove' }).last().click()
      await expect(inspectorOf(page).getByText('Time limit')).toBeHidden()
    },
  },
  {
    what: 'copied and pasted',
    async act(page) {
      await nodeOf(page, 'ChargeCard').click()
      await page.keyboard.press('Control+c')
      await page.keyboard.press('Control+v')
      await expect(nodeOf(page, 'ChargeCard2')).toBeVisible()
    },
  },
  {
    what: 'duplicated',
    async act(page) {
      await nodeOf(page, 'Orders').click()
      await page.keyboard.press('Control+d')
      await expect(nodeOf(page, 'Orders2')).toBeVisible()
    },
  },
  {
    what: 'moved',
    async act(page) {
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Shift+ArrowDown')
    },
  },
  {
    what: 'noted',
    act: (page) => command(page, 'Add a note'),
  },
  {
    what: 'tidied up',
    async act(page) {
      await command(page, 'Tidy up')
      await expect(topBarOf(page).getByRole('button', { name: /^Undo: .*(tidy|arrange|lay)/i })).toBeVisible()
    },
  },
  {
    what: 'removed',
    async act(page) {
      await nodeOf(page, 'PaymentProvider').click()
      await page.keyboard.press('Delete')
      await expect(nodeOf(page, 'PaymentProvider')).toHaveCount(0)
    },
  },
  {
    what: 'the workflow renamed',
    async act(page) {
      await page.getByRole('textbox', { name: 'Name of the workflow' }).fill('Everything')
      await page.keyboard.press('Enter')
    },
  },
]

test('every edit is undone to the start and redone to the end', async ({ example: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const bar = topBarOf(page)
  const undo = bar.getByRole('button', { name: /^Undo/ })
  const redo = bar.getByRole('button', { name: /^Redo/ })
  const before = await documentOf(page)
  for (const { what, act } of EDITS) await test.step(what, () => act(page))
  const after = await documentOf(page)

  // As many steps as edits: each was one.
  for (const { what } of EDITS.toReversed()) await test.step(`not ${what}`, () => undo.click())
  await expect(undo).toBeDisabled()
  expect(await documentOf(page)).toBe(before)
  for (const { what } of EDITS) await test.step(`${what} again`, () => redo.click())
  await expect(redo).toBeDisabled()
  expect(await documentOf(page)).toBe(after)
  await choose(page, 'File', 'Select all')
  await expect(inspectorOf(page)).toContainText('selected')
})
