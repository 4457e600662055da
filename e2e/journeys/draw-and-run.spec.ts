// Draw and run: from an empty canvas to messages on their way, by mouse, and again without one.
import type { Locator, Page } from '@playwright/test'
import {
  canvasOf,
  command,
  dockOf,
  expect,
  flightsOf,
  inspectorOf,
  nodeOf,
  phaseOf,
  show,
  test,
  toastOf,
  virtualSeconds,
} from '../support/journey.ts'

const add = (page: Page, kind: string): Locator =>
  page.getByRole('group', { name: 'Add' }).getByRole('button', { name: kind, exact: true })

const portOf = (page: Page, port: string, node: string): Locator =>
  canvasOf(page).getByLabel(`${port} of ${node}`, { exact: true })

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  // Waits until the canvas, which brings a new node into sight, rests.
  await from.hover()
  const end = await to.boundingBox()
  if (!end) throw new Error('the end of the drag is not on the page')
  await page.mouse.down()
  await page.mouse.move(end.x + end.width / 2 - 12, end.y + end.height / 2 - 6, { steps: 4 })
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 2 })
  await page.mouse.up()
}

const connections = (page: Page, count: number): Promise<void> =>
  expect(inspectorOf(page).getByText(new RegExp(`, ${count} connections?,`))).toBeVisible()

/** Clicks where nothing is: the inspector then tells about the whole workflow. */
const clearSelection = (page: Page): Promise<void> => canvasOf(page).click({ position: { x: 30, y: 30 } })

test('by mouse: three clicks make trigger, function and queue; dragging joins, and a refusal explains itself', async ({
  blank: page,
}) => {
  // Each click places a node and joins it to the one before.
  await add(page, 'HTTP API').click()
  await add(page, 'Function').click()
  await add(page, 'Queue').click()
  await expect(nodeOf(page, 'HttpApi')).toHaveAccessibleName(/0 inputs, 1 output/)
  await expect(nodeOf(page, 'Function')).toHaveAccessibleName(/1 input, 1 output/)
  await expect(nodeOf(page, 'Queue')).toHaveAccessibleName(/1 input, 0 outputs/)
  await clearSelection(page)
  await connections(page, 2)

  await add(page, 'Client').click()
  await expect(portOf(page, 'calls', 'Client')).toBeInViewport()
  await clearSelection(page)
  await connections(page, 2)
  await drag(page, portOf(page, 'calls', 'Client'), portOf(page, 'requests', 'HttpApi'))
  await expect(nodeOf(page, 'Client')).toHaveAccessibleName(/1 output/)
  await clearSelection(page)
  await connections(page, 3)

  await drag(page, portOf(page, 'routes', 'HttpApi'), portOf(page, 'messages', 'Queue'))
  await expect(toastOf(page, /HttpApi.*can’t be joined to Queue.*Put a function between them/i)).toBeVisible()
  await connections(page, 3)

  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(nodeOf(page, 'Client')).toContainText(/[1-9]\d* sent/)
  await expect(nodeOf(page, 'HttpApi')).toContainText(/[1-9]\d* requests/)
  await expect.poll(async () => (await flightsOf(page)).painted).toBeGreaterThan(0)
  await show(page, 'Logs')
  await expect(
    dockOf(page)
      .getByRole('row', { name: /Function/ })
      .first(),
  ).toBeVisible()
})

test('by mouse: a line dropped on empty canvas offers what can stand there', async ({ blank: page }) => {
  await page.getByRole('button', { name: 'Add an HTTP API' }).click()
  await portOf(page, 'routes', 'HttpApi').hover()
  const port = await portOf(page, 'routes', 'HttpApi').boundingBox()
  if (!port) throw new Error('the port is not on the page')
  await page.mouse.down()
  await page.mouse.move(port.x + 120, port.y + 90, { steps: 4 })
  await page.mouse.up()
  const offers = page.getByRole('menu', { name: 'Add and connect' })
  await expect(offers.getByRole('menuitem')).toHaveText(['Function'])
  await offers.getByRole('menuitem', { name: 'Function' }).click()
  await expect(nodeOf(page, 'Function')).toHaveAccessibleName(/1 input/)
})

