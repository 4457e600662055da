// What holds for the page whatever is on it.
import { expect, test } from '@playwright/test'
import { liveCanvas } from './bench/live-canvas.ts'

test('the page opens without an error, without a breach of its policy and without leaving its origin', async ({
  page,
  baseURL,
}) => {
  const errors: string[] = []
  const strangers: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(baseURL ?? '').origin) strangers.push(request.url())
  })
  await page.goto('/')
  await expect(page).toHaveTitle(/Faaslab/)
  await expect(page.locator('#root')).not.toBeEmpty()
  expect(errors).toEqual([])
  expect(strangers).toEqual([])
})

test('the page’s policy lets no script run but its own files and the one frame script it names', async ({ page }) => {
  await page.goto('/')
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  const scripts = policy?.split('; ').find((directive) => directive.startsWith('script-src '))
  expect(scripts).toMatch(/^script-src 'self' 'sha256-[\w+/]{43}='$/)
  const ran = await page.evaluate(() => {
    const probe = document.createElement('script')
    probe.textContent = 'document.title = "breached"'
    document.head.append(probe)
    return document.title
  })
  expect(ran).not.toBe('breached')
})

test('a workflow that is opened while the example still starts runs once its code is allowed', async ({ page }) => {
  await page.goto('/')
  await page.locator('.react-flow').waitFor()
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Control+o')
  const name = 'live.faaslab.json'
  await (await chooser).setFiles({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(liveCanvas())),
  })
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await expect(page.locator('[data-phase=running]')).toBeVisible()
  await expect(page.getByTestId('rf__node-f24')).toBeVisible()
})
