// Break it on purpose: draw an outage on a dependency, watch the breaker decide, read why, go back to any instant, and see
// what the breaker bought.
import type { Locator, Page } from '@playwright/test'
import { choose, dockOf, expect, inspectorOf, nodeOf, phaseOf, show, test, topBarOf } from '../support/journey.ts'

const faultsOf = (page: Page): Locator => page.getByRole('region', { name: 'Faults', exact: true })
const trackOf = (page: Page, place: string): Locator =>
  faultsOf(page).getByRole('group', { name: `Faults of ${place}` })
const barsOf = (page: Page, place: string): Locator =>
  trackOf(page, place).getByRole('button', { name: new RegExp(` of ${place}, `) })
const playButton = (page: Page): Locator => topBarOf(page).getByRole('button', { name: /^(Run|Pause)$/ })
const speedOf = (page: Page): Locator => topBarOf(page).getByRole('combobox', { name: 'Speed' })

/** Opened, paused before anything happened to it. */
async function openCheckout(page: Page): Promise<void> {
  await choose(page, 'File', 'New from a template…')
  await page.getByRole('option', { name: /^A checkout to break/ }).click()
  await expect(nodeOf(page, 'Payments')).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Running')
  await playButton(page).click()
  await expect(phaseOf(page)).toHaveText('Paused')
}

/** From one share of the track to another, by the mouse. */
async function drag(page: Page, track: Locator, from: number, to: number): Promise<void> {
  const box = await track.locator('[data-area]').boundingBox()
  if (!box) throw new Error('the track has no room')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * from, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y, { steps: 4 })
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 })
  await page.mouse.up()
}

async function runToTheEnd(page: Page): Promise<void> {
  await speedOf(page).selectOption('max')
  await playButton(page).click()
  await expect(phaseOf(page)).toHaveText('Ended')
}

test('an outage drawn with the mouse opens the breaker, its end closes it, and each instant says why', async ({
  example: page,
}) => {
  await openCheckout(page)
  await faultsOf(page).getByRole('button', { name: 'Faults', exact: true }).click()
  await nodeOf(page, 'Payments').click()
  await drag(page, trackOf(page, 'Payments'), 0.25, 0.5)
  await expect(barsOf(page, 'Payments')).toHaveCount(1)
  await expect(inspectorOf(page).getByRole('heading', { name: 'Outage of Payments' })).toBeVisible()
  await expect(inspectorOf(page)).toContainText('A running workflow meets it at once')

  await runToTheEnd(page)
  await expect(inspectorOf(page)).toContainText(/Hit [1-9]\d* times in this run/)
  await show(page, 'Breakers')
  const detail = dockOf(page).getByRole('region', { name: 'Breaker of CheckOut → Payments' })
  const machine = detail.getByRole('img', { name: /^State machine/ })
  await expect(machine).toHaveAccessibleName('State machine: closed')
  const changes = detail.getByRole('table', { name: 'Changes' })
  await expect(changes.getByRole('row', { name: /closed → open .*failed = \d+(\.\d+)? % ≥ 50 %/ })).toHaveCount(1)
  await expect(changes.getByRole('row', { name: /open → half-open/ }).first()).toBeVisible()
  await expect(changes.getByRole('row', { name: /half-open → open .*probes failed/ }).first()).toBeVisible()
  await expect(changes.getByRole('row', { name: /half-open → closed 0 of 3 probes failed/ })).toHaveCount(1)

  // Back in time: half-way through the outage it is not closed; now it is.
  const cursor = dockOf(page).getByRole('slider', { name: 'Instant shown' })
  await cursor.focus()
  await cursor.press('Home')
  await expect(machine).toHaveAccessibleName('State machine: closed')
  for (let second = 0; second < 24; second++) await cursor.press('Shift+ArrowRight')
  await expect(machine).toHaveAccessibleName(/^State machine: (open|half-open)$/)
  await cursor.press('End')
  await expect(machine).toHaveAccessibleName('State machine: closed')

  // Without it, the provider would have been called all the while.
  await detail.getByRole('button', { name: 'Run without it' }).click()
  const ghost = dockOf(page).getByRole('region', { name: 'Ghost run' })
  await expect(ghost).toContainText(/Without it, Payments would have got [1-9]\d* more attempts/)
  await expect(ghost.getByRole('table', { name: 'What it bought' })).toContainText('Attempts on it')
})

test('a fault is added, moved, changed and removed by the keyboard, each one step to undo', async ({
  example: page,
}) => {
  await openCheckout(page)
  const toggle = faultsOf(page).getByRole('button', { name: 'Faults', exact: true })
  await toggle.focus()
  await page.keyboard.press('Enter')
  await faultsOf(page).getByRole('button', { name: 'Break Payments' }).press('Enter')
  const bar = barsOf(page, 'Payments')
  await expect(bar).toHaveCount(1)
  const first = await bar.getAttribute('aria-label')
  await bar.focus()
  await page.keyboard.press('ArrowRight')
  await expect(bar).not.toHaveAccessibleName(first ?? '')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  const from = inspectorOf(page).getByRole('textbox', { name: 'From' })
  await from.fill('12s')
  await from.press('Enter')
  const until = inspectorOf(page).getByRole('textbox', { name: 'Until' })
  await until.fill('5s')
  await until.press('Enter')
  await expect(inspectorOf(page)).toContainText('The end has to come after the start, 12s.')
  await until.fill('30s')
  await until.press('Enter')
  await inspectorOf(page).getByRole('combobox', { name: 'Effect' }).selectOption('latency')
  await expect(bar).toHaveAccessibleName('Latency of Payments, 12s to 30s')
  await bar.focus()
  await page.keyboard.press('Delete')
  await expect(bar).toHaveCount(0)
  const undo = topBarOf(page).getByRole('button', { name: /^Undo/ })
  for (let step = 0; step < 6; step++) await undo.click()
  await expect(bar).toHaveAccessibleName(first ?? '')
  await undo.click()
  await expect(bar).toHaveCount(0)
})

test('faults are read as text, and a line that can’t be read changes nothing', async ({ example: page }) => {
  await openCheckout(page)
  await faultsOf(page).getByRole('button', { name: 'Faults', exact: true }).click()
  const open = () => faultsOf(page).getByRole('button', { name: 'As text…' }).click()
  await open()
  const dialog = page.getByRole('dialog', { name: 'Faults as text' })
  const text = dialog.getByRole('textbox')
  await text.fill('Payments 10s..20s outage silent\nCheckOut -> Payments 30s.. 50% latency much')
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Line 2: “latency much” can’t be read.')
  await expect(barsOf(page, 'Payments')).toHaveCount(0)
  await text.fill('Payments 10s..20s outage silent\nCheckOut -> Payments 30s.. 50% latency 800ms p99 2s')
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await expect(dialog).toBeHidden()
  await expect(barsOf(page, 'Payments')).toHaveAccessibleName('Outage of Payments, 10s to 20s')
  await expect(barsOf(page, 'CheckOut → Payments')).toHaveAccessibleName(
    'Latency of CheckOut → Payments, 30s to the end, 50 % of what passes',
  )
  await topBarOf(page).getByRole('button', { name: /^Undo/ }).click()
  await expect(faultsOf(page).getByRole('group')).toHaveCount(0)
})
