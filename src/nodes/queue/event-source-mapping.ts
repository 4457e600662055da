// Lambda's pollers on a queue: batches, windows, how many at once, and what the function's answer does to them.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import { type FilterCriteria, matchesFilterCriteria, parseFilterCriteria } from '#patterns'
import { type Because, callLatencyUs, type EmulationContext, LEAST_LATENCY_US } from '#emulator'
import type { OutgoingEdge, Reply, ScheduledTimer } from '#emulator'
import type { EventSourceMapping } from './model.ts'
import { readBatchResponse } from './batch-response.ts'
import type { Delivery, QueueCore, QueueTimer } from './core.ts'
import { createConcurrency } from './concurrency.ts'
import { sqsEvent, sqsRecord } from './sqs-event.ts'
import type { QueuedMessage } from './store.ts'

/** A throttled batch is tried again after 1 s, then twice as long each time, until its visibility timeout passes. [V]; the figures [K] */
const THROTTLE_FIRST_DELAY_MS = 1000
/** A batch is cut where its event would pass 6 MB: bodies, and about so much for the rest of a record. [K] */
const RECORD_BYTES = 1024
const BATCH_BUDGET = { total: 6 * 1024 * 1024, costOf: ({ bytes }: QueuedMessage) => bytes + RECORD_BYTES } as const

interface Batch {
  readonly delivery: Delivery
  readonly payload: string
  readonly because: Because
  readonly giveUpAtUs: number
  throttles: number
  /** Of the last throttle. */
  reason: string
}

export interface Mapping {
  /** Starts what can start now. */
  pump(): void
  reply(request: number, reply: Reply): boolean
  timer(timer: QueueTimer): void
}

