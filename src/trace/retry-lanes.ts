// A lane's parts: attempts, waits and end, of a call, an asynchronous event or a message.
import type { TraceEvent } from './events.ts'
import type { TraceReader } from './log.ts'
import { endUsOf, operationOf, spanView } from './span-view.ts'
import type { SpanFold } from './spans.ts'
import type { RetryAttempt, RetryEnd, RetryGate, RetryLane, RetryWait } from './retries-view-types.ts'
import type { SpanView } from './spans-view-types.ts'

export interface LaneSource {
  readonly reader: TraceReader
  readonly spans: SpanFold
  readonly lane: number
  readonly kind: RetryLane['kind']
  readonly span: number
  readonly node: number
  readonly edge: number
  readonly trace: number
}

function childrenOf({ spans, reader, span }: LaneSource): SpanView[] {
  const { table } = spans
  const children: SpanView[] = []
  for (let child = table.span.firstChild[span] as number; child >= 0; child = table.span.nextSibling[child] as number)
    children.push(spanView(table, reader, child))
  return children.reverse()
}

const attemptOf = ({ span, name, startUs, endUs, status }: SpanView): RetryAttempt => ({
  attempt: name.attempt,
  startUs,
  endUs,
  failure: status === 'error' ? name.detail : '',
  status,
  span,
  hedge: undefined,
  givenUp: false,
  limitUs: undefined,
})

/** What only calls have. */
const NO_POLICIES = { gates: [], fellBackUs: undefined, deniedUs: undefined } as const

function baseOf(
  source: LaneSource,
): Omit<
  RetryLane,
  'attemptsMax' | 'attempts' | 'waits' | 'refusedAtUs' | 'refusedBy' | 'gates' | 'fellBackUs' | 'deniedUs' | 'end'
> {
  const { lane, kind, edge, node, trace, span, spans, reader } = source
  return {
    lane,
    kind,
    edge,
    node,
    trace,
    span,
    operation: operationOf(spans.table, reader, span),
    startUs: spans.table.span.startUs[span] as number,
    endUs: endUsOf(spans.table, span),
  }
}

function callEnd(source: LaneSource, isFallback: boolean): RetryEnd {
  const { endEvent, status, name } = spanView(source.spans.table, source.reader, source.span)
  if (endEvent < 0) return 'pending'
  if (isFallback) return 'fell-back'
  if (status === 'ok') return 'ok'
  if (status === 'refused') return 'refused'
  return name.detail === 'timeout' ? 'timed-out' : 'failed'
}

/** Attempts with what their hedge says of them: each `hedge-started` is about the next attempt that begins. */
function withHedges(
  attempts: readonly RetryAttempt[],
  beganAt: readonly number[],
  told: readonly TraceEvent[],
  numbers: readonly number[],
): readonly RetryAttempt[] {
  const marked = [...attempts]
  for (const [place, event] of told.entries()) {
    const number = numbers[place] ?? -1
    if (event.type === 'hedge-started') {
      const at = beganAt.findIndex((began, index) => began > number && marked[index]?.hedge === undefined)
      const attempt = marked[at]
      if (attempt) marked[at] = { ...attempt, hedge: event.because }
    } else if (event.type === 'attempt-given-up') {
      const at = marked.findIndex(({ attempt }) => attempt === event.attempt)
      const attempt = marked[at]
      if (attempt) marked[at] = { ...attempt, givenUp: true }
    }
  }
  return marked
}

/** `events`: what else its policies did. */
export function callLane(source: LaneSource, events: readonly number[]): RetryLane {
  const { reader, spans, span } = source
  const children = childrenOf(source)
  const started = reader.eventAt(spans.table.span.event[span] as number)
  const waits: RetryWait[] = []
  const refusals = children.filter(({ kind }) => kind === 'refusal')
  for (const { kind, event } of children) {
    const scheduled = reader.eventAt(event)
    if (kind !== 'retry-wait' || scheduled.type !== 'retry-scheduled') continue
    waits.push({ startUs: scheduled.at, delayUs: scheduled.delayUs, lowUs: scheduled.lowUs, highUs: scheduled.highUs })
  }
  const began = children.filter(({ kind }) => kind === 'attempt')
  const told = events.map((event) => reader.eventAt(event))
  const fellBack = told.findLast(({ type }) => type === 'fell-back')
  const endEvent = spans.table.span.endEvent[span] as number
  /** Whatever comes after a wait before a gate says that it is over. */
  const marks = [...children.map(({ event }) => event), ...events, ...(endEvent < 0 ? [] : [endEvent])]
  const gates = told.flatMap((event, place): RetryGate[] => {
    const number = events[place] ?? -1
    if (event.type !== 'call-queued') return []
    const next = marks.reduce(
      (least, mark) => (mark > number ? Math.min(least, mark) : least),
      Number.POSITIVE_INFINITY,
    )
    return [
      {
        policy: event.policy,
        startUs: event.at,
        endUs: Number.isFinite(next) ? reader.atOf(next) : undefined,
        untilUs: event.untilUs < 0 ? undefined : event.untilUs,
      },
    ]
  })
  return {
    ...baseOf(source),
    attemptsMax: started.type === 'call-started' ? started.attemptsMax : 0,
    attempts: withHedges(
      began.map(attemptOf),
      began.map(({ event }) => event),
      told,
      events,
    ),
    waits,
    refusedAtUs: refusals.map(({ startUs }) => startUs),
    refusedBy: refusals.map(({ name }) => name.detail),
    gates,
    fellBackUs: fellBack?.at,
    deniedUs: told.findLast(({ type }) => type === 'retry-denied')?.at,
    end: callEnd(source, fellBack !== undefined),
  }
}

