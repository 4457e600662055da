// The frame every input stands in: label, unit, one line of help, default and its source, and the reason why what
// stands in it is not applied.
import { RotateCcw } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import css from './field.module.css'
import { useText } from './text.tsx'
import { kitTexts } from './texts.ts'

export interface FieldFrame {
  readonly label: string
  /** One line. */
  readonly help?: string | undefined
  readonly unit?: string | undefined
  /** The default as text; with `onReset`, offered back when the value differs. */
  readonly defaultText?: string | undefined
  /** Where the default and the range come from. */
  readonly source?: string | undefined
  readonly onReset?: (() => void) | undefined
  /** For jumping to it: the name of the field in the config. */
  readonly name?: string | undefined
}

export interface InputWiring {
  readonly id: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
}

export function Field({
  frame,
  reason,
  inline,
  children,
}: {
  readonly frame: FieldFrame
  readonly reason?: string | undefined
  /** Label at the left, control at the right. */
  readonly inline?: boolean
  readonly children: (wiring: InputWiring) => ReactNode
}) {
  const t = useText(kitTexts)
  const id = useId()
  const about = [
    frame.help,
    frame.defaultText !== undefined && t('default', { value: frame.defaultText }),
    frame.source,
  ]
    .filter(Boolean)
    .join(' · ')
  return (
    <div className={css.field} data-inline={inline} data-field={frame.name}>
      <div className={css.labelRow}>
        <label className={css.label} htmlFor={id}>
          {frame.label}
        </label>
        {frame.onReset && <IconButton small label={t('reset')} icon={<RotateCcw />} onClick={frame.onReset} />}
      </div>
      <div className={css.control}>
        {children({ id, 'aria-describedby': `${id}-about`, 'aria-invalid': reason !== undefined })}
        {frame.unit && <span className={css.unit}>{frame.unit}</span>}
      </div>
      <div id={`${id}-about`} className={css.about}>
        {reason !== undefined && (
          <p className={css.reason} role="alert">
            <span aria-hidden="true">✕</span> {reason} {t('kept')}
          </p>
        )}
        {about && <p>{about}</p>}
      </div>
    </div>
  )
}

/** What was typed, read: the value, or why it can't be used. */
export type Reading<T> = { readonly value: T } | { readonly reason: string }

/** Applies a value; answers with the reason when it was refused. */
export type Apply<T> = (value: T) => string | undefined

export interface Draft {
  readonly text: string
  readonly reason: string | undefined
  readonly type: (text: string) => void
  /** Enter and leaving the field apply; Escape takes back what was typed. */
  readonly commit: () => void
  readonly revert: () => void
}

/** Text under way. It is applied when the field is left, and stays, unapplied, while it is invalid. */
export function useDraft<T>(shown: string, read: (text: string) => Reading<T>, apply: Apply<T>): Draft {
  const [text, setText] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const before = useRef(shown)
  useEffect(() => {
    if (before.current === shown) return
    before.current = shown
    setText(undefined)
    setRefused(undefined)
  }, [shown])
  const reading = text === undefined ? undefined : read(text)
  const reason = reading && 'reason' in reading ? reading.reason : refused
  return {
    text: text ?? shown,
    reason,
    type(next) {
      setText(next)
      setRefused(undefined)
    },
    commit() {
      if (text === undefined || !reading || 'reason' in reading) return
      if (text === shown) return setText(undefined)
      const why = apply(reading.value)
      setRefused(why)
      if (why === undefined) setText(undefined)
    },
    revert() {
      setText(undefined)
      setRefused(undefined)
    },
  }
}
