// Given these events, these rows.
import { describe, expect, it } from 'vitest'
import { createRunFolds } from './observer.ts'
import { logLines } from './log-lines.ts'
import { summarise } from './summary.ts'
import { createScribe, SCENE, type Scribe } from './testing/scene.ts'
import { listTraces } from './trace-list.ts'
import { planWaterfall, showWaterfall } from './waterfall.ts'

function folded(write: (note: Scribe['note']) => void) {
  const scribe = createScribe()
  write(scribe.note)
  const reader = scribe.read()
  const folds = createRunFolds(SCENE)
  folds.advance(reader)
  const { table } = folds.spans
  const nowUs = reader.atOf(reader.length - 1)
  return {
    ...folds,
    reader,
    nowUs,
    summary: summarise(SCENE, folds.status),
    traces: (query = {}) => listTraces(SCENE, table, reader, { from: 0, count: 100, ...query }, nowUs).rows,
    rows(trace: number) {
      const plan = planWaterfall(table, trace, nowUs)
      return plan ? showWaterfall(SCENE, table, reader, plan, { trace, from: 0, count: 100 }, nowUs).rows : []
    },
  }
}

const END = { durationUs: 1000, billedMs: 1, initUs: -1, maxMemoryMb: 30, payload: '{}' } as const

describe('messages', () => {
  it('that failed and are in flight keep their trace waiting, until one is deleted', () => {
    const sent = { type: 'message-enqueued', message: 1, messageId: 'm', body: '', visibleAtUs: 0, bytes: 0 } as const
    const write = (note: Scribe['note']): void => {
      const queued = note(0, 3, -1, 4, sent)
      const started = note(1000, 3, queued, 4, { type: 'delivery-started', delivery: 1, edge: 'e3', messages: 1 })
      const delivered = {
        type: 'message-delivered',
        message: 1,
        receiveCount: 1,
        delivery: 1,
        invisibleUntilUs: 30_000_000,
      } as const
      note(1000, 3, started, 4, delivered)
      note(9000, 3, started, 4, { type: 'delivery-ended', delivery: 1, failed: 1, failure: 'function-error' })
    }
    expect(folded(write).traces()).toMatchObject([{ end: 'waiting' }])
    const deleted = folded((note) => {
      write(note)
      note(10_000, 3, 0, 4, { type: 'message-deleted', message: 1, delivery: 1 })
    })
    expect(deleted.traces()).toMatchObject([{ end: 'ok' }])
  })

  it('that are received too often end dead-lettered, once, and wait in the other queue', () => {
    const { summary, status, traces, rows } = folded((note) => {
      const queued = note(0, 3, -1, 4, {
        type: 'message-enqueued',
        message: 1,
        messageId: 'm',
        body: '',
        visibleAtUs: 0,
        bytes: 0,
      })
      for (let count = 1; count <= 2; count++) {
        const at = count * 1_000_000
        const started = note(at, 3, queued, 4, { type: 'delivery-started', delivery: count, edge: 'e3', messages: 1 })
        note(at, 3, started, 4, {
          type: 'message-delivered',
          message: 1,
          receiveCount: count,
          delivery: count,
          invisibleUntilUs: at + 500_000,
        })
        note(at + 1000, 3, started, 4, {
          type: 'delivery-ended',
          delivery: count,
          failed: 1,
          failure: 'function-error',
        })
        note(at + 500_000, 3, queued, 4, { type: 'message-returned', message: 1, delivery: count })
      }
      const moved = note(3_000_000, 3, queued, 4, { type: 'message-dead-lettered', message: 1, receiveCount: 2, to: 6 })
      note(3_001_000, 6, moved, 4, {
        type: 'message-enqueued',
        message: 1,
        messageId: 'm',
        body: '',
        visibleAtUs: 3_001_000,
        bytes: 0,
      })
    })
    expect(summary.messages).toEqual({ sent: 1, delivered: 0, deadLettered: 1, expired: 0, waiting: 0, lost: 0 })
    expect(summary.nodes['Jobs']).toMatchObject({ sent: 1, received: 2, deleted: 0, deadLettered: 1, waiting: 0 })
    expect(summary.nodes['Dead']).toMatchObject({ sent: 0, received: 0, waiting: 1 })
    expect(summary).toMatchObject({ finallyFailed: true, failures: { deadLettered: 1 } })
    expect(status.status(3_001_000).nodes[6]).toMatchObject({ visible: 1, redriven: 1, sent: 0 })
    expect(traces()).toMatchObject([{ trace: 4, root: 'event', end: 'dead-lettered' }])
    expect(rows(4).map(({ kind, status: how, edge }) => [kind, how, edge])).toEqual([
      ['queue-wait', 'ok', -1],
      ['delivery', 'error', 3],
      ['retry-wait', 'unset', -1],
      ['queue-wait', 'ok', -1],
      ['delivery', 'error', 3],
      ['retry-wait', 'unset', -1],
      ['queue-wait', 'error', -1],
      ['queue-wait', 'unset', 5],
    ])
  })

  it('that are delayed, visible, in flight and expired are counted as what they are', () => {
    const { status, reader, summary } = folded((note) => {
      const queued = [0, 5_000_000, 0].map((visibleAtUs, message) =>
        note(0, 3, -1, message, { type: 'message-enqueued', message, messageId: 'm', body: '', visibleAtUs, bytes: 0 }),
      )
      const started = note(1_000_000, 3, queued[2] as number, 2, {
        type: 'delivery-started',
        delivery: 1,
        edge: 'e3',
        messages: 1,
      })
      note(1_000_000, 3, started, 2, {
        type: 'message-delivered',
        message: 2,
        receiveCount: 1,
        delivery: 1,
        invisibleUntilUs: 9_000_000,
      })
      note(2_000_000, 3, queued[0] as number, 0, { type: 'message-expired', message: 0 })
      note(6_000_000, 3, queued[2] as number, 2, { type: 'message-deleted', message: 2, delivery: 1 })
    })
    const at = (atUs: number) => status.statusAt(reader, atUs).nodes[3]
    expect(at(0)).toMatchObject({ visible: 2, delayed: 1, inFlight: 0 })
    expect(at(1_000_000)).toMatchObject({ visible: 1, delayed: 1, inFlight: 1, oldestAgeUs: 1_000_000 })
    expect(at(2_000_000)).toMatchObject({ visible: 0, delayed: 1, inFlight: 1, expired: 1 })
    expect(at(5_500_000)).toMatchObject({ visible: 1, delayed: 0, inFlight: 1 })
    expect(at(6_000_000)).toMatchObject({ visible: 1, delayed: 0, inFlight: 0, oldestAgeUs: 6_000_000 })
    expect(summary.messages).toEqual({ sent: 3, delivered: 1, deadLettered: 0, expired: 1, waiting: 1, lost: 0 })
    expect(summary.finallyFailed).toBe(true)
  })

  it('of a batch all lead to its delivery', () => {
    const { rows } = folded((note) => {
      const queued = [0, 1, 2].map((message) =>
        note(0, 3, -1, message, {
          type: 'message-enqueued',
          message,
          messageId: 'm',
          body: '',
          visibleAtUs: 0,
          bytes: 0,
        }),
      )
      const started = note(1000, 3, queued[0] as number, 0, {
        type: 'delivery-started',
        delivery: 1,
        edge: 'e3',
        messages: 3,
      })
      for (const message of [0, 1, 2])
        note(1000, 3, started, message, {
          type: 'message-delivered',
          message,
          receiveCount: 1,
          delivery: 1,
          invisibleUntilUs: 9_000_000,
        })
    })
    const delivery = rows(0).find(({ kind }) => kind === 'delivery')
    expect(delivery?.links.map(({ trace }) => trace)).toEqual([1, 2])
    expect(rows(1)).toMatchObject([{ kind: 'queue-wait', status: 'ok' }])
  })
})

