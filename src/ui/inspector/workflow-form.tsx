// Nothing selected: the workflow itself and its scenario.
import { formatDuration, parseDuration, parseIsoUtc } from '#base'
import { DurationField, NumberField, TextField, useText } from '#ui/kit'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { CommandWordButton } from '../shell/commands/command-button.tsx'
import { editOrReason } from '../shell/edit.ts'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

export function WorkflowForm() {
  const app = useApp()
  const t = useText(inspectorTexts)
  const name = useWorkflow((workflow) => workflow.name)
  const scenario = useWorkflow((workflow) => workflow.scenario)
  const nodes = useWorkflow((workflow) => Object.keys(workflow.nodes).length)
  const edges = useWorkflow((workflow) => Object.keys(workflow.edges).length)
  const files = useWorkflow((workflow) => Object.keys(workflow.files).length)
  return (
    <div className={css.form}>
      <section className={css.section} aria-label={t('workflow')}>
        <h3 className={css.title}>{t('workflow')}</h3>
        <TextField
          label={t('name')}
          value={name}
          onApply={(wanted) => editOrReason(app, { type: 'rename-workflow', name: wanted.trim() })}
        />
        <p className={css.lead}>{t('counts', { nodes, edges, files })}</p>
        <CommandWordButton id="settings" small />
      </section>
      <section className={css.section} aria-label={t('scenario')}>
        <h3 className={css.title}>{t('scenario')}</h3>
        <TextField
          mono
          name="startAt"
          label={t('startAt')}
          help={t('startAtHelp')}
          value={scenario.startAt}
          check={(text) => (parseIsoUtc(text.trim()) === undefined ? t('badTime') : undefined)}
          onApply={(startAt) => editOrReason(app, { type: 'edit-scenario', patch: { startAt: startAt.trim() } })}
        />
        <DurationField
          name="duration"
          label={t('duration')}
          help={t('durationHelp')}
          optional
          valueMs={scenario.duration === '' ? undefined : parseDuration(scenario.duration)}
          onApply={(ms) =>
            editOrReason(app, {
              type: 'edit-scenario',
              patch: { duration: ms === undefined ? '' : formatDuration(ms) },
            })
          }
        />
        <NumberField
          name="seed"
          label={t('seed')}
          integer
          minimum={0}
          maximum={Number.MAX_SAFE_INTEGER}
          value={scenario.seed}
          onApply={(seed) => editOrReason(app, { type: 'edit-scenario', patch: { seed: seed ?? 0 } })}
        />
      </section>
    </div>
  )
}
