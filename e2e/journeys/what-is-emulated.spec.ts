// What is emulated: somebody wants to know how far to trust a kind, and reads it in the app.
import { choose, expect, test } from '../support/journey.ts'

test('each kind says what is emulated, simplified and left out, in the words of its own page', async ({
  example: page,
}) => {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await page.keyboard.type('What is emulated')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'What is emulated' })
  const kinds = dialog.getByRole('navigation', { name: 'Kinds' }).getByRole('button')
  await expect.poll(() => kinds.count()).toBeGreaterThanOrEqual(10)
  await kinds.filter({ hasText: /^Queue$/ }).click()
  const text = dialog.getByRole('article', { name: 'Queue' })
  for (const heading of ['Emulated', 'Simplified', 'Left out']) {
    await expect(text.getByRole('heading', { name: heading })).toBeVisible()
  }
  await expect(text).toContainText('Visibility timeout')
  await expect(text).not.toContainText('api.test.ts')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await choose(page, 'Language', '简体中文')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: '命令面板' })).toBeVisible()
  await page.keyboard.type('模拟了什么')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: '模拟了什么' }).getByRole('heading', { name: '未包含' })).toBeVisible()
})
