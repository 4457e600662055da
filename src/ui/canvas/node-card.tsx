// A node on the canvas: icon, name, kind, two or three live figures, ports whose labels show on hover.
import { type NodeKind, nodeModels, type Port } from '#nodes/models'
import { lookOf, nodeDetail, nodeFigures } from '#nodes/views'
import type { NodeStatus } from '#trace'
import { useSay, useText } from '#ui/kit'
import { canConnect, type EdgeEnd, type NodeId, orderEnds, type Problem, type Workflow } from '#workflow'
import { TriangleAlert, CircleX } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { Handle, type NodeProps, Position, useConnection, useUpdateNodeInternals } from 'reactflow'
import { useApp, useDocument, useRun, useSelection, useView, useWorkflow } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { joinEnds } from './connecting.ts'
import css from './node-card.module.css'
import { canvasTexts } from './texts.ts'

export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps) {
  const node = useWorkflow((workflow) => workflow.nodes[id as NodeId])
  const say = useSay()
  const fit = useFit(id as NodeId)
  usePortsOf(id, node?.kind)
  if (!node) return null
  const look = lookOf(node.kind)
  return (
    <div className={css.card} data-selected={selected} data-fit={fit} data-kind={node.kind}>
      <div className={css.head}>
        <span className={css.icon}>
          <look.icon size={18} />
        </span>
        <div className={css.names}>
          <NodeName id={id as NodeId} name={node.name} />
          <div className={css.kind}>
            {say(look.title)}
            <span className={css.detail}> · {nodeDetail(node)}</span>
          </div>
        </div>
        <ProblemMark id={id as NodeId} />
      </div>
      <Badges id={id as NodeId} />
      <Ports id={id as NodeId} kind={node.kind} name={node.name} />
      <SpokenName id={id as NodeId} />
    </div>
  )
})

/** In another document the same id can be another kind: where its ports are has to be measured again, or it has no lines. */
function usePortsOf(id: string, kind: NodeKind | undefined): void {
  const measure = useUpdateNodeInternals()
  const measured = useRef(kind)
  useEffect(() => {
    if (measured.current !== kind) measure(id)
    measured.current = kind
  }, [id, kind, measure])
}

/** While something is being connected: can it end here? */
type Fit = 'source' | 'yes' | 'no' | undefined

function fitOf(workflow: Workflow, end: EdgeEnd, id: NodeId): Fit {
  const node = workflow.nodes[id]
  if (!node) return undefined
  if (end.node === id) return 'source'
  const fits = nodeModels[node.kind].ports.some((port) => {
    const { from, to } = orderEnds(workflow, end, { node: id, port: port.name })
    return canConnect(workflow, from, to).ok
  })
  return fits ? 'yes' : 'no'
}

function useFit(id: NodeId): Fit {
  const dragged = useConnection((connection) =>
    connection.inProgress && connection.fromHandle?.id
      ? `${connection.fromHandle.nodeId}\n${connection.fromHandle.id}`
      : undefined,
  )
  const waiting = useView((state) => state.connecting)
  return useDocument(({ workflow }) => {
    const [node, port] = dragged?.split('\n') ?? []
    const end = node && port ? { node: node as NodeId, port } : waiting
    return end && fitOf(workflow, end, id)
  })
}

function NodeName({ id, name }: { readonly id: NodeId; readonly name: string }) {
  const app = useApp()
  const t = useText(canvasTexts)
  const renaming = useView((state) => state.renaming?.node === id && state.renaming.where === 'canvas')
  const [draft, setDraft] = useState<string>()
  if (!renaming) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of the mouse; F2 does it, too
      <div
        className={css.name}
        title={name}
        onDoubleClick={() => app.view.show({ renaming: { node: id, where: 'canvas' } })}
      >
        {name}
      </div>
    )
  }
  const end = (apply: boolean) => {
    const wanted = draft?.trim()
    setDraft(undefined)
    app.view.show({ renaming: undefined })
    if (apply && wanted && wanted !== name) edit(app, { type: 'rename-node', node: id, name: wanted })
  }
  return (
    <input
      className={`${css.nameInput} nodrag nopan`}
      aria-label={t('rename')}
      value={draft ?? name}
      // biome-ignore lint/a11y/noAutofocus: the user asked to type here
      autoFocus
      spellCheck={false}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') end(true)
        if (event.key === 'Escape') end(false)
        if (event.key === 'Enter' || event.key === 'Escape') app.canvas.current?.focus()
      }}
    />
  )
}

const worst = (problems: readonly Problem[], id: NodeId): Problem['severity'] | undefined => {
  let found: Problem['severity'] | undefined
  for (const problem of problems) {
    if (problem.node !== id) continue
    if (problem.severity === 'error') return 'error'
    if (problem.severity === 'warning') found = 'warning'
  }
  return found
}

