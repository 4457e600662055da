// Edits of the faults in a scenario: each is one step to undo.
import { type JsonObject, success } from '#base'
import { type Fault, type FaultPlace, faultSchema, faultsSchema } from '#faults'
import type { FaultEdit, NewFault } from './command.ts'
import type { Scenario, Workflow } from './document.ts'
import { type Edited, refuse, refuseFirst } from './edit.ts'
import { findEdge, findNode } from './graph.ts'
import { freeIds } from './names.ts'
import { editValue, readValue } from './values.ts'

export const nextFaultId = (faults: readonly Fault[]): string =>
  freeIds(Object.fromEntries(faults.map((fault) => [fault.id, fault])), 'f')()

/** Is what it is drawn on in the document? */
export const isFaultPlace = (workflow: Workflow, on: FaultPlace): boolean =>
  on.type === 'node' ? findNode(workflow, on.node) !== undefined : findEdge(workflow, on.edge) !== undefined

function withFaults(workflow: Workflow, faults: readonly Fault[]): Edited {
  const read = readValue(faultsSchema, faults, ['scenario', 'faults'])
  if (!read.ok) return refuseFirst(read.error)
  return success({ ...workflow, scenario: { ...workflow.scenario, faults } })
}

function refusePlace(on: FaultPlace) {
  return on.type === 'node' ? refuse('no-such-node', { node: on.node }) : refuse('no-such-edge', { edge: on.edge })
}

export function addFault(workflow: Workflow, added: NewFault): Edited {
  const { faults } = workflow.scenario
  const id = added.id ?? nextFaultId(faults)
  if (faults.some((fault) => fault.id === id)) return refuse('id-taken', { id })
  const fault = readValue(faultSchema, { ...added, id })
  if (!fault.ok) return refuseFirst(fault.error)
  if (!isFaultPlace(workflow, fault.value.on)) return refusePlace(fault.value.on)
  return withFaults(workflow, [...faults, fault.value])
}

export function editFault(workflow: Workflow, { id, patch, unset }: FaultEdit): Edited {
  const { faults } = workflow.scenario
  const before = faults.find((fault) => fault.id === id)
  if (!before) return refuse('no-such-fault', { fault: id })
  const after = editValue(faultSchema, before as JsonObject, patch as JsonObject, unset)
  if (!after.ok) return refuseFirst(after.error)
  if (after.value.id !== id) return refuse('id-taken', { id: after.value.id })
  if (!isFaultPlace(workflow, after.value.on)) return refusePlace(after.value.on)
  return withFaults(
    workflow,
    faults.map((fault) => (fault === before ? after.value : fault)),
  )
}

export function removeFaults(workflow: Workflow, ids: readonly string[]): Edited {
  const { faults } = workflow.scenario
  const missing = ids.find((id) => !faults.some((fault) => fault.id === id))
  if (missing !== undefined) return refuse('no-such-fault', { fault: missing })
  if (ids.length === 0) return success(workflow)
  return withFaults(
    workflow,
    faults.filter((fault) => !ids.includes(fault.id)),
  )
}

/** The scenario of a document that has lost these nodes and edges: what was drawn on them goes along. */
export function withoutFaultsOn(scenario: Scenario, nodes: ReadonlySet<string>, edges: ReadonlySet<string>): Scenario {
  const left = scenario.faults.filter(({ on }) => (on.type === 'node' ? !nodes.has(on.node) : !edges.has(on.edge)))
  return left.length === scenario.faults.length ? scenario : { ...scenario, faults: left }
}
