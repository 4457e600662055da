// Choosing a kind places a node beside the selected one and joins the two where that is possible.
import type { NodeKind } from '#nodes/models'
import { type Command, endFor, type NodeId, outPort, type Position, type Workflow } from '#workflow'
import type { App } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { GAP_X, NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'

const GAP_Y = 40

const overlaps = (workflow: Workflow, { x, y }: Position): boolean =>
  Object.values(workflow.nodes).some(
    (node) => Math.abs(node.position.x - x) < NODE_WIDTH + 24 && Math.abs(node.position.y - y) < NODE_HEIGHT + 24,
  )

/** The nearest free place, downwards from where it should be. */
export function freeFrom(workflow: Workflow, wanted: Position): Position {
  let place = wanted
  while (overlaps(workflow, place)) place = { x: place.x, y: place.y + NODE_HEIGHT + GAP_Y }
  return place
}

function commandFor(app: App, kind: NodeKind, at: Position | undefined): Command {
  const { workflow } = app.document.getState()
  const { nodes } = app.selection.getState()
  const selected = nodes.size === 1 ? [...nodes][0] : undefined
  const beside = selected && workflow.nodes[selected]
  const end = selected && endFor(workflow, selected, kind)
  if (at) return { type: 'add-node', kind, position: at }
  if (!beside || !end) {
    const wanted = beside
      ? { x: beside.position.x, y: beside.position.y + NODE_HEIGHT + GAP_Y }
      : (app.canvas.current?.freePlace() ?? { x: 0, y: 0 })
    return { type: 'add-node', kind, position: freeFrom(workflow, wanted) }
  }
  const after = outPort(beside.kind, end.port) !== undefined
  const failure = outPort(beside.kind, end.port)?.edge === 'failure'
  const step = (NODE_WIDTH + GAP_X) * (after ? 1 : -1)
  const wanted = failure
    ? { x: beside.position.x, y: beside.position.y + NODE_HEIGHT + GAP_Y * 2 }
    : { x: beside.position.x + step, y: beside.position.y }
  return { type: 'add-and-connect', node: { kind, position: freeFrom(workflow, wanted) }, end }
}

/** The new node, selected; undefined when it was refused. */
export function addNode(app: App, kind: NodeKind, at?: Position): NodeId | undefined {
  const node = edit(app, commandFor(app, kind, at))?.addedNodes[0]
  if (node) {
    app.selection.select({ nodes: [node] })
    app.canvas.current?.reveal(node)
  }
  return node
}
