import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TraceBatch } from './log.ts'
import { createObserver, type Observer } from './observer.ts'
import { createScribe, SCENE, writeOrder } from './testing/scene.ts'
import { createDice, writeRandomLog } from './testing/random-log.ts'

function observed(batches: readonly TraceBatch[]): Observer {
  const observer = createObserver(SCENE, { maximumEventsOfBatch: 20_000 })
  for (const batch of batches) {
    const nowUs = batch.at[batch.at.length - 1] as number
    expect(observer.receive({ type: 'batch', batch, nowUs }, 0), observer.problem?.detail).toBe(true)
  }
  return observer
}

/** Everything a page can ask. */
function allViews(observer: Observer): unknown {
  const page = { from: 0, count: 1000 }
  const traces = observer.traceList({ ...page, order: 'oldest' })
  const breakers = observer.breakers()
  return {
    status: observer.status(),
    summary: observer.summary(),
    traces,
    slowest: observer.traceList({ ...page, order: 'slowest', errorsOnly: true, text: 'o' }),
    ofWorker: observer.traceList({ ...page, node: 4 }),
    waterfalls: traces.rows.map(({ trace }) => observer.waterfall({ ...page, trace })),
    logs: observer.logs(page),
    workerLogs: observer.logs({ ...page, node: 4, text: 'r' }),
    retries: observer.retries(page),
    noted: observer.noted,
    flights: observer.flights({ fromUs: 0, toUs: observer.nowUs + 1 }),
    breakers,
    each: breakers.map((breaker) => observer.breaker(breaker)),
  }
}

describe('all folds', () => {
  it('give the same views in chunks of any size as in one go, whatever the log says', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 400 }), fc.nat(), (seed, events, cut) => {
        const whole = observed(writeRandomLog(seed, events).batches(20_000))
        const dice = createDice(cut)
        const pieces = writeRandomLog(seed, events).batches(1 + Math.floor(dice() * 50))
        expect(allViews(observed(pieces))).toEqual(allViews(whole))
      }),
      { numRuns: 60 },
    )
  })

  it('show at any instant what a run that ended there shows', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const events = 300
        const observer = observed(writeRandomLog(seed, events).batches())
        const atUs = Math.floor(observer.nowUs * share)
        const reader = observer.reader
        let before = 0
        while (before < reader.length && reader.atOf(before) <= atUs) before += 1
        if (before === 0) return
        const [prefix] = writeRandomLog(seed, before).batches(20_000)
        const shorter = observed([prefix as TraceBatch])
        const then = shorter.status()
        expect(observer.status(atUs)).toEqual({ ...then, atUs, nodes: observer.status(atUs).nodes })
        for (const row of shorter.breakers()) {
          const again = observer.breaker({ ...row, atUs: shorter.nowUs })
          expect(again?.snapshot).toEqual(shorter.breaker(row)?.snapshot)
        }
        const [tried, triedThen] = [
          observer.retries({ from: 0, count: 1000, atUs }),
          shorter.retries({ from: 0, count: 1000 }),
        ]
        expect(tried.amplification).toEqual(triedThen.amplification)
        expect(tried.path).toEqual(triedThen.path)
        expect(tried.lanes.map(({ lane, attempts, gates }) => [lane, attempts.length, gates.length])).toEqual(
          triedThen.lanes.map(({ lane, attempts, gates }) => [lane, attempts.length, gates.length]),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('count on from a kept copy as from the beginning', () => {
    const observer = observed(writeRandomLog(11, 60_000).batches(5000))
    const { reader } = observer
    for (const event of [100, 16_384, 16_385, 40_000, 59_999]) {
      const atUs = reader.atOf(event)
      let before = event
      while (before < reader.length && reader.atOf(before) <= atUs) before += 1
      const shorter = observed(writeRandomLog(11, before).batches(20_000))
      expect(observer.status(atUs)).toEqual(shorter.status())
    }
  })
})

