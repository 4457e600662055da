// The state of every node and call edge, now or at any instant. Figures are counted event by event; a copy is kept
// every so often, and an instant between two copies is reached by counting on from the earlier one. What counts which
// events has files of its own (call-counts.ts, answer-counts.ts, message-counts.ts, storage-counts.ts).
import { answerCounts } from './answer-counts.ts'
import { callCounts } from './call-counts.ts'
import { type Counters, copyOfCounters } from './counters.ts'
import { handlerTable } from './fields.ts'
import type { Ledger } from './ledger.ts'
import type { TraceReader } from './log.ts'
import { messageCounts } from './message-counts.ts'
import type { SpanFold } from './spans.ts'
import { createStatusDesk } from './status-desk.ts'
import { readStatus } from './status-view.ts'
import type { RunStatus } from './status-view-types.ts'
import { storageCounts } from './storage-counts.ts'
import type { RunDescription } from './views.ts'

export interface StatusFold {
  readonly events: number
  /** The span fold must have taken in the same events before. */
  advance(reader: TraceReader): void
  readonly counters: Counters
  readonly ledger: Ledger
  /** Now, where virtual time may be past the last event. */
  status(nowUs: number): RunStatus
  /** With all events up to and including this time. */
  statusAt(reader: TraceReader, atUs: number): RunStatus
}

/** Events between two copies at first; doubled whenever there are too many copies. */
const FIRST_STRIDE = 16_384
const COPIES_AT_MOST = 64

export function createStatusFold(run: RunDescription, spans: SpanFold): StatusFold {
  const desk = createStatusDesk(run, spans)
  const { ledger, into: current } = desk
  const handlers = handlerTable({
    ...callCounts(desk),
    ...answerCounts(desk),
    ...messageCounts(desk),
    ...storageCounts(desk),
  })
  let copies: Counters[] = [copyOfCounters(current)]
  let stride = FIRST_STRIDE

  function countUntil(counters: Counters, end: number, keep: boolean): void {
    desk.into = counters
    for (let event = counters.events; event < end; event++) {
      handlers[desk.log.typeNumber(event)]?.(event)
      counters.events = event + 1
      if (keep && counters.events % stride === 0) keepCopy(event)
    }
    if (counters.events > 0) counters.atUs = desk.log.atOf(counters.events - 1)
    desk.into = current
  }

  function keepCopy(event: number): void {
    current.atUs = desk.log.atOf(event)
    copies.push(copyOfCounters(current))
    if (copies.length <= COPIES_AT_MOST) return
    stride *= 2
    copies = copies.filter((copy) => copy.events % stride === 0)
  }

  /** Events with a time of atUs or less. */
  function eventsUntil(reader: TraceReader, atUs: number): number {
    let low = 0
    let high = current.events
    while (low < high) {
      const middle = (low + high) >> 1
      if (reader.atOf(middle) <= atUs) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get events() {
      return current.events
    },
    counters: current,
    ledger,
    advance(reader) {
      desk.log = reader
      ledger.advance(reader)
      countUntil(current, reader.length, true)
    },
    status: (nowUs) => readStatus(run, current, ledger, Math.max(nowUs, current.atUs)),
    statusAt(reader, atUs) {
      desk.log = reader
      const end = eventsUntil(reader, atUs)
      const nearest = copies.findLast((copy) => copy.events <= end) as Counters
      const then = copyOfCounters(nearest)
      countUntil(then, end, false)
      return readStatus(run, then, ledger, atUs)
    },
  }
}
