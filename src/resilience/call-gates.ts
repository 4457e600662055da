// The policies that can let a call wait or refuse it, as a call meets them: what it takes there, and how it gives that
// back. The decisions are the pure transitions of the files beside; what they decide on is shared by all calls of a place.
import { askThrottle, isAccepted, recordAccept } from './adaptive-throttle.ts'
import { countsAsked } from './breaker-rules.ts'
import { enterBulkhead, giveUpTicket, leaveBulkhead } from './bulkhead.ts'
import { breakerAt, breakerPolicyAt, type CallPolicies, keepBreaker, sharedAt, type Waiter } from './call-policies.ts'
import { type GatePolicy, type Hold, IDLE, type Strand } from './call-state.ts'
import { pushNote, pushNotes, type Turn, waitUntil, wake } from './call-turn.ts'
import { judgeOutcome, recordResult, requestPermission } from './circuit-breaker.ts'
import type { CallFailed, Outcome } from './outcome.ts'
import type { AdaptiveThrottlePolicy, BulkheadPolicy, Policy, RateLimiterPolicy } from './policy.ts'
import { takeToken } from './rate-limiter.ts'
import type { BreakerAnswer } from './shared-breaker.ts'

export type GatePolicies = Extract<Policy, { readonly type: GatePolicy }>

/** `open`: through it, with what must be given back noted in the strand's layer. */
export type Passage = 'open' | 'waits' | 'refused'

/** resilience4j's names for the first three. [V/K] */
const REFUSAL_ERRORS: Readonly<Record<GatePolicy, string>> = {
  'circuit-breaker': 'CallNotPermittedException',
  bulkhead: 'BulkheadFullException',
  'rate-limiter': 'RequestNotPermitted',
  'adaptive-throttle': 'ThrottledLocally',
}

export const refusal = (policy: GatePolicy, layer: number): CallFailed<never> => ({
  ok: false,
  failure: 'not-permitted',
  errorType: REFUSAL_ERRORS[policy],
  layer,
})

export function enterGate<V>(turn: Turn<V>, strand: Strand, layer: number, policy: GatePolicies): Passage {
  switch (policy.type) {
    case 'circuit-breaker':
      return enterBreaker(turn, strand, layer)
    case 'bulkhead':
      return enterPlace(turn, strand, layer, policy)
    case 'rate-limiter':
      return enterAtRate(turn, strand, layer, policy)
    case 'adaptive-throttle':
      return enterThrottle(turn, strand, layer, policy)
  }
}

function enterBreaker<V>(turn: Turn<V>, strand: Strand, layer: number): Passage {
  const { scope, call, nowUs, steps } = turn
  if (isOutside(scope, layer)) return askOutside(turn, strand, layer)
  const { policy, state: before } = breakerAt(scope, layer)
  const asked = requestPermission(policy, before, nowUs)
  const { state } = asked
  pushNotes(steps, keepBreaker(scope, layer, asked))
  if (asked.waits) {
    call.tokens += 1
    strand.layers[layer] = { type: 'waiting', policy: policy.type, token: call.tokens, ticket: -1, served: false }
    const shared = sharedAt(scope, layer, 'circuit-breaker')
    shared.waiters = [...shared.waiters, { call, strand }]
    pushNote(steps, { type: 'call-waits', layer, policy: policy.type, untilUs: undefined })
    return 'waits'
  }
  if (!asked.permitted) {
    const opensUntilUs = state.state === 'OPEN' ? state.untilUs : undefined
    pushNote(steps, { type: 'call-refused', layer, policy: policy.type, state: state.state, opensUntilUs })
    return 'refused'
  }
  if (scope.tellsAsking) pushNote(steps, { type: 'breaker-asked', layer })
  else if (state.state === 'HALF_OPEN')
    pushNote(steps, { type: 'breaker-probed', layer, permitsLeft: state.permitsLeft })
  else if (policy.rules !== undefined && countsAsked(policy))
    pushNote(steps, { type: 'breaker-probed', layer, permitsLeft: 0 })
  strand.layers[layer] = { type: 'circuit-breaker', permittedAtUs: nowUs }
  return 'open'
}

const isOutside = (scope: CallPolicies, layer: number): boolean =>
  scope.asksOutside && scope.breakers[layer] === undefined

