// The figures of both runs and what lies between them.
import type { GhostResult, GhostTarget } from '#stores'
import { type FigureRow, figureRows } from '#trace'
import { formatUs, useText } from '#ui/kit'
import css from './ghost.module.css'
import { ghostTexts } from './texts.ts'

const MINUS = '−'

/** Sharp enough that a difference is what lies between the two as they are shown. */
const shown = (value: number, unit: FigureRow['unit']): string =>
  unit === 'count'
    ? String(value)
    : value < 1_000_000
      ? `${(value / 1000).toFixed(1)} ms`
      : value < 60_000_000
        ? `${(value / 1_000_000).toFixed(2)} s`
        : formatUs(value)

function difference({ withPolicy, without, unit }: FigureRow): string {
  if (withPolicy === undefined || without === undefined) return ''
  const between = without - withPolicy
  if (between === 0) return '='
  return `${between > 0 ? '+' : MINUS}${shown(Math.abs(between), unit)}`
}

export function GhostTable({
  result,
  variant,
  caller,
}: {
  readonly result: GhostResult
  readonly variant: GhostTarget['variant']
  readonly caller: string
}) {
  const t = useText(ghostTexts)
  const bin = formatUs(result.withPolicy.binUs)
  return (
    <table className={css.table} aria-label={t('table')}>
      <thead>
        <tr>
          <th scope="col">{t('figure')}</th>
          <th scope="col">{t('asItIs')}</th>
          <th scope="col">{t(variant === 'without' ? 'withoutIt' : 'noJitter')}</th>
          <th scope="col">{t('difference')}</th>
        </tr>
      </thead>
      <tbody>
        {figureRows(result.withPolicy, result.without).map((row) => (
          <tr key={row.name} data-differs={row.withPolicy !== row.without}>
            <th scope="row">{t(`row.${row.name}`, { bin, caller })}</th>
            <td>{row.withPolicy === undefined ? '–' : shown(row.withPolicy, row.unit)}</td>
            <td>{row.without === undefined ? '–' : shown(row.without, row.unit)}</td>
            <td>{difference(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
