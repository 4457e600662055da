// The errors a caller gets that its policies made: refused before anything was asked, or given up.
import type { GatePolicy } from './call-state.ts'
import type { Policy } from './policy.ts'

const REFUSALS: Readonly<Record<GatePolicy, (name: string) => string>> = {
  'circuit-breaker': (name) => `CircuitBreaker of the call to '${name}' does not permit further calls`,
  bulkhead: (name) => `Bulkhead of the call to '${name}' is full and does not permit further calls`,
  'rate-limiter': (name) => `RateLimiter of the call to '${name}' does not permit further calls`,
  'adaptive-throttle': (name) => `The call to '${name}' was not sent, because most calls before it were rejected`,
}

const isGate = (type: Policy['type'] | undefined): type is GatePolicy =>
  type !== undefined && Object.hasOwn(REFUSALS, type)

/** `outcome`: of the call; the policy that refused is its layer. */
export function refusalError(
  policies: readonly Policy[],
  name: string,
  { layer = -1, errorType = '' }: { readonly layer?: number; readonly errorType?: string },
): Error {
  const type = policies[layer]?.type
  return Object.assign(new Error(REFUSALS[isGate(type) ? type : 'circuit-breaker'](name)), { name: errorType })
}

export const timeoutError = (name: string): Error =>
  Object.assign(new Error(`The call to '${name}' did not finish within its timeout`), { name: 'TimeoutError' })
