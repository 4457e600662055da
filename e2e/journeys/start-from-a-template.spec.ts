// Start from a template: chosen with the keyboard, it opens as a document of its own and moves, without a question.
import { loadTemplates } from '#workflow'
import { canvasOf, choose, expect, nodeOf, phaseOf, test, topBarOf } from '../support/journey.ts'

test('a template is found by a word, opens beside what was open, and runs at once', async ({ example: page }) => {
  await choose(page, 'File', 'New from a template…')
  const list = page.getByRole('dialog', { name: 'New from a template' })
  await expect(list.getByRole('option')).toHaveCount((await loadTemplates()).length)
  await page.keyboard.type('fan-out')
  await expect(list.getByRole('option').first()).toHaveAccessibleName(/^Order fan-out/)
  await page.keyboard.press('Enter')
  await expect(topBarOf(page).getByLabel('Name of the workflow')).toHaveValue('Order fan-out')
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(page.getByRole('button', { name: 'Allow and run' })).toHaveCount(0)
  await expect(nodeOf(page, 'PackParcel')).toContainText(/[1-9]/)
  await expect(canvasOf(page).getByText('Who publishes knows no receiver', { exact: false })).toBeVisible()

  await choose(page, 'File', 'Workflows in this browser…')
  const documents = page.getByRole('dialog', { name: 'Workflows in this browser' })
  await expect(documents.getByText('Orders', { exact: false }).first()).toBeVisible()
})

test('an empty canvas offers the templates', async ({ blank: page }) => {
  await canvasOf(page).getByRole('button', { name: 'New from a template…' }).click()
  await page.getByRole('option', { name: /^Image pipeline/ }).click()
  await expect(phaseOf(page)).toHaveText('Running')
  await expect(nodeOf(page, 'Thumbnails')).toContainText(/[1-9]/)
})

test('the templates are not loaded before somebody asks for them', async ({ page }) => {
  const scripts: string[] = []
  page.on('response', async (response) => {
    if (response.url().endsWith('.js')) scripts.push(await response.text())
  })
  const hasTemplates = () => scripts.some((text) => text.includes('make-thumbnail'))
  await page.goto('/')
  await expect(phaseOf(page)).toHaveText('Running')
  expect(scripts.length).toBeGreaterThan(0)
  expect(hasTemplates()).toBe(false)
  await choose(page, 'File', 'New from a template…')
  await expect(page.getByRole('option').first()).toBeVisible()
  await expect.poll(hasTemplates).toBe(true)
})
