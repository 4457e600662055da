// `npm run picture`: takes the README's picture from the built product: the example, a while after its payment provider
// went down, with the breaker that opened.
import { chromium, expect } from '@playwright/test'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { preview } from 'vite'
import { buildPage } from '../../.house/run/build-page.ts'
import { ensureChromium, thisMachine } from '../../.house/run/find-chromium.ts'
import { isStale, PAGE_FILE } from '../../.house/run/stale.ts'

const PICTURE = 'public/readme.png'
const MAXIMUM_BYTES = 200 * 1024

const root = resolve(import.meta.dirname, '../..')
const found = ensureChromium(thisMachine())
if ('reason' in found) throw new Error(found.reason)
if (isStale(root, PAGE_FILE)) await buildPage(root)
const server = await preview({ root, logLevel: 'warn', preview: { host: '127.0.0.1', port: 0 } })
const address = server.httpServer.address()
if (address === null || typeof address === 'string') throw new Error('the server has no port')

const browser = await chromium.launch({
  executablePath: found.path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
const page = await browser.newPage({
  viewport: { width: 1440, height: 900 },
  colorScheme: 'light',
  locale: 'en-US',
  timezoneId: 'UTC',
})
await page.goto(`http://localhost:${address.port}/`)
await page.getByRole('tab', { name: 'Breakers' }).click()
// The second probe that failed: everything there is to see has happened by then.
await expect(page.getByRole('table', { name: 'Changes' }).getByRole('row', { name: /half-open → open/ })).toBeVisible({
  timeout: 60_000,
})
await page.getByRole('group', { name: /^Function ChargeCard,/ }).click()
await page.getByRole('tab', { name: 'Live' }).click()
await page.mouse.move(0, 0)
const path = resolve(root, PICTURE)
await page.screenshot({ path })
await browser.close()
await server.close()

const bytes = statSync(path).size
process.stdout.write(`${PICTURE}: ${Math.round(bytes / 1024)} KB\n`)
if (bytes > MAXIMUM_BYTES) {
  process.stderr.write(`That is more than ${MAXIMUM_BYTES / 1024} KB: too much for a README.\n`)
  process.exitCode = 1
}
