// The graph: React Flow, controlled from the document. Moves are committed when a drag ends, as one command; what a
// run does reaches the cards by their own subscriptions and the overlay by its own clock.
import { ContextMenu, type MenuEntry, notify, useText } from '#ui/kit'
import {
  codeOf,
  canConnect,
  type EdgeEnd,
  type EdgeId,
  kindsFor,
  type NodeId,
  orderEnds,
  type Position as Place,
  sentence,
} from '#workflow'
import { lazy, type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionMode,
  type FinalConnectionState,
  MarkerType,
  MiniMap,
  PanOnScrollMode,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from 'reactflow'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { useEntries } from '../shell/top-bar.tsx'
import css from './canvas.module.css'
import { joinEnds, joinToNode } from './connecting.ts'
import type { Drop } from './drop-menu.tsx'
import { EmptyCanvas } from './empty-canvas.tsx'
import { Link } from './link.tsx'
import { NodeCard } from './node-card.tsx'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'
import { noteIdOf } from './note-id.ts'
import { NoteCard } from './note-card.tsx'
import { texts } from './react-flow-texts.ts'
import { canvasTexts } from './texts.ts'
import { useFlow } from './use-flow.ts'
import { ZoomBar } from './zoom-bar.tsx'
import 'reactflow/dist/base.css'

const FlightLayer = lazy(async () => ({ default: (await import('./flights/flight-layer.tsx')).FlightLayer }))
const ConnectBar = lazy(async () => ({ default: (await import('./connect-bar.tsx')).ConnectBar }))
const DropMenu = lazy(async () => ({ default: (await import('./drop-menu.tsx')).DropMenu }))

const NODE_TYPES = { card: NodeCard, note: NoteCard }
const EDGE_TYPES = { link: Link }
const EDGE_DEFAULTS = { type: 'link', markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 } } as const
const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.1 } as const
/** Culling helps where few of many are seen, and hurts where all are (speed.md): far out it is off. */
const CULL_FROM_NODES = 120
/** Below, a card is a shape and a name. */
const FAR_ZOOM = 0.45

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  )
}

