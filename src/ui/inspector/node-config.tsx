// The config of a node: its name, then the form of its kind.
import type { JsonObject } from '#base'
import { type NodeKind, nodeModels } from '#nodes/models'
import { type KindForm, TextField, useText } from '#ui/kit'
import { defaultConfig, findNode, type NodeId } from '#workflow'
import { useMemo } from 'react'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { editOrReason } from '../shell/edit.ts'
import { ConfigForm } from './config-form.tsx'
import css from './form.module.css'
import { useRunUnderWay } from './run-under-way.tsx'
import { inspectorTexts } from './texts.ts'
import { useKindForm } from './use-kind-form.ts'

export function NodeConfigForm({ id }: { readonly id: NodeId }) {
  const kind = useWorkflow((workflow) => findNode(workflow, id)?.kind)
  return kind ? <NodeForm id={id} kind={kind} /> : null
}

const isLive = (kind: NodeKind, field: string): boolean => nodeModels[kind].changes(field) === 'live'

const hasLive = (kind: NodeKind, { node }: KindForm): boolean =>
  node.some(({ fields }) => fields.some(({ field }) => isLive(kind, field)))

function NodeForm({ id, kind }: { readonly id: NodeId; readonly kind: NodeKind }) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const node = useWorkflow((workflow) => findNode(workflow, id))
  const running = useRunUnderWay()
  const defaults = useMemo(() => defaultConfig(kind), [kind])
  const form = useKindForm(kind)
  if (!node) return null
  const restartNote = running && hasLive(kind, form) ? t('afterRestart') : undefined
  return (
    <>
      <div className={css.form} style={{ paddingBottom: 0 }}>
        <div className={css.section}>
          <TextField
            label={t('name')}
            help={restartNote ? `${t('nameHelp')} · ${restartNote}` : t('nameHelp')}
            value={node.name}
            onApply={(name) => editOrReason(app, { type: 'rename-node', node: id, name: name.trim() })}
          />
          {running && <p className={css.lead}>{t(restartNote ? 'mostlyAtOnce' : 'remember')}</p>}
        </div>
      </div>
      <ConfigForm
        sections={form.node}
        config={node.config as JsonObject}
        defaults={defaults as JsonObject}
        noteOf={(field) => (isLive(kind, field) ? undefined : restartNote)}
        onApply={(field, value) =>
          editOrReason(
            app,
            value === undefined
              ? { type: 'edit-config', node: id, patch: {}, unset: [field] }
              : { type: 'edit-config', node: id, patch: { [field]: value } },
          )
        }
      />
    </>
  )
}