function askOutside<V>({ call, steps }: Turn<V>, strand: Strand, layer: number): Passage {
  call.tokens += 1
  strand.layers[layer] = { type: 'asking', token: call.tokens }
  pushNote(steps, { type: 'call-waits', layer, policy: 'circuit-breaker', untilUs: undefined })
  steps.push({ type: 'ask-breaker', layer, token: call.tokens })
  return 'waits'
}

/** The answer of a breaker outside, to a call that still waits for it. */
export function passAnswered<V>(turn: Turn<V>, strand: Strand, layer: number, answer: BreakerAnswer): Passage {
  const { permitted, state, opensUntilUs } = answer
  strand.layers[layer] = permitted ? { type: 'circuit-breaker', permittedAtUs: turn.nowUs } : IDLE
  if (permitted) return 'open'
  pushNote(turn.steps, { type: 'call-refused', layer, policy: 'circuit-breaker', state, opensUntilUs })
  return 'refused'
}

/** Nobody waits for the answer any more: a permission goes back. */
export function returnAnswered<V>({ steps }: Turn<V>, layer: number, { permitted }: BreakerAnswer): void {
  if (permitted) steps.push({ type: 'tell-breaker', layer, result: { outcome: 'ignored', durationUs: 0 } })
}

function enterPlace<V>(turn: Turn<V>, strand: Strand, layer: number, policy: BulkheadPolicy): Passage {
  const { scope, call, nowUs, steps } = turn
  const shared = sharedAt(scope, layer, 'bulkhead')
  const step = enterBulkhead(policy, shared.state, nowUs)
  shared.state = step.state
  if (step.decision === 'permitted') {
    strand.layers[layer] = { type: 'bulkhead' }
    return 'open'
  }
  if (step.decision === 'refused') {
    noteFull(turn, layer)
    return 'refused'
  }
  const { ticket, untilUs } = step
  const token = waitUntil(turn, untilUs)
  strand.layers[layer] = { type: 'waiting', policy: policy.type, token, ticket, served: false }
  shared.waiters.set(ticket, { call, strand })
  pushNote(steps, { type: 'call-waits', layer, policy: policy.type, untilUs })
  return 'waits'
}

function noteFull<V>({ scope, steps }: Turn<V>, layer: number): void {
  const { running, waiting } = sharedAt(scope, layer, 'bulkhead').state
  pushNote(steps, { type: 'call-refused', layer, policy: 'bulkhead', running, waiting })
}

function enterAtRate<V>(turn: Turn<V>, strand: Strand, layer: number, policy: RateLimiterPolicy): Passage {
  const { scope, nowUs, steps } = turn
  const shared = sharedAt(scope, layer, 'rate-limiter')
  const step = takeToken(policy, shared.state, nowUs)
  shared.state = step.state
  if (step.decision === 'permitted') return 'open'
  const opensUntilUs = nowUs + step.waitUs
  if (step.decision === 'refused') {
    pushNote(steps, { type: 'call-refused', layer, policy: policy.type, opensUntilUs })
    return 'refused'
  }
  const token = waitUntil(turn, opensUntilUs)
  strand.layers[layer] = { type: 'waiting', policy: policy.type, token, ticket: -1, served: true }
  pushNote(steps, { type: 'call-waits', layer, policy: policy.type, untilUs: opensUntilUs })
  return 'waits'
}

function enterThrottle<V>(turn: Turn<V>, strand: Strand, layer: number, policy: AdaptiveThrottlePolicy): Passage {
  const { scope, call, nowUs, steps } = turn
  const shared = sharedAt(scope, layer, 'adaptive-throttle')
  const { state, permitted, probability } = askThrottle(
    policy,
    shared.state,
    () => turn.draw(layer, call.attempts),
    nowUs,
  )
  shared.state = state
  if (!permitted) {
    pushNote(steps, { type: 'call-refused', layer, policy: policy.type, probability })
    return 'refused'
  }
  strand.layers[layer] = { type: 'adaptive-throttle' }
  return 'open'
}

/** The wait of `strand` before the gate of `layer` is over: by its time, or because it was its turn. */
export function endWait<V>(turn: Turn<V>, strand: Strand, layer: number): Passage {
  const run = strand.layers[layer]
  if (run?.type !== 'waiting') throw new Error(`Nothing waits at layer ${layer} of call ${turn.call.id}`)
  strand.layers[layer] = run.policy === 'bulkhead' && run.served ? { type: 'bulkhead' } : IDLE
  if (run.policy === 'circuit-breaker') return enterBreaker(turn, strand, layer)
  if (run.served) return 'open'
  leaveLine(turn, layer, run.ticket)
  noteFull(turn, layer)
  return 'refused'
}