function Graph() {
  const app = useApp()
  const t = useText(canvasTexts)
  const flow = useReactFlow()
  const box = useRef<HTMLDivElement>(null)
  const { nodes, edges, onNodesChange, onEdgesChange, onNodeDragStop } = useFlow()
  const [far, setFar] = useState(false)
  const [drop, setDrop] = useState<Drop>()
  const empty = useWorkflow(
    (workflow) => Object.keys(workflow.nodes).length === 0 && Object.keys(workflow.notes).length === 0,
  )
  const onUserMove = useCanvasHandle(box)

  const valid = useCallback(
    (connection: { source: string; target: string; sourceHandle?: string | null; targetHandle?: string | null }) => {
      const ends = endsOf(connection)
      return ends !== undefined && canConnect(app.document.getState().workflow, ends.from, ends.to).ok
    },
    [app],
  )

  function onConnect(connection: Connection): void {
    const ends = endsOf(connection)
    if (ends) joinEnds(app, ends.from, ends.to)
  }

  function onConnectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
    if (state.isValid || !state.fromHandle?.id) return
    const end: EdgeEnd = { node: state.fromHandle.nodeId as NodeId, port: state.fromHandle.id }
    const at = 'changedTouches' in event ? event.changedTouches[0] : event
    if (!at) return
    const under = document.elementFromPoint(at.clientX, at.clientY)
    const handle = under?.closest<HTMLElement>('.react-flow__handle')
    const node = under?.closest<HTMLElement>('.react-flow__node-card')?.dataset.id as NodeId | undefined
    if (handle?.dataset.handleid && node) {
      if (node !== end.node || handle.dataset.handleid !== end.port)
        refuse(end, { node, port: handle.dataset.handleid })
      return
    }
    if (node) {
      if (node !== end.node) joinToNode(app, end, node)
      return
    }
    if (!under?.closest('.react-flow__pane')) return
    const { workflow } = app.document.getState()
    const offers = kindsFor(workflow, end)
    if (offers.length === 0) return
    setDrop({
      end,
      offers,
      x: at.clientX,
      y: at.clientY,
      at: flow.screenToFlowPosition({ x: at.clientX, y: at.clientY }),
    })
  }

  function refuse(first: EdgeEnd, second: EdgeEnd): void {
    const { workflow } = app.document.getState()
    const { from, to } = orderEnds(workflow, first, second)
    const may = canConnect(workflow, from, to)
    const language = app.preferences.getState().language === 'zh-CN' ? 'zh' : 'en'
    if (!may.ok) notify({ text: sentence(may.code, may.data, language) })
  }

  const menu = useContextEntries()
  return (
    <div className={css.canvas} ref={box} data-far={far}>
      <Suspense>
        <ConnectBar />
        <FlightLayer />
        {drop && <DropMenu drop={drop} onClose={() => setDrop(undefined)} />}
      </Suspense>
      <ContextMenu entries={menu}>
        <div className={css.flow}>
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            defaultEdgeOptions={EDGE_DEFAULTS}
            onNodesChange={onNodesChange}
            onEdgesChange={onEdgesChange}
            onNodeDragStop={onNodeDragStop}
            onSelectionDragStop={onNodeDragStop}
            onConnect={onConnect}
            onConnectEnd={onConnectEnd}
            isValidConnection={valid}
            connectionMode={ConnectionMode.Strict}
            connectionRadius={28}
            connectOnClick={false}
            onNodeClick={(event, node) => {
              const waiting = app.view.getState().connecting
              if (waiting && waiting.node !== node.id) joinToNode(app, waiting, node.id as NodeId)
              // One of several, clicked and not dragged: this one is meant.
              else if (!event.shiftKey && app.selection.getState().target.type === 'many') {
                const note = noteIdOf(node.id)
                app.selection.select(note === undefined ? { nodes: [node.id as NodeId] } : { notes: [note] })
              }
            }}
            onPaneClick={() => app.view.show({ connecting: undefined, renaming: undefined })}
            onNodeContextMenu={(_, node) => {
              if (!app.selection.getState().nodes.has(node.id as NodeId))
                app.selection.select({ nodes: [node.id as NodeId] })
            }}
            onEdgeContextMenu={(_, edge) => app.selection.select({ edges: [edge.id as EdgeId] })}
            onNodeDoubleClick={(_, node) => {
              if (node.type !== 'card') return
              app.preferences.setPanel('inspector', { collapsed: false })
              const code = codeOf(app.document.getState().workflow.nodes[node.id as NodeId])
              app.view.show({ inspector: code ? 'code' : 'config' })
            }}
            onMove={(event, viewport) => {
              // Without an event it was us.
              if (event) onUserMove()
              setFar(viewport.zoom < FAR_ZOOM)
            }}
            onlyRenderVisibleElements={nodes.length >= CULL_FROM_NODES && !far}
            selectionMode={SelectionMode.Partial}
            selectionOnDrag
            panOnDrag={[1, 2]}
            panOnScroll
            panOnScrollMode={PanOnScrollMode.Free}
            zoomOnDoubleClick={false}
            selectionKeyCode={null}
            multiSelectionKeyCode="Shift"
            deleteKeyCode={null}
            disableKeyboardA11y
            elevateNodesOnSelect={false}
            nodeDragThreshold={3}
            minZoom={0.08}
            maxZoom={2}
            fitView
            fitViewOptions={FIT}
            ariaLabelConfig={texts(t)}
            proOptions={{ hideAttribution: true }}
          >
            <Background variant={BackgroundVariant.Dots} gap={20} size={1} className={css.dots ?? ''} />
            {!empty && (
              <MiniMap
                className={css.minimap ?? ''}
                pannable
                zoomable
                ariaLabel={t('minimap')}
                nodeBorderRadius={6}
                position="bottom-right"
              />
            )}
          </ReactFlow>
        </div>
      </ContextMenu>
      <ZoomBar />
      {empty && <EmptyCanvas />}
    </div>
  )
}

function endsOf(connection: {
  readonly source: string
  readonly target: string
  readonly sourceHandle?: string | null
  readonly targetHandle?: string | null
}): { readonly from: EdgeEnd; readonly to: EdgeEnd } | undefined {
  const { source, target, sourceHandle, targetHandle } = connection
  if (!sourceHandle || !targetHandle) return undefined
  return {
    from: { node: source as NodeId, port: sourceHandle },
    to: { node: target as NodeId, port: targetHandle },
  }
}

function useContextEntries(): () => readonly MenuEntry[] {
  const app = useApp()
  const entries = useEntries()
  return () => {
    const { nodes, edges } = app.selection.getState()
    if (nodes.size > 1)
      return entries([
        'duplicate',
        'copy',
        'cut',
        '-',
        'align-left',
        'align-middle',
        'align-right',
        'align-top',
        'align-centre',
        'align-bottom',
        '-',
        'fit-selection',
        '-',
        'delete',
      ])
    if (nodes.size === 1)
      return entries(['inspect', 'rename', 'connect', 'send-event', '-', 'duplicate', 'copy', 'cut', '-', 'delete'])
    if (edges.size > 0) return entries(['inspect', '-', 'delete'])
    return entries(['show-add', 'add-note', 'paste', 'select-all', '-', 'fit', 'tidy-up'])
  }
}