describe('a function', () => {
  it('whose asynchronous event fails three times drops it: one invocation with three runs and two waits', () => {
    const { rows, summary, retries, reader, status } = folded((note) => {
      const asked = note(0, 4, -1, 0, {
        type: 'invocation-requested',
        invocation: 1,
        requestId: 'r',
        mode: 'async',
        payload: '{}',
      })
      note(0, 4, asked, 0, { type: 'environment-created', environment: 1 })
      note(1000, 4, asked, 0, { type: 'environment-initialised', environment: 1, initUs: 1000, failed: 0 })
      for (const [attempt, at] of [1000, 50_000_000, 180_000_000].entries()) {
        const ran = note(at, 4, asked, 0, {
          type: 'invocation-started',
          invocation: 1,
          environment: 1,
          cold: attempt === 0 ? 1 : 0,
          attempt: attempt + 1,
        })
        note(at + 1000, 4, ran, 0, {
          type: 'invocation-ended',
          invocation: 1,
          environment: 1,
          outcome: 'threw',
          ...END,
        })
        if (attempt < 2)
          note(at + 1000, 4, asked, 0, {
            type: 'invocation-retried',
            invocation: 1,
            attempt: attempt + 2,
            delayUs: 50_000_000,
            reason: 'failed',
          })
      }
      note(180_001_000, 4, asked, 0, {
        type: 'invocation-dropped',
        invocation: 1,
        condition: 'RetriesExhausted',
        attempts: 3,
      })
    })
    expect(rows(0).map(({ kind, status: how }) => [kind, how])).toEqual([
      ['invocation', 'error'],
      ['initialisation', 'ok'],
      ['run', 'error'],
      ['retry-wait', 'unset'],
      ['run', 'error'],
      ['retry-wait', 'unset'],
      ['run', 'error'],
    ])
    expect(summary.nodes['Worker']).toMatchObject({
      invocations: 3,
      succeeded: 0,
      failed: 3,
      timedOut: 0,
      coldStarts: 1,
    })
    expect(summary).toMatchObject({ finallyFailed: true, failures: { dropped: 1 } })
    expect(retries.query(reader, { from: 0, count: 5 }).lanes).toMatchObject([
      { kind: 'invocation', end: 'dropped', attempts: [{}, {}, {}], waits: [{}, {}] },
    ])
    expect(status.statusAt(reader, 50_000_500).nodes[4]).toMatchObject({
      inFlight: 1,
      environments: { initialising: 0, busy: 1, idle: 0 },
      errorRate: 1,
    })
    expect(status.statusAt(reader, 170_000_000).nodes[4]).toMatchObject({
      inFlight: 0,
      environments: { idle: 1 },
      errorRate: undefined,
    })
  })

  it('that is throttled refuses; one that cannot initialise fails without a run', () => {
    const { summary, rows } = folded((note) => {
      const asked = note(0, 4, -1, 0, {
        type: 'invocation-requested',
        invocation: 1,
        requestId: 'r',
        mode: 'mapping',
        payload: '',
      })
      note(0, 4, asked, 0, { type: 'invocation-throttled', invocation: 1, reason: 'ConcurrentInvocationLimitExceeded' })
      const again = note(0, 4, -1, 1, {
        type: 'invocation-requested',
        invocation: 2,
        requestId: 's',
        mode: 'sync',
        payload: '',
      })
      note(0, 4, again, 1, { type: 'environment-created', environment: 1 })
      note(5000, 4, again, 1, { type: 'environment-initialised', environment: 1, initUs: 5000, failed: 1 })
      note(5000, 4, again, 1, { type: 'environment-ended', environment: 1, reason: 'init-failed' })
      note(5000, 4, again, 1, {
        type: 'invocation-ended',
        invocation: 2,
        environment: 1,
        outcome: 'threw',
        ...END,
        initUs: 5000,
      })
    })
    expect(rows(0)).toMatchObject([
      { kind: 'invocation', status: 'refused', name: { detail: 'ConcurrentInvocationLimitExceeded' } },
    ])
    expect(summary.nodes['Worker']).toMatchObject({
      invocations: 1,
      succeeded: 0,
      failed: 1,
      throttled: 1,
      coldStarts: 0,
    })
    expect(summary.failures.failedRequests).toBe(1)
  })
})

