// Faults that can't come to pass as they are drawn.
import { type Fault, poisonPatternFault } from '#faults'
import type { Command } from '../command.ts'
import type { EdgeId, NodeId, Workflow } from '../document.ts'
import { isFaultPlace } from '../edit-faults.ts'
import { effectsFor } from '../fault-places.ts'
import { findEdge, findNode } from '../graph.ts'
import type { Problem, SentenceData, Severity } from '../refusal.ts'
import type { SentenceCode } from '../sentences/en.ts'

interface Finding {
  readonly code: SentenceCode
  readonly severity: Severity
  readonly data?: SentenceData
  readonly fix: Command
}

/** `Orders → Work`, or the node's name. */
export function faultPlaceName(workflow: Workflow, { on }: Fault): string {
  if (on.type === 'node') return findNode(workflow, on.node)?.name ?? on.node
  const edge = findEdge(workflow, on.edge)
  const nameOf = (node: string): string => findNode(workflow, node)?.name ?? node
  return edge ? `${nameOf(edge.from.node)} → ${nameOf(edge.to.node)}` : on.edge
}

function findingsOf(workflow: Workflow, fault: Fault): Finding[] {
  const { id, on, startMs, endMs, effect } = fault
  const remove: Command = { type: 'remove-faults', ids: [id] }
  if (!isFaultPlace(workflow, on)) return [{ code: 'fault-on-nothing', severity: 'warning', fix: remove }]
  const findings: Finding[] = []
  const reason = effectsFor(workflow, on).find((possible) => possible.effect === effect.type)?.reason
  if (reason)
    findings.push({ code: 'fault-not-here', severity: 'warning', data: { effect: effect.type, reason }, fix: remove })
  if (endMs !== undefined && endMs <= startMs) {
    const fix: Command = { type: 'edit-fault', id, patch: {}, unset: ['endMs'] }
    findings.push({ code: 'fault-ends-before-start', severity: 'warning', data: { startMs, endMs }, fix })
  }
  if (effect.type === 'latency' && effect.p99Ms < effect.medianMs) {
    const { medianMs, p99Ms } = effect
    const fix: Command = { type: 'edit-fault', id, patch: { effect: { ...effect, p99Ms: medianMs } } }
    findings.push({ code: 'fault-p99-below-median', severity: 'warning', data: { medianMs, p99Ms }, fix })
  }
  if (effect.type === 'poison') {
    const refused = poisonPatternFault(effect.pattern)
    if (refused) findings.push({ code: 'fault-pattern-refused', severity: 'error', data: { ...refused }, fix: remove })
  }
  return findings
}

export const faults = (workflow: Workflow): Problem[] =>
  workflow.scenario.faults.flatMap((fault) =>
    findingsOf(workflow, fault).map(({ code, severity, data, fix }): Problem => {
      const { on } = fault
      const isThere = isFaultPlace(workflow, on)
      const place = on.type === 'node' ? { node: on.node as NodeId } : { edge: on.edge as EdgeId }
      return {
        code,
        severity,
        ...(isThere ? place : {}),
        data: { fault: fault.id, place: faultPlaceName(workflow, fault), ...data },
        fix,
      }
    }),
  )
