// The inputs: text, number, duration, choice, switch. Each reads what was typed and says why it can't be used.
import { formatDuration, parseDuration } from '#base'
import { Select as NativeSelect } from './select.tsx'
import { type Apply, type Draft, Field, type FieldFrame, type InputWiring, type Reading, useDraft } from './field.tsx'
import css from './field.module.css'
import { useText } from './text.tsx'
import { kitTexts } from './texts.ts'

function DraftInput({
  draft,
  wiring,
  mono,
  lines,
  placeholder,
  inputMode,
}: {
  readonly draft: Draft
  readonly wiring: InputWiring
  readonly mono?: boolean | undefined
  readonly lines?: number | undefined
  readonly placeholder?: string | undefined
  readonly inputMode?: 'decimal' | undefined
}) {
  const common = {
    ...wiring,
    className: css.input,
    'data-mono': mono,
    value: draft.text,
    placeholder,
    spellCheck: false,
    autoComplete: 'off',
    onBlur: draft.commit,
  }
  if (lines !== undefined && lines > 1)
    return (
      <textarea
        {...common}
        rows={lines}
        onChange={(event) => draft.type(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && draft.revert()}
      />
    )
  return (
    <input
      {...common}
      inputMode={inputMode}
      onChange={(event) => draft.type(event.target.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') draft.commit()
        if (event.key === 'Escape') draft.revert()
      }}
    />
  )
}

export interface TextFieldProps extends FieldFrame {
  readonly value: string
  readonly onApply: Apply<string>
  readonly mono?: boolean | undefined
  readonly lines?: number | undefined
  readonly placeholder?: string | undefined
  /** Why this text can't be used; undefined when it can. */
  readonly check?: ((text: string) => string | undefined) | undefined
}

export function TextField({ value, onApply, mono, lines, placeholder, check, ...frame }: TextFieldProps) {
  const draft = useDraft(
    value,
    (text): Reading<string> => {
      const reason = check?.(text)
      return reason === undefined ? { value: text } : { reason }
    },
    onApply,
  )
  return (
    <Field frame={frame} reason={draft.reason}>
      {(wiring) => <DraftInput draft={draft} wiring={wiring} mono={mono} lines={lines} placeholder={placeholder} />}
    </Field>
  )
}

export interface NumberFieldProps extends FieldFrame {
  /** Undefined: not set; the field is then empty. */
  readonly value: number | undefined
  readonly onApply: Apply<number | undefined>
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly integer?: boolean | undefined
  readonly optional?: boolean | undefined
}

export function NumberField({ value, onApply, minimum, maximum, integer, optional, ...frame }: NumberFieldProps) {
  const t = useText(kitTexts)
  const low = minimum ?? Number.NEGATIVE_INFINITY
  const high = maximum ?? Number.POSITIVE_INFINITY
  const draft = useDraft(
    value === undefined ? '' : String(value),
    (text): Reading<number | undefined> => {
      const trimmed = text.trim()
      if (trimmed === '' && optional) return { value: undefined }
      const number = Number(trimmed)
      if (trimmed === '' || !Number.isFinite(number)) return { reason: t('badNumber', { text: trimmed }) }
      if (integer && !Number.isInteger(number)) return { reason: t('badInteger', { text: trimmed }) }
      if (number < low || number > high)
        return { reason: t('outOfRange', { text: trimmed, minimum: low, maximum: high === Infinity ? '∞' : high }) }
      return { value: number }
    },
    onApply,
  )
  return (
    <Field
      frame={{
        ...frame,
        help: withRange(
          frame.help,
          range(t, minimum, maximum, (value) => value.toLocaleString('en')),
        ),
      }}
      reason={draft.reason}
    >
      {(wiring) => (
        <DraftInput
          draft={draft}
          wiring={wiring}
          mono
          inputMode="decimal"
          placeholder={optional ? t('notSet') : undefined}
        />
      )}
    </Field>
  )
}

export interface DurationFieldProps extends FieldFrame {
  readonly valueMs: number | undefined
  readonly onApply: Apply<number | undefined>
  readonly minimumMs?: number | undefined
  readonly maximumMs?: number | undefined
  readonly optional?: boolean | undefined
  /** What a bare number means; seconds unless said. */
  readonly bareUnit?: 'ms' | 's' | undefined
}

export function DurationField({
  valueMs,
  onApply,
  minimumMs,
  maximumMs,
  optional,
  bareUnit,
  ...frame
}: DurationFieldProps) {
  const t = useText(kitTexts)
  const low = minimumMs ?? 0
  const high = maximumMs ?? Number.POSITIVE_INFINITY
  const draft = useDraft(
    valueMs === undefined ? '' : formatDuration(valueMs),
    (text): Reading<number | undefined> => {
      const trimmed = text.trim()
      if (trimmed === '' && optional) return { value: undefined }
      const ms = parseDuration(trimmed, bareUnit ?? 's')
      if (ms === undefined) return { reason: t('badDuration', { text: trimmed }) }
      if (ms < low || ms > high) {
        const maximum = high === Infinity ? '∞' : formatDuration(high)
        return { reason: t('outOfRange', { text: trimmed, minimum: formatDuration(low), maximum }) }
      }
      return { value: ms }
    },
    onApply,
  )
  return (
    <Field
      frame={{ ...frame, help: withRange(frame.help, range(t, minimumMs, maximumMs, formatDuration)) }}
      reason={draft.reason}
    >
      {(wiring) => <DraftInput draft={draft} wiring={wiring} mono placeholder={optional ? t('notSet') : undefined} />}
    </Field>
  )
}

/** A year and more says nothing to a reader. */
const ENDLESS = 31_536_000_000

function range(
  t: (key: 'between' | 'atLeast', data: Record<string, string>) => string,
  minimum: number | undefined,
  maximum: number | undefined,
  show: (value: number) => string,
): string | undefined {
  if (minimum === undefined) return undefined
  if (maximum === undefined || maximum >= ENDLESS)
    return minimum > 0 ? t('atLeast', { minimum: show(minimum) }) : undefined
  return t('between', { minimum: show(minimum), maximum: show(maximum) })
}

const withRange = (help: string | undefined, text: string | undefined): string | undefined =>
  [help, text].filter(Boolean).join(' · ') || undefined

export interface SelectFieldProps<Value extends string> extends FieldFrame {
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onApply: (value: Value) => void
}

export function SelectField<Value extends string>({ value, options, onApply, ...frame }: SelectFieldProps<Value>) {
  return (
    <Field frame={frame}>
      {(wiring) => <NativeSelect {...wiring} value={value} options={options} onChange={onApply} />}
    </Field>
  )
}

export interface SwitchFieldProps extends FieldFrame {
  readonly value: boolean
  readonly onApply: (value: boolean) => void
}

export function SwitchField({ value, onApply, ...frame }: SwitchFieldProps) {
  return (
    <Field frame={frame} inline>
      {(wiring) => <Switch {...wiring} on={value} onChange={onApply} />}
    </Field>
  )
}

export function Switch({
  on,
  onChange,
  ...rest
}: {
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string
}) {
  return (
    <button
      {...rest}
      type="button"
      role="switch"
      aria-checked={on}
      className={css.switch}
      onClick={() => onChange(!on)}
    >
      <span className={css.thumb} />
    </button>
  )
}

export interface ChoicesFieldProps<Value extends string> extends FieldFrame {
  readonly values: readonly Value[]
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onApply: (values: Value[]) => void
}

/** Any number of a few. */
export function ChoicesField<Value extends string>({ values, options, onApply, ...frame }: ChoicesFieldProps<Value>) {
  return (
    <Field frame={frame}>
      {(wiring) => (
        <fieldset
          className={css.choices}
          id={wiring.id}
          aria-label={frame.label}
          aria-describedby={wiring['aria-describedby']}
        >
          {options.map((option) => (
            <label key={option.value} className={css.choice}>
              <input
                type="checkbox"
                checked={values.includes(option.value)}
                onChange={(event) =>
                  onApply(
                    options
                      .map((each) => each.value)
                      .filter((each) => (each === option.value ? event.target.checked : values.includes(each))),
                  )
                }
              />
              {option.label}
            </label>
          ))}
        </fieldset>
      )}
    </Field>
  )
}
