// One logical call through its policies, nested as they are listed: each layer begins the next inner one, gets its
// outcome, and passes it outwards or schedules. The decisions are the pure transitions of the files beside; this file
// keeps who waits for whom.
//
// 1. A call settles exactly once.
// 2. At most one attempt is waited for, or as many as its hedges have begun. One that a timeout or the winner of its
//    hedge gave up is left to run; the call ignores its late result, breakers inside record it, since they were still
//    waiting for it.
// 3. A breaker's permission is given back or turned into a result exactly once, and so is a place in a bulkhead.
import { enterGate, endWait, leaveGate, passAnswered, refusal, returnAnswered } from './call-gates.ts'
import { attemptInside, giveUpInside, ignoreLateResult } from './call-given-up.ts'
import { type CallPolicies, sharedAt } from './call-policies.ts'
import { type Abandoned, type Call, IDLE, type LayerRun, nearestDeadline, type Strand } from './call-state.ts'
import { pushNote, type Turn, waitUntil } from './call-turn.ts'
import type { CallStep, DrawDelay } from './call-step.ts'
import { fallsBack } from './fallback.ts'
import { attemptOfHedgeEnded, FIRST_HEDGE_STATE, hedged, hedgeDelayUs, mayHedge } from './hedge.ts'
import type { CallFailed, Outcome } from './outcome.ts'
import type { HedgePolicy, Policy, RetryPolicy } from './policy.ts'
import { firstAttempt, type GiveUpReason, nextDelay } from './retry.ts'
import { countRequest, spendRetry, succeeded } from './retry-budget.ts'
import type { BreakerAnswer } from './shared-breaker.ts'
import { nextTimeout, startTimeout } from './timeout.ts'

export type { Call } from './call-state.ts'

const TIMEOUT_ERROR = 'TimeoutException'
const NO_STRANDS: readonly Strand[] = []
const NONE_ABANDONED: readonly Abandoned[] = []

const nothingToDraw: DrawDelay = (layer) => {
  throw new Error(`The policy at layer ${layer} needs luck to begin a call`)
}

function stepsOf<V>({ steps, wakes }: Turn<V>): CallStep<V>[] {
  if (wakes) steps.push(...wakes)
  return steps
}

/** `draw` is needed where a policy throttles; `deadlineUs` is what is left of a call this one is part of. */
export function startCall<V = undefined>(
  scope: CallPolicies,
  id: number | string,
  nowUs: number,
  draw: DrawDelay = nothingToDraw,
  deadlineUs?: number,
): { call: Call; steps: CallStep<V>[] } {
  const layers = scope.policies.map(() => IDLE)
  const call: Call = {
    id,
    parent: undefined,
    first: 0,
    layers,
    attempt: 0,
    deadlineUs,
    attempts: 0,
    tokens: 0,
    settled: false,
    hedges: NO_STRANDS,
    abandoned: NONE_ABANDONED,
  }
  const turn: Turn<V> = { scope, call, nowUs, draw, steps: [], wakes: undefined }
  begin(turn, call, 0)
  return { call, steps: stepsOf(turn) }
}

/** `attempt`: the number its 'attempt' step had. Each attempt ends once, also one that was given up. */
export function attemptEnded<V>(
  scope: CallPolicies,
  call: Call,
  attempt: number,
  outcome: Outcome<V>,
  nowUs: number,
  draw: DrawDelay,
): CallStep<V>[] {
  const turn: Turn<V> = { scope, call, nowUs, draw, steps: [], wakes: undefined }
  const strand = call.attempt === attempt ? call : call.hedges.find((one) => one.attempt === attempt)
  if (strand) {
    strand.attempt = 0
    passOutwards(turn, strand, scope.policies.length, outcome)
  } else ignoreLateResult(turn, attempt, outcome)
  return stepsOf(turn)
}

