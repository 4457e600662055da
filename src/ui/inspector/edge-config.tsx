// The config of a connection: of a trigger what the provider keeps with it, of a call permissions and variable.
import type { JsonObject } from '#base'
import { CALL_ACTIONS, type NodeKind } from '#nodes/models'
import { ChoicesField, EmptyState, TextField, useText } from '#ui/kit'
import { callEnvName, type EdgeId, edgeConfig, findEdge, findNode, outPort, type WorkflowEdge } from '#workflow'
import { useMemo } from 'react'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { editOrReason } from '../shell/edit.ts'
import { ConfigForm } from './config-form.tsx'
import css from './form.module.css'
import { EditsTake, useRunUnderWay } from './run-under-way.tsx'
import { inspectorTexts } from './texts.ts'
import { useKindForm } from './use-kind-form.ts'

export function EdgeConfigForm({ id }: { readonly id: EdgeId }) {
  const edge = useWorkflow((workflow) => findEdge(workflow, id))
  const kind = useWorkflow((workflow) => edge && findNode(workflow, edge.from.node)?.kind)
  if (!edge || !kind) return null
  if (outPort(kind, edge.from.port)?.edge !== 'call') return <TriggerForm id={id} edge={edge} kind={kind} />
  return kind === 'function' ? <CallForm id={id} /> : <Nothing />
}

function TriggerForm({
  id,
  edge,
  kind,
}: {
  readonly id: EdgeId
  readonly edge: WorkflowEdge
  readonly kind: NodeKind
}) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const running = useRunUnderWay()
  const form = useKindForm(kind)
  const port = edge.from.port
  const defaults = useMemo(() => (outPort(kind, port)?.edgeConfig.parse({}) ?? {}) as JsonObject, [kind, port])
  const sections = form.edges[port]
  if (!sections) return <Nothing />
  const isLive = (field: string): boolean => outPort(kind, port)?.edgeChanges?.(field) === 'live'
  const fields = sections.flatMap((section) => section.fields.map(({ field }) => field))
  const isPartlyLive = fields.some(isLive) && !fields.every(isLive)
  return (
    <>
      <div className={css.form} style={{ paddingBottom: 0 }}>
        <EditsTake effect={fields.every(isLive) ? 'atOnce' : isPartlyLive ? 'mostlyAtOnce' : 'remember'} />
      </div>
      <ConfigForm
        sections={sections}
        config={edge.config as JsonObject}
        defaults={defaults}
        noteOf={(field) => (running && isPartlyLive && !isLive(field) ? t('afterRestart') : undefined)}
        onApply={(field, value) =>
          editOrReason(
            app,
            value === undefined
              ? { type: 'edit-edge-config', edge: id, patch: {}, unset: [field] }
              : { type: 'edit-edge-config', edge: id, patch: { [field]: value } },
          )
        }
      />
    </>
  )
}

function Nothing() {
  const t = useText(inspectorTexts)
  return <EmptyState text={t('nothing')} />
}

const ACTION_TEXTS: Readonly<
  Record<(typeof CALL_ACTIONS)[number], `action${'Send' | 'Receive' | 'Invoke' | 'Request' | 'Read' | 'Write'}`>
> = {
  send: 'actionSend',
  receive: 'actionReceive',
  invoke: 'actionInvoke',
  request: 'actionRequest',
  read: 'actionRead',
  write: 'actionWrite',
}

function CallForm({ id }: { readonly id: EdgeId }) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const config = useWorkflow((workflow) => edgeConfig(workflow, id, 'function/call'))
  const derived = useWorkflow((workflow) => callEnvName(workflow, id))
  if (!config) return null
  const set = (patch: JsonObject) => editOrReason(app, { type: 'edit-edge-config', edge: id, patch })
  return (
    <div className={css.form}>
      <EditsTake effect="remember" />
      <section className={css.section} aria-label={t('call')}>
        <h3 className={css.title}>{t('call')}</h3>
        <TextField
          name="env"
          mono
          label={t('env')}
          help={t('envHelp', { name: derived ?? '–' })}
          placeholder={derived}
          value={config.env}
          onApply={(env) => set({ env: env.trim() })}
        />
        <ChoicesField
          name="actions"
          label={t('actions')}
          values={config.actions}
          options={CALL_ACTIONS.map((value) => ({ value, label: t(ACTION_TEXTS[value]) }))}
          onApply={(actions) => void set({ actions })}
        />
      </section>
    </div>
  )
}
