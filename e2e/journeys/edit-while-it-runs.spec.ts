// Turn a knob while it runs: what can apply at once does, and the rest says that it waits for a restart.
import { expect, inspectorOf, nodeOf, phaseOf, test, topBarOf } from '../support/journey.ts'

test('more traffic comes at once, undo takes it back, and what waits for a restart says so', async ({
  example: page,
}) => {
  const again = topBarOf(page).getByRole('button', { name: 'Run again' })
  const undo = topBarOf(page).getByRole('button', { name: /^Undo/ })
  const set = async (name: RegExp, value: string) => {
    const field = inspectorOf(page).getByRole('textbox', { name })
    await field.fill(value)
    await field.press('Enter')
  }
  await nodeOf(page, 'Shoppers').click()
  await expect(inspectorOf(page)).toContainText('Changes apply to the run at once')
  await set(/^(Rate|Mean rate)$/, '200')
  // At the two a second it began with, this would take minutes.
  await expect(nodeOf(page, 'Shoppers')).toContainText(/([4-9]\d\d|\dk|\d\.\dk) sent/)
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(again).toBeHidden()
  await undo.click()
  await expect(nodeOf(page, 'Shoppers')).toContainText('2/s')
  await expect(again).toBeHidden()

  await nodeOf(page, 'PaymentProvider').click()
  await expect(inspectorOf(page).locator('[data-field="baseUrl"]')).toContainText('Takes effect when the run restarts')
  await set(/^Base URL$/, 'https://elsewhere.example.com')
  await expect(again).toBeVisible()
  await undo.click()
  await expect(again).toBeHidden()
})