describe('a call', () => {
  it('keeps every attempt, wait and refusal apart, and a client that gets nowhere has failed', () => {
    const { rows, summary, retries, reader } = folded((note) => {
      const arrived = note(0, 0, -1, 0, { type: 'request-arrived', request: 1 })
      const call = { call: 1, edge: 'e0', environment: -1, invocation: -1, operation: 'POST /orders', attemptsMax: 3 }
      const called = note(0, 0, arrived, 0, { type: 'call-started', ...call })
      note(0, 0, called, 0, { type: 'attempt-started', call: 1, attempt: 1 })
      note(1000, 0, called, 0, {
        type: 'attempt-ended',
        call: 1,
        attempt: 1,
        failure: 'server-error',
        status: 503,
        durationUs: 1000,
        late: 0,
      })
      note(1000, 0, called, 0, {
        type: 'retry-scheduled',
        call: 1,
        attempt: 1,
        delayUs: 3000,
        lowUs: 0,
        highUs: 5000,
        failure: 'server-error',
      })
      note(4000, 0, called, 0, { type: 'attempt-started', call: 1, attempt: 2 })
      note(9000, 0, called, 0, { type: 'call-timed-out', call: 1, attempt: 2, limitUs: 9000 })
      note(9000, 0, called, 0, {
        type: 'retry-scheduled',
        call: 1,
        attempt: 2,
        delayUs: 1000,
        lowUs: 0,
        highUs: 5000,
        failure: 'timeout',
      })
      note(10_000, 0, called, 0, {
        type: 'call-refused',
        call: 1,
        attempt: 3,
        policy: 'circuit-breaker',
        untilUs: 20_000,
        layer: 0,
      })
      note(10_000, 0, called, 0, {
        type: 'call-ended',
        call: 1,
        failure: 'not-permitted',
        status: 0,
        attempts: 2,
        durationUs: 10_000,
      })
      note(30_000, 0, called, 0, {
        type: 'attempt-ended',
        call: 1,
        attempt: 2,
        failure: 'network',
        status: 0,
        durationUs: 26_000,
        late: 1,
      })
    })
    expect(
      rows(0).map(({ kind, startUs, endUs, status, name }) => [kind, startUs, endUs, status, name.attempt]),
    ).toEqual([
      ['call', 0, 10_000, 'refused', 0],
      ['attempt', 0, 1000, 'error', 1],
      ['retry-wait', 1000, 4000, 'unset', 1],
      ['attempt', 4000, 30_000, 'error', 2],
      ['retry-wait', 9000, 10_000, 'unset', 2],
      ['refusal', 10_000, 10_000, 'refused', 3],
    ])
    const calls = { Api: { attempts: 2, retries: 1, refused: 1, opened: 0 } }
    expect(summary.nodes['Shop']).toEqual({ kind: 'client', requests: 1, succeeded: 0, failed: 1, calls })
    expect(summary.finallyFailed).toBe(true)
    const page = retries.query(reader, { from: 0, count: 5, errorsOnly: true })
    expect(page.lanes).toMatchObject([
      {
        kind: 'call',
        attemptsMax: 3,
        end: 'refused',
        refusedAtUs: [10_000],
        refusedBy: ['circuit-breaker'],
        waits: [{ lowUs: 0, highUs: 5000, delayUs: 3000 }, {}],
      },
    ])
    expect(page.amplification).toEqual([{ edge: 0, traces: 1, attempts: 2, mean: 2, max: 2, maxTrace: 0 }])
  })

  it('that is refused before its first attempt has a lane of its own only where it is asked for', () => {
    const { retries, reader } = folded((note) => {
      for (const call of [1, 2]) {
        const started = { call, edge: 'e0', environment: -1, invocation: -1, operation: 'POST /orders', attemptsMax: 3 }
        const arrived = note(0, 0, -1, call, { type: 'request-arrived', request: call })
        const called = note(0, 0, arrived, call, { type: 'call-started', ...started })
        if (call === 1) note(0, 0, called, call, { type: 'attempt-started', call, attempt: 1 })
        note(10, 0, called, call, {
          type: 'call-refused',
          call,
          attempt: 3 - call,
          policy: 'circuit-breaker',
          untilUs: 20,
          layer: 0,
        })
        const ended = { call, failure: 'not-permitted', status: 0, attempts: 2 - call, durationUs: 10 } as const
        note(10, 0, called, call, { type: 'call-ended', ...ended })
      }
    })
    const all = retries.query(reader, { from: 0, count: 5 })
    expect(all).toMatchObject({ total: 2, refusedAtOnce: 1, lanes: [{ attempts: [] }, { attempts: [{}] }] })
    const tried = retries.query(reader, { from: 0, count: 5, triedOnly: true })
    expect(tried).toMatchObject({ total: 1, refusedAtOnce: 1, lanes: [{ attempts: [{}] }] })
  })
})

