// What a policy buys, seen in the page: the figures are the command line's, and the run itself never hears of it.
import type { RunFigures } from '#trace'
import type { Page } from '@playwright/test'
import { command, dockOf, documentOf, expect, inspectorOf, phaseOf, show, test, topBarOf } from './support/journey.ts'
import { ghostHeadless } from './support/headless.ts'

const paneOf = (page: Page) => dockOf(page).getByRole('region', { name: 'Ghost run' })

/** As it is and without it, by the words of the row. */
async function row(page: Page, name: string): Promise<readonly string[]> {
  const found = paneOf(page)
    .getByRole('table', { name: 'What it bought' })
    .getByRole('row', { name: new RegExp(`^${name} `) })
  return (await found.getByRole('cell').allTextContents()).slice(0, 2)
}

async function fingerprintOf(page: Page): Promise<string> {
  await expect(phaseOf(page)).toHaveText('Ended', { timeout: 60_000 })
  await page.mouse.move(0, 0)
  await topBarOf(page).getByRole('status', { name: 'Virtual time' }).hover()
  const said = page.getByText(/^Fingerprint [0-9a-f]{32}$/).first()
  await expect(said).toBeVisible()
  return (await said.textContent()) ?? ''
}

const speed = (page: Page, value: string) => topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption(value)

async function endAfter(page: Page, duration: string): Promise<void> {
  const field = inspectorOf(page).getByRole('textbox', { name: 'Ends after' })
  await field.fill(duration)
  await field.press('Enter')
}

test('a ghost run tells what the breaker bought, in the command line’s figures, and changes nothing in the run', async ({
  example: page,
}) => {
  await endAfter(page, '1m')
  await speed(page, 'max')
  await command(page, 'Run again from the start')
  const before = await fingerprintOf(page)

  const frames = await page.locator('iframe').count()

  await show(page, 'Breakers')
  await dockOf(page).getByRole('button', { name: 'Run without it' }).click()
  await expect(paneOf(page)).toContainText(/Without it, PaymentProvider would have got \d+ more attempts/)
  await expect(paneOf(page)).toContainText('Compared up to 1:00.000, same seed and arrivals')
  const figures = JSON.parse(
    await ghostHeadless(await documentOf(page), 'ChargeCard:PaymentProvider/circuit-breaker'),
  ) as {
    readonly with: RunFigures
    readonly without: RunFigures
  }
  const both = (of: (one: RunFigures) => number) => [of(figures.with), of(figures.without)].map(String)
  expect(await row(page, 'Attempts on it')).toEqual(both(({ load }) => load.attempts))
  expect(await row(page, 'Wasted: failed or late')).toEqual(both(({ load }) => load.wasted))
  expect(await row(page, 'Refused beforehand')).toEqual(both(({ refusals }) => refusals))
  expect(await row(page, 'Calls that ended')).toEqual(both(({ calls }) => calls.ended))
  expect(await row(page, 'Calls that failed')).toEqual(both(({ calls }) => calls.failed))
  expect(await fingerprintOf(page)).toBe(before)
  await expect(page.locator('iframe')).toHaveCount(frames)
  await expect(paneOf(page).getByRole('figure')).toContainText(
    /As it is, at most \d+ at a time; without it, at most \d+/,
  )
  await paneOf(page).getByRole('combobox', { name: 'What is drawn' }).selectOption('Refused beforehand')
  await expect(paneOf(page).getByRole('figure')).toContainText(/at most [1-9]\d* at a time; without it, at most 0/)

  // While it runs, too.
  await speed(page, '1')
  await command(page, 'Run again from the start')
  await expect(paneOf(page)).toBeHidden()
  await expect(dockOf(page).getByRole('button', { name: 'Run without it' })).toBeEnabled()
  await dockOf(page).getByRole('button', { name: 'Run without it' }).click()
  await expect(paneOf(page).getByRole('table')).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Running')
  await paneOf(page).getByRole('button', { name: 'Update' }).click()
  await speed(page, 'max')
  expect(await fingerprintOf(page)).toBe(before)
  await paneOf(page).getByRole('button', { name: 'Close' }).click()
  await expect(paneOf(page)).toBeHidden()

  await command(page, 'Run once more without the breaker or retry')
  await expect(paneOf(page)).toContainText('Without the breaker')
  await expect(paneOf(page).getByRole('table')).toBeVisible()
})

test('a ghost without jitter shows in Retries, and goes with its run', async ({ example: page }) => {
  await speed(page, '10')
  await show(page, 'Retries')
  const choice = dockOf(page).getByRole('combobox', { name: 'Without what' })
  await expect(choice.getByRole('option')).toHaveText(['retries', 'jitter', 'the timeout'])
  await choice.selectOption({ label: 'jitter' })
  await dockOf(page).getByRole('button', { name: 'Run without it' }).click()
  await expect(paneOf(page)).toContainText('Without jitter')
  await expect(paneOf(page).getByRole('table')).toBeVisible()
  await command(page, 'Reset the run')
  await expect(paneOf(page)).toBeHidden()
})