/** A breaker outside has answered an 'ask-breaker' step. Each is answered once, also when the call is over. */
export function breakerAnswered<V = undefined>(
  scope: CallPolicies,
  call: Call,
  { layer, token }: { readonly layer: number; readonly token: number },
  answer: BreakerAnswer,
  nowUs: number,
  draw: DrawDelay,
): CallStep<V>[] {
  const turn: Turn<V> = { scope, call, nowUs, draw, steps: [], wakes: undefined }
  const asks = ({ layers }: Strand): boolean => {
    const run = layers[layer]
    return run?.type === 'asking' && run.token === token
  }
  const strand = asks(call) ? call : call.hedges.find(asks)
  if (!strand) returnAnswered(turn, layer, answer)
  else if (passAnswered(turn, strand, layer, answer) === 'open') begin(turn, strand, layer + 1)
  else passOutwards(turn, strand, layer, refusal('circuit-breaker', layer))
  return stepsOf(turn)
}

/** Also for a wait that a 'wake' step ends. A cancelled wait may still fire: nothing happens then. */
export function timerFired<V = undefined>(
  scope: CallPolicies,
  call: Call,
  token: number,
  nowUs: number,
  draw: DrawDelay,
): CallStep<V>[] {
  const turn: Turn<V> = { scope, call, nowUs, draw, steps: [], wakes: undefined }
  const waits = ({ layers }: Strand): boolean =>
    layers.some((run) => 'token' in run && run.type !== 'asking' && run.token === token)
  const strand = waits(call) ? call : call.hedges.find(waits)
  if (strand) fire(turn, strand, token)
  return stepsOf(turn)
}

function fire<V>(turn: Turn<V>, strand: Strand, token: number): void {
  const { scope, nowUs } = turn
  const layer = strand.layers.findIndex((run) => 'token' in run && run.token === token)
  const run = strand.layers[layer] ?? IDLE
  const policy = scope.policies[layer]
  if (run.type === 'retry') {
    strand.layers[layer] = { ...run, token: undefined }
    begin(turn, strand, layer + 1)
  } else if (run.type === 'timeout') {
    if (nextTimeout(run.state, 'timer', nowUs).decision === 'abandon') timeOut(turn, strand, layer)
  } else if (run.type === 'hedge' && policy?.type === 'hedge') startHedge(turn, strand, layer, policy, 'delay')
  else if (run.type === 'waiting') {
    const passage = endWait(turn, strand, layer)
    if (passage === 'open') begin(turn, strand, layer + 1)
    else if (passage === 'refused') passOutwards(turn, strand, layer, refusal(run.policy, layer))
  }
}

/** From `first` inwards, down to the attempt or to a layer that refuses or lets wait. */
function begin<V>(turn: Turn<V>, strand: Strand, first: number): void {
  const { scope, call, nowUs, steps } = turn
  const { policies } = scope
  for (let layer = first; layer < policies.length; layer++) {
    const policy = policies[layer] as Policy
    switch (policy.type) {
      case 'retry':
        strand.layers[layer] = { type: 'retry', state: firstAttempt(policy), token: undefined, cost: 0 }
        if (policy.budget) {
          const shared = sharedAt(scope, layer, 'retry')
          shared.budget = countRequest(shared.budget, nowUs)
        }
        break
      case 'timeout': {
        const state = startTimeout(policy, nowUs, call.deadlineUs)
        const token = waitUntil(turn, state.deadlineUs)
        strand.layers[layer] = { type: 'timeout', state, token, carried: policy.carried === true }
        break
      }
      case 'hedge':
        beginHedge(turn, strand, layer, policy)
        return
      case 'fallback':
        break
      default: {
        const passage = enterGate(turn, strand, layer, policy)
        if (passage === 'refused') passOutwards<V>(turn, strand, layer, refusal(policy.type, layer))
        if (passage !== 'open') return
      }
    }
  }
  call.attempts += 1
  strand.attempt = call.attempts
  steps.push({
    type: 'attempt',
    attempt: call.attempts,
    deadlineUs: scope.hasTimeouts ? nearestDeadline(strand, policies.length) : undefined,
    carriedUs: scope.hasTimeouts ? nearestDeadline(strand, policies.length, true) : undefined,
  })
}

