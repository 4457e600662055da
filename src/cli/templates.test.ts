// Each template runs to its end with its real handlers, and what it is drawn to show happens.
import { createRunFolds, describeRun, type RunSummary, summarise } from '#trace'
import { loadTemplates } from '#workflow'
import { expect, test } from 'vitest'
import { eventsOf, runInThread } from './testing/thread-run.ts'

const templates = await loadTemplates()

/** Of the run's summary, by template: the counts that say it did what its page promises. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'api-with-table': { Scoreboard: { status: { 200: 150, 201: 100 } }, Scores: { items: 100 } },
  'image-pipeline': { Photos: { objects: 50, delivered: 50 }, Thumbnails: { objects: 50, bytes: 1250 } },
  'order-fan-out': {
    Orders: { published: 100, delivered: 225, filtered: 75 },
    SendInvoice: { succeeded: 100 },
    PackParcel: { succeeded: 100 },
    GreetBuyer: { succeeded: 25 },
  },
  'event-bus-routing': {
    PaymentsBus: { published: 100, failed: 0 },
    CheckFraud: { succeeded: 9 },
    Remind: { succeeded: 10 },
    Archive: { waiting: 100 },
  },
  'change-data-capture': { Products: { items: 5, processed: 100, discarded: 0 }, PriceHistory: { items: 100 } },
  'nightly-batch': { AtTwo: { firings: 1 }, Accounts: { sent: 200, deleted: 200 }, Balances: { items: 200 } },
  'scheduled-report': { EveryMinute: { firings: 3 }, Sales: { items: 3, written: 300 }, Reports: { objects: 3 } },
  'iot-ingestion': {
    Readings: { added: 400, processed: 400, discarded: 0 },
    KeepLatest: { invocations: 34 },
    Latest: { items: 6 },
  },
  'sensor-burst': { Readings: { sent: 350, deleted: 350 }, Aggregate: { invocations: 17 }, Sums: { items: 4 } },
  'throttled-consumer': { SendMail: { succeeded: 130, throttled: 0, coldStarts: 2 }, MailProvider: { calls: 130 } },
  'idempotent-consumer': { Payments: { deleted: 100 }, Booked: { items: 50, written: 50, refused: 50 } },
  'fifo-ledger': { Bookings: { sent: 180, deleted: 180 }, Ledger: { items: 4, written: 180, refused: 0 } },
  'dead-letter-redrive': {
    Letters: { deleted: 120, deadLettered: 38, waiting: 0 },
    SetAside: { deleted: 38, waiting: 0 },
  },
  'checkout-to-break': { Shoppers: { succeeded: 300 }, Payments: { calls: 300 } },
  'event-saga': {
    SagaBus: { published: 150 },
    ChargeCard: { succeeded: 50 },
    ReleaseStock: { succeeded: 10 },
    Stock: { items: 1, written: 60 },
  },
}

/** Those whose point is that something fails finally. */
const MAY_FAIL = new Set(['dead-letter-redrive', 'orders'])

test('each template but the one that has no end is held to its counts', () => {
  const endless = templates.filter(({ workflow }) => workflow.scenario.duration === '')
  expect(endless.map(({ id }) => id)).toEqual(['orders'])
  expect(Object.keys(EXPECTED).sort()).toEqual(templates.flatMap(({ id }) => (id === 'orders' ? [] : [id])).sort())
})

test.each(templates.map((template) => [template.id, template] as const))(
  'the template %s ends well, with one fingerprint either way',
  { timeout: 120_000 },
  async (id, template) => {
    const workflow =
      template.workflow.scenario.duration === ''
        ? { ...template.workflow, scenario: { ...template.workflow.scenario, duration: '20s' } }
        : template.workflow
    const run = await runInThread(workflow)
    const problems = eventsOf(run).filter(({ type }) => type === 'problem-noted')
    const description = describeRun(workflow)
    const folds = createRunFolds(description)
    folds.advance(run.reader)
    const summary: RunSummary = summarise(description, folds.status)
    expect(problems).toEqual([])
    if (!MAY_FAIL.has(id)) {
      expect(summary.finallyFailed).toBe(false)
      for (const node of Object.values(summary.nodes)) expect(node).toMatchObject('failed' in node ? { failed: 0 } : {})
    }
    expect(summary.nodes).toMatchObject(EXPECTED[id] ?? {})
    const careful = await runInThread(workflow, { careful: true })
    expect(careful.fingerprint).toBe(run.fingerprint)
  },
)

test('the letters that were set aside during the outage are all printed in the end, each once', async () => {
  const redrive = templates.find(({ id }) => id === 'dead-letter-redrive')
  if (!redrive) throw new Error('there is no template dead-letter-redrive')
  const events = eventsOf(await runInThread(redrive.workflow))
  const printed = events.flatMap((event) =>
    event.type === 'log-written'
      ? [...JSON.stringify(event).matchAll(/printed .*?letter\D+(\d+)/g)].map(([, n]) => n)
      : [],
  )
  expect(new Set(printed).size).toBe(120)
  expect(printed).toHaveLength(120)
})
