// The figures at the end of a run: the messages and nodes of what `faaslab run --json` prints.
import { entriesInOrder } from '#base'
import { EDGE, NODE, RUN } from './counters.ts'
import {
  bucketFigures,
  edgeCounter,
  iteratorAgeUs,
  nodeCounter,
  recordsWaiting,
  streamFigures,
  tableFigures,
  eventBusFigures,
  topicFigures,
} from './status-view.ts'
import type { StatusFold } from './status.ts'
import type { CallCounters, CallsByTarget, NodeSummary, RunSummary } from './summary-view-types.ts'
import type { RunDescription, RunNode } from './views.ts'

/** A move to a dead-letter queue takes milliseconds; one that has not arrived after this is a loss. */
const MOVE_AT_MOST_US = 1_000_000
const NO_CALLS: CallCounters = { attempts: 0, retries: 0, refused: 0, opened: 0 }

function callsFrom(run: RunDescription, fold: StatusFold, node: number): CallsByTarget {
  const calls = new Map<string, CallCounters>()
  for (const edge of run.edges) {
    if (edge.kind !== 'call' || edge.from !== node) continue
    const name = run.nodes[edge.to]?.name ?? ''
    const before = calls.get(name) ?? NO_CALLS
    const of = (counter: number): number => edgeCounter(fold.counters, edge.index, counter)
    calls.set(name, {
      attempts: before.attempts + of(EDGE.attempts),
      retries: before.retries + of(EDGE.retries),
      refused: before.refused + of(EDGE.refused),
      opened: before.opened + of(EDGE.opened),
    })
  }
  return Object.fromEntries(entriesInOrder(Object.fromEntries(calls)))
}

function summariseNode(run: RunDescription, fold: StatusFold, { index, kind }: RunNode): NodeSummary {
  const of = (counter: number): number => nodeCounter(fold.counters, index, counter)
  const ended = { succeeded: of(NODE.succeeded), failed: of(NODE.failed) }
  switch (kind) {
    case 'function':
      return {
        kind,
        invocations: of(NODE.invocations),
        ...ended,
        timedOut: of(NODE.timedOut),
        throttled: of(NODE.throttled),
        coldStarts: of(NODE.coldStarts),
        calls: callsFrom(run, fold, index),
      }
    case 'client':
      return { kind, requests: of(NODE.requests), ...ended, calls: callsFrom(run, fold, index) }
    case 'queue':
      return {
        kind,
        sent: of(NODE.sent),
        received: of(NODE.received),
        deleted: of(NODE.deleted),
        deadLettered: of(NODE.deadLettered),
        waiting: of(NODE.present),
      }
    case 'topic':
      return { kind, ...topicFigures(of) }
    case 'event-bus':
      return { kind, ...eventBusFigures(of) }
    case 'bucket':
      return { kind, ...bucketFigures(of) }
    case 'stream': {
      const { counters } = fold
      return { kind, ...streamFigures(of, recordsWaiting(run, counters, index), iteratorAgeUs(run, counters, index)) }
    }
    case 'table':
      return { kind, ...tableFigures(of, recordsWaiting(run, fold.counters, index)) }
    case 'http-api': {
      const statuses = [...(fold.counters.statuses.get(index) ?? [])].sort(([a], [b]) => a - b)
      return {
        kind,
        requests: of(NODE.requests),
        status: Object.fromEntries(statuses.map(([status, count]) => [String(status), count])),
      }
    }
    case 'service':
      return { kind, calls: of(NODE.requests), failed: ended.failed }
    case 'schedule':
      return { kind, firings: of(NODE.requests), failed: of(NODE.failed), deadLettered: of(NODE.deadLettered) }
  }
}

export function summarise(run: RunDescription, fold: StatusFold): RunSummary {
  const of = (counter: number): number => fold.counters.run[counter] ?? 0
  const nodes = run.nodes.map((node) => [node.name, summariseNode(run, fold, node)] as const)
  const dropped = run.nodes.reduce((sum, { index }) => sum + nodeCounter(fold.counters, index, NODE.dropped), 0)
  const failures = {
    deadLettered: of(RUN.deadLettered),
    expired: of(RUN.expired),
    dropped,
    failedRequests: of(RUN.failedRequests),
  }
  let lost = 0
  for (const sinceUs of fold.ledger.moving().values()) if (fold.counters.atUs - sinceUs > MOVE_AT_MOST_US) lost += 1
  const messages = {
    sent: of(RUN.sent),
    delivered: of(RUN.delivered),
    deadLettered: of(RUN.deadLettered) - lost,
    expired: of(RUN.expired),
    waiting: of(RUN.waiting),
  }
  return {
    messages: { ...messages, lost },
    nodes: Object.fromEntries(nodes),
    finallyFailed: Object.values(failures).some((count) => count > 0),
    failures,
  }
}
