// A form from a kind's own description of its fields. A value that is not valid stays in its field, unapplied.
import type { Json, JsonObject } from '#base'
import { type FormSection, useSay } from '#ui/kit'
import { useEffect, useRef } from 'react'
import { useView } from '../shell/app-context.tsx'
import { FieldControl } from './field-control.tsx'
import css from './form.module.css'
import { PreviewOfSection } from './preview-of-section.tsx'

export interface ConfigFormProps {
  readonly sections: readonly FormSection[]
  readonly config: JsonObject
  readonly defaults: JsonObject
  /** What is to be said of a field besides its help. */
  readonly noteOf?: ((field: string) => string | undefined) | undefined
  /** Sets a field; undefined takes it back to its default. Answers with the reason when refused. */
  readonly onApply: (field: string, value: Json | undefined) => string | undefined
}

export function ConfigForm({ sections, config, defaults, noteOf, onApply }: ConfigFormProps) {
  const say = useSay()
  const form = useRef<HTMLDivElement>(null)
  useFieldJump(form)
  return (
    <div className={css.form} ref={form}>
      {sections.map((section) => {
        const fields = section.fields.map((spec) => (
          <FieldControl
            key={spec.field}
            spec={spec}
            value={config[spec.field]}
            standard={defaults[spec.field]}
            note={noteOf?.(spec.field)}
            onApply={(value) => onApply(spec.field, value)}
          />
        ))
        return section.folded ? (
          <details key={section.id} className={css.section}>
            <summary className={css.title}>{say(section.title)}</summary>
            <div className={css.group}>
              {fields}
              {section.preview && <PreviewOfSection preview={section.preview} config={config} />}
            </div>
          </details>
        ) : (
          <section key={section.id} className={css.section} aria-label={say(section.title)}>
            <h3 className={css.title}>{say(section.title)}</h3>
            {fields}
            {section.preview && <PreviewOfSection preview={section.preview} config={config} />}
          </section>
        )
      })}
    </div>
  )
}

/** Goes to the field a problem points to. */
export function useFieldJump(form: { readonly current: HTMLElement | null }): void {
  const field = useView((state) => state.field)
  useEffect(() => {
    if (!field) return
    const [first = ''] = field.name.split('.')
    const element = form.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"]`)
    element?.closest('details')?.setAttribute('open', '')
    element?.scrollIntoView({ block: 'center' })
    element?.querySelector<HTMLElement>('input, select, textarea, button')?.focus()
  }, [field, form])
}
