// Fallback: an answer made up beforehand, given instead of some failures, refusals included. Whoever owns the call makes
// the answer from the policy: a response, or an output.
import type { Outcome } from './outcome.ts'
import type { FallbackPolicy } from './policy.ts'

export const fallsBack = (policy: FallbackPolicy, outcome: Outcome<unknown>): boolean =>
  !outcome.ok && policy.fallBackOn.includes(outcome.failure)
