// The document as React Flow wants it. Objects stay the same as long as what they show does, so that one change
// re-renders one card. Positions under way live here until the drag ends.
import { useText } from '#ui/kit'
import type { EdgeId, NodeId, Position, Workflow, WorkflowEdge } from '#workflow'
import { useCallback, useMemo, useState } from 'react'
import type { Edge, EdgeChange, Node, NodeChange } from 'reactflow'
import { type App, useApp, useSelection, useWorkflow } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { spokenNameId } from './node-card.tsx'
import { flowIdOfNote, noteIdOf } from './note-id.ts'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'
import { canvasTexts } from './texts.ts'

const NO_DRAG: ReadonlyMap<string, Position> = new Map()

/** Shown objects by what they are made from, so that equal ones are one. */
const shownNodes = new WeakMap<Position, Node>()
const shownEdges = new WeakMap<WorkflowEdge, Edge>()

const NO_MEASURES: ReadonlyMap<string, Measure> = new Map()

interface Measure {
  readonly width: number
  readonly height: number
}

export function useFlow() {
  const app = useApp()
  const t = useText(canvasTexts)
  const workflow = useWorkflow((current) => current)
  const selectedNodes = useSelection((state) => state.nodes)
  const selectedEdges = useSelection((state) => state.edges)
  const selectedNotes = useSelection((state) => state.notes)
  const [dragged, setDragged] = useState(NO_DRAG)
  const [measures, setMeasures] = useState(NO_MEASURES)

  const nodes = useMemo(
    () =>
      flowItems(workflow).map(({ id, type, at }) => {
        const note = noteIdOf(id)
        const selected = note === undefined ? selectedNodes.has(id as NodeId) : selectedNotes.has(note)
        return flowNode(id, type, dragged.get(id) ?? at, selected, measures.get(id))
      }),
    [workflow, dragged, measures, selectedNodes, selectedNotes],
  )

  const edges = useMemo(
    () =>
      Object.entries(workflow.edges).map(([id, edge]) => {
        const [from = '', to = ''] = [edge.from, edge.to].map(({ node }) => workflow.nodes[node]?.name)
        return flowEdge(id, edge, selectedEdges.has(id as EdgeId), t('edge', { from, to }))
      }),
    [workflow.nodes, workflow.edges, selectedEdges, t],
  )

  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      const moves = changes.filter((change) => change.type === 'position')
      const moving = moves.some((change) => change.dragging)
      if (moving) {
        setDragged((before) => {
          const after = new Map(before)
          for (const change of moves) if (change.position) after.set(change.id, change.position)
          return after
        })
      }
      const measured = changes.flatMap((change) =>
        change.type === 'dimensions' && change.dimensions && noteIdOf(change.id) !== undefined
          ? [[change.id, change.dimensions] as const]
          : [],
      )
      if (measured.length > 0) setMeasures((before) => new Map([...before, ...measured]))
      selectFrom(app.selection, changes)
    },
    [app],
  )

  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) => {
      const on = changes.flatMap((change) => (change.type === 'select' && change.selected ? [change.id as EdgeId] : []))
      const off = changes.flatMap((change) =>
        change.type === 'select' && !change.selected ? [change.id as EdgeId] : [],
      )
      if (off.length > 0) app.selection.select({ edges: off }, 'remove')
      if (on.length > 0) app.selection.select({ edges: on }, 'add')
    },
    [app],
  )

  const onNodeDragStop = useCallback(() => {
    setDragged((moved) => {
      if (moved.size > 0) queueMicrotask(() => commitMoves(app, moved))
      return moved
    })
    requestAnimationFrame(() => setDragged(NO_DRAG))
  }, [app])

  return { nodes, edges, onNodesChange, onEdgesChange, onNodeDragStop }
}

interface FlowItem {
  readonly id: string
  readonly type: 'card' | 'note'
  readonly at: Position
}

const flowItems = (workflow: Workflow): FlowItem[] => [
  ...Object.entries(workflow.notes).map(
    ([id, note]): FlowItem => ({ id: flowIdOfNote(id), type: 'note', at: note.position }),
  ),
  ...Object.entries(workflow.nodes).map(([id, node]): FlowItem => ({ id, type: 'card', at: node.position })),
]

function flowNode(
  id: string,
  type: FlowItem['type'],
  position: Position,
  selected: boolean,
  measured: Measure | undefined,
): Node {
  const known = shownNodes.get(position)
  if (known?.id === id && known.selected === selected && (type === 'card' || known.measured === measured)) return known
  const node: Node = {
    id,
    type,
    position: { x: position.x, y: position.y },
    data: {},
    selected,
    ...(type === 'card'
      ? { measured: CARD, domAttributes: { 'aria-labelledby': spokenNameId(id) } }
      : { zIndex: -1, ...(measured && { measured }) }),
  }
  shownNodes.set(position, node)
  return node
}

/** Cards have one size: nothing waits until it is measured. */
const CARD: Measure = { width: NODE_WIDTH, height: NODE_HEIGHT }

function flowEdge(id: string, edge: WorkflowEdge, selected: boolean, ariaLabel: string): Edge {
  const known = shownEdges.get(edge)
  if (known?.id === id && known.selected === selected && known.ariaLabel === ariaLabel) return known
  const shown: Edge = {
    id,
    source: edge.from.node,
    target: edge.to.node,
    sourceHandle: edge.from.port,
    targetHandle: edge.to.port,
    selected,
    ariaLabel,
  }
  shownEdges.set(edge, shown)
  return shown
}

interface Selecting {
  select(
    choice: { readonly nodes?: NodeId[]; readonly notes?: string[] },
    how: 'replace' | 'add' | 'toggle' | 'remove',
  ): void
}

function selectFrom(selection: Selecting, changes: NodeChange[]): void {
  for (const how of ['remove', 'add'] as const) {
    const ids = changes.flatMap((change) =>
      change.type === 'select' && change.selected === (how === 'add') ? [change.id] : [],
    )
    if (ids.length === 0) continue
    const notes = ids.flatMap((id) => noteIdOf(id) ?? [])
    selection.select({ nodes: ids.filter((id) => noteIdOf(id) === undefined) as NodeId[], notes }, how)
  }
}

function commitMoves(app: App, moved: ReadonlyMap<string, Position>): void {
  const positions: Record<NodeId, Position> = {}
  const notes: { type: 'edit-note'; id: string; position: Position }[] = []
  for (const [id, { x, y }] of moved) {
    const position = { x: Math.round(x), y: Math.round(y) }
    const note = noteIdOf(id)
    if (note === undefined) positions[id as NodeId] = position
    else notes.push({ type: 'edit-note', id: note, position })
  }
  edit(app, [...(Object.keys(positions).length > 0 ? [{ type: 'move-nodes' as const, positions }] : []), ...notes])
}
