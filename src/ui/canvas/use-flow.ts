// The document as React Flow wants it. Objects stay the same as long as what they show does, so that one change
// re-renders one card. Positions under way live here until the drag ends.
import type { EdgeId, NodeId, Position, Workflow, WorkflowEdge } from '#workflow'
import { useCallback, useMemo, useRef, useState } from 'react'
import { applyNodeChanges, type Edge, type EdgeChange, type Node, type NodeChange } from 'reactflow'
import { type App, useApp, useSelection, useWorkflow } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { spokenNameId } from './node-card.tsx'
import { flowIdOfNote, noteIdOf } from './note-id.ts'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'

const NO_DRAG: ReadonlyMap<string, Position> = new Map()

interface Kept<Source, Shown> {
  readonly source: Source
  readonly shown: Shown
}

export function useFlow() {
  const app = useApp()
  const workflow = useWorkflow((current) => current)
  const selectedNodes = useSelection((state) => state.nodes)
  const selectedEdges = useSelection((state) => state.edges)
  const selectedNotes = useSelection((state) => state.notes)
  const [dragged, setDragged] = useState(NO_DRAG)
  const keptNodes = useRef(new Map<string, Kept<Position, Node>>())
  const keptEdges = useRef(new Map<string, Kept<WorkflowEdge, Edge>>())

  const nodes = useMemo(() => {
    const next = new Map<string, Kept<Position, Node>>()
    const list = flowItems(workflow).map(({ id, type, at }) => {
      const position = dragged.get(id) ?? at
      const note = noteIdOf(id)
      const selected = note === undefined ? selectedNodes.has(id as NodeId) : selectedNotes.has(note)
      const known = keptNodes.current.get(id)
      const same = known && known.source === position && known.shown.selected === selected && known.shown.type === type
      const entry = same ? known : { source: position, shown: flowNode(id, type, position, selected, known?.shown) }
      next.set(id, entry)
      return entry.shown
    })
    keptNodes.current = next
    return list
  }, [workflow, dragged, selectedNodes, selectedNotes])

  const edges = useMemo(() => {
    const next = new Map<string, Kept<WorkflowEdge, Edge>>()
    const list = Object.entries(workflow.edges).map(([id, edge]) => {
      const selected = selectedEdges.has(id as EdgeId)
      const known = keptEdges.current.get(id)
      const same = known && known.source === edge && known.shown.selected === selected
      const entry = same ? known : { source: edge, shown: flowEdge(id, edge, selected) }
      next.set(id, entry)
      return entry.shown
    })
    keptEdges.current = next
    return list
  }, [workflow.edges, selectedEdges])

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
      const measured = changes.filter((change) => change.type === 'dimensions')
      if (measured.length > 0) keepMeasures(keptNodes.current, measured)
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

function flowNode(id: string, type: FlowItem['type'], position: Position, selected: boolean, before?: Node): Node {
  return {
    id,
    type,
    position: { x: position.x, y: position.y },
    data: {},
    selected,
    ...(type === 'card'
      ? { initialWidth: NODE_WIDTH, initialHeight: NODE_HEIGHT, domAttributes: { 'aria-labelledby': spokenNameId(id) } }
      : { zIndex: -1 }),
    ...(before?.measured && { measured: before.measured }),
  }
}

const flowEdge = (id: string, edge: WorkflowEdge, selected: boolean): Edge => ({
  id,
  source: edge.from.node,
  target: edge.to.node,
  sourceHandle: edge.from.port,
  targetHandle: edge.to.port,
  selected,
})

/** React Flow keeps what it measured on the nodes it is given back. */
function keepMeasures(kept: Map<string, Kept<Position, Node>>, changes: NodeChange[]): void {
  const shown = [...kept.values()].map((entry) => entry.shown)
  for (const node of applyNodeChanges(changes, shown)) {
    const entry = kept.get(node.id)
    if (entry && node.measured) entry.shown.measured = node.measured
  }
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
