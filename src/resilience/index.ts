// The policies of calls as pure transitions: no clock, no waiting, no luck of their own.
export {
  type AdaptiveThrottlePolicy,
  adaptiveThrottlePolicySchema,
  BREAKER_RULE_NAMES,
  BREAKER_SCOPES,
  type BreakerRuleName,
  type BulkheadPolicy,
  bulkheadPolicySchema,
  FAILURE_CLASSES,
  FALLBACK_FAILURES,
  type FallbackPolicy,
  fallbackPolicySchema,
  type HedgePolicy,
  hedgePolicySchema,
  JITTERS,
  type CircuitBreakerPolicy,
  circuitBreakerPolicySchema,
  type FailureClass,
  type Policy,
  policySchema,
  type RateLimiterPolicy,
  rateLimiterPolicySchema,
  type RetryBudget,
  retryBudgetSchema,
  type RetryPolicy,
  retryPolicySchema,
  type TimeoutPolicy,
  timeoutPolicySchema,
} from './policy.ts'
export type { CallFailed, CallFailure, CallSuccess, Outcome } from './outcome.ts'
export { attemptEnded, breakerAnswered, type Call, isAwaited, retryWaits, startCall, timerFired } from './call.ts'
export type { GatePolicy } from './call-state.ts'
export {
  breakersPassTime,
  callBreakerSnapshots,
  type CallPolicies,
  createCallPolicies,
  forceCallBreaker,
  isSharedBreaker,
  nextBreakerChangeAtUs,
  tellsAsking,
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
  stateMet,
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
export {
  nextTimeout,
  startTimeout,
  timeoutLimitUs,
  timeoutRole,
  type TimeoutState,
  type TimeoutStep,
} from './timeout.ts'
export { type CrowdArrival, type CrowdOptions, retryCrowd } from './retry-crowd.ts'
export { amplification, attemptsAtMost, type WorstCase, worstCase } from './worst-case.ts'
export {
  askShared,
  type BreakerAnswer,
  isShared,
  SHARED_BREAKER_LATENCY,
  sharedLatency,
  tellShared,
} from './shared-breaker.ts'
export { replayBreaker } from './replay-breaker.ts'
export { BREAKER_RULES, type BreakerRules, rulesOf } from './breaker-rules.ts'
export { retryAfterUs } from './retry-after.ts'
export { failureOfSdkError, failureOfStatus } from './failure-classes.ts'
export { refusalError, timeoutError } from './refusal-errors.ts'
export { type Preset, PRESET_NAMES, type PresetName, PRESETS } from './presets.ts'
export { rejectionProbability } from './adaptive-throttle.ts'
