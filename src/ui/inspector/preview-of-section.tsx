// What a section's settings come to, beside them; while it is worked out anew, what it was.
import type { JsonObject } from '#base'
import { type FormSection, type SectionPreview, useSay } from '#ui/kit'
import { useEffect, useState } from 'react'
import { useWorkflow } from '../shell/app-context.tsx'
import css from './form.module.css'

export interface PreviewOfSectionProps {
  readonly preview: NonNullable<FormSection['preview']>
  readonly config: JsonObject
}

export function PreviewOfSection({ preview, config }: PreviewOfSectionProps) {
  const say = useSay()
  const startAt = useWorkflow((workflow) => workflow.scenario.startAt)
  const [shown, setShown] = useState<SectionPreview>()
  useEffect(() => {
    let isWanted = true
    preview(config, startAt).then((made) => {
      if (isWanted) setShown(made)
    }, reportError)
    return () => {
      isWanted = false
    }
  }, [preview, config, startAt])
  if (!shown) return null
  return (
    <div className={css.preview} aria-live="polite">
      <p className={css.title}>{say(shown.title)}</p>
      {shown.rows.length === 0 ? (
        <p className={css.lead}>{say(shown.none)}</p>
      ) : (
        <ol>
          {shown.rows.map(({ id, value, more }) => (
            <li key={id}>
              <span>{value}</span>
              {more && <span className={css.beside}>{more}</span>}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
