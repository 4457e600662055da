// Every node and connection as a list: select, connect, rename, delete, all without the canvas.
import { entriesInOrder } from '#base'
import { lookOf } from '#nodes/views'
import { Button, EmptyState, IconButton, useSay, useText, VirtualList } from '#ui/kit'
import { type EdgeId, incoming, type NodeId, outgoing, outPort, type Workflow } from '#workflow'
import { nodeModels } from '#nodes/models'
import { CornerDownRight, Pencil, Spline, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { useApp, useSelection, useView, useWorkflow } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import css from './outline.module.css'
import { leftTexts } from './texts.ts'

const ROW_HEIGHT = 28

type Row =
  | { readonly type: 'node'; readonly id: NodeId }
  | { readonly type: 'edge'; readonly id: EdgeId; readonly from: string; readonly to: string }

/** Along the connections, from where nothing comes in; what only a circle reaches comes last. */
function inOrderOfFlow(workflow: Workflow): NodeId[] {
  const all = entriesInOrder(workflow.nodes).map(([id]) => id)
  const order = new Set<NodeId>()
  const visit = (id: NodeId): void => {
    if (order.has(id)) return
    order.add(id)
    for (const { edge } of outgoing(workflow, id)) visit(edge.to.node)
  }
  for (const id of all) if (incoming(workflow, id).length === 0) visit(id)
  for (const id of all) visit(id)
  return [...order]
}

/** Each node with the connections that leave it. */
function rowsOf(workflow: Workflow): Row[] {
  return inOrderOfFlow(workflow).flatMap((id): Row[] => [
    { type: 'node', id },
    ...outgoing(workflow, id).map(
      ({ id: edge, edge: { to } }): Row => ({
        type: 'edge',
        id: edge,
        from: workflow.nodes[id]?.name ?? '',
        to: workflow.nodes[to.node]?.name ?? '',
      }),
    ),
  ])
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Delete' || event.key === 'Backspace') keepFocus(event.currentTarget)
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-outline-row]')]
  items[items.findIndex((item) => item.parentElement?.contains(document.activeElement)) + step]?.focus()
}

/** A row that is removed hands the focus to the one that takes its place. */
function keepFocus(outline: HTMLElement): void {
  const rows = (): Element[] => [...outline.querySelectorAll('[data-outline-row]')]
  const place = document.activeElement ? rows().indexOf(document.activeElement) : -1
  if (place < 0) return
  requestAnimationFrame(() => {
    const left = rows()
    const next = left[Math.min(place, left.length - 1)]
    if (next instanceof HTMLElement) next.focus()
  })
}

export function Outline() {
  const app = useApp()
  const t = useText(leftTexts)
  const workflow = useWorkflow((current) => current)
  const rows = useMemo(() => rowsOf(workflow), [workflow])
  if (rows.length === 0)
    return (
      <EmptyState
        text={t('outlineEmpty')}
        action={<Button onClick={() => app.view.show({ left: 'add' })}>{t('add')}</Button>}
      />
    )
  return (
    <div className={css.outline} onKeyDownCapture={moveFocus}>
      <VirtualList
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        label={t('outlineLabel')}
        rowKey={(index) => rows[index]?.id ?? index}
        row={(index) => {
          const row = rows[index]
          if (!row) return null
          return row.type === 'node' ? <NodeRow id={row.id} /> : <EdgeRow {...row} />
        }}
      />
    </div>
  )
}

function NodeRow({ id }: { readonly id: NodeId }) {
  const app = useApp()
  const t = useText(leftTexts)
  const say = useSay()
  const node = useWorkflow((workflow) => workflow.nodes[id])
  const selected = useSelection((state) => state.nodes.has(id))
  const renaming = useView((state) => state.renaming?.node === id && state.renaming.where === 'outline')
  if (!node) return null
  const look = lookOf(node.kind)
  const name = node.name
  const port = nodeModels[node.kind].ports.find((each) => outPort(node.kind, each.name))
  return (
    <div className={css.row} data-selected={selected}>
      <look.icon size={15} />
      {renaming ? (
        <Rename id={id} name={name} />
      ) : (
        <button
          type="button"
          className={css.name}
          data-outline-row
          aria-pressed={selected}
          onClick={(event) => app.selection.select({ nodes: [id] }, event.shiftKey ? 'toggle' : 'replace')}
          onDoubleClick={() => app.canvas.current?.fit('selection')}
          onKeyDown={(event) => {
            if (event.key === 'Delete' || event.key === 'Backspace') edit(app, { type: 'remove', nodes: [id] })
          }}
        >
          {name} <span className={css.kind}>{say(look.title)}</span>
        </button>
      )}
      <span className={css.tools}>
        {port && (
          <IconButton
            small
            label={t('connect', { name })}
            icon={<Spline />}
            onClick={() => {
              app.selection.select({ nodes: [id] })
              app.view.show({ connecting: { node: id, port: port.name } })
            }}
          />
        )}
        <IconButton
          small
          label={t('rename', { name })}
          icon={<Pencil />}
          onClick={() => app.view.show({ renaming: { node: id, where: 'outline' } })}
        />
        <IconButton
          small
          label={t('remove', { name })}
          icon={<Trash2 />}
          onClick={() => edit(app, { type: 'remove', nodes: [id] })}
        />
      </span>
    </div>
  )
}

function Rename({ id, name }: { readonly id: NodeId; readonly name: string }) {
  const app = useApp()
  const t = useText(leftTexts)
  const [draft, setDraft] = useState(name)
  const end = (apply: boolean) => {
    app.view.show({ renaming: undefined })
    if (apply && draft.trim() !== '' && draft !== name) edit(app, { type: 'rename-node', node: id, name: draft.trim() })
  }
  return (
    <input
      className={css.input}
      aria-label={t('newName')}
      value={draft}
      // biome-ignore lint/a11y/noAutofocus: the user asked to type here
      autoFocus
      spellCheck={false}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') end(true)
        if (event.key === 'Escape') end(false)
      }}
    />
  )
}

function EdgeRow({ id, from, to }: { readonly id: EdgeId; readonly from: string; readonly to: string }) {
  const app = useApp()
  const t = useText(leftTexts)
  const selected = useSelection((state) => state.edges.has(id))
  return (
    <div className={css.row} data-selected={selected} data-depth="1">
      <CornerDownRight size={13} aria-hidden="true" />
      <button
        type="button"
        className={css.name}
        data-outline-row
        aria-pressed={selected}
        aria-label={t('edge', { from, to })}
        onClick={() => app.selection.select({ edges: [id] })}
        onKeyDown={(event) => {
          if (event.key === 'Delete' || event.key === 'Backspace') edit(app, { type: 'remove', edges: [id] })
        }}
      >
        {to}
      </button>
      <span className={css.tools}>
        <IconButton
          small
          label={t('remove', { name: t('edge', { from, to }) })}
          icon={<Trash2 />}
          onClick={() => edit(app, { type: 'remove', edges: [id] })}
        />
      </span>
    </div>
  )
}
