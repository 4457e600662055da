// Lambda's pollers on a stream: each shard's records in their order, a batch at a time, tried again until it succeeds, is
// given up or expires. One mapping; any kind that has a stream makes one for each of its consumers.
//
// A shard has as many lanes as the parallelisation factor says; records of one key stay in one lane. A lane has at most
// one batch under way, so that nothing of a key passes what came before it.
//
// Invariant 1: a record given to the mapping leaves it once: processed, filtered, discarded or expired.
// Invariant 2: of one key, records are processed in the order in which they were given.
import { causalKey, formatIsoUtc, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import type { Because, DeadLetter, EmulationContext, OutgoingEdge, Reply, ScheduledTimer } from '#emulator'
import { type FilterCriteria, matchesFilterCriteria, parseFilterCriteria, type RecordPayload } from '#patterns'
import { functionArn } from '#workflow'
import type { StreamMapping } from '#nodes/stream-edge'
import { readStreamResponse } from './batch-response.ts'
import { type DiscardCondition, discardedRecord } from './discarded.ts'

/** A batch is cut where its event would pass 6 MB. [V] */
const BATCH_BYTES = 6 * 1024 * 1024

export interface StreamRecord {
  readonly sequence: string
  /** Of the records with this text the order is kept. */
  readonly orderKey: string
  readonly arrivedAtUs: number
  readonly bytes: number
  /** As the function gets it. */
  readonly event: JsonObject
  /** What a filter looks into where the record's own content is text. */
  readonly payload?: RecordPayload
  readonly because: Because
}

export interface StreamTimer {
  readonly type: 'poll' | 'window' | 'again'
  readonly edge: string
  readonly lane: number
}

export interface StreamSource {
  readonly arn: string
  readonly shards: readonly string[]
  /** How often a shard without records is asked for some. */
  readonly pollMs: number
  readonly retentionMs: number
  /** Records that came before are passed over. */
  readonly fromUs?: number
  /** In what a destination is told: `DDBStreamBatchInfo`. */
  readonly infoName: string
}

/** Where discarded records are told. */
export interface Destination {
  readonly to: number
  readonly toPort: string
}

export type StreamContext = Pick<
  EmulationContext<never, StreamTimer>,
  'id' | 'now' | 'startAtMs' | 'luck' | 'nameOf' | 'nextId' | 'ask' | 'tell' | 'schedule' | 'cancel' | 'record'
>

export interface Mapping {
  /** A record of shard `shard`. */
  add(shard: number, record: StreamRecord): void
  reply(request: number, reply: Reply): boolean
  timer(timer: StreamTimer): boolean
}

interface Batch {
  readonly records: readonly StreamRecord[]
  /** Failures that count against the retries; throttles don't. */
  readonly failures: number
  readonly invokes: number
  readonly throttles: number
}

interface Lane {
  readonly number: number
  readonly shard: string
  queue: StreamRecord[]
  /** Index in `queue` of the next record. */
  next: number
  /** Of a batch that failed in part or was cut in two, the first to try. */
  again: Batch[]
  /** Waits to be tried again, or is with the function. */
  isBusy: boolean
  poll: ScheduledTimer | undefined
  window: ScheduledTimer | undefined
  windowPassed: boolean
}

/** Taken out of the front of a queue in one go, when so many are behind it. */
const SPENT_AT_MOST = 1024

function laneOf(orderKey: string, lanes: number): number {
  let hash = 0
  for (let index = 0; index < orderKey.length; index++) hash = (Math.imul(hash, 31) + orderKey.charCodeAt(index)) | 0
  return (hash >>> 0) % lanes
}

export function createStreamMapping(
  context: StreamContext,
  edge: OutgoingEdge<StreamMapping>,
  source: StreamSource,
  destination: Destination | undefined,
): Mapping {
  const { config } = edge
  const perShard = config.parallelizationFactor
  const parsed = parseFilterCriteria(config.filters.map(({ pattern }) => pattern))
  // An invalid filter never reaches a run: a rule refuses it.
  const filters: FilterCriteria = parsed.ok ? parsed.value : { filters: [] }
  const lanes = source.shards.flatMap((shard, index) =>
    Array.from(
      { length: perShard },
      (_, part): Lane => ({
        number: index * perShard + part,
        shard,
        queue: [],
        next: 0,
        again: [],
        isBusy: false,
        poll: undefined,
        window: undefined,
        windowPassed: false,
      }),
    ),
  )
  const inFlight = new Map<
    number,
    { readonly lane: Lane; readonly batch: Batch; readonly delivery: number; readonly because: Because }
  >()
  const waiting = new Map<number, Batch>()

  const waitingIn = ({ queue, next }: Lane): number => queue.length - next
  const timerOf = (type: StreamTimer['type'], lane: Lane): StreamTimer => ({ type, edge: edge.id, lane: lane.number })
  const isoAt = (atUs: number): string => formatIsoUtc(context.startAtMs + Math.floor(atUs / MICROSECONDS_PER_MS))

  function settle(
    lane: Lane,
    outcome: 'processed' | 'filtered' | 'discarded' | 'expired',
    records: readonly StreamRecord[],
    because: { readonly cause: number; readonly trace: number },
    message: { readonly letter: number; readonly to: number } = { letter: -1, to: -1 },
  ): number {
    const [first, last] = [records[0]?.sequence ?? '', records.at(-1)?.sequence ?? '']
    const ageUs = context.now() - (records.at(-1)?.arrivedAtUs ?? context.now())
    const fact = { edge: edge.id, shard: lane.shard, outcome, records: records.length, first, last, ageUs }
    return context.record({ type: 'records-settled', ...fact, message: message.letter, to: message.to }, because)
  }

  /** Asks at the next beat of the poller; a mapping that is switched off never does. */
  function watch(lane: Lane): void {
    if (!config.enabled || lane.isBusy || lane.poll || lane.window || waitingIn(lane) === 0) return
    const beatUs = source.pollMs * MICROSECONDS_PER_MS
    lane.poll = context.schedule(beatUs - (context.now() % beatUs), timerOf('poll', lane))
  }

  function take(lane: Lane): StreamRecord {
    const record = lane.queue[lane.next] as StreamRecord
    lane.next += 1
    if (lane.next >= SPENT_AT_MOST && lane.next * 2 > lane.queue.length) {
      lane.queue = lane.queue.slice(lane.next)
      lane.next = 0
    }
    return record
  }

  const { fromUs = 0 } = source
  const passes = (record: StreamRecord): boolean =>
    record.arrivedAtUs >= fromUs && matchesFilterCriteria(filters, record.event, record.payload)

  /** What does not pass the filter is over as soon as it is read. */
  function dropFiltered(lane: Lane): void {
    if (filters.filters.length === 0 && fromUs <= 0) return
    const wanted: StreamRecord[] = []
    const unwanted: StreamRecord[] = []
    for (const record of lane.queue.slice(lane.next)) (passes(record) ? wanted : unwanted).push(record)
    const [first] = unwanted
    if (!first) return
    settle(lane, 'filtered', unwanted, first.because)
    lane.queue = wanted
    lane.next = 0
  }

  /** The next records that go into one event. */
  function gather(lane: Lane): StreamRecord[] {
    const records: StreamRecord[] = []
    let bytes = 0
    while (records.length < config.batchSize && waitingIn(lane) > 0) {
      bytes += lane.queue[lane.next]?.bytes ?? 0
      if (bytes > BATCH_BYTES && records.length > 0) break
      records.push(take(lane))
    }
    return records
  }

  /** Starts what can start now. */
  function pump(lane: Lane): void {
    if (lane.isBusy) return
    const again = lane.again.shift()
    if (again) {
      attempt(lane, again)
      return
    }
    dropFiltered(lane)
    const count = waitingIn(lane)
    if (count === 0) {
      lane.windowPassed = false
      return
    }
    if (config.batchWindowMs > 0 && !lane.windowPassed && count < config.batchSize) {
      lane.window ??= context.schedule(config.batchWindowMs * MICROSECONDS_PER_MS, timerOf('window', lane))
      return
    }
    if (lane.window) context.cancel(lane.window)
    lane.window = undefined
    lane.windowPassed = false
    attempt(lane, { records: gather(lane), failures: 0, invokes: 0, throttles: 0 })
  }

  const ageLimitUs = (): number =>
    Math.min(source.retentionMs, config.maximumRecordAgeMs ?? source.retentionMs) * MICROSECONDS_PER_MS

  /** Without the records that are too old by now: expired ones are gone for good, others are told. */
  function dropOld(lane: Lane, batch: Batch): Batch {
    const isOld = ({ arrivedAtUs }: StreamRecord): boolean => context.now() - arrivedAtUs > ageLimitUs()
    const old = batch.records.filter(isOld)
    const [first] = old
    if (!first) return batch
    const isExpired = config.maximumRecordAgeMs === undefined || config.maximumRecordAgeMs >= source.retentionMs
    if (isExpired) settle(lane, 'expired', old, first.because)
    else discard(lane, { ...batch, records: old }, 'RecordAgeExceeded')
    return { ...batch, records: batch.records.filter((record) => !isOld(record)) }
  }

  function attempt(lane: Lane, given: Batch): void {
    const fresh = dropOld(lane, given)
    const [first] = fresh.records
    if (!first) {
      pump(lane)
      return
    }
    const batch = { ...fresh, invokes: fresh.invokes + 1 }
    lane.isBusy = true
    const delivery = context.nextId()
    const { trace } = first.because
    const fact = { type: 'delivery-started', delivery, edge: edge.id, messages: batch.records.length } as const
    const cause = context.record(fact, first.because)
    const base = causalKey(first.because.key, edge.id)
    const key = batch.records.reduce(
      (sum, record) => causalKey(sum, 'record', record.because.key % 0x4000_0000),
      causalKey(base, 'attempt', batch.invokes + batch.throttles),
    )
    const payload = JSON.stringify({ Records: batch.records.map(({ event }) => event) })
    const because = { cause, trace, key }
    const request = context.ask(edge.to, { type: 'invoke', mode: 'mapping', payload }, because)
    inFlight.set(request, { lane, batch, delivery, because })
  }

  function tryLater(lane: Lane, batch: Batch, failure: string, because: Because): void {
    const tries = batch.failures + batch.throttles
    const delayMs = Math.min(config.retryDelayMs * 2 ** Math.min(tries - 1, 30), config.maximumRetryDelayMs)
    const delayUs = delayMs * MICROSECONDS_PER_MS
    const ageUs = context.now() - (batch.records.at(-1)?.arrivedAtUs ?? context.now())
    const fact = { edge: edge.id, shard: lane.shard, records: batch.records.length, attempt: batch.invokes + 1, ageUs }
    context.record({ type: 'records-retried', ...fact, delayUs, failure }, because)
    waiting.set(lane.number, batch)
    context.schedule(delayUs, timerOf('again', lane))
  }

  function discard(lane: Lane, batch: Batch, condition: DiscardCondition, after?: Because): void {
    const { records } = batch
    const [first, last] = [records[0], records.at(-1)]
    if (!first || !last) return
    const because = after ?? first.because
    const isToQueue = destination?.toPort === 'send'
    const letter = destination && isToQueue ? context.nextId() : -1
    const cause = settle(lane, 'discarded', records, because, { letter, to: destination?.to ?? -1 })
    if (!destination) return
    const key = causalKey(causalKey(first.because.key, edge.id), 'discarded')
    const told = discardedRecord({
      requestId: context.luck.uuid(context.id, 'discarded-request', key),
      functionArn: functionArn(context.nameOf(edge.to)),
      condition,
      invokes: batch.invokes,
      timestamp: isoAt(context.now()),
      infoName: source.infoName,
      shard: lane.shard,
      streamArn: source.arn,
      firstSequence: first.sequence,
      lastSequence: last.sequence,
      firstArrival: isoAt(first.arrivedAtUs),
      lastArrival: isoAt(last.arrivedAtUs),
      records: records.length,
    })
    const body = JSON.stringify(told)
    const why = { cause, trace: because.trace, key }
    if (!isToQueue) {
      context.tell(destination.to, { type: 'publish', message: body }, why)
      return
    }
    const messageId = context.luck.uuid(context.id, 'discarded-message', key)
    const sent: DeadLetter = { message: letter, messageId, body, attributes: {}, sentAtUs: context.now() }
    context.tell(destination.to, { type: 'dead-letter', letter: sent }, why)
  }

  /** A batch that failed as a whole, or what is left of one that failed in part. */
  function fail(lane: Lane, given: Batch, failure: string, because: Because): void {
    const batch = { ...given, failures: given.failures + 1 }
    const { records } = batch
    // Cutting in two does not use retries up. [K]
    if (config.bisectOnError && records.length > 1) {
      const middle = Math.ceil(records.length / 2)
      lane.again.unshift({ ...given, records: records.slice(0, middle) }, { ...given, records: records.slice(middle) })
      pump(lane)
      return
    }
    const { maximumRetryAttempts } = config
    if (maximumRetryAttempts >= 0 && batch.failures > maximumRetryAttempts) {
      discard(lane, batch, 'RetryAttemptsExhausted', because)
      pump(lane)
      return
    }
    lane.isBusy = true
    tryLater(lane, batch, failure, because)
  }

  function succeed(lane: Lane, batch: Batch, delivery: number, payload: string, because: Because): void {
    const { records } = batch
    const verdict = config.reportBatchItemFailures
      ? readStreamResponse(
          payload,
          records.map(({ sequence }) => sequence),
        )
      : ({ type: 'all-succeeded' } as const)
    const done = verdict.type === 'all-succeeded' ? records.length : verdict.type === 'from' ? verdict.index : 0
    const failure =
      verdict.type === 'all-failed' ? 'batch-response' : verdict.type === 'from' ? 'batch-item-failures' : ''
    const failed = records.length - done
    const cause = context.record({ type: 'delivery-ended', delivery, failed, failure }, because)
    const after = { ...because, cause }
    if (done > 0) settle(lane, 'processed', records.slice(0, done), after)
    if (failed === 0) {
      pump(lane)
      return
    }
    const rest = { ...batch, records: records.slice(done) }
    // With bisecting, the batch is cut where the function says. [V]
    if (done > 0 && config.bisectOnError) {
      lane.again.unshift(rest)
      pump(lane)
    } else fail(lane, rest, failure, after)
  }

  return {
    add(shard, record) {
      const lane = lanes[shard * perShard + laneOf(record.orderKey, perShard)] as Lane
      lane.queue.push(record)
      if (lane.window && waitingIn(lane) >= config.batchSize) pump(lane)
      else watch(lane)
    },
    reply(request, reply) {
      const sent = inFlight.get(request)
      if (!sent) return false
      inFlight.delete(request)
      if (reply.type !== 'invoked') throw new Error(`A function answered with ${reply.type}.`)
      const { lane, batch, delivery, because } = sent
      lane.isBusy = false
      const failed = batch.records.length
      if (reply.status === 429) {
        const failure = reply.reason ?? 'throttled'
        const cause = context.record({ type: 'delivery-ended', delivery, failed, failure }, because)
        lane.isBusy = true
        // It was not run: it does not count. [K]
        const throttled = { ...batch, invokes: batch.invokes - 1, throttles: batch.throttles + 1 }
        tryLater(lane, throttled, failure, { ...because, cause })
      } else if (reply.functionError) {
        const failure = 'function-error'
        const cause = context.record({ type: 'delivery-ended', delivery, failed, failure }, because)
        fail(lane, batch, failure, { ...because, cause })
      } else succeed(lane, batch, delivery, reply.payload, because)
      return true
    },
    timer(timer) {
      const lane = timer.edge === edge.id ? lanes[timer.lane] : undefined
      if (!lane) return false
      if (timer.type === 'again') {
        const batch = waiting.get(lane.number)
        waiting.delete(lane.number)
        lane.isBusy = false
        if (batch) attempt(lane, batch)
        return true
      }
      if (timer.type === 'poll') lane.poll = undefined
      else {
        lane.window = undefined
        lane.windowPassed = true
      }
      pump(lane)
      return true
    },
  }
}