/** Layer `inner` has ended so; from the next outer one outwards each layer has its say. */
function passOutwards<V>(turn: Turn<V>, strand: Strand, inner: number, ended: Outcome<V>): void {
  const { scope, call, steps } = turn
  let outcome = ended
  for (let layer = inner - 1; layer >= strand.first; layer--) {
    const run = strand.layers[layer] ?? IDLE
    const policy = scope.policies[layer]
    switch (run.type) {
      case 'retry':
        if (policy?.type !== 'retry') break
        if (outcome.ok) giveBackRetry(turn, layer, policy, run.cost)
        else if (triesAgain(turn, strand, layer, policy, run, outcome)) return
        break
      case 'timeout':
        steps.push({ type: 'cancel-wait', token: run.token })
        break
      case 'circuit-breaker':
        leaveGate(turn, layer, run.type, run.permittedAtUs, outcome, false)
        break
      case 'bulkhead':
      case 'adaptive-throttle':
        leaveGate(turn, layer, run.type, turn.nowUs, outcome, false)
        break
      default:
        if (policy?.type !== 'fallback' || outcome.ok || !fallsBack(policy, outcome)) break
        pushNote(steps, { type: 'fell-back', layer, failure: outcome.failure, status: policy.status })
        outcome = { ok: true, status: policy.status, layer }
    }
    strand.layers[layer] = IDLE
  }
  if (strand.parent) {
    attemptOfHedge(turn, strand, strand.parent, outcome)
    return
  }
  if (call.settled) throw new Error(`Call ${call.id} has settled already`)
  call.settled = true
  steps.push({ type: 'settle', outcome })
}

function giveBackRetry<V>({ scope }: Turn<V>, layer: number, policy: RetryPolicy, cost: number): void {
  if (!policy.budget) return
  const shared = sharedAt(scope, layer, 'retry')
  shared.budget = succeeded(policy.budget, shared.budget, cost)
}

function triesAgain<V>(
  turn: Turn<V>,
  strand: Strand,
  layer: number,
  policy: RetryPolicy,
  run: Extract<LayerRun, { readonly type: 'retry' }>,
  outcome: CallFailed<V>,
): boolean {
  const { scope, call, nowUs, steps } = turn
  const { maxAttempts } = policy
  const { failure } = outcome
  const before = run.state
  const giveUp = (reason: GiveUpReason): false => {
    pushNote(steps, { type: 'retry-gave-up', layer, attempts: before.attempt, maxAttempts, reason, failure })
    return false
  }
  // A refusal is never retried, and so a call that only begins draws no delay.
  const draw = failure === 'not-permitted' ? 0 : turn.draw(layer, call.attempts)
  const next = nextDelay(policy, before, failure, draw, outcome.retryAfterUs)
  if (next.decision === 'give-up') return giveUp(next.reason)
  let cost = 0
  if (policy.budget) {
    const shared = sharedAt(scope, layer, 'retry')
    const spent = spendRetry(policy.budget, shared.budget, failure, nowUs)
    shared.budget = spent.state
    if (!spent.granted) return giveUp('budget-spent')
    cost = spent.cost
  }
  const { state, delayUs, lowUs, highUs } = next
  const atUs = nowUs + delayUs
  const deadlineUs = nearestDeadline(strand, layer)
  const { attempt } = state
  pushNote(steps, {
    type: 'retry-scheduled',
    layer,
    attempt,
    maxAttempts,
    atUs,
    delayUs,
    lowUs,
    highUs,
    reason: failure,
    deadlineUs,
  })
  strand.layers[layer] = { type: 'retry', state, token: waitUntil(turn, atUs), cost }
  return true
}