export function createMapping(
  context: EmulationContext<'queue', QueueTimer>,
  core: QueueCore,
  edge: OutgoingEdge<EventSourceMapping>,
  isPaused: () => boolean,
): Mapping {
  const inFlight = new Map<number, Batch>()
  const throttled = new Map<number, Batch>()
  /** Begins with the first message that no batch was full enough for. */
  let window: ScheduledTimer | undefined
  let windowElapsed = false
  let scaleWatched = false
  const concurrency = createConcurrency(() => edge.config, context.now)
  /** Of the filters the mapping has now. */
  let criteria: { readonly of: EventSourceMapping['filters']; readonly parsed: FilterCriteria } | undefined

  /** An invalid filter never reaches a run: a rule refuses it. */
  function filters(): FilterCriteria {
    const of = edge.config.filters
    if (criteria?.of !== of) {
      const parsed = parseFilterCriteria(of.map(({ pattern }) => pattern))
      criteria = { of, parsed: parsed.ok ? parsed.value : { filters: [] } }
    }
    return criteria.parsed
  }

  /** What matches no filter is deleted as soon as a poller reads it. [V] */
  function passes(message: QueuedMessage): boolean {
    const { body, id, event, trace } = message
    if (matchesFilterCriteria(filters(), sqsRecord(context, message), { key: 'body', text: body })) return true
    context.record({ type: 'message-filtered', message: id, edge: edge.id }, { cause: event, trace })
    return false
  }

  const running = (): number => inFlight.size + throttled.size

  /** The window has passed, the batch is full, or its event would be: nothing more is waited for. [V; the 6 MB K] */
  function isFull(): boolean {
    const waiting = core.receivable()
    const bytes = core.receivableBytes() + waiting * RECORD_BYTES
    return windowElapsed || waiting >= edge.config.batchSize || bytes >= BATCH_BUDGET.total
  }

  function pump(): void {
    if (!edge.config.enabled || isPaused()) return
    const accept = edge.config.filters.length > 0 ? passes : undefined
    while (core.receivable() > 0 && running() < concurrency.allowed()) {
      if (edge.config.batchWindowMs > 0 && !isFull()) {
        openWindow()
        return
      }
      closeWindow()
      const delivery = core.receive(edge.config.batchSize, BATCH_BUDGET, accept)
      if (!delivery) break
      begin(delivery)
    }
    watchScaling()
  }

  function openWindow(): void {
    window ??= context.schedule(edge.config.batchWindowMs * MICROSECONDS_PER_MS, { type: 'window', edge: edge.id })
  }

  function closeWindow(): void {
    if (window) context.cancel(window)
    window = undefined
    windowElapsed = false
  }

  function watchScaling(): void {
    concurrency.backlog(core.receivable() > 0)
    const afterUs = core.receivable() > 0 && !scaleWatched ? concurrency.growsAfterUs() : undefined
    if (afterUs === undefined) return
    scaleWatched = true
    context.schedule(afterUs, { type: 'scale', edge: edge.id })
  }

  function begin(delivery: Delivery): void {
    const [first] = delivery.messages
    if (!first) return
    const visibilityMs = context.node.config.visibilityTimeoutMs
    const fact = {
      type: 'delivery-started',
      delivery: delivery.id,
      edge: edge.id,
      messages: delivery.messages.length,
    } as const
    const cause = context.record(fact, { cause: first.event, trace: first.trace })
    core.deliver(delivery, visibilityMs, cause)
    const key = delivery.messages.reduce(
      (sum, message) => causalKey(sum, 'delivery', message.key % 0x4000_0000),
      first.receiveCount,
    )
    const payload = JSON.stringify(sqsEvent(context, delivery.messages))
    const giveUpAtUs = context.now() + visibilityMs * MICROSECONDS_PER_MS
    send({ delivery, payload, because: { cause, trace: first.trace, key }, giveUpAtUs, throttles: 0, reason: '' })
  }

  function send(batch: Batch): void {
    const { payload, because, throttles } = batch
    // The poller has it when its read is answered; what it tries again it has already.
    const delayUs = throttles === 0 ? callLatencyUs(context, because.key) : LEAST_LATENCY_US
    const request = context.ask(edge.to, { type: 'invoke', mode: 'mapping', payload }, because, delayUs)
    inFlight.set(request, batch)
  }

  function end(batch: Batch, failed: number, failure: string): void {
    context.record({ type: 'delivery-ended', delivery: batch.delivery.id, failed, failure }, batch.because)
    pump()
  }

  function throttle(batch: Batch, reason: string): void {
    const delayUs = THROTTLE_FIRST_DELAY_MS * 2 ** batch.throttles * MICROSECONDS_PER_MS
    const leftUs = batch.giveUpAtUs - context.now()
    if (batch.throttles === 0) concurrency.backOff()
    batch.throttles += 1
    batch.reason = reason
    throttled.set(batch.delivery.id, batch)
    // It keeps its place until then, so that a backlog is not burnt through.
    context.schedule(Math.max(0, Math.min(delayUs, leftUs)), { type: 'throttled', delivery: batch.delivery.id })
  }

  function succeed(batch: Batch, payload: string): void {
    const { messages, id } = batch.delivery
    const known = new Set(messages.map((message) => message.messageId))
    const verdict = edge.config.reportBatchItemFailures
      ? readBatchResponse(payload, known)
      : { type: 'all-succeeded' as const }
    if (verdict.type === 'all-failed') {
      end(batch, messages.length, 'batch-response')
      return
    }
    const failed = verdict.type === 'failed' ? verdict.ids : new Set<string>()
    const { fifo } = context.node.config
    for (const message of messages) {
      if (failed.has(message.messageId) || core.get(message.id) !== message) continue
      // A FIFO queue honours no receipt that is over.
      if (!fifo || message.delivery === id) core.remove(message, id)
    }
    end(batch, failed.size, failed.size > 0 ? 'batch-item-failures' : '')
  }

  return {
    pump,
    reply(request, reply) {
      const batch = inFlight.get(request)
      if (!batch) return false
      inFlight.delete(request)
      if (reply.type !== 'invoked') throw new Error(`A function answered with ${reply.type}.`)
      if (reply.status === 429) throttle(batch, reply.reason ?? 'throttled')
      else if (reply.functionError) {
        // With ReportBatchItemFailures a function says what failed; pollers stay as they are. [V]
        if (!edge.config.reportBatchItemFailures) concurrency.backOff()
        end(batch, batch.delivery.messages.length, 'function-error')
      } else succeed(batch, reply.payload)
      return true
    },
    timer(timer) {
      if (timer.type === 'window' && timer.edge === edge.id) {
        window = undefined
        windowElapsed = core.receivable() > 0 // another consumer may have been faster
        pump()
      } else if (timer.type === 'scale' && timer.edge === edge.id) {
        scaleWatched = false
        pump()
      } else if (timer.type === 'throttled') {
        const batch = throttled.get(timer.delivery)
        if (!batch) return
        throttled.delete(timer.delivery)
        if (context.now() < batch.giveUpAtUs) send(batch)
        else end(batch, batch.delivery.messages.length, batch.reason)
      }
    },
  }
}
