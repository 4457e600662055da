// How the presets differ from each other, as tables; those of libraries that run here are run, in the files beside.
import { describe, expect, test } from 'vitest'
import {
  type BreakerResult,
  type BreakerState,
  createBreaker,
  recordResult,
  requestPermission,
} from './circuit-breaker.ts'
import { type BreakerRuleName, BREAKER_RULE_NAMES, policySchema } from './policy.ts'
import { PRESET_NAMES, PRESETS } from './presets.ts'
import { breaker } from './testing/policies.ts'

const OK: BreakerResult = { outcome: 'success', durationUs: 1 }
const FAILED: BreakerResult = { outcome: 'failure', durationUs: 1 }

/** Calls one after the other, each asked for and ended at its time in ms; what a refusal leaves out stays out. */
function stateAfter(rules: BreakerRuleName, calls: readonly (readonly [number, BreakerResult])[]): BreakerState {
  const policy = breaker({
    rules,
    slidingWindowType: rules === 'opossum' ? 'TIME_BASED' : 'COUNT_BASED',
    slidingWindowSize: 4,
    minimumNumberOfCalls: 2,
    failureRateThreshold: 50,
    waitDurationInOpenStateMs: 1000,
    permittedNumberOfCallsInHalfOpenState: 1,
  })
  let state = createBreaker(policy)
  for (const [ms, result] of calls) {
    const asked = requestPermission(policy, state, ms * 1000)
    ;({ state } = asked)
    if (asked.permitted) ({ state } = recordResult(policy, state, result, ms * 1000))
  }
  return state
}

describe('a preset', () => {
  test.each(PRESET_NAMES)('%s is a list of policies as a document has them', (name) => {
    for (const policy of PRESETS[name].policies) expect(policySchema.parse(policy)).toEqual(policy)
  })

  test.each<[string, number, string]>([
    ['resilience4j', 3, 'with-the-first'],
    ['polly', 4, 'besides-the-first'],
    ['cockatiel', 4, 'besides-the-first'],
    ['aws-sdk', 3, 'with-the-first'],
  ])('%s makes %d attempts: its own setting is 3, %s', (name, attempts, counted) => {
    const preset = PRESETS[name as (typeof PRESET_NAMES)[number]]
    const retry = preset.policies.find((policy) => policy.type === 'retry')
    expect(retry?.maxAttempts).toBe(attempts)
    expect(preset.attempts).toBe(counted)
  })
})

describe('the rules of', () => {
  const half = [
    [0, OK],
    [1, FAILED],
  ] as const
  const most = [
    [0, FAILED],
    [1, FAILED],
  ] as const
  const successLast = [
    [0, FAILED],
    [1, OK],
  ] as const

  const table = (rows: Readonly<Record<BreakerRuleName, string>>) =>
    BREAKER_RULE_NAMES.map((name) => [name, rows[name]] as const)

  test.each(table({ resilience4j: 'OPEN', polly: 'OPEN', opossum: 'CLOSED', cockatiel: 'CLOSED' }))(
    '%s, half of the calls failing at a threshold of 50 %: %s',
    (rules, state) => expect(stateAfter(rules, half).state).toBe(state),
  )

  test.each(table({ resilience4j: 'OPEN', polly: 'OPEN', opossum: 'OPEN', cockatiel: 'OPEN' }))(
    '%s, all of the calls failing: %s',
    (rules, state) => expect(stateAfter(rules, most).state).toBe(state),
  )

  test.each(table({ resilience4j: 'OPEN', polly: 'CLOSED', opossum: 'CLOSED', cockatiel: 'CLOSED' }))(
    '%s, a success that completes the minimum: %s',
    (rules, state) => expect(stateAfter(rules, successLast).state).toBe(state),
  )

  test.each(table({ resilience4j: 'OPEN', polly: 'HALF_OPEN', opossum: 'HALF_OPEN', cockatiel: 'HALF_OPEN' }))(
    '%s, a call at the very end of the wait meets: %s',
    (rules, state) => {
      const policy = breaker({ rules, waitDurationInOpenStateMs: 1000, minimumNumberOfCalls: 1 })
      const opened = recordResult(policy, createBreaker(policy), FAILED, 0).state
      expect(requestPermission(policy, opened, 1_000_000).state.state).toBe(state)
    },
  )

  test.each([
    ['resilience4j', 0],
    ['polly', 0],
    ['opossum', 2],
    ['cockatiel', 0],
  ] as const)('%s, failures that a breaker still counts when it has closed again: %d', (rules, failed) => {
    const closed = stateAfter(rules, [...most, [1500, OK]])
    expect(closed.state).toBe('CLOSED')
    expect('window' in closed && closed.window.failed).toBe(failed)
  })

  test.each([
    ['resilience4j', 'refused'],
    ['polly', 'refused'],
    ['opossum', 'refused'],
    ['cockatiel', 'waits'],
  ] as const)('%s, another call during the probe: %s', (rules, what) => {
    const policy = breaker({
      rules,
      waitDurationInOpenStateMs: 1000,
      minimumNumberOfCalls: 1,
      permittedNumberOfCallsInHalfOpenState: 1,
    })
    const opened = recordResult(policy, createBreaker(policy), FAILED, 0).state
    const probing = requestPermission(policy, opened, 1_000_001).state
    const other = requestPermission(policy, probing, 1_000_002)
    expect(other.permitted).toBe(false)
    expect(other.waits ? 'waits' : 'refused').toBe(what)
  })

  test.each([
    ['resilience4j', 'HALF_OPEN'],
    ['polly', 'OPEN'],
    ['opossum', 'OPEN'],
    ['cockatiel', 'OPEN'],
  ] as const)('%s, the first of three probes failing: %s', (rules, state) => {
    const policy = breaker({
      rules,
      waitDurationInOpenStateMs: 1000,
      minimumNumberOfCalls: 3,
      slidingWindowSize: 3,
      permittedNumberOfCallsInHalfOpenState: 3,
    })
    let current = createBreaker(policy)
    for (let n = 0; n < 3; n++) current = recordResult(policy, current, FAILED, 0).state
    current = requestPermission(policy, current, 1_000_001).state
    expect(recordResult(policy, current, FAILED, 1_000_002).state.state).toBe(state)
  })
})
