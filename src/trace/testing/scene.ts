// Small runs for tests: a described workflow, and logs written fact by fact.
import type { CircuitBreakerPolicy } from '#resilience'
import type { EdgeId, NodeId } from '#workflow'
import type { TraceFact } from '../events.ts'
import { createTraceReader, createTraceWriter, type TraceBatch, type TraceReader } from '../log.ts'
import type { RunDescription, RunEdge, RunNode } from '../views.ts'

export const BREAKER: CircuitBreakerPolicy = {
  type: 'circuit-breaker',
  slidingWindowType: 'COUNT_BASED',
  slidingWindowSize: 4,
  minimumNumberOfCalls: 2,
  failureRateThreshold: 50,
  slowCallRateThreshold: 100,
  slowCallDurationThresholdMs: 60_000,
  waitDurationInOpenStateMs: 1000,
  permittedNumberOfCallsInHalfOpenState: 2,
  maxWaitDurationInHalfOpenStateMs: 0,
  automaticTransitionFromOpenToHalfOpen: false,
  recordOn: ['network', 'timeout', 'throttled', 'server-error'],
  ignoreOn: [],
}

const node = (index: number, name: string, kind: RunNode['kind']): RunNode => ({
  index,
  id: `n${index}` as NodeId,
  name,
  kind,
  memoryMb: kind === 'function' ? 128 : 0,
  timeoutMs: kind === 'function' ? 3000 : 0,
  concurrencyLimit: kind === 'function' ? 1000 : 0,
  unreservedConcurrency: kind === 'function' ? 1000 : 0,
})

const edge = (
  index: number,
  kind: RunEdge['kind'],
  from: number,
  to: number,
  more: Partial<RunEdge> = {},
): RunEdge => ({
  index,
  id: `e${index}` as EdgeId,
  kind,
  from,
  to,
  policies: [],
  route: '',
  maxReceiveCount: 0,
  ...more,
})

/** Shop (client) → Api → Orders (function) → Jobs (queue) → Worker (function) → Mail (service); Jobs → Dead; Clock → Jobs. */
export const SCENE: RunDescription = {
  name: 'Orders',
  startAtMs: Date.UTC(2026, 0, 1),
  nodes: [
    node(0, 'Shop', 'client'),
    node(1, 'Api', 'http-api'),
    node(2, 'Orders', 'function'),
    node(3, 'Jobs', 'queue'),
    node(4, 'Worker', 'function'),
    node(5, 'Mail', 'service'),
    node(6, 'Dead', 'queue'),
    node(7, 'Clock', 'schedule'),
  ],
  edges: [
    edge(0, 'call', 0, 1),
    edge(1, 'route', 1, 2, { route: 'POST /orders' }),
    edge(2, 'call', 2, 3),
    edge(3, 'consume', 3, 4),
    edge(4, 'call', 4, 5, { policies: [BREAKER] }),
    edge(5, 'redrive', 3, 6, { maxReceiveCount: 2 }),
    edge(6, 'fire', 7, 3),
  ],
}

export interface Scribe {
  /** Records a fact and returns its number. */
  note(atUs: number, node: number, cause: number, trace: number, fact: TraceFact): number
  /** All of it, in batches of at most so many events. */
  batches(size?: number): TraceBatch[]
  read(): TraceReader
}

export function createScribe(): Scribe {
  const writer = createTraceWriter()
  const taken: TraceBatch[] = []

  function batches(size = 1000): TraceBatch[] {
    for (let batch = writer.takeBatch(size); batch; batch = writer.takeBatch(size)) taken.push(batch)
    return taken
  }

  return {
    note: writer.record,
    batches,
    read: () => readerOf(batches()),
  }
}

function readerOf(batches: readonly TraceBatch[]): TraceReader {
  const reader = createTraceReader()
  for (const batch of batches) reader.append(batch)
  return reader
}

const INVOCATION = {
  environment: 1,
  outcome: 'returned',
  durationUs: 1230,
  billedMs: 2,
  initUs: -1,
  maxMemoryMb: 35,
  payload: '{}',
} as const

