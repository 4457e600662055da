// What retrying costs those who are called: calls per request, on each connection, and when they came.
import type { AttemptArrivals, RetryPage, RunDescription } from '#trace'
import { Button, formatUs, useText } from '#ui/kit'
import { useCallback } from 'react'
import { useApp } from '../../shell/app-context.tsx'
import { type Paper, Surface } from '../draw/surface.tsx'
import { showTrace } from '../observe/go.ts'
import { edgeName, nodeName } from '../observe/names.ts'
import { observeTexts } from '../observe/texts.ts'
import { mostOf, paintArrivals } from './paint-arrivals.ts'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const short = (value: number): string => String(Math.round(value * 10) / 10)

export function AmplificationPane({
  run,
  page,
  edge,
  traces,
}: {
  readonly run: RunDescription
  readonly page: RetryPage
  readonly edge: number | undefined
  /** Of the whole run. */
  readonly traces: number
}) {
  const app = useApp()
  const t = useText(retryTexts)
  const say = useText(observeTexts)
  const rows = page.amplification
  const worst = rows
    .filter((row) => edge === undefined || row.edge === edge)
    .reduce<(typeof rows)[number] | undefined>((most, row) => (!most || row.max > most.max ? row : most), undefined)
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0)
  return (
    <aside className={css.pane} aria-label={t('perEdge')}>
      {worst && (
        <div className={css.headline}>
          <p className={css.figure}>{t('oneToMany', { count: worst.max })}</p>
          <p className={css.quiet}>
            {t('atMost', { node: nodeName(run, run.edges[worst.edge]?.to ?? -1) })} ·{' '}
            {t('mean', { mean: short(worst.mean) })}
          </p>
          {worst.maxTrace >= 0 && (
            <Button small look="quiet" onClick={() => showTrace(app, worst.maxTrace)}>
              {say('showTrace', { trace: worst.maxTrace })}
            </Button>
          )}
        </div>
      )}
      {page.arrivals && <Arrivals arrivals={page.arrivals} />}
      <table className={css.edges} aria-label={t('perEdge')}>
        <thead>
          <tr>
            <th scope="col">{t('perEdge')}</th>
            <th scope="col">{t('meanHead')}</th>
            <th scope="col">{t('maxHead')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.edge} data-chosen={row.edge === edge}>
              <th scope="row">{edgeName(run, row.edge)}</th>
              <td>{short(row.mean)}</td>
              <td>{row.max}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {traces > 0 && <p className={css.quiet}>{t('overall', { mean: short(attempts / traces) })}</p>}
    </aside>
  )
}

function Arrivals({ arrivals }: { readonly arrivals: AttemptArrivals }) {
  const t = useText(retryTexts)
  const paint = useCallback((paper: Paper) => paintArrivals(paper, arrivals), [arrivals])
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  const words = t('arrivalsText', {
    first: sum(arrivals.first),
    again: sum(arrivals.again),
    most: mostOf(arrivals),
    bin: formatUs((arrivals.toUs - arrivals.fromUs) / arrivals.first.length),
  })
  return (
    <figure className={css.arrivals}>
      <figcaption>
        <span>{t('arrivals')}</span>
        <span className={css.key} data-look="first">
          {t('first')}
        </span>
        <span className={css.key} data-look="again">
          {t('again')}
        </span>
      </figcaption>
      <div className={css.histogram} title={words}>
        <Surface paint={paint} />
      </div>
      <div className={css.histogramAxis} aria-hidden="true">
        <span>{arrivals.fromUs === 0 ? '0' : formatUs(arrivals.fromUs)}</span>
        <span>{formatUs(arrivals.toUs)}</span>
      </div>
      <p className={css.spoken}>{words}</p>
    </figure>
  )
}
