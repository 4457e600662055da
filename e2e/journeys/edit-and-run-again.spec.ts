// Edit a handler and run again: the code is real, so a changed line shows in the next run.
import type { Locator, Page } from '@playwright/test'
import { dockOf, expect, inspectorOf, nodeOf, phaseOf, show, test, virtualSeconds } from '../support/journey.ts'

async function openCode(page: Page, name: string): Promise<Locator> {
  await nodeOf(page, name).click()
  await inspectorOf(page).getByRole('tab', { name: 'Code' }).click()
  const editor = inspectorOf(page).getByRole('textbox', { name: /^Code of/ })
  await expect(editor).toBeAttached()
  return editor
}

/** Monaco's spaces don't break. */
const lineOf = (page: Page, text: string): Locator =>
  inspectorOf(page)
    .locator('.view-line')
    .filter({ hasText: new RegExp(text.replace(/[^\w ]/g, '\\$&').replaceAll(' ', '\\s')) })
    .first()

/** Behind the line that holds this text. */
async function writeAfter(page: Page, text: string, added: string): Promise<void> {
  await lineOf(page, text).click()
  await page.keyboard.press('End')
  await page.keyboard.insertText(added)
}

test('a changed handler runs with Ctrl+Enter, and its new log line shows', async ({ example: page }) => {
  const editors: string[] = []
  page.on('request', (request) => editors.push(new URL(request.url()).pathname))
  await openCode(page, 'TakeOrder')
  await expect.poll(() => editors.some((path) => /editor/.test(path))).toBe(true)
  await writeAfter(page, 'const { order } = JSON.parse', "\n  console.log('with a bow on top', order)")
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible()
  const before = await virtualSeconds(page)
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => virtualSeconds(page)).toBeLessThan(before)
  await expect(phaseOf(page)).toHaveText('Running')
  await show(page, 'Logs')
  await expect(
    dockOf(page)
      .getByRole('row', { name: /TakeOrder with a bow on top \d+$/ })
      .first(),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run again' })).toBeHidden()
})

test('the editor finds nothing wrong with the example, and a slip of the pen with its place', async ({
  example: page,
}) => {
  await openCode(page, 'TakeOrder')
  await show(page, 'Problems')
  const problems = dockOf(page).getByRole('list', { name: 'Problems' })
  await writeAfter(page, 'const { order } = JSON.parse', '\n  const wrong: number = order.toUpperCase(')
  const slip = problems.getByRole('listitem').filter({ hasText: /take-order\/index\.ts:\d+/ })
  await expect(slip.first()).toBeVisible()
  // Gone where the slip is gone: what was there before was in order.
  await expect(async () => {
    await page.keyboard.press('Control+z')
    await expect(slip).toHaveCount(0, { timeout: 1000 })
  }).toPass()

  // What does not compile fails its invocations; the rest goes on.
  await writeAfter(page, 'export const handler', '\n  const = 5')
  await page.keyboard.press('Control+Enter')
  await expect(slip.first()).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(nodeOf(page, 'TakeOrder')).toContainText(/100 % errors/)
  await expect(nodeOf(page, 'Shop')).toContainText(/[2-9]\d* requests/)

  // From the problem to its line.
  await nodeOf(page, 'Shop').click()
  await slip.getByRole('button').first().click()
  await expect(inspectorOf(page).getByRole('textbox', { name: 'Code of take-order/index.ts' })).toBeFocused()
})

test('the types of a trigger’s event and of the AWS SDK complete', async ({ example: page }) => {
  await openCode(page, 'ChargeCard')
  await inspectorOf(page).locator('.view-line').first().click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(
    "import type { SQSEvent } from 'aws-lambda'\n\nexport const handler = async (event: SQSEvent) => {\n  event.Records[0]",
  )
  await page.keyboard.type('!.')
  await expect(page.getByRole('option', { name: /^receiptHandle/ })).toBeVisible({ timeout: 20_000 })
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(
    "import { SQSClient } from '@aws-sdk/client-sqs'\n\nconst sqs = new SQSClient({})\nsqs",
  )
  await page.keyboard.type('.')
  await expect(page.getByRole('option', { name: /^send\b/ })).toBeVisible({ timeout: 20_000 })
})
