// Where libraries' circuit breakers differ in more than their defaults. Each row is one library's answers; a policy names
// a row, and the breaker asks the row. Sources: semantics.md A6.1 and A6.2 [V]; opossum 9.0.0 and cockatiel 3.2.1 are
// run against their rows in the tests beside.
import type { BreakerRuleName, CircuitBreakerPolicy } from './policy.ts'

export interface BreakerRules {
  /** A rate equal to the threshold opens, or only one above it. */
  readonly trips: 'at-least' | 'more-than'
  /** After which results the rate is looked at: a success can complete the minimum and so open. */
  readonly decidesOn: 'every-result' | 'failures'
  /** Of what a rate is a share: of the results, or of the calls that asked in that time, refused ones included. */
  readonly shareOf: 'results' | 'asked'
  /** What a breaker that closes remembers: nothing, the probe's success, or all that its window still holds. */
  readonly closesWith: 'nothing' | 'the-probe' | 'its-window'
  /** Probes are judged by their rates together, or the first failure opens again. */
  readonly probes: 'by-rate' | 'first-failure'
  /** Calls that find all probes under way: refused, or they wait for the decision. */
  readonly others: 'refused' | 'wait'
  /** Open for longer than the wait, or for as long as the wait. */
  readonly waits: 'longer-than' | 'as-long-as'
}

const RESILIENCE4J: BreakerRules = {
  trips: 'at-least',
  decidesOn: 'every-result',
  shareOf: 'results',
  closesWith: 'nothing',
  probes: 'by-rate',
  others: 'refused',
  waits: 'longer-than',
}

export const BREAKER_RULES: Readonly<Record<BreakerRuleName, BreakerRules>> = {
  resilience4j: RESILIENCE4J,
  polly: {
    trips: 'at-least',
    decidesOn: 'failures',
    shareOf: 'results',
    closesWith: 'nothing',
    probes: 'first-failure',
    others: 'refused',
    waits: 'as-long-as',
  },
  opossum: {
    trips: 'more-than',
    decidesOn: 'failures',
    shareOf: 'asked',
    closesWith: 'its-window',
    probes: 'first-failure',
    others: 'refused',
    waits: 'as-long-as',
  },
  cockatiel: {
    trips: 'more-than',
    decidesOn: 'failures',
    shareOf: 'results',
    closesWith: 'the-probe',
    probes: 'first-failure',
    others: 'wait',
    waits: 'as-long-as',
  },
}

export const rulesOf = (policy: CircuitBreakerPolicy): BreakerRules =>
  policy.rules === undefined ? RESILIENCE4J : BREAKER_RULES[policy.rules]

/** Opossum counts what asks in its rolling seconds; a count window has only results to count. */
export const countsAsked = (policy: CircuitBreakerPolicy): boolean =>
  policy.slidingWindowType === 'TIME_BASED' && rulesOf(policy).shareOf === 'asked'