function ProblemMark({ id }: { readonly id: NodeId }) {
  const t = useText(canvasTexts)
  const app = useApp()
  const severity = useDocument((state) => worst(state.problems, id))
  const count = useDocument(
    (state) => state.problems.filter((problem) => problem.node === id && problem.severity !== 'info').length,
  )
  if (!severity) return null
  const Icon = severity === 'error' ? CircleX : TriangleAlert
  return (
    <button
      type="button"
      className={`${css.problem} nodrag`}
      data-severity={severity}
      tabIndex={-1}
      aria-label={t('cardProblems', { count })}
      title={t('cardProblems', { count })}
      onClick={() => {
        app.preferences.setPanel('dock', { collapsed: false })
        app.view.show({ dock: 'problems' })
      }}
    >
      <Icon size={14} aria-hidden="true" />
    </button>
  )
}

function Badges({ id }: { readonly id: NodeId }) {
  const say = useSay()
  const status = useRun((state) => state.nodes[id])
  if (!status) return <div className={css.badges} />
  return (
    <div className={css.badges}>
      {nodeFigures(status, 'badges')
        .slice(0, 3)
        .map((figure) => (
          <span key={figure.id} className={css.badge} data-tone={figure.tone}>
            <b>{figure.value}</b> {say(figure.label)}
          </span>
        ))}
    </div>
  )
}

function Ports({
  id,
  kind,
  name,
}: {
  readonly id: NodeId
  readonly kind: keyof typeof nodeModels
  readonly name: string
}) {
  const app = useApp()
  const say = useSay()
  const t = useText(canvasTexts)
  const look = lookOf(kind)
  const ports: readonly Port[] = nodeModels[kind].ports
  const below = ports.filter((port) => port.direction === 'out' && port.edge === 'failure')
  const ahead = ports.filter((port) => port.direction === 'out' && port.edge !== 'failure')
  return ports.map((port) => {
    const side = port.direction === 'in' ? Position.Left : port.edge === 'failure' ? Position.Bottom : Position.Right
    // Several below stand side by side; on the right the first keeps the middle, and the others stand under it.
    const place =
      side === Position.Bottom && below.length > 1
        ? { style: { left: `${((below.indexOf(port) + 1) * 100) / (below.length + 1)}%` } }
        : side === Position.Right && ahead.indexOf(port) > 0
          ? { style: { top: `${50 + (ahead.indexOf(port) * 35) / (ahead.length - 1)}%` } }
          : {}
    const text = look.ports[port.name]
    const label = text ? say(text.label) : port.name
    return (
      <Handle
        key={port.name}
        id={port.name}
        type={port.direction === 'in' ? 'target' : 'source'}
        position={side}
        {...place}
        className={css.handle ?? ''}
        data-edge={port.direction === 'out' ? port.edge : 'in'}
        aria-label={t('port', { port: label, node: name })}
        onClick={(event) => {
          event.stopPropagation()
          const waiting = app.view.getState().connecting
          const end = { node: id, port: port.name }
          if (waiting && waiting.node !== id) joinEnds(app, waiting, end)
          else app.view.show({ connecting: waiting ? undefined : end })
        }}
      >
        <span className={css.portLabel}>{label}</span>
      </Handle>
    )
  })
}

function busyOf(
  status: NodeStatus | undefined,
): { readonly key: 'cardRunning' | 'cardWaiting'; readonly count: number } | undefined {
  if (status?.kind === 'function') return { key: 'cardRunning', count: status.inFlight }
  if (status?.kind === 'queue') return { key: 'cardWaiting', count: status.visible }
  return undefined
}

/** What a screen reader says of the card: the wrapper is labelled by it. Kept up only while it has the focus. */
function SpokenName({ id }: { readonly id: NodeId }) {
  const t = useText(canvasTexts)
  const say = useSay()
  const node = useWorkflow((workflow) => workflow.nodes[id])
  const focused = useSelection((state) => state.focused === id)
  const inputs = useWorkflow((workflow) => Object.values(workflow.edges).filter((edge) => edge.to.node === id).length)
  const outputs = useWorkflow(
    (workflow) => Object.values(workflow.edges).filter((edge) => edge.from.node === id).length,
  )
  const problems = useDocument((state) => state.problems.filter((problem) => problem.node === id).length)
  const busy = useRun((state) => (focused ? state.nodes[id] : undefined))
  if (!node) return null
  const doing = busyOf(busy)
  const parts = [
    t('card', { kind: say(lookOf(node.kind).title), name: node.name, inputs, outputs }),
    problems > 0 && t('cardProblems', { count: problems }),
    doing && doing.count > 0 && t(doing.key, { count: doing.count }),
  ]
  return (
    <span id={spokenNameId(id)} className={css.spoken}>
      {parts.filter(Boolean).join(', ')}
    </span>
  )
}

export const spokenNameId = (id: string): string => `node-name-${id}`
