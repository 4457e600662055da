// The table that `faaslab ghost` prints.
import { type FigureRow, type FigureRowName, figureRows, type RunFigures } from '#trace'

const WORDS: Readonly<Record<FigureRowName, string>> = {
  attempts: 'attempts on the dependency',
  peak: 'most attempts at a time',
  attemptsFailed: 'attempts that failed',
  wasted: 'attempts wasted (failed or late)',
  refusals: 'refused before an attempt',
  calls: 'calls that ended',
  callsFailed: 'calls that failed',
  callsP50: 'wait of a call, p50',
  callsP99: 'wait of a call, p99',
  callsPending: 'calls under way at the end',
  invocationsFailed: 'invocations of the caller that failed',
  invocationsP99: 'invocations of the caller, p99',
  requestsFailed: 'clients’ requests that failed',
  requestsP99: 'clients’ requests, p99',
}

const shown = (value: number, unit: FigureRow['unit']): string =>
  unit === 'us' ? `${(value / 1000).toFixed(1)} ms` : String(value)

const signed = (value: number, unit: FigureRow['unit']): string => `${value > 0 ? '+' : ''}${shown(value, unit)}`

export interface GhostTitle {
  readonly without: string
  readonly variant: 'without' | 'no-jitter'
  readonly seed: number
}

export function ghostRows(withPolicy: RunFigures, without: RunFigures, title: GhostTitle): string {
  const other = title.variant === 'without' ? 'without' : 'no jitter'
  const head = ['', 'as it is', other, 'difference']
  const rows = figureRows(withPolicy, without).map(({ name, unit, withPolicy: one, without: two }) => {
    const difference = one === undefined || two === undefined ? '' : signed(two - one, unit)
    const told = [one, two].map((value) => (value === undefined ? '–' : shown(value, unit)))
    return [name === 'peak' ? `${WORDS.peak} (${withPolicy.binUs / 1000} ms)` : WORDS[name], ...told, difference]
  })
  const table = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const span = `${title.without}  ${other}  virtual ${((withPolicy.toUs - 1) / 1_000_000).toFixed(3)} s  seed ${title.seed}`
  return [...lines, span, ''].join('\n')
}
