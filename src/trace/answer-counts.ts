// Counted of who answers: requests, invocations and their environments, services outside.
import { NODE, NODE_COUNTERS, RUN } from './counters.ts'
import { editedConcurrencyLimit } from './edited-limit.ts'
import { changePhase } from './environment-phase.ts'
import { type EventHandlers, fieldOf } from './fields.ts'
import { ENVIRONMENT_INITIALISING, FINAL, SYNC_BY_HAND } from './ledger.ts'
import { addLatency, createRecentLatencies } from './recent.ts'
import { entryOf, type StatusDesk } from './status-desk.ts'

const INPUT_KIND = fieldOf('input-applied', 'kind')
const INPUT_DETAIL = fieldOf('input-applied', 'detail')
const RESPONDED_STATUS = fieldOf('http-responded', 'status')
const RESPONDED_DURATION = fieldOf('http-responded', 'durationUs')
const STARTED_COLD = fieldOf('invocation-started', 'cold')
const ENDED_OUTCOME = fieldOf('invocation-ended', 'outcome')
const DESTINATION_FAILURE = fieldOf('destination-ended', 'failure')
const ANSWERED_STATUS = fieldOf('service-answered', 'status')
const ANSWERED_FAILURE = fieldOf('service-answered', 'failure')

export function answerCounts(desk: StatusDesk): EventHandlers {
  const { ledger, run } = desk

  function respond(event: number): void {
    const node = desk.log.nodeOf(event)
    const status = desk.log.numberOf(event, RESPONDED_STATUS)
    desk.count(event, NODE.inFlight, -1)
    const statuses = entryOf(desk.into.statuses, node, () => new Map<number, number>())
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    addLatency(
      entryOf(desk.into.latencies, node, createRecentLatencies),
      desk.log.atOf(event),
      desk.log.numberOf(event, RESPONDED_DURATION),
    )
    if (ledger.effectOf(event) === FINAL && status >= 500) desk.countRun(RUN.failedRequests)
  }

  function endInvocation(event: number): void {
    const effect = ledger.effectOf(event)
    const outcome = desk.log.textOf(event, ENDED_OUTCOME)
    // Without a phase its environment never came to run it: the initialisation failed.
    if (!changePhase(desk, event, NODE.idle)) desk.count(event, NODE.invocations)
    const counter = outcome === 'returned' ? NODE.succeeded : outcome === 'timed-out' ? NODE.timedOut : NODE.failed
    desk.count(event, counter)
    desk.rate(event, outcome !== 'returned')
    if (effect & SYNC_BY_HAND && outcome !== 'returned') desk.countRun(RUN.failedRequests)
  }

  function edit(event: number): void {
    const node = run.nodes[desk.log.nodeOf(event)]
    if (node?.kind !== 'function' || desk.log.textOf(event, INPUT_KIND) !== 'edit') return
    const limit = editedConcurrencyLimit(desk.log.textOf(event, INPUT_DETAIL), node.unreservedConcurrency)
    if (limit === undefined) return
    desk.into.nodes[node.index * NODE_COUNTERS.length + NODE.limitMoved] = limit - node.concurrencyLimit
  }

  return {
    'input-applied': edit,
    'request-arrived': (event) => desk.count(event, NODE.requests),
    'schedule-fired': (event) => desk.count(event, NODE.requests),
    'http-requested'(event) {
      desk.count(event, NODE.requests)
      desk.count(event, NODE.inFlight)
    },
    'http-responded': respond,
    'invocation-throttled'(event) {
      desk.count(event, NODE.throttled)
      if (ledger.effectOf(event) === FINAL) desk.countRun(RUN.failedRequests)
    },
    'invocation-refused'(event) {
      desk.count(event, NODE.refused)
      if (ledger.effectOf(event) === FINAL) desk.countRun(RUN.failedRequests)
    },
    'destination-ended': (event) =>
      desk.count(event, desk.log.textOf(event, DESTINATION_FAILURE) === '' ? NODE.passedOn : NODE.discarded),
    'invocation-dropped': (event) => desk.count(event, NODE.dropped),
    'environment-created'(event) {
      if (ledger.effectOf(event) === ENVIRONMENT_INITIALISING) desk.count(event, NODE.initialising)
    },
    'environment-initialised': (event) => void changePhase(desk, event, NODE.idle),
    'invocation-started'(event) {
      desk.count(event, NODE.invocations)
      if (desk.log.numberOf(event, STARTED_COLD)) desk.count(event, NODE.coldStarts)
      changePhase(desk, event, NODE.busy)
    },
    'invocation-ended': endInvocation,
    'service-called'(event) {
      desk.count(event, NODE.requests)
      desk.count(event, NODE.inFlight)
    },
    'service-answered'(event) {
      const failed = desk.log.textOf(event, ANSWERED_FAILURE) !== '' || desk.log.numberOf(event, ANSWERED_STATUS) >= 500
      desk.count(event, NODE.inFlight, -1)
      desk.count(event, failed ? NODE.failed : NODE.succeeded)
      desk.rate(event, failed)
    },
  }
}
