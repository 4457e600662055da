// Retry, timeout and circuit breaker as pure transitions: no clock, no waiting, no luck of their own.
export {
  FAILURE_CLASSES,
  JITTERS,
  type CircuitBreakerPolicy,
  circuitBreakerPolicySchema,
  type FailureClass,
  type Policy,
  policySchema,
  type RetryPolicy,
  retryPolicySchema,
  type TimeoutPolicy,
  timeoutPolicySchema,
} from './policy.ts'
export type { CallFailed, CallFailure, CallSuccess, Outcome } from './outcome.ts'
export { attemptEnded, type Call, startCall, timerFired } from './call.ts'
export {
  breakersPassTime,
  callBreakerSnapshots,
  type CallPolicies,
  createCallPolicies,
  forceCallBreaker,
  nextBreakerChangeAtUs,
} from './call-policies.ts'
export { type BreakerSnapshot, breakerSnapshot } from './breaker-snapshot.ts'
export type { CallNote, CallStep, DrawDelay } from './call-step.ts'
export {
  type BreakerResult,
  type BreakerState,
  type BreakerStateName,
  type BreakerStep,
  createBreaker,
  type ForcedState,
  forceBreaker,
  judgeOutcome,
  nextTransitionAtUs,
  passTime,
  type PermissionStep,
  recordResult,
  requestPermission,
  type Transition,
  type TransitionReason,
} from './circuit-breaker.ts'
export type { WindowBucket, WindowCell } from './sliding-window.ts'
export {
  type DelayRange,
  delayRanges,
  firstAttempt,
  type GiveUpReason,
  nextDelay,
  type RetryState,
  type RetryStep,
} from './retry.ts'
export { nextTimeout, startTimeout, timeoutLimitUs, type TimeoutState, type TimeoutStep } from './timeout.ts'
export { amplification, type WorstCase, worstCase } from './worst-case.ts'
export { replayBreaker } from './replay-breaker.ts'