describe('an order that is delivered at the second try', () => {
  const scribe = createScribe()
  writeOrder(scribe)
  const observer = observed(scribe.batches())
  const rows = observer.waterfall({ trace: 0, from: 0, count: 100 })?.rows ?? []

  it('is one trace that ended well, with the failed delivery among its errors', () => {
    expect(observer.traceList({ from: 0, count: 10 })).toEqual({
      total: 1,
      rows: [
        {
          trace: 0,
          root: 'request',
          node: 0,
          startUs: 1000,
          durationUs: 30_208_000,
          spans: 18,
          errors: 3,
          attempts: 2,
          end: 'ok',
        },
      ],
    })
  })

  it('shows waiting, initialisation, run and the wait for the retry as segments of their own', () => {
    const ms = (us: number | undefined): number => (us ?? Number.NaN) / 1000
    expect(
      rows.map(({ depth, kind, startUs, endUs, status }) => [depth, kind, ms(startUs), ms(endUs), status]),
    ).toEqual([
      [0, 'call', 1, 212, 'ok'],
      [1, 'attempt', 1, 212, 'ok'],
      [2, 'http-server', 2, 211, 'ok'],
      [3, 'invocation', 3, 210, 'ok'],
      [4, 'initialisation', 3, 203, 'ok'],
      [4, 'run', 203, 210, 'ok'],
      [5, 'call', 205, 207, 'ok'],
      [6, 'attempt', 205, 207, 'ok'],
      [7, 'queue-wait', 206, 207, 'ok'],
      [8, 'delivery', 207, 210, 'error'],
      [9, 'invocation', 208, 209, 'error'],
      [10, 'initialisation', 208, 208.5, 'ok'],
      [10, 'run', 208.5, 209, 'error'],
      [7, 'retry-wait', 210, 30_206, 'unset'],
      [7, 'queue-wait', 30_206, 30_206, 'ok'],
      [8, 'delivery', 30_206, 30_209, 'ok'],
      [9, 'invocation', 30_207, 30_208, 'ok'],
      [10, 'run', 30_207.5, 30_208, 'ok'],
    ])
  })

  it('marks the chain that decided how long it took', () => {
    const critical = rows.filter((row) => row.critical).map(({ kind, startUs }) => [kind, startUs / 1000])
    expect(critical).toContainEqual(['retry-wait', 210])
    expect(critical).toContainEqual(['run', 30_207.5])
    expect(critical).toContainEqual(['initialisation', 3])
    expect(observer.waterfall({ trace: 0, from: 0, count: 100, text: 'init' })?.total).toBe(2)
    expect(observer.waterfall({ trace: 0, from: 0, count: 100, errorsOnly: true })?.total).toBe(3)
    expect(rows.find(({ kind }) => kind === 'queue-wait')?.async).toBe(true)
  })

  it('names the long pause in which nothing was at work', () => {
    expect(observer.waterfall({ trace: 0, from: 0, count: 0 })?.idle).toEqual([{ fromUs: 210_000, toUs: 30_207_500 }])
  })

  it('counts what the command line prints', () => {
    expect(observer.summary()).toEqual({
      messages: { sent: 1, delivered: 1, deadLettered: 0, expired: 0, waiting: 0, lost: 0 },
      finallyFailed: false,
      failures: { deadLettered: 0, expired: 0, dropped: 0, failedRequests: 0 },
      nodes: {
        Shop: {
          kind: 'client',
          requests: 1,
          succeeded: 1,
          failed: 0,
          calls: { Api: { attempts: 1, retries: 0, refused: 0, opened: 0 } },
        },
        Api: { kind: 'http-api', requests: 1, status: { '200': 1 } },
        Orders: {
          kind: 'function',
          invocations: 1,
          succeeded: 1,
          failed: 0,
          timedOut: 0,
          throttled: 0,
          coldStarts: 1,
          calls: { Jobs: { attempts: 1, retries: 0, refused: 0, opened: 0 } },
        },
        Jobs: { kind: 'queue', sent: 1, received: 2, deleted: 1, deadLettered: 0, waiting: 0 },
        Worker: {
          kind: 'function',
          invocations: 2,
          succeeded: 1,
          failed: 1,
          timedOut: 0,
          throttled: 0,
          coldStarts: 1,
          calls: { Mail: { attempts: 0, retries: 0, refused: 0, opened: 0 } },
        },
        Mail: { kind: 'service', calls: 0, failed: 0 },
        Dead: { kind: 'queue', sent: 0, received: 0, deleted: 0, deadLettered: 0, waiting: 0 },
        Clock: { kind: 'schedule', firings: 0, failed: 0, deadLettered: 0 },
      },
    })
  })

  it('shows the message as a lane with both deliveries and the wait between them', () => {
    const [lane] = observer.retries({ from: 0, count: 10 }).lanes
    expect(lane).toMatchObject({ kind: 'message', edge: 3, node: 3, attemptsMax: 2, end: 'ok' })
    expect(lane?.attempts.map(({ attempt, failure, status }) => [attempt, failure, status])).toEqual([
      [1, 'function-error', 'error'],
      [2, '', 'ok'],
    ])
    expect(lane?.attempts.map(({ span }) => rows.find((row) => row.span === span)?.kind)).toEqual([
      'delivery',
      'delivery',
    ])
    expect(lane?.waits).toEqual([{ startUs: 210_000, delayUs: 29_996_000, lowUs: 29_996_000, highUs: 29_996_000 }])
  })

  it('shows what travelled each edge, and how it came out', () => {
    const { flights, total } = observer.flights({ fromUs: 0, toUs: 40_000_000 })
    expect(total).toBe(5)
    expect(
      flights.map(({ edge, startUs, arriveUs, outcome }) => [edge, startUs / 1000, arriveUs / 1000, outcome]),
    ).toEqual([
      [0, 1, 2, 'ok'],
      [1, 2, 3, 'ok'],
      [2, 205, 206, 'ok'],
      [3, 207, 208, 'retry'],
      [3, 30_206, 30_207, 'ok'],
    ])
  })

  it('writes the log as Lambda does', () => {
    const { rows: lines, total } = observer.logs({ from: 0, count: 100, node: 2 })
    expect(total).toBe(4)
    expect(lines.map(({ text }) => text)).toEqual([
      'START RequestId: r-3 Version: $LATEST',
      '2026-01-01T00:00:00.203Z\tr-3\tINFO\tan order',
      'END RequestId: r-3',
      'REPORT RequestId: r-3\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 35 MB\tInit Duration: 200.00 ms\t',
    ])
    expect(observer.logs({ from: 0, count: 1, follow: true }).rows[0]?.text).toMatch(/^REPORT RequestId: r-12/)
    expect(observer.logs({ from: 0, count: 9, text: 'ORDER' }).rows).toHaveLength(1)
  })

  it('shows the message in flight, then invisible, then gone', () => {
    const jobs = (atMs: number) => observer.status(atMs * 1000).nodes[3]
    expect(jobs(206)).toMatchObject({ visible: 1, inFlight: 0, sent: 1, oldestAgeUs: 0 })
    expect(jobs(300)).toMatchObject({ visible: 0, inFlight: 1, received: 1, oldestAgeUs: 94_000 })
    expect(jobs(30_208)).toMatchObject({ visible: 0, inFlight: 1, received: 2 })
    expect(jobs(30_209)).toMatchObject({ visible: 0, inFlight: 0, deleted: 1, oldestAgeUs: undefined })
  })
})
