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
