// Policies that contradict themselves, each other, or the function that carries them.
import { entriesInOrder, type JsonObject } from '#base'
import { type CircuitBreakerPolicy, type FallbackPolicy, isShared, type Policy, type RetryPolicy } from '#resilience'
import type { Workflow } from '../document.ts'
import { edgeConfig, edgePort, findNode } from '../graph.ts'
import type { Problem, SentenceData } from '../refusal.ts'
import type { SentenceCode } from '../sentences/en.ts'

interface Finding {
  readonly code: SentenceCode
  readonly severity: Problem['severity']
  readonly data: SentenceData
  /** The policy as it could be. */
  readonly repaired?: Policy
}

/** Of one policy of a list. */
interface PlacedFinding extends Finding {
  /** Which policy is repaired. */
  readonly index: number
}

const placed = (findings: readonly Finding[], index: number): PlacedFinding[] =>
  findings.map((finding) => ({ ...finding, index }))

function checkRetry(policy: RetryPolicy): Finding[] {
  const { capMs, baseMs, backoff, maxAttempts, retryOn, budget } = policy
  const findings: Finding[] = []
  if (backoff === 'exponential' && capMs < baseMs)
    findings.push({
      code: 'policy-cap-below-base',
      severity: 'warning',
      data: { capMs, baseMs },
      repaired: { ...policy, capMs: baseMs },
    })
  if (maxAttempts === 1 || retryOn.length === 0)
    findings.push({ code: 'policy-retry-nothing', severity: 'info', data: {} })
  if (budget?.type === 'tokens') {
    const cost = Math.min(budget.retryCost, budget.timeoutCost, budget.throttledCost)
    const { capacity } = budget
    if (cost > capacity)
      findings.push({
        code: 'policy-budget-never',
        severity: 'warning',
        data: { cost, capacity },
        repaired: { ...policy, budget: { ...budget, capacity: cost } },
      })
  }
  return findings
}

function checkBreaker(policy: CircuitBreakerPolicy): Finding[] {
  const findings: Finding[] = []
  const {
    minimumNumberOfCalls: minimum,
    slidingWindowSize: size,
    permittedNumberOfCallsInHalfOpenState: permitted,
    waitDurationInOpenStateMs: waitMs,
    openWaitCapMs: capMs,
  } = policy
  if (policy.slidingWindowType === 'COUNT_BASED') {
    if (minimum > size)
      findings.push({
        code: 'policy-window-below-minimum',
        severity: 'info',
        data: { minimum, size },
        repaired: { ...policy, slidingWindowSize: minimum },
      })
    if (policy.rules === 'opossum') findings.push({ code: 'policy-opossum-counts-seconds', severity: 'info', data: {} })
  }
  if (permitted === 0)
    findings.push({
      code: 'policy-half-open-none',
      severity: 'error',
      data: {},
      repaired: { ...policy, permittedNumberOfCallsInHalfOpenState: 1 },
    })
  if (permitted > minimum && (policy.rules ?? 'resilience4j') === 'resilience4j')
    findings.push({ code: 'policy-half-open-spare', severity: 'info', data: { permitted, minimum } })
  if (capMs !== undefined && capMs < waitMs)
    findings.push({
      code: 'policy-open-cap-below-wait',
      severity: 'warning',
      data: { capMs, waitMs },
      repaired: { ...policy, openWaitCapMs: waitMs },
    })
  return findings
}

/** A breaker in a table: a client has nobody to share it with, and a probe can be lost with the environment that made it. */
function checkShared(policies: readonly Policy[], isClient: boolean): Finding[] {
  return policies.flatMap((policy): Finding[] => {
    if (policy.type !== 'circuit-breaker' || !isShared(policy)) return []
    if (isClient) return [{ code: 'policy-shared-by-one', severity: 'info', data: {} }]
    const isEndless = policy.maxWaitDurationInHalfOpenStateMs === 0
    const findings: Finding[] = []
    if (isEndless) findings.push({ code: 'policy-shared-probe-lost', severity: 'info', data: {} })
    if (policy.rules === 'cockatiel') findings.push({ code: 'policy-shared-refuses', severity: 'info', data: {} })
    return findings
  })
}

function checkOne(policy: Policy): Finding[] {
  if (policy.type === 'retry') return checkRetry(policy)
  if (policy.type === 'circuit-breaker') return checkBreaker(policy)
  if (policy.type === 'adaptive-throttle' && policy.rejectedOn.length === 0)
    return [{ code: 'policy-throttle-nothing', severity: 'info', data: {} }]
  if (policy.type !== 'rate-limiter') return []
  const tokenMs = Math.ceil(1000 / policy.perSecond)
  const { maxWaitMs: waitMs } = policy
  if (waitMs === 0 || waitMs >= tokenMs) return []
  return [{ code: 'policy-wait-below-token', severity: 'info', data: { waitMs, tokenMs } }]
}

/** The failures that a policy acts on, where a fallback inside it could leave it none. */
function failuresSeen(outer: Policy): readonly FallbackPolicy['fallBackOn'][number][] | undefined {
  if (outer.type === 'retry') return outer.retryOn
  if (outer.type === 'circuit-breaker') return outer.recordOn
  if (outer.type === 'hedge') return outer.hedgeOn
  return outer.type === 'adaptive-throttle' ? outer.rejectedOn : undefined
}

