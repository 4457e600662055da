// Access: axe finds nothing serious in any of the main states, dark and light.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import {
  canvasOf,
  choose,
  dockOf,
  expect,
  inspectorOf,
  nodeOf,
  phaseOf,
  show,
  test,
  topBarOf,
} from '../support/journey.ts'

/** In one region: what was looked at once and has not changed is not looked at again. */
async function seriousIn(page: Page, region = 'body'): Promise<readonly string[]> {
  // The sealed frame shows nothing; axe could not look into it either.
  const { violations } = await new AxeBuilder({ page }).include(region).exclude('iframe').setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} (${node.failureSummary})`),
    )
}

const DOCK = '[data-region="dock"]'
const LEFT = '[data-region="left"]'
const INSPECTOR = '[data-region="inspector"]'
const DIALOG = '[role="dialog"]'

for (const theme of ['Dark', 'Light'] as const) {
  test(`${theme.toLowerCase()}: the running page, each panel of the dock, the inspector and the editor`, async ({
    example: page,
  }) => {
    await choose(page, 'Theme', theme)
    await expect(canvasOf(page).getByRole('button', { name: /Breaker open/ })).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Pause' }).click()
    expect.soft(await seriousIn(page), 'traces').toEqual([])
    await dockOf(page).getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1).click()
    await dockOf(page).getByRole('treegrid').getByRole('row').nth(3).click()
    expect.soft(await seriousIn(page, DOCK), 'waterfall').toEqual([])
    expect.soft(await seriousIn(page, INSPECTOR), 'inspector').toEqual([])
    for (const panel of ['Logs', 'Breakers', 'Retries', 'Problems'] as const) {
      await show(page, panel)
      await expect(dockOf(page).getByRole('tabpanel')).not.toHaveText('…')
      expect.soft(await seriousIn(page, DOCK), panel).toEqual([])
    }
    await canvasOf(page)
      .getByRole('button', { name: /^Policies from ChargeCard/ })
      .click()
    await expect(inspectorOf(page).getByText('Time limit')).toBeVisible()
    await page.getByRole('tab', { name: 'Outline' }).click()
    expect.soft(await seriousIn(page, INSPECTOR), 'policies').toEqual([])
    expect.soft(await seriousIn(page, LEFT), 'outline').toEqual([])
    await nodeOf(page, 'TakeOrder').click()
    await inspectorOf(page).getByRole('tab', { name: 'Code' }).click()
    await expect(inspectorOf(page).getByRole('textbox', { name: /^Code of/ })).toBeAttached()
    await page.getByRole('tab', { name: 'Files' }).click()
    expect.soft(await seriousIn(page, INSPECTOR), 'code').toEqual([])
    expect.soft(await seriousIn(page, LEFT), 'files').toEqual([])
  })

  test(`${theme.toLowerCase()}: the empty canvas, menus and dialogs`, async ({ example: page }) => {
    await choose(page, 'Theme', theme)
    await topBarOf(page).getByRole('button', { name: 'File' }).click()
    expect.soft(await seriousIn(page, '[role="menu"]'), 'menu').toEqual([])
    await page.keyboard.press('Escape')
    for (const name of ['Command palette', 'Keyboard shortcuts', 'Send an event…']) {
      await topBarOf(page).getByRole('button', { name }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      expect.soft(await seriousIn(page, DIALOG), name).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    for (const name of ['New from a template…', 'Export…', 'Save a named version…', 'Workflows in this browser…']) {
      await choose(page, 'File', name)
      await expect(page.getByRole('dialog')).toBeVisible()
      expect.soft(await seriousIn(page, DIALOG), name).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    await choose(page, 'File', 'New workflow')
    await expect(phaseOf(page)).toHaveText('Not running')
    expect.soft(await seriousIn(page), 'empty canvas').toEqual([])
  })
}