test('by keyboard alone: drawn, named, joined, run and looked into', async ({ page }) => {
  await page.goto('/')
  await expect(phaseOf(page)).toHaveText('Running')
  const { keyboard } = page
  await command(page, 'New workflow')
  await expect(page.getByText('Nothing here yet.')).toBeVisible()

  // Three kinds, each joined to the one before.
  await keyboard.press('n')
  await expect(add(page, 'Client')).toBeFocused()
  await keyboard.press('Enter')
  await expect(nodeOf(page, 'Client')).toBeVisible()
  await keyboard.press('ArrowDown')
  await expect(add(page, 'HTTP API')).toBeFocused()
  await keyboard.press('Enter')
  await expect(nodeOf(page, 'HttpApi')).toHaveAccessibleName(/1 input/)
  await command(page, 'Add Function')
  await expect(nodeOf(page, 'Function')).toHaveAccessibleName(/1 input/)
  // With everything selected there is nothing to join to.
  await keyboard.press('Control+a')
  await command(page, 'Add Queue')
  await expect(nodeOf(page, 'Queue')).toHaveAccessibleName(/0 inputs, 0 outputs/)

  // The canvas by F6; what is selected has the focus there.
  await keyboard.press('F6')
  while (!(await canvasOf(page).evaluate((canvas) => canvas.contains(document.activeElement))))
    await keyboard.press('F6')
  await expect(nodeOf(page, 'Queue')).toBeFocused()

  // Renamed, moved, connected.
  await keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'New name' })).toBeFocused()
  await keyboard.type('Uploads')
  await keyboard.press('Enter')
  await expect(nodeOf(page, 'Uploads')).toBeFocused()
  const before = await nodeOf(page, 'Uploads').boundingBox()
  await keyboard.press('Shift+ArrowDown')
  await expect.poll(async () => (await nodeOf(page, 'Uploads').boundingBox())?.y).toBeGreaterThan(before?.y ?? 0)
  await keyboard.press('c')
  const targets = page.getByRole('toolbar', { name: /^Connect Uploads/ })
  await expect(targets.getByRole('button', { name: 'Function', exact: true }).first()).toBeFocused()
  await keyboard.press('Enter')
  await expect(nodeOf(page, 'Uploads')).toHaveAccessibleName(/1 output/)
  await expect(nodeOf(page, 'Function')).toHaveAccessibleName(/2 inputs/)

  // Through the nodes by Tab, along the connections, and into the inspector.
  await keyboard.press('Alt+ArrowRight')
  await expect(nodeOf(page, 'Function')).toBeFocused()
  await keyboard.press('Alt+ArrowLeft')
  await expect(nodeOf(page, 'HttpApi')).toBeFocused()
  await keyboard.press('Enter')
  await expect(inspectorOf(page).getByRole('tab', { name: 'Config' })).toBeFocused()

  await keyboard.press('Control+Enter')
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(nodeOf(page, 'Client')).toContainText(/[1-9]\d* sent/)
  await keyboard.press('Control+Enter')
  await expect(phaseOf(page)).toHaveText('Paused')
  const paused = await virtualSeconds(page)
  await keyboard.press('F10')
  await expect.poll(() => virtualSeconds(page)).toBeGreaterThanOrEqual(paused)

  // Into the dock, to the newest trace.
  await keyboard.press('F6')
  await expect(dockOf(page).getByRole('tab', { name: 'Traces' })).toBeFocused()
  const traces = dockOf(page).getByRole('grid', { name: 'Traces' })
  while (!(await traces.evaluate((grid) => grid === document.activeElement))) await keyboard.press('Tab')
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(dockOf(page).getByRole('treegrid', { name: /^Trace \d+/ })).toBeVisible()
})

test('by keyboard alone, in the Outline: selected, renamed, joined and removed', async ({ blank: page }) => {
  const { keyboard } = page
  for (const kind of ['HTTP API', 'Function', 'Queue']) await command(page, `Add ${kind}`)
  await page.getByRole('tab', { name: 'Outline' }).focus()
  await keyboard.press('Enter')
  const outline = page.getByRole('list', { name: 'Nodes and their connections' })
  const row = (name: string | RegExp) => outline.getByRole('button', { name, exact: true })
  await expect(row(/^HttpApi HTTP API/)).toBeVisible()
  await expect(row('HttpApi to Function')).toBeVisible()

  await row(/^HttpApi HTTP API/).focus()
  await keyboard.press('ArrowDown')
  await expect(row('HttpApi to Function')).toBeFocused()
  await keyboard.press('ArrowDown')
  await expect(row(/^Function Function/)).toBeFocused()
  await keyboard.press('Enter')
  await keyboard.press('F2')
  await expect(page.getByRole('textbox', { name: 'New name' })).toBeFocused()
  await keyboard.type('Resize')
  await keyboard.press('Enter')
  await expect(row(/^Resize Function/)).toBeVisible()

  await row(/^Resize Function/).focus()
  await keyboard.press('Tab')
  await expect(row('Connect from Resize')).toBeFocused()
  await keyboard.press('Enter')
  const targets = page.getByRole('toolbar', { name: /^Connect Resize/ })
  await targets.getByRole('button', { name: 'Service' }).focus()
  await keyboard.press('Enter')
  await expect(row('Resize to Service')).toBeVisible()
  await expect(nodeOf(page, 'Service')).toBeFocused()
  await row('Resize to Service').focus()
  await keyboard.press('Delete')
  await expect(row('Resize to Service')).toBeHidden()
  await expect(row(/^Service Service/)).toBeVisible()
  await expect(outline.locator(':focus')).toBeVisible()
})

test('by keyboard alone: a command of the palette finds the focus where it was, and may move it', async ({
  example: page,
}) => {
  await nodeOf(page, 'ChargeCard').click()
  await expect(nodeOf(page, 'ChargeCard')).toBeFocused()
  await command(page, 'Zoom in')
  await expect(nodeOf(page, 'ChargeCard')).toBeFocused()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(nodeOf(page, 'ChargeCard')).toBeFocused()
  await command(page, 'Rename')
  await expect(page.getByRole('textbox', { name: 'New name' })).toBeFocused()
  await page.keyboard.type('Charge')
  await page.keyboard.press('Enter')
  await expect(nodeOf(page, 'Charge')).toBeFocused()
})