export function invocationLane(source: LaneSource): RetryLane {
  const { reader, spans, span } = source
  const children = childrenOf(source)
  const waits: RetryWait[] = []
  for (const { kind, startUs, endUs } of children) {
    if (kind !== 'retry-wait') continue
    const delayUs = (endUs ?? startUs) - startUs
    waits.push({ startUs, delayUs, lowUs: delayUs, highUs: delayUs })
  }
  const endEvent = spans.table.span.endEvent[span] as number
  const last = endEvent < 0 ? undefined : reader.eventAt(endEvent)
  const end: RetryEnd =
    last?.type === 'invocation-dropped'
      ? 'dropped'
      : last?.type === 'invocation-ended'
        ? last.outcome === 'returned'
          ? 'ok'
          : 'failed'
        : 'pending'
  return {
    ...baseOf(source),
    // How many tries an event gets is the function's own setting; throttled ones are not counted against it.
    attemptsMax: 0,
    attempts: children.filter(({ kind }) => kind === 'run').map(attemptOf),
    waits,
    refusedAtUs: [],
    refusedBy: [],
    ...NO_POLICIES,
    end,
  }
}

const MESSAGE_ENDS: Readonly<Record<string, RetryEnd>> = {
  'message-deleted': 'ok',
  'message-expired': 'expired',
  'message-dead-lettered': 'dead-lettered',
}

/** Deliveries are the attempts; from the end of one to the message's return it was invisible: the wait. */
export function messageLane(
  source: LaneSource,
  events: readonly number[],
  maxReceiveCount: number,
  endOfDelivery: (delivery: number) => number | undefined,
): RetryLane {
  const { reader, spans } = source
  const attempts: RetryAttempt[] = []
  const waits: RetryWait[] = []
  let end: RetryEnd = 'pending'
  let endUs: number | undefined
  for (const [index, number] of events.entries()) {
    const event = reader.eventAt(number)
    end = MESSAGE_ENDS[event.type] ?? end
    if (MESSAGE_ENDS[event.type]) endUs = event.at
    if (event.type !== 'message-delivered') continue
    const nextNumber = events[index + 1]
    const next = nextNumber === undefined ? undefined : reader.eventAt(nextNumber)
    const endedNumber = endOfDelivery(event.delivery)
    const ended = endedNumber === undefined ? undefined : reader.eventAt(endedNumber)
    const succeeded = next?.type === 'message-deleted'
    const doneUs = succeeded ? next.at : (ended?.at ?? next?.at)
    const failure = ended?.type === 'delivery-ended' && !succeeded ? ended.failure : ''
    const span = spans.spanOf(number)
    const status = succeeded ? 'ok' : doneUs === undefined ? 'unset' : 'error'
    attempts.push({
      attempt: event.receiveCount,
      startUs: event.at,
      endUs: doneUs,
      failure,
      status,
      span,
      hedge: undefined,
      givenUp: false,
      limitUs: event.invisibleUntilUs,
    })
    // It comes back when its visibility timeout has passed, and no event says so before.
    const backUs = next?.type === 'message-returned' ? next.at : next ? undefined : event.invisibleUntilUs
    if (doneUs !== undefined && backUs !== undefined && backUs > doneUs) {
      const delayUs = backUs - doneUs
      waits.push({ startUs: doneUs, delayUs, lowUs: delayUs, highUs: delayUs })
    }
  }
  return {
    ...baseOf(source),
    endUs,
    attemptsMax: maxReceiveCount,
    attempts,
    waits,
    refusedAtUs: [],
    refusedBy: [],
    ...NO_POLICIES,
    end,
  }
}
