import { describe, expect, it } from 'vitest'
import { createObserver } from './observer.ts'
import { createScribe, SCENE, type Scribe } from './testing/scene.ts'

function observed(write: (note: Scribe['note']) => void) {
  const scribe = createScribe()
  write(scribe.note)
  const observer = createObserver(SCENE, { maximumEventsOfBatch: 1000 })
  for (const batch of scribe.batches()) {
    const nowUs = batch.at[batch.at.length - 1] as number
    expect(observer.receive({ type: 'batch', batch, nowUs }, 0), observer.problem?.detail).toBe(true)
  }
  return observer
}

const page = { from: 0, count: 10 }
const CALLED = { environment: -1, invocation: -1, operation: 'POST /', attemptsMax: 3 }
const ENDED = { status: 200, durationUs: 0, late: 0 }

describe('calls per request', () => {
  /** Two requests, two messages, one delivery of both; its handler calls Mail twice. */
  const observer = observed((note) => {
    const waits = [1, 2].map((request) => {
      const asked = note(1000 * request, 0, -1, request, { type: 'request-arrived', request })
      const call = note(1000 * request, 0, asked, request, {
        type: 'call-started',
        call: request,
        edge: 'e0',
        ...CALLED,
      })
      const tried = note(1000 * request, 0, call, request, { type: 'attempt-started', call: request, attempt: 1 })
      return note(1000 * request + 500, 3, tried, request, {
        type: 'message-enqueued',
        message: request,
        messageId: `m${request}`,
        body: '',
        visibleAtUs: 0,
        bytes: 1,
      })
    })
    const [first = -1] = waits
    const started = note(5000, 3, first, 1, { type: 'delivery-started', delivery: 9, edge: 'e3', messages: 2 })
    for (const [place, sent] of waits.entries())
      note(5000, 3, sent, place + 1, {
        type: 'message-delivered',
        message: place + 1,
        receiveCount: 1,
        delivery: 9,
        invisibleUntilUs: 30_000_000,
      })
    const requested = note(6000, 4, started, 1, {
      type: 'invocation-requested',
      invocation: 3,
      requestId: 'r',
      mode: 'mapping',
      payload: '',
    })
    const ran = note(6000, 4, requested, 1, {
      type: 'invocation-started',
      invocation: 3,
      environment: 7,
      cold: 0,
      attempt: 1,
    })
    const called = note(7000, 4, ran, 1, { type: 'call-started', call: 8, edge: 'e4', ...CALLED, environment: 7 })
    note(7000, 4, called, 1, { type: 'attempt-started', call: 8, attempt: 1 })
    note(8000, 4, called, 1, { type: 'attempt-ended', call: 8, attempt: 1, failure: 'server-error', ...ENDED })
    note(9000, 4, called, 1, { type: 'attempt-started', call: 8, attempt: 2 })
  })

  it('of a batch belong to every request whose message was in it', () => {
    const mail = observer.retries(page).amplification.find(({ edge }) => edge === 4)
    expect(mail).toMatchObject({ attempts: 2, traces: 2, max: 2, mean: 1 })
  })

  it('lie on the way that led there, each place with its own count', () => {
    const { path } = observer.retries(page)
    expect(path).toMatchObject({ edge: 4, calls: 2 })
    expect(path?.steps.map(({ kind, edge, count }) => [kind, edge, count])).toEqual([
      ['call', 0, 1],
      ['delivery', 3, 1],
      ['call', 4, 2],
    ])
    expect(observer.retries({ ...page, edge: 0 }).path).toMatchObject({ edge: 0, calls: 1 })
  })

  it('at an instant are those begun by then', () => {
    expect(observer.retries({ ...page, atUs: 8500 }).path).toMatchObject({ edge: 0, calls: 1 })
    expect(observer.retries({ ...page, atUs: 8500 }).amplification.map(({ attempts }) => attempts)).toEqual([2, 1])
    expect(observer.retries({ ...page, atUs: 9000 }).path).toMatchObject({ edge: 4, calls: 2 })
    expect(observer.retries({ ...page, atUs: 1500 }).traces).toBe(1)
    // Back and forth comes to the same.
    for (const [atUs, attempts] of [
      [1500, [1]],
      [7500, [2, 1]],
      [500, []],
      [9000, [2, 2]],
    ] as const)
      expect(observer.retries({ ...page, atUs }).amplification.map((row) => row.attempts)).toEqual(attempts)
  })
})

describe('a lane', () => {
  const observer = observed((note) => {
    const call = note(1000, 0, -1, 1, { type: 'call-started', call: 1, edge: 'e0', ...CALLED })
    note(1000, 0, call, 1, { type: 'call-queued', call: 1, attempt: 1, policy: 'bulkhead', layer: 0, untilUs: 9000 })
    note(3000, 0, call, 1, { type: 'attempt-started', call: 1, attempt: 1 })
    note(4000, 0, call, 1, { type: 'hedge-started', call: 1, layer: 1, hedge: 1, maxHedges: 1, because: 'delay' })
    note(4000, 0, call, 1, { type: 'attempt-started', call: 1, attempt: 2 })
    note(5000, 0, call, 1, { type: 'attempt-ended', call: 1, attempt: 2, failure: 'server-error', ...ENDED })
    note(5000, 0, call, 1, { type: 'attempt-given-up', call: 1, attempt: 1, layer: 1 })
    note(5500, 0, call, 1, {
      type: 'retry-denied',
      call: 1,
      layer: 0,
      attempts: 2,
      reason: 'budget-spent',
      failure: 'server-error',
    })
    note(6000, 0, call, 1, { type: 'fell-back', call: 1, layer: 0, failure: 'server-error', status: 200 })
    note(6000, 0, call, 1, { type: 'call-ended', call: 1, failure: '', status: 200, attempts: 2, durationUs: 5000 })
  })
  const laneAt = (atUs?: number) => observer.retries({ ...page, ...(atUs === undefined ? {} : { atUs }) }).lanes[0]

  it('tells where the call waited, which attempt was a hedge, and that the answer was a fallback', () => {
    expect(laneAt()).toMatchObject({
      end: 'fell-back',
      gates: [{ policy: 'bulkhead', startUs: 1000, endUs: 3000, untilUs: 9000 }],
      attempts: [
        { attempt: 1, hedge: undefined, givenUp: true },
        { attempt: 2, hedge: 'delay', givenUp: false, failure: 'server-error' },
      ],
      deniedUs: 5500,
      fellBackUs: 6000,
    })
  })

  it('at an instant knows nothing of what came later', () => {
    expect(laneAt(500)).toBeUndefined()
    expect(laneAt(2000)).toMatchObject({
      end: 'pending',
      endUs: undefined,
      gates: [{ endUs: undefined }],
      attempts: [],
      fellBackUs: undefined,
    })
    expect(laneAt(4500)).toMatchObject({
      end: 'pending',
      gates: [{ endUs: 3000 }],
      attempts: [
        { endUs: undefined, givenUp: false, status: 'unset' },
        { endUs: undefined, failure: '', hedge: 'delay' },
      ],
      deniedUs: undefined,
    })
    expect(laneAt(6000)).toMatchObject({ end: 'fell-back', fellBackUs: 6000 })
  })
})