/** What commands ask of the canvas, and the keyboard's way through the nodes. */
function useCanvasHandle(box: RefObject<HTMLDivElement | null>): () => void {
  const app = useApp()
  const flow = useReactFlow()
  const generation = useRef(app.document.getState().generation)
  /** Everything is in sight, and stays so when the canvas changes its size. */
  const fitted = useRef(true)

  useEffect(() => {
    const nodeElement = (id: string) => box.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`)
    const mayFocus = (): boolean => {
      const active = document.activeElement
      if (active !== document.body && !box.current?.contains(active)) return false
      return !active?.matches('input, textarea')
    }
    app.canvas.fill({
      fit(what) {
        const selected = what === 'selection' ? [...app.selection.getState().nodes].map((id) => ({ id })) : undefined
        fitted.current = what === 'all'
        void flow.fitView({ ...FIT, duration: duration(), ...(selected && { nodes: selected }) })
      },
      reveal(node) {
        const place = app.document.getState().workflow.nodes[node]?.position
        const bounds = box.current?.getBoundingClientRect()
        if (!place || !bounds) return
        const { x, y, zoom } = flow.getViewport()
        const left = place.x * zoom + x
        const top = place.y * zoom + y
        const inSight =
          left >= 0 && top >= 0 && left + NODE_WIDTH * zoom <= bounds.width && top + NODE_HEIGHT * zoom <= bounds.height
        if (!inSight) requestAnimationFrame(() => void flow.fitView({ ...FIT, duration: duration() }))
      },
      zoom: (by) => void flow.zoomTo(flow.getZoom() * by, { duration: duration() }),
      freePlace(): Place {
        const bounds = box.current?.getBoundingClientRect()
        if (!bounds) return { x: 0, y: 0 }
        const middle = flow.screenToFlowPosition({
          x: bounds.left + bounds.width / 2,
          y: bounds.top + bounds.height / 2,
        })
        return { x: Math.round(middle.x - NODE_WIDTH / 2), y: Math.round(middle.y - NODE_HEIGHT / 2) }
      },
      focus() {
        const { focused } = app.selection.getState()
        const first = box.current?.querySelector<HTMLElement>('.react-flow__node')
        const target = focused ? nodeElement(focused) : first
        if (target || !focused) target?.focus()
        // A node that was just added is there with the next frame.
        else requestAnimationFrame(() => (nodeElement(focused) ?? first)?.focus())
      },
      async tidyUp() {
        const { tidy } = await import('./tidy-up.ts')
        const { workflow } = app.document.getState()
        app.document.dispatch({ type: 'arrange', positions: tidy(workflow) })
        requestAnimationFrame(() => void flow.fitView({ ...FIT, duration: duration() }))
      },
    })
    const stopDocument = app.document.subscribe((state) => {
      if (state.generation === generation.current) return
      generation.current = state.generation
      requestAnimationFrame(() => requestAnimationFrame(() => void flow.fitView(FIT)))
    })
    const stopSelection = app.selection.subscribe((state, before) => {
      if (state.focused === before.focused || !state.focused || !mayFocus()) return
      const id = state.focused
      requestAnimationFrame(() => {
        // Who went elsewhere since is left there.
        if (mayFocus() && app.selection.getState().focused === id) nodeElement(id)?.focus({ preventScroll: true })
      })
    })
    return () => {
      app.canvas.fill(undefined)
      stopDocument()
      stopSelection()
    }
  }, [app, flow, box])

  useEffect(() => {
    const element = box.current
    if (!element) return
    const onFocus = (event: FocusEvent) => {
      const { target } = event
      if (!(target instanceof HTMLElement || target instanceof SVGElement) || !target.matches(':focus-visible')) return
      const { id } = target.dataset
      if (id === undefined) return
      if (target.matches('.react-flow__edge')) app.selection.select({ edges: [id as EdgeId] })
      if (target.matches('.react-flow__node-card') && app.selection.getState().focused !== id)
        app.selection.select({ nodes: [id as NodeId] })
    }
    element.addEventListener('focusin', onFocus)
    const resized = new ResizeObserver(() => {
      if (fitted.current) requestAnimationFrame(() => void flow.fitView(FIT))
    })
    resized.observe(element)
    return () => {
      element.removeEventListener('focusin', onFocus)
      resized.disconnect()
    }
  }, [app, box, flow])
  return useCallback(() => {
    fitted.current = false
  }, [])
}

const ANIMATION_MS = 180
const duration = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : ANIMATION_MS)
