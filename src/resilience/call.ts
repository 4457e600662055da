// One logical call through its policies, nested as they are listed: each layer begins the next inner one, gets its
// outcome, and passes it outwards or schedules. The decisions are the pure transitions of the files beside; this file
// keeps who waits for whom.
//
// 1. A call settles exactly once.
// 2. At most one attempt is waited for. One that a timeout gave up is left to run; the call ignores its late result,
//    breakers inside that timeout record it, since they were still waiting for it.
// 3. A breaker's permission is given back or turned into a result exactly once.
import { breakerAt, type CallPolicies, keepBreaker } from './call-policies.ts'
import type { CallNote, CallStep, DrawDelay } from './call-step.ts'
import { judgeOutcome, recordResult, requestPermission } from './circuit-breaker.ts'
import type { CallFailure, Outcome } from './outcome.ts'
import type { RetryPolicy, TimeoutPolicy } from './policy.ts'
import { firstAttempt, nextDelay, type RetryState } from './retry.ts'
import { nextTimeout, startTimeout, type TimeoutState, timeoutLimitUs } from './timeout.ts'

const NOT_PERMITTED_ERROR = 'CallNotPermittedException'
const TIMEOUT_ERROR = 'TimeoutException'

type LayerRun =
  | { readonly type: 'idle' }
  | { readonly type: 'retry'; readonly state: RetryState; readonly token: number | undefined }
  | { readonly type: 'timeout'; readonly state: TimeoutState; readonly token: number }
  | { readonly type: 'circuit-breaker'; readonly permittedAtUs: number }

interface Abandoned {
  readonly attempt: number
  /** The timeout that gave it up. */
  readonly layer: number
  /** The breakers inside that timeout that wait for its result, innermost first. */
  readonly breakers: readonly { readonly layer: number; readonly permittedAtUs: number }[]
}

/** Opaque to its owner, who keeps it while the call or any attempt of it runs. */
export interface Call {
  readonly id: number | string
  readonly layers: LayerRun[]
  attempts: number
  attemptRuns: boolean
  tokens: number
  settled: boolean
  abandoned: readonly Abandoned[]
}

/** One event and what it brings. */
interface Turn<V> {
  readonly scope: CallPolicies
  readonly call: Call
  readonly nowUs: number
  readonly draw: DrawDelay
  readonly steps: CallStep<V>[]
}

const IDLE: LayerRun = { type: 'idle' }
const NONE_ABANDONED: readonly Abandoned[] = []
/** All that can come back while a call begins is a refusal, and those are not retried. */
const NOTHING_TO_DRAW: DrawDelay = () => 0

export function startCall<V = undefined>(
  scope: CallPolicies,
  id: number | string,
  nowUs: number,
): { call: Call; steps: CallStep<V>[] } {
  const layers = scope.policies.map(() => IDLE)
  const call: Call = {
    id,
    layers,
    attempts: 0,
    attemptRuns: false,
    tokens: 0,
    settled: false,
    abandoned: NONE_ABANDONED,
  }
  const turn: Turn<V> = { scope, call, nowUs, draw: NOTHING_TO_DRAW, steps: [] }
  begin(turn, 0)
  return { call, steps: turn.steps }
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
  const turn: Turn<V> = { scope, call, nowUs, draw, steps: [] }
  if (call.attemptRuns && attempt === call.attempts) {
    call.attemptRuns = false
    passOutwards(turn, scope.policies.length, outcome)
  } else ignoreLateResult(turn, attempt, outcome)
  return turn.steps
}

/** A cancelled wait may still fire: nothing happens then. */
export function timerFired<V = undefined>(
  scope: CallPolicies,
  call: Call,
  token: number,
  nowUs: number,
  draw: DrawDelay,
): CallStep<V>[] {
  const turn: Turn<V> = { scope, call, nowUs, draw, steps: [] }
  const layer = call.layers.findIndex((run) => 'token' in run && run.token === token)
  const run = call.layers[layer]
  const policy = scope.policies[layer]
  if (run?.type === 'retry') {
    call.layers[layer] = { ...run, token: undefined }
    begin(turn, layer + 1)
  } else if (run?.type === 'timeout' && policy?.type === 'timeout') {
    if (nextTimeout(run.state, 'timer', nowUs).decision === 'abandon') timeOut(turn, layer, policy)
  }
  return turn.steps
}

/** From `first` inwards, down to the attempt or to a layer that refuses. */
function begin<V>(turn: Turn<V>, first: number): void {
  const { scope, call, nowUs, steps } = turn
  for (let layer = first; layer < scope.policies.length; layer++) {
    const policy = scope.policies[layer]
    if (policy?.type === 'retry') call.layers[layer] = { type: 'retry', state: firstAttempt(policy), token: undefined }
    else if (policy?.type === 'timeout') {
      const state = startTimeout(policy, nowUs)
      call.layers[layer] = { type: 'timeout', state, token: waitUntil(turn, state.deadlineUs) }
    } else if (!beginBreaker(turn, layer)) {
      passOutwards(turn, layer, { ok: false, failure: 'not-permitted', errorType: NOT_PERMITTED_ERROR, layer })
      return
    }
  }
  call.attempts += 1
  call.attemptRuns = true
  steps.push({ type: 'attempt', attempt: call.attempts, deadlineUs: nearestDeadline(call, scope.policies.length) })
}

function beginBreaker<V>({ scope, call, nowUs, steps }: Turn<V>, layer: number): boolean {
  const { policy, state: before } = breakerAt(scope, layer)
  const asked = requestPermission(policy, before, nowUs)
  const { state } = asked
  pushNotes(steps, keepBreaker(scope, layer, asked))
  if (!asked.permitted) {
    const opensUntilUs = state.state === 'OPEN' ? state.untilUs : undefined
    pushNote(steps, { type: 'call-refused', layer, policy: policy.type, state: state.state, opensUntilUs })
    return false
  }
  if (state.state === 'HALF_OPEN') pushNote(steps, { type: 'breaker-probed', layer, permitsLeft: state.permitsLeft })
  call.layers[layer] = { type: 'circuit-breaker', permittedAtUs: nowUs }
  return true
}

