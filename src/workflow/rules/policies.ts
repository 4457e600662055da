// Policies that contradict themselves, each other, or the function that carries them.
import { entriesInOrder } from '#base'
import type { Policy } from '#resilience'
import type { Workflow } from '../document.ts'
import { edgeConfig, edgePort, findNode } from '../graph.ts'
import type { Problem, SentenceData } from '../refusal.ts'
import type { SentenceCode } from '../sentences/en.ts'

interface Finding {
  readonly code: SentenceCode
  readonly severity: Problem['severity']
  readonly data: SentenceData
}

function checkOne(policy: Policy): Finding[] {
  const findings: Finding[] = []
  if (policy.type === 'retry') {
    const { capMs, baseMs } = policy
    if (policy.backoff === 'exponential' && capMs < baseMs)
      findings.push({ code: 'policy-cap-below-base', severity: 'warning', data: { capMs, baseMs } })
    if (policy.maxAttempts === 1 || policy.retryOn.length === 0)
      findings.push({ code: 'policy-retry-nothing', severity: 'info', data: {} })
  }
  if (policy.type === 'circuit-breaker') {
    const {
      minimumNumberOfCalls: minimum,
      slidingWindowSize: size,
      permittedNumberOfCallsInHalfOpenState: permitted,
    } = policy
    if (policy.slidingWindowType === 'COUNT_BASED' && minimum > size)
      findings.push({ code: 'policy-window-below-minimum', severity: 'info', data: { minimum, size } })
    if (permitted > minimum)
      findings.push({ code: 'policy-half-open-spare', severity: 'info', data: { permitted, minimum } })
  }
  return findings
}

/** What lies inside another policy: outermost first in the list. */
function checkOrder(policies: readonly Policy[]): Finding[] {
  const findings: Finding[] = []
  policies.forEach((outer, index) => {
    const inside = policies.slice(index + 1)
    const innerTimeouts = inside.flatMap((policy) => (policy.type === 'timeout' ? [policy.timeoutMs] : []))
    const attemptMs = Math.min(...innerTimeouts)
    if (
      outer.type === 'timeout' &&
      inside.some((policy) => policy.type === 'retry') &&
      outer.timeoutMs < attemptMs &&
      innerTimeouts.length > 0
    )
      findings.push({
        code: 'policy-total-below-attempt',
        severity: 'warning',
        data: { totalMs: outer.timeoutMs, attemptMs },
      })
    if (outer.type === 'circuit-breaker' && innerTimeouts.length > 0) {
      const slowMs = outer.slowCallDurationThresholdMs
      if (slowMs < DEFAULT_SLOW_MS && attemptMs <= slowMs)
        findings.push({ code: 'policy-slow-never', severity: 'info', data: { timeoutMs: attemptMs, slowMs } })
    }
  })
  return findings
}

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
    const names = { from: from?.name ?? '', to: findNode(workflow, edge.to.node)?.name ?? '' }
    const within = from?.kind === 'function' ? checkWithin(list, from.config.timeoutMs) : []
    return [...list.flatMap(checkOne), ...checkOrder(list), ...within].map(
      ({ code, severity, data }): Problem => ({
        code,
        severity,
        node: edge.from.node,
        edge: id,
        field: 'policies',
        data: { ...names, ...data },
      }),
    )
  })
}
