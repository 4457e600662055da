// First run: somebody opens the page for the first time, and it already runs.
import type { Browser } from '@playwright/test'
import { availableParallelism, loadavg } from 'node:os'
import { canvasOf, expect, flightsOf, inspectorOf, nodeOf, phaseOf, saved, test, topBarOf } from '../support/journey.ts'

/** Milliseconds from the first byte to the first message on its way, in a browser that has never been here. */
async function firstMessageMs(browser: Browser, baseURL: string | undefined): Promise<number> {
  const context = await browser.newContext({ ...(baseURL && { baseURL }), viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto('/')
  await expect.poll(async () => (await flightsOf(page)).painted, { intervals: [50] }).toBeGreaterThan(0)
  const { atMs } = await flightsOf(page)
  await context.close()
  return atMs
}

test('a message moves within 3 s of a cold load', async ({ browser, baseURL }) => {
  const measured: number[] = []
  // A core that several share gives each its share only; the best of three, as some are luckier than others.
  const allowedMs = 3000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
  while (measured.length < 3 && !measured.some((ms) => ms < allowedMs)) {
    measured.push(await firstMessageMs(browser, baseURL))
  }
  expect(Math.min(...measured)).toBeLessThan(allowedMs)
})

test('the example is running at once, without a question and without Monaco', async ({ page }) => {
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(new URL(request.url()).pathname))
  await page.goto('/')
  for (const name of ['Shoppers', 'Shop', 'TakeOrder', 'Orders', 'ChargeCard', 'PaymentProvider']) {
    await expect(nodeOf(page, name)).toBeVisible()
  }
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(nodeOf(page, 'PaymentProvider')).toContainText(/[1-9]\d* calls/)
  const first = await flightsOf(page)
  await expect
    .poll(async () => {
      const { x, y } = await flightsOf(page)
      return Math.abs(x - first.x) + Math.abs(y - first.y)
    })
    .toBeGreaterThan(2)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(scripts.filter((path) => /monaco|editor|ts\.worker|code-tab/i.test(path))).toEqual([])
})

test('the breaker opens within 20 s, says so in a word, and later lets probes through', async ({ page }) => {
  await page.goto('/')
  const shield = canvasOf(page).getByRole('button', { name: /^Policies from ChargeCard to PaymentProvider/ })
  await expect(shield).toHaveAccessibleName(/Breaker closed/)
  await expect(shield).toHaveAccessibleName(/Breaker open/, { timeout: 20_000 })
  expect(await page.evaluate(() => performance.now())).toBeLessThan(20_000)
  await expect(nodeOf(page, 'PaymentProvider')).toContainText('errors')
  await expect(shield).toHaveAccessibleName(/Breaker half-open/)
})

test('a refresh comes back to the same place', async ({ example: page }) => {
  await page.getByRole('textbox', { name: 'Name of the workflow' }).fill('My orders')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Pause' }).click()
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('5')
  const edge = page.getByRole('separator', { name: 'Width of the left panel' })
  await edge.focus()
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+j')
  await expect(page.getByRole('tabpanel', { name: 'Traces' })).toBeHidden()
  const width = await edge.getAttribute('aria-valuenow')
  await saved(page)
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Name of the workflow' })).toHaveValue('My orders')
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(topBarOf(page).getByRole('combobox', { name: 'Speed' })).toHaveValue('5')
  await expect(edge).toHaveAttribute('aria-valuenow', width ?? '')
  await expect(page.getByRole('tabpanel', { name: 'Traces' })).toBeHidden()
  await expect(inspectorOf(page)).toContainText('7 nodes')
})
