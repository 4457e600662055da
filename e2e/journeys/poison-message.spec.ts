// One message fails its consumer always: it ends in the dead-letter queue, and goes back by redrive once it can be read.
import {
  command,
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

test('a poison message is set aside after three receives, and redriven when it no longer fails', async ({
  example: page,
}) => {
  await command(page, 'Faults as text')
  const dialog = page.getByRole('dialog', { name: 'Faults as text' })
  await dialog.getByRole('textbox').fill('Orders -> ChargeCard 0s..2m poison {"order":[4]}')
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await expect(dialog).toBeHidden()
  await command(page, 'Run again from the start')
  await expect(phaseOf(page)).toHaveText('Running')
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('25')

  await nodeOf(page, 'OrdersDeadLetters').click()
  await inspectorOf(page).getByRole('tab', { name: 'Live' }).click()
  const poison = inspectorOf(page).getByText('"order":4,')
  await expect(poison).toBeVisible()
  await show(page, 'Logs')
  const lines = dockOf(page).getByRole('grid', { name: 'Log lines' })
  await dockOf(page).getByRole('searchbox', { name: 'Filter by text' }).fill('charged 4')
  await expect(lines.getByRole('row', { name: /charged 4$/ })).toHaveCount(0)

  // The fault ends after two minutes: from then on the message can be read.
  await expect.poll(() => virtualSeconds(page)).toBeGreaterThan(121)
  await inspectorOf(page).getByRole('button', { name: 'Redrive' }).click()
  await expect(poison).toBeHidden()
  await expect(lines.getByRole('row', { name: /charged 4$/ })).toBeVisible()
})