function checkFallbackInside(outer: Policy, inside: readonly Policy[]): Finding[] {
  const seen = failuresSeen(outer)
  const fallback = inside.find((policy) => policy.type === 'fallback')
  if (!seen || seen.length === 0 || !fallback) return []
  if (!seen.every((failure) => fallback.fallBackOn.includes(failure))) return []
  return [{ code: 'policy-fallback-hides', severity: 'warning', data: {} }]
}

/** What never comes to pass, because a time limit around it ends first. */
function checkWithinTimeout(timeoutMs: number, inside: readonly Policy[]): Finding[] {
  return inside.flatMap((policy): Finding[] => {
    if ((policy.type === 'bulkhead' || policy.type === 'rate-limiter') && policy.maxWaitMs >= timeoutMs)
      return [
        {
          code: 'policy-wait-past-timeout',
          severity: 'warning',
          data: { waitMs: policy.maxWaitMs, timeoutMs },
        },
      ]
    if (policy.type === 'hedge' && policy.delayMs >= timeoutMs)
      return [{ code: 'policy-hedge-never', severity: 'warning', data: { delayMs: policy.delayMs, timeoutMs } }]
    return []
  })
}

/** The output of an SDK call is an object; a fetch takes any body. */
function checkFallbackBody(policies: readonly Policy[], isFetched: boolean): Finding[] {
  return policies.flatMap((policy): Finding[] =>
    policy.type !== 'fallback' || isFetched || isJsonObject(policy.body)
      ? []
      : [{ code: 'policy-fallback-not-json', severity: 'error', data: {} }],
  )
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** What lies inside another policy: outermost first in the list. */
function checkOrder(policies: readonly Policy[]): PlacedFinding[] {
  return policies.flatMap((outer, index) => {
    const findings: Finding[] = []
    const inside = policies.slice(index + 1)
    const innerTimeouts = inside.flatMap((policy) => (policy.type === 'timeout' ? [policy.timeoutMs] : []))
    const attemptMs = Math.min(...innerTimeouts)
    if (
      outer.type === 'timeout' &&
      inside.some((policy) => policy.type === 'retry' || policy.type === 'hedge') &&
      outer.timeoutMs < attemptMs &&
      innerTimeouts.length > 0
    )
      findings.push({
        code: 'policy-total-below-attempt',
        severity: 'warning',
        data: { totalMs: outer.timeoutMs, attemptMs },
        repaired: { ...outer, timeoutMs: Math.min(LONGEST_MS, attemptMs * attemptsIn(inside)) },
      })
    findings.push(...checkFallbackInside(outer, inside))
    if (outer.type === 'timeout') findings.push(...checkWithinTimeout(outer.timeoutMs, inside))
    if (outer.type === 'circuit-breaker' && innerTimeouts.length > 0) {
      const slowMs = outer.slowCallDurationThresholdMs
      if (slowMs < DEFAULT_SLOW_MS && attemptMs <= slowMs)
        findings.push({ code: 'policy-slow-never', severity: 'info', data: { timeoutMs: attemptMs, slowMs } })
    }
    return placed(findings, index)
  })
}

/** Of any time limit of a policy: a year. */
const LONGEST_MS = 31_536_000_000

/** Time for each of them is time enough, waits left out. */
const attemptsIn = (inside: readonly Policy[]): number =>
  inside.reduce((product, policy) => (policy.type === 'retry' ? product * policy.maxAttempts : product), 1)

/** resilience4j's default; who left it alone doesn't ask about slow calls. [V] */
const DEFAULT_SLOW_MS = 60_000

function checkWithin(policies: readonly Policy[], functionMs: number): Finding[] {
  return policies.flatMap((policy): Finding[] =>
    policy.type === 'timeout' && policy.timeoutMs >= functionMs
      ? [
          {
            code: 'policy-timeout-after-function',
            severity: 'warning',
            data: { timeoutMs: policy.timeoutMs, functionMs },
          },
        ]
      : [],
  )
}

export function policies(workflow: Workflow): Problem[] {
  return entriesInOrder(workflow.edges).flatMap(([id, edge]) => {
    const port = edgePort(workflow, edge.from)
    if (port !== 'client/call' && port !== 'function/call') return []
    const list = edgeConfig(workflow, id, port)?.policies ?? []
    const from = findNode(workflow, edge.from.node)
    const to = findNode(workflow, edge.to.node)
    const names = { from: from?.name ?? '', to: to?.name ?? '' }
    const isFetched = from?.kind !== 'function' || to?.kind === 'service'
    const within = from?.kind === 'function' ? checkWithin(list, from.config.timeoutMs) : []
    const shared = checkShared(list, from?.kind === 'client')
    return [
      ...list.flatMap((policy, index) => placed(checkOne(policy), index)),
      ...placed(shared, -1),
      ...checkOrder(list),
      ...placed(checkFallbackBody(list, isFetched), -1),
      ...placed(within, -1),
    ].map(
      ({ code, severity, data, index, repaired }): Problem => ({
        code,
        severity,
        node: edge.from.node,
        edge: id,
        field: 'policies',
        data: { ...names, ...data },
        ...(repaired && {
          fix: {
            type: 'edit-edge-config',
            edge: id,
            patch: { policies: list.with(index, repaired) as readonly (Policy & JsonObject)[] },
          },
        }),
      }),
    )
  })
}
