// The row of filters that panels of a run stand under.
import { type Language, Select, useLanguage, useText } from '#ui/kit'
import type { RunDescription } from '#trace'
import { Search, X } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './filters.module.css'
import { edgeName } from './names.ts'
import { observeTexts } from './texts.ts'

export function FilterBar({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={css.bar} role="toolbar" aria-label={label}>
      {children}
    </div>
  )
}

export const Spacer = () => <span className={css.spacer} />

/** Applies what is typed while it is typed; Escape empties it. */
export function SearchBox({
  value,
  label,
  onChange,
}: {
  readonly value: string
  readonly label?: string
  readonly onChange: (text: string) => void
}) {
  const t = useText(observeTexts)
  const name = label ?? t('filterText')
  return (
    <label className={css.search}>
      <Search size={14} aria-hidden="true" />
      <input
        type="search"
        value={value}
        placeholder={name}
        aria-label={name}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return
          event.stopPropagation()
          onChange('')
        }}
      />
    </label>
  )
}

export function Toggle({
  on,
  onChange,
  icon,
  help,
  children,
}: {
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly icon?: ReactNode
  readonly help?: string
  readonly children: ReactNode
}) {
  return (
    <button type="button" className={css.toggle} aria-pressed={on} title={help} onClick={() => onChange(!on)}>
      {icon}
      {children}
    </button>
  )
}

/** What a list is narrowed to by another panel; pressing it widens the list again. */
export function Chip({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }) {
  const t = useText(observeTexts)
  return (
    <button type="button" className={css.toggle} data-chip="true" onClick={onRemove} title={t('clearFilters')}>
      {label}
      <X size={12} aria-hidden="true" />
    </button>
  )
}

const ALL = ''

interface Choice {
  readonly value: string
  readonly label: string
}

const byLabel =
  (language: Language) =>
  (a: Choice, b: Choice): number =>
    a.label.localeCompare(b.label, language)

export function NodeSelect({
  run,
  node,
  onChange,
  only,
}: {
  readonly run: RunDescription
  readonly node: number | undefined
  readonly onChange: (node: number | undefined) => void
  readonly only?: RunDescription['nodes'][number]['kind']
}) {
  const t = useText(observeTexts)
  const language = useLanguage()
  const nodes = run.nodes
    .filter(({ kind }) => only === undefined || kind === only)
    .map(({ index, name }) => ({ value: String(index), label: name }))
    .sort(byLabel(language))
  return (
    <Select
      small
      aria-label={t('node')}
      value={node === undefined ? ALL : String(node)}
      options={[{ value: ALL, label: t('allNodes') }, ...nodes]}
      onChange={(value) => onChange(value === ALL ? undefined : Number(value))}
    />
  )
}

export function EdgeSelect({
  run,
  edges,
  edge,
  onChange,
}: {
  readonly run: RunDescription
  readonly edges: readonly number[]
  readonly edge: number | undefined
  readonly onChange: (edge: number | undefined) => void
}) {
  const t = useText(observeTexts)
  const language = useLanguage()
  const options = edges.map((index) => ({ value: String(index), label: edgeName(run, index) })).sort(byLabel(language))
  return (
    <Select
      small
      aria-label={t('edge')}
      value={edge === undefined ? ALL : String(edge)}
      options={[{ value: ALL, label: t('allEdges') }, ...options]}
      onChange={(value) => onChange(value === ALL ? undefined : Number(value))}
    />
  )
}
