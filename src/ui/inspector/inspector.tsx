// What is selected, to look at and to change: Config, Code, Policy, Live.
import { lookOf } from '#nodes/views'
import { EmptyState, type Tab, Tabs, useSay, useText } from '#ui/kit'
import { type EdgeId, edgePort, findEdge, findNode, type NodeId } from '#workflow'
import { lazy, type ReactNode, Suspense } from 'react'
import { useApp, useSelection, useView, useWorkflow } from '../shell/app-context.tsx'
import type { InspectorTab } from '../shell/view-store.ts'
import { FaultInspector } from '../faults/fault-form.tsx'
import { EdgeConfigForm } from './edge-config.tsx'
import css from './inspector.module.css'
import { EdgeLive, NodeLive } from './live.tsx'
import { NodeConfigForm } from './node-config.tsx'
import { PolicyForm } from './policy-form.tsx'
import { SeveralSelected } from './several.tsx'
import { inspectorTexts } from './texts.ts'
import { WorkflowForm } from './workflow-form.tsx'

const CodeTab = lazy(async () => ({ default: (await import('../code/code-tab.tsx')).CodeTab }))

export function Inspector() {
  const t = useText(inspectorTexts)
  const target = useSelection((state) => state.target)
  switch (target.type) {
    case 'node':
      return <NodeInspector key={target.node} id={target.node} />
    case 'edge':
      return <EdgeInspector key={target.edge} id={target.edge} />
    case 'fault':
      return <FaultInspector key={target.fault} id={target.fault} />
    case 'many':
      return <SeveralSelected {...target} />
    case 'note':
      return <EmptyState text={t('noteLead')} />
    case 'workflow':
      return <WorkflowForm />
  }
}

function Arriving({ children }: { readonly children: ReactNode }) {
  return <Suspense>{children}</Suspense>
}

function InspectorTabs({ tabs }: { readonly tabs: readonly Tab<InspectorTab>[] }) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const wanted = useView((state) => state.inspector)
  const shown = tabs.some((tab) => tab.id === wanted) ? wanted : 'config'
  return <Tabs label={t('tabs')} tabs={tabs} value={shown} onChange={(inspector) => app.view.show({ inspector })} />
}

function NodeInspector({ id }: { readonly id: NodeId }) {
  const t = useText(inspectorTexts)
  const say = useSay()
  const kind = useWorkflow((workflow) => findNode(workflow, id)?.kind)
  const name = useWorkflow((workflow) => findNode(workflow, id)?.name)
  if (!kind) return null
  const look = lookOf(kind)
  const tabs: Tab<InspectorTab>[] = [
    {
      id: 'config',
      label: t('config'),
      content: (
        <Arriving>
          <NodeConfigForm id={id} />
        </Arriving>
      ),
    },
  ]
  if (kind === 'function' || kind === 'service') {
    tabs.push({
      id: 'code',
      label: t('code'),
      content: (
        <Suspense fallback={<EmptyState text={t('loading')} />}>
          <CodeTab id={id} />
        </Suspense>
      ),
    })
  }
  tabs.push({ id: 'live', label: t('live'), content: <NodeLive id={id} /> })
  return (
    <div className={css.inspector}>
      <header className={css.head}>
        <look.icon size={16} />
        <h2>{name}</h2>
        <span>{say(look.title)}</span>
      </header>
      <InspectorTabs tabs={tabs} />
    </div>
  )
}

function EdgeInspector({ id }: { readonly id: EdgeId }) {
  const t = useText(inspectorTexts)
  const port = useWorkflow((workflow) => {
    const edge = findEdge(workflow, id)
    return edge && edgePort(workflow, edge.from)
  })
  const from = useWorkflow((workflow) => findNode(workflow, findEdge(workflow, id)?.from.node ?? '')?.name)
  const to = useWorkflow((workflow) => findNode(workflow, findEdge(workflow, id)?.to.node ?? '')?.name)
  const isCall = port === 'function/call' || port === 'client/call'
  const tabs: Tab<InspectorTab>[] = [
    {
      id: 'config',
      label: t('config'),
      content: (
        <Arriving>
          <EdgeConfigForm id={id} />
        </Arriving>
      ),
    },
  ]
  if (isCall) {
    tabs.push({ id: 'policy', label: t('policy'), content: <PolicyForm id={id} /> })
    tabs.push({ id: 'live', label: t('live'), content: <EdgeLive id={id} /> })
  }
  return (
    <div className={css.inspector}>
      <header className={css.head}>
        <h2>{t('connection', { from: from ?? '', to: to ?? '' })}</h2>
      </header>
      <InspectorTabs tabs={tabs} />
    </div>
  )
}
