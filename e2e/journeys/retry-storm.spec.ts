// A hundred clients fail at once and come back at once; with full jitter they don't.
import type { Locator, Page } from '@playwright/test'
import {
  canvasOf,
  command,
  dockOf,
  expect,
  inspectorOf,
  nodeOf,
  phaseOf,
  show,
  test,
  topBarOf,
} from '../support/journey.ts'

const leftOf = (page: Page): Locator => page.getByRole('region', { name: 'Left panel', exact: true })
/** `Jitter full: at most 31 come back within 250 ms; …` */
const MOST = /: at most (\d+) come back/

async function mostOf(figure: Locator): Promise<number> {
  await expect(figure).toContainText(MOST)
  return Number(MOST.exec((await figure.textContent()) ?? '')?.[1])
}

async function run(page: Page): Promise<void> {
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await topBarOf(page)
    .getByRole('button', { name: /^Run( again)?$/ })
    .first()
    .click()
  await expect(phaseOf(page)).toHaveText('Ended')
}

test('a hundred clients without jitter come back in waves; with full jitter the waves are flat', async ({
  example: page,
}) => {
  await command(page, 'Lessons')
  await leftOf(page)
    .getByRole('button', { name: /^Retry storms and jitter/ })
    .click()
  await leftOf(page).getByRole('button', { name: 'Start the lesson' }).click()
  await expect(nodeOf(page, 'Visitors')).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Not running')
  await run(page)
  await show(page, 'Retries')
  const dock = dockOf(page)
  const arrivals = dock.getByRole('figure').filter({ hasText: 'Attempts over time' })
  await expect(dock).toContainText(/1 request → [2-9] calls/)

  // Before anything is changed: what each jitter would make of a hundred.
  const crowd = dock.getByRole('figure').filter({ hasText: '100 clients fail at once' })
  const withNone = await mostOf(crowd)
  await crowd.getByRole('button', { name: 'full' }).click()
  await expect(crowd).toContainText('Jitter full')
  const withFull = await mostOf(crowd)
  expect(withNone, 'all of them at once').toBe(100)
  expect(withFull).toBeLessThan(withNone)

  // And what it does: the same hundred visitors, the policy taken over.
  await crowd.getByRole('button', { name: /^Use it for/ }).click()
  await canvasOf(page)
    .getByRole('button', { name: /^Policies from BuyTicket to Tickets/ })
    .click()
  await expect(inspectorOf(page).getByRole('combobox', { name: 'Jitter' })).toHaveValue('full')
  const stormy = await retriesMeanOf(dock)
  await run(page)
  await expect(arrivals).toBeVisible()
  await expect.poll(() => retriesMeanOf(dock)).toBeLessThan(stormy)
})

/** `Overall, a request makes 5.4 calls on average.` */
async function retriesMeanOf(dock: Locator): Promise<number> {
  const text = (await dock.textContent()) ?? ''
  return Number(/makes ([\d.]+) calls on average/.exec(text)?.[1])
}
