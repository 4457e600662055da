// `npm run bench`: the table of goals (rows 1, 3 to 7, 10, 12, 13, 15, and 17: the lanes of 12,000 attempts) with today's
// ratios, in the built product. It is a report: it says which gates fail and ends well all the same. `-- --row N` measures only that row.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { build, preview } from 'vite'
import { PRODUCT_ROWS } from '../../e2e/bench/product-rows.ts'
import type { Row } from '../../e2e/bench/row.ts'
import { measure } from '../../e2e/bench/rows.ts'
import { buildPage } from './build-page.ts'
import { ensureChromium, thisMachine } from './find-chromium.ts'
import { isStale, PAGE_FILE } from './stale.ts'

const BENCH = 'dist/bench'
const BENCH_PAGE = 'e2e/bench/index.html'

const { values } = parseArgs({ options: { row: { type: 'string', multiple: true, default: [] } } })
const root = resolve(import.meta.dirname, '../..')
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const found = ensureChromium(thisMachine())
if ('reason' in found) throw new Error(found.reason)
const only = values.row.map(Number)
const wants = (numbers: readonly number[]): boolean => only.length === 0 || only.some((row) => numbers.includes(row))
if (wants(PRODUCT_ROWS) && isStale(root, PAGE_FILE)) await buildPage(root)
if (isStale(root, join(BENCH, BENCH_PAGE), ['e2e/bench']))
  await build({ root, logLevel: 'error', build: { outDir: BENCH, rolldownOptions: { input: BENCH_PAGE } } })

const serve = async (outDir: string): Promise<string> => {
  const server = await preview({
    root,
    logLevel: 'warn',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  })
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://localhost:${address.port}/`
}

const browser = await chromium.launch({
  executablePath: found.path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
const addresses = { bench: `${await serve(BENCH)}${BENCH_PAGE}`, product: await serve('dist/page') }

const WIDTHS = [2, 22, 10, 8, 5]
const columns = (cells: readonly string[]): string =>
  cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0)).join('  ')

say(columns(['#', 'today', 'baseline', 'gate', '', 'what; its baseline']))
const rows: Row[] = []
for await (const row of measure(browser, addresses, only)) {
  rows.push(row)
  const verdict = row.passes ? 'meets' : 'FAILS'
  say(columns([String(row.number), row.today, row.baseline, row.gate, verdict, row.what]))
}
await browser.close()

const failed = rows.filter(({ passes }) => !passes)
say(
  failed.length === 0
    ? `All ${rows.length} gates are met.`
    : `${failed.length} of ${rows.length} gates fail: ${failed.map(({ number }) => `row ${number}`).join(', ')}.`,
)
process.exit(0)
