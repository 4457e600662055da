// Joining two ends, however they were chosen: by drag, by click and click, by keyboard. A refusal says why.
import {
  sentence,
  canConnect,
  type Command,
  connectionChoices,
  type EdgeEnd,
  type EdgeId,
  type KindOffer,
  type NodeId,
  orderEnds,
  type Position,
  portOf,
} from '#workflow'
import { nodeModels } from '#nodes/models'
import { announce, notify } from '#ui/kit'
import type { App } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'

function explain(
  app: App,
  refusal: { readonly code: Parameters<typeof sentence>[0]; readonly data: Parameters<typeof sentence>[1] },
): void {
  const language = app.preferences.getState().language
  notify({ text: sentence(refusal.code, refusal.data, language === 'zh-CN' ? 'zh' : 'en') })
}

/** The new edge, selected; undefined when it may not be: then the reason was said. */
export function joinEnds(app: App, first: EdgeEnd, second: EdgeEnd): EdgeId | undefined {
  const { workflow } = app.document.getState()
  const { from, to } = orderEnds(workflow, first, second)
  app.view.show({ connecting: undefined })
  const may = canConnect(workflow, from, to)
  if (!may.ok) {
    explain(app, may)
    return undefined
  }
  const edge = edit(app, { type: 'connect', from, to })?.addedEdges[0]
  if (edge) app.selection.select({ edges: [edge] })
  const names = [from, to].map((end) => workflow.nodes[end.node]?.name).join(' → ')
  announce(names)
  return edge
}

/** To a node, whichever of its ports fits; where none does, the reason of the likeliest one is said. */
export function joinToNode(app: App, end: EdgeEnd, node: NodeId): EdgeId | undefined {
  const { workflow } = app.document.getState()
  const source = workflow.nodes[end.node]
  if (!source) return undefined
  const isInput = portOf(source.kind, end.port)?.direction === 'in'
  const choices = isInput
    ? connectionChoices(workflow, node, end.node).filter((choice) => choice.to.port === end.port)
    : connectionChoices(workflow, end.node, node).filter((choice) => choice.from.port === end.port)
  const choice = choices[0]
  if (choice) return joinEnds(app, choice.from, choice.to)
  const port = portsOf(app, node, isInput ? 'out' : 'in')[0] ?? portsOf(app, node, isInput ? 'in' : 'out')[0]
  return port === undefined ? undefined : joinEnds(app, end, { node, port })
}

function portsOf(app: App, id: NodeId, direction: 'in' | 'out'): readonly string[] {
  const node = app.document.getState().workflow.nodes[id]
  if (!node) return []
  return nodeModels[node.kind].ports.filter((port) => port.direction === direction).map((port) => port.name)
}

/** A new node where the line was dropped, joined to where it came from. */
export function addAtDrop(app: App, end: EdgeEnd, offer: KindOffer, at: Position): void {
  const isInput = portDirection(app, end) === 'in'
  const command: Command = {
    type: 'add-and-connect',
    node: { kind: offer.kind, position: { x: isInput ? at.x - NODE_WIDTH : at.x, y: at.y - NODE_HEIGHT / 2 } },
    end,
    port: offer.port,
  }
  const done = edit(app, command)
  if (done) app.selection.select({ nodes: done.addedNodes })
}

const portDirection = (app: App, end: EdgeEnd): 'in' | 'out' | undefined => {
  const node = app.document.getState().workflow.nodes[end.node]
  return node && portOf(node.kind, end.port)?.direction
}