function leaveLine<V>({ scope }: Turn<V>, layer: number, ticket: number): void {
  const shared = sharedAt(scope, layer, 'bulkhead')
  shared.waiters.delete(ticket)
  shared.state = giveUpTicket(shared.state)
}

/** Nobody wants it to wait any more. A token that was taken in advance is not given back. */
export function stopWaiting<V>(turn: Turn<V>, strand: Strand, layer: number): void {
  const run = strand.layers[layer]
  if (run?.type !== 'waiting') return
  if (run.policy === 'bulkhead' && !run.served) leaveLine(turn, layer, run.ticket)
  if (run.policy === 'circuit-breaker') {
    const shared = sharedAt(turn.scope, layer, 'circuit-breaker')
    shared.waiters = shared.waiters.filter((waiter) => waiter.strand !== strand)
    return
  }
  turn.steps.push({ type: 'cancel-wait', token: run.token })
}

/** `nothing-ran`: a timeout fell between two attempts, so there is no result to count; the permission goes back. */
export type Ended<V> = Outcome<V> | 'nothing-ran'

/** What was taken at `layer` is given back, with the result. */
export function leaveGate<V>(
  turn: Turn<V>,
  layer: number,
  policy: Hold['policy'],
  permittedAtUs: number,
  ended: Ended<V>,
  late: boolean,
): void {
  if (policy === 'circuit-breaker') record(turn, layer, permittedAtUs, ended, late)
  else if (policy === 'bulkhead') freePlace(turn, layer)
  else accept(turn, layer, ended)
}

function record<V>(turn: Turn<V>, layer: number, permittedAtUs: number, ended: Ended<V>, late: boolean): void {
  const { scope, nowUs, steps } = turn
  const policy = breakerPolicyAt(scope, layer)
  const outcome = ended === 'nothing-ran' ? 'ignored' : judgeOutcome(policy, ended)
  const durationUs = nowUs - permittedAtUs
  if (isOutside(scope, layer)) {
    steps.push({ type: 'tell-breaker', layer, result: { outcome, durationUs } })
    return
  }
  const { state } = breakerAt(scope, layer)
  pushNote(steps, { type: 'breaker-recorded', layer, outcome, durationUs, late })
  pushNotes(steps, keepBreaker(scope, layer, recordResult(policy, state, { outcome, durationUs }, nowUs)))
  if (scope.shared[layer]?.type === 'circuit-breaker') wakeDecided(turn, layer)
}

/** The probes are decided, or one has given its permission back: those who wait ask again. */
function wakeDecided<V>(turn: Turn<V>, layer: number): void {
  const { state } = breakerAt(turn.scope, layer)
  if (state.state === 'HALF_OPEN' && state.permitsLeft === 0) return
  const shared = sharedAt(turn.scope, layer, 'circuit-breaker')
  const { waiters } = shared
  shared.waiters = []
  for (const waiter of waiters) wakeWaiter(turn, waiter, layer)
}

function wakeWaiter<V>(turn: Turn<V>, { call, strand }: Waiter, layer: number): void {
  const run = strand.layers[layer]
  if (run?.type !== 'waiting') return
  strand.layers[layer] = { ...run, served: true }
  wake(turn, call, run.token)
}

function freePlace<V>(turn: Turn<V>, layer: number): void {
  const shared = sharedAt(turn.scope, layer, 'bulkhead')
  const { state, served } = leaveBulkhead(shared.state, (ticket) => shared.waiters.has(ticket))
  shared.state = state
  const waiter = served === undefined ? undefined : shared.waiters.get(served)
  if (served === undefined || !waiter) return
  shared.waiters.delete(served)
  wakeWaiter(turn, waiter, layer)
}

function accept<V>({ scope, nowUs }: Turn<V>, layer: number, ended: Ended<V>): void {
  const policy = scope.policies[layer]
  if (policy?.type !== 'adaptive-throttle' || ended === 'nothing-ran' || !isAccepted(policy, ended)) return
  const shared = sharedAt(scope, layer, 'adaptive-throttle')
  shared.state = recordAccept(shared.state, nowUs)
}
