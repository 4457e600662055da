// What holds for every journey: no error on the console, no breach of the page's policy, no request off its origin; and
// the few things that nearly every journey does, in the words of who does them.
import { test as base, type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'

interface Product {
  /** The example, running. */
  readonly example: Page
  /** A workflow with nothing in it. */
  readonly blank: Page
}

function watch(context: BrowserContext, origin: string): readonly string[] {
  const found: string[] = []
  context.on('weberror', (error) => found.push(`uncaught: ${String(error.error())}`))
  context.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) found.push(`left the origin: ${url.href}`)
  })
  return found
}

export const test = base.extend<Product>({
  async context({ context, baseURL }, use) {
    const found = watch(context, new URL(baseURL ?? '').origin)
    // A breach that the console keeps to itself is told all the same.
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    await use(context)
    expect(found, 'errors, breaches of the policy and requests off the origin').toEqual([])
  },
  async example({ page }, use) {
    await page.goto('/')
    await expect(phaseOf(page)).toHaveText('Running')
    await use(page)
  },
  async blank({ page }, use) {
    await page.goto('/')
    await expect(phaseOf(page)).toHaveText('Running')
    await choose(page, 'File', 'New workflow')
    await expect(page.getByText('Nothing here yet.')).toBeVisible()
    await expect(phaseOf(page)).toHaveText('Not running')
    await use(page)
  },
})

export { expect }

export const canvasOf = (page: Page): Locator => page.getByRole('main', { name: 'Canvas' })
export const inspectorOf = (page: Page): Locator => page.getByRole('region', { name: 'Inspector' })
export const dockOf = (page: Page): Locator => page.getByRole('region', { name: 'Dock', exact: true })
export const topBarOf = (page: Page): Locator => page.getByRole('banner')
export const phaseOf = (page: Page): Locator =>
  topBarOf(page).getByText(/^(Not running|Starting…|Running|Paused|Ended|Failed)$/)
/** What is said to everybody: on the screen, and to those who hear it. */
export const toastOf = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('status').filter({ hasText: text }).first()

/** A node on the canvas, by the name people gave it. */
export const nodeOf = (page: Page, name: string): Locator =>
  canvasOf(page).getByRole('group', { name: new RegExp(`^[\\w ]+ ${name}, \\d`) })

export const choose = async (page: Page, menu: string, item: string | RegExp): Promise<void> => {
  await topBarOf(page).getByRole('button', { name: menu, exact: true }).click()
  await page
    .getByRole('menuitem', { name: item })
    .or(page.getByRole('menuitemradio', { name: item }))
    .click()
}

export const show = (page: Page, panel: 'Traces' | 'Logs' | 'Breakers' | 'Retries' | 'Problems'): Promise<void> =>
  dockOf(page)
    .getByRole('tab', { name: new RegExp(`^${panel}`) })
    .click()

/** By the palette, as somebody does who does not look for the button. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Type a command').fill(name)
  await expect(page.getByRole('option', { selected: true })).toContainText(name)
  await page.keyboard.press('Enter')
}

export const saved = (page: Page): Promise<void> =>
  expect(topBarOf(page).getByText('Saved', { exact: true })).toBeVisible()

/** What a download holds. */
export async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

/** The open document, as the person who downloads it gets it. */
export async function documentOf(page: Page): Promise<string> {
  const { bytes } = await download(page, () => choose(page, 'File', 'Download as .faaslab.json'))
  return bytes.toString('utf8')
}

/** Seconds of virtual time that the clock shows. */
export async function virtualSeconds(page: Page): Promise<number> {
  const text = await topBarOf(page).getByRole('status', { name: 'Virtual time' }).textContent()
  return (text ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** Marks on the one canvas on which messages move: how many points are painted, and where their middle is. */
export const flightsOf = (page: Page): Promise<{ painted: number; x: number; y: number; atMs: number }> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('main canvas')
    const pixels = canvas?.width ? canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) : undefined
    const sum = { painted: 0, x: 0, y: 0 }
    if (pixels) {
      for (let at = 3; at < pixels.data.length; at += 4) {
        if (pixels.data[at] === 0) continue
        sum.painted += 1
        sum.x += ((at - 3) / 4) % pixels.width
        sum.y += Math.floor((at - 3) / 4 / pixels.width)
      }
    }
    const each = Math.max(1, sum.painted)
    return { painted: sum.painted, x: sum.x / each, y: sum.y / each, atMs: performance.now() }
  })
