// The rows that look at the product's own page: what its first load brings, and what a running canvas costs a frame.
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from '@playwright/test'
import { liveCanvas } from './live-canvas.ts'
import { retryLanes } from './retry-lanes.ts'
import type { Row } from './row.ts'

const FIRST_PAINT_KB = 220
const SETTLED_MS = 3000
/** Of the editor's own scripts and styles. */
const EDITOR = /monaco-editor/

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} KB`

interface Loaded {
  readonly url: string
  readonly text: string
}

/** A first visit: what was loaded, and which scripts of it before something was painted. */
async function firstVisit(browser: Browser, address: string): Promise<{ all: Loaded[]; beforePaint: Set<string> }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const bodies: Promise<Loaded>[] = []
  page.on('response', (response) => {
    if (/\.(js|css)$/.test(new URL(response.url()).pathname))
      bodies.push(response.text().then((text) => ({ url: response.url(), text })))
  })
  await page.goto(address)
  const paintedAtMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const [first] = list.getEntriesByName('first-contentful-paint')
          if (first) resolve(first.startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )
  await page.waitForTimeout(SETTLED_MS)
  const early = await page.evaluate(
    (ms) =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => (entry as PerformanceResourceTiming).responseEnd <= ms)
        .map(({ name }) => name),
    paintedAtMs,
  )
  const all = await Promise.all(bodies)
  await context.close()
  return { all, beforePaint: new Set(early) }
}

async function firstLoad(browser: Browser, address: string): Promise<readonly Row[]> {
  const { all, beforePaint } = await firstVisit(browser, address)
  const scripts = all.filter(({ url }) => url.endsWith('.js') && beforePaint.has(url))
  const script = scripts.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0)
  const editor = all.filter(({ text }) => EDITOR.test(text)).reduce((sum, { text }) => sum + text.length, 0)
  return [
    {
      number: 12,
      what: `JavaScript before the first paint, gzip, in ${scripts.length} files`,
      today: kilobytes(script),
      baseline: '–',
      gate: `≤ ${FIRST_PAINT_KB} KB`,
      passes: scripts.length > 0 && script <= FIRST_PAINT_KB * 1000,
    },
    {
      number: 13,
      what: 'bytes of Monaco before the first editor opens, the example running',
      today: String(editor),
      baseline: '–',
      gate: '0',
      passes: editor === 0,
    },
  ]
}

const WATCHED_MS = 5000

/** Time in scripts of the page's thread, in seconds, and the frames it made. */
async function scriptAndFrames(page: Page): Promise<{ readonly seconds: number; readonly frames: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const scripts = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN
  }
  const before = await scripts()
  const frames = await page.evaluate(
    (forMs) =>
      new Promise<number>((resolve) => {
        const until = performance.now() + forMs
        let count = 0
        requestAnimationFrame(function frame(now) {
          count += 1
          if (now < until) requestAnimationFrame(frame)
          else resolve(count)
        })
      }),
    WATCHED_MS,
  )
  return { seconds: (await scripts()) - before, frames }
}

async function runningCanvas(browser: Browser, address: string): Promise<Row> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(address)
  const chooser = page.waitForEvent('filechooser')
  await page.locator('.react-flow').waitFor()
  await page.keyboard.press('Control+o')
  await (await chooser).setFiles({
    name: 'live.faaslab.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(liveCanvas())),
  })
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await page.locator('.react-flow__node').nth(49).waitFor()
  await page.locator('[data-phase=running]').waitFor()
  await page.waitForTimeout(SETTLED_MS)
  const { seconds, frames } = await scriptAndFrames(page)
  await context.close()
  const msPerFrame = (seconds * 1000) / frames
  return {
    number: 10,
    what: `script per frame, 50 nodes updating at 60 Hz (${((frames * 1000) / WATCHED_MS).toFixed(0)} frames/s were made)`,
    today: `${msPerFrame.toFixed(2)} ms`,
    baseline: '–',
    gate: '≤ 3 ms',
    passes: msPerFrame <= 3,
  }
}

/** These rows, in order. */
export const PRODUCT_ROWS = [10, 12, 13, 17] as const

export async function* measureProduct(browser: Browser, address: string, only: readonly number[]): AsyncGenerator<Row> {
  const wanted = (number: number): boolean => only.length === 0 || only.includes(number)
  if (wanted(10)) yield await runningCanvas(browser, address)
  if (wanted(12) || wanted(13)) for (const row of await firstLoad(browser, address)) if (wanted(row.number)) yield row
  if (wanted(17)) yield* await retryLanes(browser, address)
}