/** Everything inside `layer` ends unheard; the attempt under way, if any, runs on. */
function timeOut<V>(turn: Turn<V>, strand: Strand, layer: number): void {
  const { call, steps } = turn
  const run = strand.layers[layer]
  const limitUs =
    run?.type === 'timeout' && run.state.state === 'running' ? run.state.deadlineUs - run.state.startedAtUs : 0
  pushNote(steps, { type: 'call-timed-out', layer, limitUs, attempt: attemptInside(call, strand, layer) })
  giveUpInside(turn, strand, layer)
  strand.layers[layer] = IDLE
  passOutwards(turn, strand, layer, { ok: false, failure: 'timeout', errorType: TIMEOUT_ERROR, layer })
}

function beginHedge<V>(turn: Turn<V>, strand: Strand, layer: number, policy: HedgePolicy): void {
  const token = waitUntil(turn, turn.nowUs + hedgeDelayUs(policy))
  strand.layers[layer] = { type: 'hedge', state: FIRST_HEDGE_STATE, token }
  beginStrand(turn, strand, layer)
}

function beginStrand<V>(turn: Turn<V>, parent: Strand, layer: number): void {
  const { call } = turn
  const strand: Strand = { parent, first: layer + 1, layers: turn.scope.policies.map(() => IDLE), attempt: 0 }
  call.hedges = [...call.hedges, strand]
  begin(turn, strand, layer + 1)
}

function startHedge<V>(
  turn: Turn<V>,
  strand: Strand,
  layer: number,
  policy: HedgePolicy,
  because: 'delay' | 'failure',
): void {
  const run = strand.layers[layer]
  if (run?.type !== 'hedge') throw new Error(`Layer ${layer} of call ${turn.call.id} is no hedge under way`)
  if (because === 'failure' && run.token !== undefined) turn.steps.push({ type: 'cancel-wait', token: run.token })
  const state = hedged(run.state)
  const { hedges } = state
  pushNote(turn.steps, { type: 'hedge-started', layer, hedge: hedges, maxHedges: policy.maxHedges, because })
  const token = mayHedge(policy, state) ? waitUntil(turn, turn.nowUs + hedgeDelayUs(policy)) : undefined
  strand.layers[layer] = { type: 'hedge', state, token }
  beginStrand(turn, strand, layer)
}

/** One of the attempts of a hedge has ended: that settles the hedge, begins another, or others are waited for. */
function attemptOfHedge<V>(turn: Turn<V>, ended: Strand, strand: Strand, outcome: Outcome<V>): void {
  const { scope, call, steps } = turn
  const layer = ended.first - 1
  const run = strand.layers[layer]
  const policy = scope.policies[layer]
  if (run?.type !== 'hedge' || policy?.type !== 'hedge')
    throw new Error(`Layer ${layer} of call ${call.id} is no hedge`)
  call.hedges = call.hedges.filter((one) => one !== ended)
  const { state, decision } = attemptOfHedgeEnded(policy, run.state, outcome)
  strand.layers[layer] = { ...run, state }
  if (decision === 'wait') return
  if (decision === 'hedge') {
    startHedge(turn, strand, layer, policy, 'failure')
    return
  }
  if (run.token !== undefined) steps.push({ type: 'cancel-wait', token: run.token })
  strand.layers[layer] = IDLE
  for (const attempt of giveUpInside(turn, strand, layer)) pushNote(steps, { type: 'attempt-given-up', layer, attempt })
  passOutwards(turn, strand, layer, outcome)
}

/** Does the call still wait for this attempt? */
export const isAwaited = (call: Call, attempt: number): boolean =>
  call.attempt === attempt || call.hedges.some((strand) => strand.attempt === attempt)

/** The waits for another attempt: an owner that gives the call up ends them early. */
export const retryWaits = (call: Call): readonly number[] =>
  [call, ...call.hedges].flatMap(({ layers }) =>
    layers.flatMap((run) => (run.type === 'retry' && run.token !== undefined ? [run.token] : [])),
  )
