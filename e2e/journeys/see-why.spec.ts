// See why: from what happened to its reason, and back in time with one's own hands on the controls.
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
  virtualSeconds,
} from '../support/journey.ts'

test('from a trace to its waterfall, a span, its log lines and its code', async ({ example: page }) => {
  const traces = dockOf(page).getByRole('grid', { name: 'Traces' })
  await expect(traces.getByRole('row', { name: /^ok 2 / })).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await traces.getByRole('row', { name: /^ok 0 / }).click()

  const waterfall = dockOf(page).getByRole('treegrid', { name: 'Trace 0' })
  for (const span of [/call/, /request/, /initialisation/, /run/, /in queue/, /delivery/, /attempt/, /service/]) {
    await expect(waterfall.getByRole('gridcell', { name: span }).first()).toBeVisible()
  }
  await waterfall.getByRole('row', { name: /^invocation TakeOrder/ }).click()
  const details = dockOf(page).getByRole('complementary', { name: 'Details of the span' })
  await expect(details).toContainText('TakeOrder')
  await expect(details.getByRole('region', { name: 'Log lines' })).toContainText('order taken')
  await expect(inspectorOf(page).getByRole('heading', { name: 'TakeOrder' })).toBeVisible()

  await details.getByRole('button', { name: 'All in Logs' }).click()
  const lines = dockOf(page).getByRole('grid', { name: 'Log lines' })
  await expect(lines.getByRole('row', { name: /order taken/ })).toHaveCount(1)
  await expect(lines.getByRole('row', { name: /REPORT RequestId/ })).toHaveCount(2)
  await dockOf(page).getByRole('searchbox', { name: 'Filter by text' }).fill('charged')
  await expect(lines.getByRole('row', { name: /ChargeCard/ })).toHaveCount(1)

  await show(page, 'Traces')
  await waterfall.getByRole('row', { name: /^invocation ChargeCard/ }).click()
  await details.getByRole('button', { name: 'Show code' }).click()
  await expect(inspectorOf(page).getByRole('textbox', { name: /^Code of charge-card/ })).toBeAttached()
})

test('a breaker says where it is and why, and is forced open and reset by hand', async ({ example: page }) => {
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('5')
  await show(page, 'Breakers')
  const detail = dockOf(page).getByRole('region', { name: 'Breaker of ChargeCard → PaymentProvider' })
  const machine = detail.getByRole('img', { name: /^State machine/ })
  await expect(machine).toHaveAccessibleName('State machine: open')
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(detail).toContainText(/\d+ of \d+ failed = \d+(\.\d+)? % ≥ 50 %/)
  await expect(detail).toContainText('One per environment, as on Lambda')
  await expect(detail.getByRole('table', { name: 'Changes' }).getByRole('row', { name: /closed → open/ })).toBeVisible()
  await expect(detail.getByRole('region', { name: 'Timeline' })).toContainText(/[1-9]\d* failed, .* not permitted; now/)

  await detail.getByRole('button', { name: 'Force open' }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  await expect(machine).toHaveAccessibleName('State machine: forced open')
  await expect(detail.getByRole('row', { name: /Set by hand/ })).toBeVisible()
  await detail.getByRole('button', { name: 'Reset' }).click()
  await expect(detail.getByRole('row', { name: /forced open → closed Set by hand/ })).toBeVisible()
})

test('a retry lane shows each try, each wait and what it was drawn from', async ({ example: page }) => {
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('5')
  await show(page, 'Retries')
  const lanes = dockOf(page).getByRole('grid', { name: 'Retries' })
  const lane = lanes.getByRole('row', { name: /^\S.* [23] of at most 3 tries PaymentProvider/ })
  await expect(lane.first()).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await lane.last().click()
  const details = dockOf(page).getByRole('complementary', { name: 'Details of the lane' })
  await expect(details).toContainText('ChargeCard → PaymentProvider')
  await expect(details.getByRole('row', { name: /Try 1/ })).toBeVisible()
  await expect(details.getByRole('row', { name: /waits .* drawn from .* to 200 ms/ })).toBeVisible()
  await details.getByRole('button', { name: /^Show trace/ }).click()
  await expect(dockOf(page).getByRole('treegrid', { name: /^Trace/ })).toBeVisible()
})

test('an event sent by hand becomes a trace', async ({ example: page }) => {
  await nodeOf(page, 'TakeOrder').click()
  await topBarOf(page).getByRole('button', { name: 'Send an event…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send an event' })
  await expect(dialog.getByRole('combobox', { name: 'To' })).toContainText('TakeOrder')
  const payload = dialog.getByRole('textbox', { name: 'Payload, as JSON' })
  await payload.fill('{ "body": ')
  await expect(dialog.getByRole('alert')).toContainText('This is not JSON')
  await expect(dialog.getByRole('button', { name: /^Send/ })).toBeDisabled()
  await payload.fill('{ "body": "{\\"order\\": 4711}" }')
  await payload.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await show(page, 'Logs')
  await dockOf(page).getByRole('searchbox', { name: 'Filter by text' }).fill('4711')
  await expect(dockOf(page).getByRole('row', { name: /TakeOrder order taken/ })).toHaveCount(1)
  await dockOf(page)
    .getByRole('row', { name: /TakeOrder order taken/ })
    .click()
  await dockOf(page)
    .getByRole('button', { name: /^Show trace/ })
    .click()
  await expect(
    dockOf(page)
      .getByRole('treegrid')
      .getByRole('row', { name: /^invocation TakeOrder/ }),
  ).toBeVisible()
})

test('the run is paused, stepped, sped up, given another seed and reset', async ({ example: page }) => {
  const bar = topBarOf(page)
  await expect(nodeOf(page, 'Shoppers')).toContainText(/[1-9]\d* sent/)
  await bar.getByRole('button', { name: 'Pause' }).click()
  await expect(phaseOf(page)).toHaveText('Paused')
  const paused = await virtualSeconds(page)
  const step = bar.getByRole('button', { name: 'Step: next event' })
  await expect
    .poll(async () => {
      await step.click()
      return virtualSeconds(page)
    })
    .toBeGreaterThan(paused)
  await expect(phaseOf(page)).toHaveText('Paused')
  const stepped = await virtualSeconds(page)
  await expect
    .poll(async () => {
      await bar.getByRole('button', { name: 'Step over the invocation' }).click()
      return virtualSeconds(page)
    })
    .toBeGreaterThan(stepped)

  await bar.getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await bar.getByRole('button', { name: 'Run', exact: true }).click()
  await expect.poll(() => virtualSeconds(page)).toBeGreaterThan(120)
  await bar.getByRole('button', { name: 'Pause' }).click()

  await bar.getByRole('textbox', { name: 'Seed' }).fill('99')
  await page.keyboard.press('Enter')
  await expect(bar.getByRole('textbox', { name: 'Seed' })).toHaveValue('99')
  await bar.getByRole('button', { name: 'Run again' }).click()
  await expect(phaseOf(page)).toHaveText('Running')
  await bar.getByRole('button', { name: 'Reset the run' }).click()
  await expect(phaseOf(page)).toHaveText('Not running')
  expect(await virtualSeconds(page)).toBe(0)
  await expect(canvasOf(page)).not.toContainText('sent')
})

test('another workflow ends the run of the one before', async ({ example: page }) => {
  await choose(page, 'File', 'New workflow')
  await expect(phaseOf(page)).toHaveText('Not running')
  await show(page, 'Logs')
  await expect(dockOf(page)).toContainText('Nothing ran yet.')
})