describe("Lambda's own log lines", () => {
  const place = { startAtMs: SCENE.startAtMs, node: SCENE.nodes[4], requestId: 'r-1', started: true }
  const head = { at: 3_000_000, node: 4, cause: -1, trace: -1 }
  const ended = { type: 'invocation-ended', ...head, invocation: 1, environment: 1, ...END } as const
  const texts = (event: Parameters<typeof logLines>[0], more: Partial<typeof place> = {}) =>
    logLines(event, { ...place, ...more }).map(({ text }) => text)

  it('say that a task timed out, before END and REPORT', () => {
    expect(texts({ ...ended, outcome: 'timed-out', durationUs: 3_000_000, billedMs: 3000 })).toEqual([
      '2026-01-01T00:00:03.000Z r-1 Task timed out after 3.00 seconds',
      'END RequestId: r-1',
      'REPORT RequestId: r-1\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: timeout\t',
    ])
  })

  it('say how a process ended, and begin with START where the run never began', () => {
    const payload = JSON.stringify({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r-1 Error: Runtime exited with error: exit status 127',
    })
    expect(texts({ ...ended, outcome: 'crashed', payload }, { started: false }).slice(0, 2)).toEqual([
      'START RequestId: r-1 Version: $LATEST',
      'RequestId: r-1 Error: Runtime exited with error: exit status 127',
    ])
    expect(texts({ ...ended, outcome: 'crashed', payload: 'no JSON' })[0]).toBe(
      'RequestId: r-1 Error: Runtime exited without providing a reason',
    )
  })

  it('tell of an initialisation only when it failed', () => {
    const initialised = { type: 'environment-initialised', ...head, environment: 1, initUs: 120_510 } as const
    expect(texts({ ...initialised, failed: 0 })).toEqual([])
    expect(texts({ ...initialised, failed: 1 })[0]).toMatch(
      /^INIT_REPORT Init Duration: 120\.51 ms\tPhase: init\tStatus: error/,
    )
    expect(texts({ ...initialised, failed: 2 })).toEqual([
      'INIT_REPORT Init Duration: 120.51 ms\tPhase: init\tStatus: timeout',
    ])
  })
})
