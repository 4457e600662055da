// The figures by which two runs are compared: one pass over the log for one call edge and the dependency behind it.
// The same bins for the same span, so that the runs can be laid over each other.
import { createEdgeLookup } from './edge-lookup.ts'
import { fieldOf, handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import type { FigureQuery, RunFigures, WaitFigures } from './run-figures-types.ts'
import type { RunDescription } from './views.ts'

const BINS_AT_MOST = 120
const LEAST_BIN_US = 1000

const CALL_EDGE = fieldOf('call-started', 'edge')
const ATTEMPT_FAILURE = fieldOf('attempt-ended', 'failure')
const ATTEMPT_LATE = fieldOf('attempt-ended', 'late')
const CALL_FAILURE = fieldOf('call-ended', 'failure')
const CALL_DURATION = fieldOf('call-ended', 'durationUs')
const INVOCATION_OUTCOME = fieldOf('invocation-ended', 'outcome')
const INVOCATION_DURATION = fieldOf('invocation-ended', 'durationUs')
const CHANGED = {
  edge: fieldOf('breaker-changed', 'edge'),
  environment: fieldOf('breaker-changed', 'environment'),
  layer: fieldOf('breaker-changed', 'layer'),
  to: fieldOf('breaker-changed', 'to'),
}

/** 1, 2 or 5 times a power of ten, so that a bin's width is easily said. */
export function binUsOf(toUs: number): number {
  const least = Math.max(LEAST_BIN_US, Math.ceil(toUs / BINS_AT_MOST))
  let power = LEAST_BIN_US
  while (power * 10 <= least) power *= 10
  return [1, 2, 5].map((times) => times * power).find((width) => width >= least) ?? power * 10
}

interface Waits {
  begun: number
  failed: number
  readonly durations: number[]
}

const noWaits = (): Waits => ({ begun: 0, failed: 0, durations: [] })

function end(waits: Waits, durationUs: number, failed: boolean): void {
  waits.durations.push(durationUs)
  if (failed) waits.failed += 1
}

function figuresOf({ begun, failed, durations }: Waits): WaitFigures {
  const sorted = Float64Array.from(durations).sort()
  const rank = (share: number): number | undefined => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  return {
    ended: sorted.length,
    failed,
    p50Us: rank(0.5),
    p99Us: rank(0.99),
    pending: Math.max(0, begun - sorted.length),
  }
}

/** What a call counts for. */
const ON_EDGE = 1
const TO_DEPENDENCY = 2
const OF_CLIENT = 4

export function runFigures(run: RunDescription, log: TraceReader, query: FigureQuery): RunFigures | undefined {
  const edge = run.edges[query.edge]
  if (edge?.kind !== 'call') return undefined
  const toUs = Math.max(1, Math.floor(query.toUs) || 1)
  const binUs = binUsOf(toUs)
  const bins = Math.ceil(toUs / binUs)
  const noCounts = (): number[] => Array.from({ length: bins }, () => 0)
  const [arrived, failed, refused] = [noCounts(), noCounts(), noCounts()]
  const lookup = createEdgeLookup(run)
  const roles = run.edges.map(
    (other) =>
      (other.index === edge.index ? ON_EDGE : 0) |
      (other.kind === 'call' && other.to === edge.to ? TO_DEPENDENCY : 0) |
      (other.kind === 'call' && run.nodes[other.from]?.kind === 'client' ? OF_CLIENT : 0),
  )
  const callerIsFunction = run.nodes[edge.from]?.kind === 'function'
  const [calls, invocations, requests] = [noWaits(), noWaits(), noWaits()]
  const roleOfCall = new Map<number, number>()
  const openSince = new Map<number, number>()
  const open: { fromUs: number; toUs: number; breakers: number }[] = []
  let wasted = 0
  let refusals = 0

  const roleOf = (event: number): number => roleOfCall.get(log.numberOf(event, 0)) ?? 0
  function count(counts: number[], event: number): void {
    const bin = Math.floor(log.atOf(event) / binUs)
    counts[bin] = (counts[bin] ?? 0) + 1
  }

  function changed(environment: number, atUs: number, opens: boolean): void {
    const before = openSince.size
    if (opens) openSince.set(environment, atUs)
    else openSince.delete(environment)
    if (before === 0 && openSince.size > 0) open.push({ fromUs: atUs, toUs, breakers: 1 })
    const band = open.at(-1)
    if (!band) return
    band.breakers = Math.max(band.breakers, openSince.size)
    if (before > 0 && openSince.size === 0) band.toUs = atUs
  }

  const handlers = handlerTable({
    'call-started'(event) {
      const role = roles[lookup.byId(log.textOf(event, CALL_EDGE))] ?? 0
      if (role === 0) return
      roleOfCall.set(log.numberOf(event, 0), role)
      if (role & ON_EDGE) calls.begun += 1
      if (role & OF_CLIENT) requests.begun += 1
    },
    'attempt-started'(event) {
      if (roleOf(event) & TO_DEPENDENCY) count(arrived, event)
    },
    'attempt-ended'(event) {
      if (!(roleOf(event) & TO_DEPENDENCY)) return
      const isFailed = log.textOf(event, ATTEMPT_FAILURE) !== ''
      if (isFailed) count(failed, event)
      if (isFailed || log.numberOf(event, ATTEMPT_LATE) === 1) wasted += 1
    },
    'call-refused'(event) {
      if (!(roleOf(event) & ON_EDGE)) return
      refusals += 1
      count(refused, event)
    },
    'call-ended'(event) {
      const role = roleOf(event)
      if (!(role & (ON_EDGE | OF_CLIENT))) return
      const isFailed = log.textOf(event, CALL_FAILURE) !== ''
      const durationUs = log.numberOf(event, CALL_DURATION)
      if (role & ON_EDGE) end(calls, durationUs, isFailed)
      if (role & OF_CLIENT) end(requests, durationUs, isFailed)
    },
    'invocation-started'(event) {
      if (callerIsFunction && log.nodeOf(event) === edge.from) invocations.begun += 1
    },
    'invocation-ended'(event) {
      if (!callerIsFunction || log.nodeOf(event) !== edge.from) return
      const isFailed = log.textOf(event, INVOCATION_OUTCOME) !== 'returned'
      end(invocations, log.numberOf(event, INVOCATION_DURATION), isFailed)
    },
    'breaker-changed'(event) {
      if (log.textOf(event, CHANGED.edge) !== edge.id || log.numberOf(event, CHANGED.layer) !== query.layer) return
      const to = log.textOf(event, CHANGED.to)
      changed(log.numberOf(event, CHANGED.environment), log.atOf(event), to === 'open' || to === 'forced-open')
    },
    'environment-ended'(event) {
      const environment = log.numberOf(event, 0)
      if (openSince.has(environment)) changed(environment, log.atOf(event), false)
    },
  })
  for (let event = 0; event < log.length && log.atOf(event) < toUs; event++) handlers[log.typeNumber(event)]?.(event)

  const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0)
  return {
    toUs,
    binUs,
    arrived,
    failed,
    refused,
    load: { attempts: sum(arrived), failed: sum(failed), wasted, peak: Math.max(0, ...arrived) },
    refusals,
    calls: figuresOf(calls),
    invocations: callerIsFunction ? figuresOf(invocations) : undefined,
    requests: callerIsFunction && requests.begun > 0 ? figuresOf(requests) : undefined,
    open,
  }
}