/** Layer `inner` has ended so; from the next outer one outwards each layer has its say. */
function passOutwards<V>(turn: Turn<V>, inner: number, outcome: Outcome<V>): void {
  const { scope, call, steps } = turn
  for (let layer = inner - 1; layer >= 0; layer--) {
    const run = call.layers[layer]
    const policy = scope.policies[layer]
    if (run?.type === 'retry' && policy?.type === 'retry') {
      if (!outcome.ok && triesAgain(turn, layer, policy, run.state, outcome.failure)) return
    } else if (run?.type === 'timeout') {
      steps.push({ type: 'cancel-wait', token: run.token })
    } else if (run?.type === 'circuit-breaker') record(turn, layer, run.permittedAtUs, outcome, false)
    call.layers[layer] = IDLE
  }
  if (call.settled) throw new Error(`Call ${call.id} has settled already`)
  call.settled = true
  steps.push({ type: 'settle', outcome })
}

function triesAgain<V>(
  turn: Turn<V>,
  layer: number,
  policy: RetryPolicy,
  before: RetryState,
  failure: CallFailure,
): boolean {
  const { call, nowUs, steps } = turn
  const { maxAttempts } = policy
  const next = nextDelay(policy, before, failure, turn.draw(layer, call.attempts))
  if (next.decision === 'give-up') {
    const { reason } = next
    pushNote(steps, { type: 'retry-gave-up', layer, attempts: before.attempt, maxAttempts, reason, failure })
    return false
  }
  const { state, delayUs, lowUs, highUs } = next
  const atUs = nowUs + delayUs
  const deadlineUs = nearestDeadline(call, layer)
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
  call.layers[layer] = { type: 'retry', state, token: waitUntil(turn, atUs) }
  return true
}

/** Everything inside `layer` ends unheard; the attempt under way, if any, runs on. */
function timeOut<V>(turn: Turn<V>, layer: number, policy: TimeoutPolicy): void {
  const { scope, call, steps } = turn
  const attempt = call.attemptRuns ? call.attempts : undefined
  pushNote(steps, { type: 'call-timed-out', layer, limitUs: timeoutLimitUs(policy), attempt })
  const breakers: { layer: number; permittedAtUs: number }[] = []
  for (let inner = scope.policies.length - 1; inner > layer; inner--) {
    const run = call.layers[inner]
    if ((run?.type === 'timeout' || run?.type === 'retry') && run.token !== undefined)
      steps.push({ type: 'cancel-wait', token: run.token })
    if (run?.type === 'circuit-breaker') breakers.push({ layer: inner, permittedAtUs: run.permittedAtUs })
    call.layers[inner] = IDLE
  }
  if (attempt !== undefined) call.abandoned = [...call.abandoned, { attempt, layer, breakers }]
  else for (const { layer: inner, permittedAtUs } of breakers) record(turn, inner, permittedAtUs, 'nothing-ran', false)
  call.attemptRuns = false
  call.layers[layer] = IDLE
  passOutwards(turn, layer, { ok: false, failure: 'timeout', errorType: TIMEOUT_ERROR, layer })
}

function ignoreLateResult<V>(turn: Turn<V>, attempt: number, outcome: Outcome<V>): void {
  const { call, steps } = turn
  const given = call.abandoned.find((one) => one.attempt === attempt)
  if (given === undefined) throw new Error(`Attempt ${attempt} of call ${call.id} is not under way`)
  call.abandoned = call.abandoned.filter((one) => one !== given)
  pushNote(steps, { type: 'late-result-ignored', layer: given.layer, attempt, ok: outcome.ok })
  for (const { layer, permittedAtUs } of given.breakers) record(turn, layer, permittedAtUs, outcome, true)
}

/** `nothing-ran`: a timeout fell between two attempts, so there is no result to count; the permission goes back. */
function record<V>(
  turn: Turn<V>,
  layer: number,
  permittedAtUs: number,
  ended: Outcome<V> | 'nothing-ran',
  late: boolean,
): void {
  const { scope, nowUs, steps } = turn
  const { policy, state } = breakerAt(scope, layer)
  const outcome = ended === 'nothing-ran' ? 'ignored' : judgeOutcome(policy, ended)
  const durationUs = nowUs - permittedAtUs
  pushNote(steps, { type: 'breaker-recorded', layer, outcome, durationUs, late })
  pushNotes(steps, keepBreaker(scope, layer, recordResult(policy, state, { outcome, durationUs }, nowUs)))
}

function waitUntil<V>({ call, steps }: Turn<V>, atUs: number): number {
  call.tokens += 1
  steps.push({ type: 'wait', token: call.tokens, atUs })
  return call.tokens
}

/** Of the timeouts outside `layer`. */
function nearestDeadline(call: Call, layer: number): number | undefined {
  let nearest: number | undefined
  for (let outer = 0; outer < layer; outer++) {
    const run = call.layers[outer]
    if (run?.type !== 'timeout' || run.state.state !== 'running') continue
    if (nearest === undefined || run.state.deadlineUs < nearest) nearest = run.state.deadlineUs
  }
  return nearest
}

function pushNote<V>(steps: CallStep<V>[], note: CallNote): void {
  steps.push({ type: 'note', note })
}

function pushNotes<V>(steps: CallStep<V>[], notes: readonly CallNote[]): void {
  for (const note of notes) pushNote(steps, note)
}
