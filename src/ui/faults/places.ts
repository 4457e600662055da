// Where faults can be: every node and every edge, by the names that people see.
import type { FaultPlace, PlaceNames } from '#faults'
import { entriesInOrder } from '#base'
import { type EdgeId, findEdge, findNode, type NodeId, type Workflow } from '#workflow'

export const placeKey = (place: FaultPlace): string =>
  place.type === 'node' ? `node ${place.node}` : `edge ${place.edge}`

export const nodePlace = (node: NodeId): FaultPlace => ({ type: 'node', node })
export const edgePlace = (edge: EdgeId): FaultPlace => ({ type: 'edge', edge })

function edgeName(workflow: Workflow, id: EdgeId): string | undefined {
  const edge = findEdge(workflow, id)
  const [from, to] = [findNode(workflow, edge?.from.node ?? ''), findNode(workflow, edge?.to.node ?? '')]
  if (!edge || !from || !to) return undefined
  const isAlone = !entriesInOrder(workflow.edges).some(
    ([other, { from: start, to: end }]) => other !== id && start.node === edge.from.node && end.node === edge.to.node,
  )
  return isAlone ? `${from.name} -> ${to.name}` : `${from.name} -> ${to.name} (${edge.from.port})`
}

function placeName(workflow: Workflow, place: FaultPlace): string | undefined {
  return place.type === 'node' ? findNode(workflow, place.node)?.name : edgeName(workflow, place.edge as EdgeId)
}

/** As people read it; the name is as they type it. */
export const placeTitle = (workflow: Workflow, place: FaultPlace): string =>
  (placeName(workflow, place) ?? '').replace(' -> ', ' → ')

/** All of them, nodes first, each in the order of ids. */
export function allPlaces(workflow: Workflow): readonly FaultPlace[] {
  return [
    ...entriesInOrder(workflow.nodes).map(([id]) => nodePlace(id)),
    ...entriesInOrder(workflow.edges).map(([id]) => edgePlace(id)),
  ]
}

export function placeNames(workflow: Workflow): PlaceNames {
  const byName = new Map(allPlaces(workflow).map((place) => [placeName(workflow, place), place] as const))
  return { nameOf: (place) => placeName(workflow, place), placeOf: (name) => byName.get(name) }
}
