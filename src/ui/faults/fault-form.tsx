// The inspector of one fault: where, when, how much of what passes, and what happens.
import type { Effect, Fault } from '#faults'
import { formatDuration, type JsonObject } from '#base'
import { Button, DurationField, NumberField, useSay, useText } from '#ui/kit'
import { effectsFor } from '#workflow'
import { Trash2 } from 'lucide-react'
import { useRunView } from '../panels/observe/use-run-view.ts'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { edit, editOrReason } from '../shell/edit.ts'
import { FieldControl } from '../inspector/field-control.tsx'
import css from '../inspector/form.module.css'
import frame from '../inspector/inspector.module.css'
import { useRunUnderWay } from '../inspector/run-under-way.tsx'
import { EFFECT_MENU, effectVariants, lookOfEffect } from './effects.ts'
import { placeTitle } from './places.ts'
import { faultTexts } from './texts.ts'

const WHAT = { en: 'Effect', 'zh-CN': '效果' }

export function FaultInspector({ id }: { readonly id: string }) {
  const fault = useWorkflow(({ scenario }) => scenario.faults.find((each) => each.id === id))
  return fault ? <FaultForm fault={fault} /> : null
}

function FaultForm({ fault }: { readonly fault: Fault }) {
  const app = useApp()
  const t = useText(faultTexts)
  const say = useSay()
  const running = useRunUnderWay()
  const place = useWorkflow((workflow) => placeTitle(workflow, fault.on))
  const workflow = useWorkflow((current) => current)
  const possible = effectsFor(workflow, fault.on)
  const { effect } = fault
  const look = lookOfEffect(effect.type)
  const types = EFFECT_MENU.filter(
    (type) => type === effect.type || possible.some((each) => each.effect === type && each.reason === undefined),
  )
  const patch = (fields: Partial<Omit<Fault, 'id'>>, unset: readonly 'endMs'[] = []) =>
    editOrReason(app, { type: 'edit-fault', id: fault.id, patch: fields, ...(unset.length > 0 && { unset }) })
  return (
    <div className={frame.inspector}>
      <header className={frame.head}>
        <look.icon size={16} aria-hidden="true" />
        <h2>{t('faultOf', { effect: say(look.title), place })}</h2>
      </header>
      <div className={css.form}>
        {running && <p className={css.wait}>{t('atOnce')}</p>}
        <Hits fault={fault.id} />
        <section className={css.section} aria-label={t('when')}>
          <h3 className={css.title}>{t('when')}</h3>
          <DurationField
            name="startMs"
            label={t('start')}
            valueMs={fault.startMs}
            onApply={(startMs) => patch({ startMs: startMs ?? 0 })}
          />
          <DurationField
            name="endMs"
            optional
            label={t('end')}
            help={t('endHelp')}
            valueMs={fault.endMs}
            onApply={(endMs) => {
              if (endMs === undefined) return patch({}, ['endMs'])
              if (endMs <= fault.startMs) return t('endBeforeStart', { start: formatDuration(fault.startMs) })
              return patch({ endMs })
            }}
          />
          <NumberField
            name="percent"
            label={t('percent')}
            help={t('percentHelp')}
            unit="%"
            minimum={0.001}
            maximum={100}
            value={fault.percent}
            onApply={(percent) => patch({ percent: percent ?? 100 })}
          />
        </section>
        <section className={css.section} aria-label={t('what')}>
          <h3 className={css.title}>{t('what')}</h3>
          <FieldControl
            spec={{
              field: 'effect',
              control: 'variant',
              tag: 'type',
              label: WHAT,
              help: look.help,
              variants: effectVariants(types),
            }}
            value={effect as JsonObject}
            standard={effect as JsonObject}
            onApply={(value) => patch({ effect: value as Effect })}
          />
        </section>
        <div className={css.buttons}>
          <Button look="danger" icon={<Trash2 />} onClick={() => edit(app, { type: 'remove-faults', ids: [fault.id] })}>
            {t('remove')}
          </Button>
        </div>
      </div>
    </div>
  )
}

/** Counting goes through the whole log. */
const COUNT_EVERY_MS = 1000

function Hits({ fault }: { readonly fault: string }) {
  const t = useText(faultTexts)
  const { answer } = useRunView(
    `hits of ${fault}`,
    (observer) => observer.tally([{ of: { type: 'fault-hit', where: { fault } } }]),
    { everyMs: COUNT_EVERY_MS },
  )
  const count = answer?.[0]?.count
  return count === undefined ? null : <p className={css.lead}>{t('hits', { count })}</p>
}
