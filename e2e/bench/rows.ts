// The rows of the table of goals: each measures the product and what it is held against in turn, so that whatever else
// the machine does meanwhile falls on both.
import type { Browser, Page } from '@playwright/test'
import { watchHeaps } from './heap.ts'
import { measureProduct } from './product-rows.ts'
import type { Row } from './row.ts'
import type { WorkflowName } from './api.ts'

export interface Addresses {
  readonly bench: string
  readonly product: string
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** A B A B …: the medians of both. */
async function interleaved(
  times: number,
  product: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ readonly product: number; readonly baseline: number }> {
  const products: number[] = []
  const baselines: number[] = []
  for (let time = 0; time < times; time++) {
    products.push(await product())
    baselines.push(await baseline())
  }
  return { product: median(products), baseline: median(baselines) }
}

const ratio = (value: number): string => value.toFixed(value < 1 ? 3 : 2)
const perSecond = (value: number): string => `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)}k/s`
const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`

const ROUNDS = 5
const INVOCATIONS = 150_000
const BARE_INVOCATIONS = 1_000_000
const REQUESTS = 150_000
const BARE_REQUESTS = 500_000
/** A hand sends events one by one; threads are asleep between them. */
const REST_MS = 40

/** A second's worth of what leaves `eventsOfOne` events each, without the first quarter: the loops are warm, too. */
async function warmRate(page: Page, name: WorkflowName, size: number, eventsOfOne: number): Promise<number> {
  const events = size * eventsOfOne
  const marks = [0.25, 0.5, 0.25, 0.99].map((part) => Math.round(part * events))
  const rates = await page.evaluate(
    async ([which, count, [a = 0, b = 0, c = 0, d = 0]]) => (await window.bench.run(which, count, [a, b, c, d])).rates,
    [name, size, marks] as const,
  )
  if (!rates) throw new Error(`${name} told no rates.`)
  return rates.late / eventsOfOne
}

/** Of a whole run, its beginning included. */
const wholeRate = (page: Page, name: WorkflowName, size: number) => (): Promise<number> =>
  page.evaluate(async ([which, count]) => (count * 1000) / (await window.bench.run(which, count)).wallMs, [
    name,
    size,
  ] as const)

async function realHandlers(page: Page): Promise<Row> {
  return handlersRow(page, 'handlers', 'real handlers, invocations/s; a bare loop with a JSON copy')
}

async function faultyHandlers(page: Page): Promise<Row> {
  return handlersRow(page, 'handlers-faulty', 'the same with two faults on each function, one message in ten late')
}

async function handlersRow(page: Page, name: WorkflowName, what: string): Promise<Row> {
  const { product, baseline } = await interleaved(ROUNDS, wholeRate(page, name, INVOCATIONS), () =>
    page.evaluate((size) => window.bench.bareHandlers(size), BARE_INVOCATIONS),
  )
  return {
    number: 1,
    what,
    today: `${ratio(product / baseline)} (${perSecond(product)})`,
    baseline: perSecond(baseline),
    gate: '≥ 0.08',
    passes: product / baseline >= 0.08,
  }
}

async function handSentEvent(page: Page): Promise<Row> {
  const { product, baseline } = await interleaved(
    3,
    async () => median(await page.evaluate((restMs) => window.bench.handSent(25, restMs), REST_MS)),
    async () => median(await page.evaluate((restMs) => window.bench.rawRoundTrips(25, restMs), REST_MS)),
  )
  return {
    number: 3,
    what: 'an event by hand until its first trace event is in the page; a raw sandbox round trip',
    today: `${ratio(product / baseline)}× (${ms(product)})`,
    baseline: ms(baseline),
    gate: '≤ 4×',
    passes: product / baseline <= 4,
  }
}

async function modelledHandlers(page: Page): Promise<Row> {
  const { product, baseline } = await interleaved(
    ROUNDS,
    () => warmRate(page, 'models', REQUESTS, 7),
    () => page.evaluate((size) => window.bench.bareModel(size), BARE_REQUESTS),
  )
  return {
    number: 4,
    what: 'client → service, spans on, requests/s; a bare loop of the same model',
    today: `${ratio(product / baseline)} (${perSecond(product)})`,
    baseline: perSecond(baseline),
    gate: '≥ 0.25',
    passes: product / baseline >= 0.25,
  }
}

async function faultyModels(page: Page): Promise<Row> {
  const { events } = await page.evaluate((size) => window.bench.run('models-faulty', size), REQUESTS)
  const { product, baseline } = await interleaved(
    ROUNDS,
    () => warmRate(page, 'models-faulty', REQUESTS, events / REQUESTS),
    () => page.evaluate((size) => window.bench.bareModel(size), BARE_REQUESTS),
  )
  return {
    number: 4,
    what: 'the same with a retry, a breaker and two faults, one message in ten late',
    today: `${ratio(product / baseline)} (${perSecond(product)})`,
    baseline: perSecond(baseline),
    gate: '≥ 0.25',
    passes: product / baseline >= 0.25,
  }
}

async function start(page: Page): Promise<Row> {
  const { product, baseline } = await interleaved(
    11,
    () => page.evaluate(() => window.bench.startMs()),
    () => page.evaluate(() => window.bench.rawStartMs()),
  )
  return {
    number: 5,
    what: 'start of a run; a raw sandboxed worker',
    today: `${ratio(product / baseline)}× (${ms(product)})`,
    baseline: ms(baseline),
    gate: '≤ 2.5×',
    passes: product / baseline <= 2.5,
  }
}

async function environmentMemory(page: Page): Promise<Row> {
  const heaps = await watchHeaps(await page.context().newCDPSession(page))
  const used = async (count: number): Promise<number> => {
    await page.evaluate((size) => window.bench.run('environments', size), count)
    return heaps.usedBytes()
  }
  const grown: number[] = []
  for (let round = 0; round < 3; round++) {
    const few = await used(2)
    grown.push((await used(1002)) - few)
  }
  await page.evaluate(() => window.bench.reset())
  const megabytes = median(grown) / 1_000_000
  return {
    number: 6,
    what: 'memory of 1,000 environments beyond the first',
    today: `${megabytes.toFixed(1)} MB`,
    baseline: '–',
    gate: '≤ 50 MB',
    passes: megabytes <= 50,
  }
}

async function longRuns(page: Page): Promise<Row> {
  const rates: number[] = []
  for (let round = 0; round < 3; round++)
    rates.push(
      await page.evaluate(async () => {
        // Nine events an invocation. Not the very first ones: a fresh realm is still being compiled then.
        const { rates } = await window.bench.run('handlers', 130_000, [100_000, 200_000, 1_000_000, 1_100_000])
        return rates ? rates.late / rates.early : 0
      }),
    )
  const late = median(rates)
  return {
    number: 7,
    what: 'rate after 1M events against after 100k of the same run',
    today: ratio(late),
    baseline: '1',
    gate: '≥ 0.8',
    passes: late >= 0.8,
  }
}

async function largeWorkflows(page: Page): Promise<Row> {
  const rate = (name: 'handlers-5-pairs' | 'handlers-500-pairs') => () =>
    page.evaluate(async (which) => 60_000_000 / (await window.bench.run(which, 60_000)).wallMs, name)
  const { product, baseline } = await interleaved(3, rate('handlers-500-pairs'), rate('handlers-5-pairs'))
  return {
    number: 7,
    what: 'rate at 1,000 nodes; at 10',
    today: `${ratio(product / baseline)} (${perSecond(product)})`,
    baseline: perSecond(baseline),
    gate: '≥ 0.7',
    passes: product / baseline >= 0.7,
  }
}

async function dayOfRetries(page: Page): Promise<Row> {
  const walls: number[] = []
  for (let round = 0; round < ROUNDS; round++)
    walls.push(await page.evaluate(async () => (await window.bench.run('dead', 0)).wallMs))
  return {
    number: 15,
    what: 'a day of retries, five minutes apart',
    today: ms(median(walls)),
    baseline: '–',
    gate: '< 1 s',
    passes: median(walls) < 1000,
  }
}

/** Of each row its number, and what measures it on the bench page. */
const BENCH_ROWS: readonly (readonly [number: number, measure: (page: Page) => Promise<Row>])[] = [
  [1, realHandlers],
  [1, faultyHandlers],
  [3, handSentEvent],
  [4, modelledHandlers],
  [4, faultyModels],
  [5, start],
  [6, environmentMemory],
  [7, longRuns],
  [7, largeWorkflows],
  [15, dayOfRetries],
]

/** One after the other; `only` names rows by number, empty: all. */
export async function* measure(browser: Browser, addresses: Addresses, only: readonly number[]): AsyncGenerator<Row> {
  for (const [number, row] of BENCH_ROWS) {
    if (only.length > 0 && !only.includes(number)) continue
    // A page for each row: none inherits another one's garbage.
    const page = await browser.newPage()
    await page.goto(addresses.bench)
    await page.waitForFunction(() => 'bench' in window)
    yield await row(page)
    await page.close()
  }
  yield* measureProduct(browser, addresses.product, only)
}
