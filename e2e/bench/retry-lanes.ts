// The page with ten thousand attempts behind it: how long the Retries panel takes to open, and its frames while it is
// scrolled. As a document that is opened as a person would open it.
import type { Browser, Page } from '@playwright/test'
import type { Row } from './row.ts'

const REQUESTS = 3000
const ATTEMPTS_EACH = 4
const OPENS_WITHIN_MS = 300
const FRAME_P95_MS = 20
const SCROLLED_FRAMES = 240
const PX_PER_FRAME = 97

/** Every call fails and is tried four times. */
function failingCalls(): object {
  const position = { x: 0, y: 0 }
  return {
    format: 'faaslab',
    version: 1,
    name: 'Retries',
    nodes: {
      c1: {
        kind: 'client',
        name: 'Shoppers',
        position,
        config: { arrivals: { shape: 'poisson', perSecond: 100, count: REQUESTS }, method: 'GET' },
      },
      s1: { kind: 'service', name: 'AlwaysDown', position: { x: 300, y: 0 }, config: { errorRatePercent: 100 } },
    },
    edges: {
      e1: {
        from: { node: 'c1', port: 'call' },
        to: { node: 's1', port: 'request' },
        config: { policies: [{ type: 'retry', maxAttempts: ATTEMPTS_EACH, jitter: 'full' }] },
      },
    },
    files: {},
    scenario: { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '10m' },
  }
}

async function withRun(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(address)
  const chooser = page.waitForEvent('filechooser')
  await page.locator('.react-flow').waitFor()
  await page.keyboard.press('Control+o')
  await (await chooser).setFiles({
    name: 'retries.faaslab.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(failingCalls())),
  })
  await page.locator('.react-flow__node').filter({ hasText: 'AlwaysDown' }).waitFor()
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await page.getByRole('button', { name: 'Run', exact: true }).first().click()
  await page.getByRole('banner').getByText('Ended').waitFor()
  return page
}

/** From the click on its tab until the first lane is there and painted. */
const openedMs = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const tab = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find(
          ({ textContent }) => textContent === 'Retries',
        )
        if (!tab) {
          reject(new Error('The Retries tab is not there.'))
          return
        }
        const begunMs = performance.now()
        tab.click()
        requestAnimationFrame(function look() {
          const lane = document.querySelector('[role=grid][aria-label=Retries] [aria-rowindex="2"]')
          if (!lane?.textContent?.includes('AlwaysDown')) requestAnimationFrame(look)
          // This frame is painted when the next one begins.
          else requestAnimationFrame(() => resolve(performance.now() - begunMs))
        })
      }),
  )

/** Lengths of frames while the lanes are scrolled so far in each, sorted. */
const frames = (page: Page, pxPerFrame: number): Promise<number[]> =>
  page.evaluate(
    ([count, px]) =>
      new Promise<number[]>((resolve, reject) => {
        const grid = document.querySelector('[role=grid][aria-label=Retries]')
        if (!grid) {
          reject(new Error('The lanes are not there.'))
          return
        }
        const lengths: number[] = []
        let lastMs: number | undefined
        requestAnimationFrame(function frame(nowMs) {
          if (lastMs !== undefined) lengths.push(nowMs - lastMs)
          lastMs = nowMs
          grid.scrollTop += px
          if (lengths.length < count) requestAnimationFrame(frame)
          else resolve(lengths.sort((a, b) => a - b))
        })
      }),
    [SCROLLED_FRAMES, pxPerFrame] as const,
  )

const p95Of = (lengths: readonly number[]): number => lengths[Math.floor(lengths.length * 0.95)] ?? Number.NaN
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`

export async function retryLanes(browser: Browser, address: string): Promise<readonly Row[]> {
  const page = await withRun(browser, address)
  const opened = await openedMs(page)
  const scrolled = p95Of(await frames(page, PX_PER_FRAME))
  // What the machine makes of frames in which nothing happens: where that is slow, other work is in the way.
  const atRest = p95Of(await frames(page, 0))
  await page.context().close()
  const attempts = (REQUESTS * ATTEMPTS_EACH).toLocaleString('en')
  return [
    {
      number: 17,
      what: `Retries of ${attempts} attempts: from the click until its lanes are painted`,
      today: ms(opened),
      baseline: '–',
      gate: `≤ ${OPENS_WITHIN_MS} ms`,
      passes: opened <= OPENS_WITHIN_MS,
    },
    {
      number: 17,
      what: 'the same, scrolled: p95 of a frame; of one at rest',
      today: ms(scrolled),
      baseline: ms(atRest),
      gate: `≤ ${FRAME_P95_MS} ms`,
      passes: scrolled <= Math.max(FRAME_P95_MS, atRest),
    },
  ]
}