/** One request that goes all the way: its first mail fails, the second try of the message succeeds. Ends at 40 s. */
export function writeOrder(scribe: Scribe): void {
  const { note } = scribe
  note(0, -1, -1, -1, { type: 'run-started', seed: 1, startAtMs: SCENE.startAtMs })
  const arrived = note(1000, 0, -1, 0, { type: 'request-arrived', request: 1 })
  const call = { call: 1, edge: 'e0', environment: -1, invocation: -1, operation: 'POST /orders', attemptsMax: 3 }
  const called = note(1000, 0, arrived, 0, { type: 'call-started', ...call })
  const attempt = note(1000, 0, called, 0, { type: 'attempt-started', call: 1, attempt: 1 })
  const http = note(2000, 1, attempt, 0, {
    type: 'http-requested',
    request: 2,
    method: 'POST',
    path: '/orders',
    route: 'POST /orders',
  })
  const asked = note(3000, 2, http, 0, {
    type: 'invocation-requested',
    invocation: 3,
    requestId: 'r-3',
    mode: 'sync',
    payload: '{}',
  })
  note(3000, 2, asked, 0, { type: 'environment-created', environment: 1 })
  note(203_000, 2, asked, 0, { type: 'environment-initialised', environment: 1, initUs: 200_000, failed: 0 })
  const ran = note(203_000, 2, asked, 0, {
    type: 'invocation-started',
    invocation: 3,
    environment: 1,
    cold: 1,
    attempt: 1,
  })
  note(204_000, 2, ran, 0, {
    type: 'log-written',
    environment: 1,
    invocation: 3,
    level: 'INFO',
    line: 'an order',
    writtenAtUs: 203_500,
  })
  const sends = { call: 4, edge: 'e2', environment: 1, invocation: 3, operation: 'sqs:SendMessage', attemptsMax: 1 }
  const sending = note(205_000, 2, ran, 0, { type: 'call-started', ...sends })
  const sent = note(205_000, 2, sending, 0, { type: 'attempt-started', call: 4, attempt: 1 })
  const queued = note(206_000, 3, sent, 0, {
    type: 'message-enqueued',
    message: 5,
    messageId: 'm-5',
    body: 'x',
    visibleAtUs: 206_000,
    bytes: 1,
  })
  note(207_000, 2, sent, 0, {
    type: 'attempt-ended',
    call: 4,
    attempt: 1,
    failure: '',
    status: 200,
    durationUs: 2000,
    late: 0,
  })
  note(207_000, 2, sending, 0, { type: 'call-ended', call: 4, failure: '', status: 200, attempts: 1, durationUs: 2000 })
  deliver(scribe, 206_000, 1, queued, 'threw')
  note(210_000, 2, ran, 0, { type: 'invocation-ended', invocation: 3, ...INVOCATION, initUs: 200_000 })
  const responded = { request: 2, status: 200, durationUs: 209_000, body: 'ok', headers: '{}' }
  note(211_000, 1, http, 0, { type: 'http-responded', ...responded })
  note(212_000, 0, attempt, 0, {
    type: 'attempt-ended',
    call: 1,
    attempt: 1,
    failure: '',
    status: 200,
    durationUs: 211_000,
    late: 0,
  })
  note(212_000, 0, called, 0, {
    type: 'call-ended',
    call: 1,
    failure: '',
    status: 200,
    attempts: 1,
    durationUs: 211_000,
  })
  note(30_206_000, 3, queued, 0, { type: 'message-returned', message: 5, delivery: 101 })
  deliver(scribe, 30_206_000, 2, queued, 'returned')
}

/** Delivery `count` of message 5. The clock of facts may not go back, so its end is noted at 209 ms after `atUs` at most. */
function deliver({ note }: Scribe, atUs: number, count: number, queued: number, outcome: 'returned' | 'threw'): void {
  const delivery = 100 + count
  const invocation = 10 + count
  const at = Math.max(atUs, 207_000)
  const failed = outcome === 'threw' ? 1 : 0
  const started = note(at, 3, queued, 0, { type: 'delivery-started', delivery, edge: 'e3', messages: 1 })
  note(at, 3, started, 0, {
    type: 'message-delivered',
    message: 5,
    receiveCount: count,
    delivery,
    invisibleUntilUs: at + 30_000_000,
  })
  const asked = note(at + 1000, 4, started, 0, {
    type: 'invocation-requested',
    invocation,
    requestId: `r-${invocation}`,
    mode: 'mapping',
    payload: '{}',
  })
  if (count === 1) note(at + 1000, 4, asked, 0, { type: 'environment-created', environment: 2 })
  if (count === 1)
    note(at + 1500, 4, asked, 0, { type: 'environment-initialised', environment: 2, initUs: 500, failed: 0 })
  const ran = note(at + 1500, 4, asked, 0, {
    type: 'invocation-started',
    invocation,
    environment: 2,
    cold: 2 - count,
    attempt: 1,
  })
  const end = { ...INVOCATION, environment: 2, outcome, initUs: count === 1 ? 500 : -1 } as const
  note(at + 2000, 4, ran, 0, { type: 'invocation-ended', invocation, ...end })
  if (!failed) note(at + 3000, 3, queued, 0, { type: 'message-deleted', message: 5, delivery })
  note(at + 3000, 3, started, 0, { type: 'delivery-ended', delivery, failed, failure: failed ? 'function-error' : '' })
}
