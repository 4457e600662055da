// A list of names and values, such as environment variables and headers.
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from './button.tsx'
import css from './field.module.css'
import { type Apply, Field, type FieldFrame } from './field.tsx'
import { useText } from './text.tsx'
import { kitTexts } from './texts.ts'

export interface PairsFieldProps extends FieldFrame {
  readonly pairs: Readonly<Record<string, string>>
  readonly onApply: Apply<Record<string, string>>
}

interface Row {
  readonly key: number
  readonly name: string
  readonly value: string
}

let nextKey = 1
const rowsOf = (pairs: Readonly<Record<string, string>>): Row[] =>
  Object.entries(pairs).map(([name, value]) => ({ key: nextKey++, name, value }))

const pairsOf = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.filter((row) => row.name !== '').map((row) => [row.name, row.value]))

const same = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b))

export function PairsField({ pairs, onApply, ...frame }: PairsFieldProps) {
  const t = useText(kitTexts)
  const [shown, setShown] = useState(() => ({ of: pairs, rows: rowsOf(pairs) }))
  const [refused, setRefused] = useState<string>()
  // What another panel or undo changed is taken over; rows without a name yet stay.
  if (shown.of !== pairs) setShown({ of: pairs, rows: same(pairsOf(shown.rows), pairs) ? shown.rows : rowsOf(pairs) })
  const rows = shown.rows
  const setRows = (next: readonly Row[]) => setShown({ of: pairs, rows: [...next] })

  const twice = rows.find((row) => row.name !== '' && rows.some((other) => other !== row && other.name === row.name))
  const reason = twice ? t('twice', { name: twice.name }) : refused
  const apply = (next: readonly Row[]) => {
    if (new Set(next.map((row) => row.name)).size !== next.length && next.every((row) => row.name !== '')) return
    const wanted = pairsOf(next)
    if (!same(wanted, pairs)) setRefused(onApply(wanted))
  }
  const edit = (key: number, patch: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)))

  return (
    <Field frame={frame} reason={reason}>
      {(wiring) => (
        <fieldset
          className={css.pairs}
          id={wiring.id}
          aria-label={frame.label}
          aria-describedby={wiring['aria-describedby']}
        >
          {rows.map((row) => (
            <div key={row.key} className={css.pair}>
              <input
                className={css.input}
                data-mono="true"
                aria-label={t('name')}
                value={row.name}
                spellCheck={false}
                onChange={(event) => edit(row.key, { name: event.target.value })}
                onBlur={() => apply(rows)}
              />
              <input
                className={css.input}
                data-mono="true"
                aria-label={t('value')}
                value={row.value}
                spellCheck={false}
                onChange={(event) => edit(row.key, { value: event.target.value })}
                onBlur={() => apply(rows)}
              />
              <IconButton
                small
                label={t('remove')}
                icon={<Trash2 />}
                onClick={() => {
                  const next = rows.filter((other) => other.key !== row.key)
                  setRows(next)
                  apply(next)
                }}
              />
            </div>
          ))}
          <Button
            small
            look="quiet"
            icon={<Plus />}
            onClick={() => setRows([...rows, { key: nextKey++, name: '', value: '' }])}
          >
            {t('add')}
          </Button>
        </fieldset>
      )}
    </Field>
  )
}
