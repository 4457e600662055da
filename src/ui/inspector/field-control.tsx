// One field of a form: its control by what the kind says of it.
import { formatDuration, type Json, type JsonObject } from '#base'
import {
  Button,
  ChoicesField,
  DurationField,
  type FieldFrame,
  type FieldSpec,
  IconButton,
  NumberField,
  PairsField,
  SelectField,
  SwitchField,
  TextField,
  useSay,
  useText,
} from '#ui/kit'
import { Plus, Trash2 } from 'lucide-react'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

export interface FieldControlProps {
  readonly spec: FieldSpec
  readonly value: Json | undefined
  readonly standard: Json | undefined
  /** Said after the field's own help. */
  readonly note?: string | undefined
  /** Undefined: back to the default, or away where the field is optional. */
  readonly onApply: (value: Json | undefined) => string | undefined
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const numberOf = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined)
const objectOf = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {}
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const LONGEST_DEFAULT = 32

function showDefault(spec: FieldSpec, standard: Json | undefined): string | undefined {
  if (standard === undefined || typeof standard === 'object') return undefined
  if (spec.control === 'duration') return formatDuration(Number(standard))
  if (spec.control === 'switch' || spec.control === 'select' || standard === '') return undefined
  const text = String(standard)
  return text.length > LONGEST_DEFAULT ? undefined : text
}

export function FieldControl(props: FieldControlProps) {
  const say = useSay()
  const { spec, value, standard, note, onApply } = props
  const changed = JSON.stringify(value) !== JSON.stringify(standard)
  const simple = spec.control !== 'variant' && spec.control !== 'rows' && spec.control !== 'switch'
  const frame: FieldFrame = {
    name: spec.field,
    label: say(spec.label),
    help: [spec.help && say(spec.help), note].filter(Boolean).join(' · ') || undefined,
    source: spec.source && say(spec.source),
    defaultText: changed ? showDefault(spec, standard) : undefined,
    onReset: changed && simple ? () => void onApply(undefined) : undefined,
  }
  switch (spec.control) {
    case 'text':
      return <TextControl {...props} spec={spec} frame={frame} />
    case 'number':
      return (
        <NumberField
          {...frame}
          value={numberOf(value)}
          onApply={onApply}
          minimum={spec.minimum}
          maximum={spec.maximum}
          integer={spec.integer}
          optional={spec.optional}
          unit={spec.unit && say(spec.unit)}
        />
      )
    case 'duration':
      return (
        <DurationField
          {...frame}
          valueMs={numberOf(value)}
          onApply={onApply}
          minimumMs={spec.minimumMs}
          maximumMs={spec.maximumMs}
          bareUnit={spec.bareUnit}
          optional={spec.optional}
        />
      )
    case 'select':
      return (
        <SelectField
          {...frame}
          value={textOf(value)}
          options={spec.options.map((option) => ({ value: option.value, label: say(option.label) }))}
          onApply={onApply}
        />
      )
    case 'choices':
      return (
        <ChoicesField
          {...frame}
          values={listOf(value).map(String)}
          options={spec.options.map((option) => ({ value: option.value, label: say(option.label) }))}
          onApply={onApply}
        />
      )
    case 'switch':
      return <SwitchField {...frame} value={value === true} onApply={onApply} />
    case 'pairs':
      return <PairsField {...frame} pairs={objectOf(value) as Readonly<Record<string, string>>} onApply={onApply} />
    case 'numbers':
      return <NumbersControl {...props} frame={frame} />
    case 'texts':
      return <TextsControl {...props} frame={frame} />
    case 'variant':
      return <VariantControl {...props} spec={spec} frame={frame} />
    case 'rows':
      return <RowsControl {...props} spec={spec} frame={frame} />
  }
}

type Of<Control extends FieldSpec['control']> = FieldControlProps & {
  readonly spec: Extract<FieldSpec, { readonly control: Control }>
  readonly frame: FieldFrame
}

function TextControl({ spec, value, onApply, frame }: Of<'text'>) {
  const t = useText(inspectorTexts)
  const check = (text: string): string | undefined => {
    if (!spec.json || text.trim() === '') return undefined
    try {
      JSON.parse(text)
      return undefined
    } catch (error) {
      return t('badJson', { reason: error instanceof Error ? error.message : String(error) })
    }
  }
  const apply = (text: string) => onApply(spec.optional && text === '' ? undefined : text)
  return (
    <TextField {...frame} value={textOf(value)} onApply={apply} mono={spec.mono} lines={spec.lines} check={check} />
  )
}

function NumbersControl({ value, onApply, frame }: FieldControlProps & { readonly frame: FieldFrame }) {
  const t = useText(inspectorTexts)
  const read = (text: string): number[] =>
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number)
  return (
    <TextField
      {...frame}
      mono
      lines={4}
      value={listOf(value).join('\n')}
      check={(text) => (read(text).every(Number.isFinite) ? undefined : t('badNumbers'))}
      onApply={(text) => onApply(read(text))}
    />
  )
}

function TextsControl({ value, onApply, frame }: FieldControlProps & { readonly frame: FieldFrame }) {
  const read = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  const texts = listOf(value).map(String)
  return (
    <TextField
      {...frame}
      mono
      lines={Math.min(6, Math.max(2, texts.length))}
      value={texts.join('\n')}
      onApply={(text) => onApply(read(text))}
    />
  )
}

function VariantControl({ spec, value, onApply, frame }: Of<'variant'>) {
  const say = useSay()
  const current = objectOf(value)
  const shape = textOf(current[spec.tag])
  const variant = spec.variants.find((each) => each.value === shape)
  return (
    <>
      <SelectField
        {...frame}
        value={shape}
        options={spec.variants.map((each) => ({ value: each.value, label: say(each.label) }))}
        onApply={(chosen) => {
          const next = spec.variants.find((each) => each.value === chosen)
          if (next) onApply({ ...(next.initial as JsonObject), [spec.tag]: chosen })
        }}
      />
      {variant && (
        <div className={css.nested}>
          {variant.fields.map((field) => (
            <FieldControl
              key={`${shape} ${field.field}`}
              spec={field}
              value={current[field.field]}
              standard={current[field.field]}
              onApply={(inner) => onApply(withField(current, field.field, inner))}
            />
          ))}
        </div>
      )}
    </>
  )
}

function withField(object: JsonObject, field: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...object, [field]: value }
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== field))
}

function RowsControl({ spec, value, onApply, frame }: Of<'rows'>) {
  const t = useText(inspectorTexts)
  const rows = listOf(value).map(objectOf)
  const replace = (index: number, row: JsonObject) => onApply(rows.map((each, at) => (at === index ? row : each)))
  return (
    <fieldset className={css.group} aria-label={frame.label} data-field={spec.field}>
      <div className={css.rowHead}>
        {frame.label}
        <Button small look="quiet" icon={<Plus />} onClick={() => onApply([...rows, spec.newRow as JsonObject])}>
          {t('addRow')}
        </Button>
      </div>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className={css.row}>
          <div className={css.rowFields}>
            {spec.fields.map((field) => (
              <FieldControl
                key={field.field}
                spec={field}
                value={row[field.field]}
                standard={row[field.field]}
                onApply={(inner) => replace(index, withField(row, field.field, inner))}
              />
            ))}
          </div>
          <div className={css.rowHead}>
            <span />
            <IconButton
              small
              label={t('remove')}
              icon={<Trash2 />}
              onClick={() => onApply(rows.filter((_, at) => at !== index))}
            />
          </div>
        </div>
      ))}
    </fieldset>
  )
}
