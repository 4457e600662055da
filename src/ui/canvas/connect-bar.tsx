// While one end waits for the other: what can be its other end, as buttons, so that connecting needs no mouse.
import { lookOf } from '#nodes/views'
import { nodeModels } from '#nodes/models'
import { Button, useSay, useText } from '#ui/kit'
import {
  type EdgeEnd,
  type KindOffer,
  kindsFor,
  type NodeId,
  connectionChoices,
  portOf,
  type Workflow,
} from '#workflow'
import { Plus } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { useApp, useView, useWorkflow } from '../shell/app-context.tsx'
import css from './connect-bar.module.css'
import { addAtDrop, joinToNode } from './connecting.ts'
import { freeFrom } from './add-node.ts'
import { GAP_X, NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'
import { canvasTexts } from './texts.ts'

export function ConnectBar() {
  const end = useView((state) => state.connecting)
  return end ? <Bar key={`${end.node} ${end.port}`} end={end} /> : null
}

const isInput = (workflow: Workflow, end: EdgeEnd): boolean => {
  const node = workflow.nodes[end.node]
  return node !== undefined && portOf(node.kind, end.port)?.direction === 'in'
}

function targetsOf(workflow: Workflow, end: EdgeEnd): { readonly id: NodeId; readonly name: string }[] {
  const backwards = isInput(workflow, end)
  return (Object.keys(workflow.nodes) as NodeId[])
    .flatMap((id) => {
      const choices = backwards
        ? connectionChoices(workflow, id, end.node).filter((choice) => choice.to.port === end.port)
        : connectionChoices(workflow, end.node, id).filter((choice) => choice.from.port === end.port)
      const node = workflow.nodes[id]
      return choices.length > 0 && node ? [{ id, name: node.name }] : []
    })
    .sort((a, b) => Number(a.id === end.node) - Number(b.id === end.node))
}

function Bar({ end }: { readonly end: EdgeEnd }) {
  const app = useApp()
  const t = useText(canvasTexts)
  const say = useSay()
  const workflow = useWorkflow((current) => current)
  const bar = useRef<HTMLDivElement>(null)
  const targets = useMemo(() => targetsOf(workflow, end), [workflow, end])
  const offers = useMemo(() => kindsFor(workflow, end), [workflow, end])
  useEffect(() => bar.current?.querySelector('button')?.focus(), [])
  // An edit made meanwhile, such as undo, ends it.
  useEffect(
    () =>
      app.document.subscribe((state, before) => {
        if (state.workflow !== before.workflow) app.view.show({ connecting: undefined })
      }),
    [app],
  )
  const node = workflow.nodes[end.node]
  if (!node) return null
  const portText = (port: string) => {
    const text = lookOf(node.kind).ports[port]
    return text ? say(text.label) : port
  }
  const others = nodeModels[node.kind].ports.filter((port) => port.name !== end.port)
  const cancel = () => {
    app.view.show({ connecting: undefined })
    app.canvas.current?.focus()
  }
  const add = (offer: KindOffer) => {
    const step = (NODE_WIDTH + GAP_X) * (isInput(workflow, end) ? -1 : 1)
    const at = freeFrom(workflow, { x: node.position.x + step, y: node.position.y })
    app.view.show({ connecting: undefined })
    addAtDrop(app, end, offer, { x: isInput(workflow, end) ? at.x + NODE_WIDTH : at.x, y: at.y + NODE_HEIGHT / 2 })
    app.canvas.current?.focus()
  }
  const data = { node: node.name, port: portText(end.port) }
  return (
    <div
      ref={bar}
      className={css.bar}
      role="toolbar"
      aria-label={t('connectTo', data)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          cancel()
        }
      }}
    >
      <span>{t(targets.length > 0 ? 'connectTo' : 'connectNobody', data)}</span>
      {targets.map((target) => (
        <Button
          small
          key={target.id}
          onClick={() => {
            joinToNode(app, end, target.id)
            app.selection.select({ nodes: [end.node] })
            app.canvas.current?.focus()
          }}
        >
          {target.name}
        </Button>
      ))}
      {offers.map((offer) => (
        <Button small icon={<Plus />} key={`${offer.kind} ${offer.port}`} onClick={() => add(offer)}>
          {say(lookOf(offer.kind).title)}
        </Button>
      ))}
      {others.map((port) => (
        <Button
          small
          look="quiet"
          key={port.name}
          onClick={() => app.view.show({ connecting: { node: end.node, port: port.name } })}
        >
          {t('otherPort')}: {portText(port.name)}
        </Button>
      ))}
      <Button small look="quiet" onClick={cancel}>
        {t('cancel')}
      </Button>
    </div>
  )
}
