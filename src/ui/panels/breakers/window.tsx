// The sliding window: calls as cells or seconds as bars, the rates against their thresholds.
import type { BreakerSnapshot } from '#resilience'
import type { BreakerView } from '#trace'
import { formatUs, useText } from '#ui/kit'
import css from './breakers.module.css'
import { percent } from './reason.ts'
import { breakerTexts } from './texts.ts'
import { type CellResult, countCells, type ProbeCell, probesOf, timeBuckets } from './window-cells.ts'

const SHAPES: Readonly<Record<CellResult | 'free' | 'pending' | 'waiting' | 'ignored', string>> = {
  ok: 'M6 2.6a3.4 3.4 0 1 0 0 6.8a3.4 3.4 0 1 0 0-6.8z',
  failed: 'M3 3l6 6M9 3l-6 6',
  slow: 'M6 2.5l4 7h-8z',
  free: '',
  pending: 'M6 2.6a3.4 3.4 0 0 1 3.4 3.4',
  waiting: '',
  ignored: 'M3 6h6',
}

function Shape({ result }: { readonly result: keyof typeof SHAPES }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" data-result={result}>
      <path d={SHAPES[result]} />
    </svg>
  )
}

export function Window({ view }: { readonly view: BreakerView }) {
  const t = useText(breakerTexts)
  const { snapshot } = view
  const { window, total, minimum } = snapshot
  if (window.size === 0) return <p className={css.quiet}>{t('noWindow')}</p>
  const counts = total >= minimum
  return (
    <div className={css.window} data-counts={counts}>
      <div className={css.windowHead}>
        <strong>
          {snapshot.permitsLeft !== undefined
            ? t('probes')
            : t(window.type === 'count' ? 'windowCount' : 'windowTime', { size: window.size })}
        </strong>
        {!counts && <span>{t('needed', { total, minimum })}</span>}
      </div>
      {snapshot.permitsLeft !== undefined ? (
        <Probes probes={probesOf(view)} />
      ) : window.type === 'count' ? (
        <Cells view={view} window={window} />
      ) : (
        <Seconds window={window} nowUs={view.atUs} />
      )}
      <Rate
        name={t('failureRate')}
        count={snapshot.failed}
        total={total}
        rate={snapshot.failureRate}
        threshold={snapshot.failureRateThreshold}
        look="failed"
      />
      {(snapshot.slow > 0 || snapshot.slowRateThreshold < 100) && (
        <Rate
          name={t('slowRate')}
          count={snapshot.slow}
          total={total}
          rate={snapshot.slowRate}
          threshold={snapshot.slowRateThreshold}
          look="slow"
        />
      )}
    </div>
  )
}

function Cells({
  view,
  window,
}: {
  readonly view: BreakerView
  readonly window: Extract<BreakerSnapshot['window'], { type: 'count' }>
}) {
  const t = useText(breakerTexts)
  const { cells, hidden, left } = countCells(window, view.ticks, view.changes.at(-1)?.atUs ?? 0)
  return (
    <ol className={css.cells}>
      {left && (
        <li className={css.cell} data-result={left} data-left="true" title={t('left', { result: t(left) })}>
          <Shape result={left} />
          <span className={css.spoken}>{t('left', { result: t(left) })}</span>
        </li>
      )}
      {hidden > 0 && <li className={css.quiet}>{t('earlier', { count: hidden })}</li>}
      {cells.map(({ result, leavesNext }, index) => {
        const name = result === 'free' ? t('emptyCell') : t(result)
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
            key={index}
            className={css.cell}
            data-result={result}
            data-next={leavesNext}
            title={leavesNext ? `${name} · ${t('leavesNext')}` : name}
          >
            <Shape result={result} />
            <span className={css.spoken}>{leavesNext ? `${name}, ${t('leavesNext')}` : name}</span>
          </li>
        )
      })}
    </ol>
  )
}

function Seconds({
  window,
  nowUs,
}: {
  readonly window: Extract<BreakerSnapshot['window'], { type: 'time' }>
  readonly nowUs: number
}) {
  const t = useText(breakerTexts)
  return (
    <ol className={css.seconds}>
      {timeBuckets(window, nowUs).map(({ second, total, failed, slow, height, left }) => {
        const words = t('second', { second, total, failed, slow })
        return (
          <li key={second} title={words} style={{ opacity: 0.25 + 0.75 * left, flexGrow: left }}>
            <span style={{ height: `${100 * height}%` }} data-part="all">
              <span style={{ height: total === 0 ? 0 : `${(100 * failed) / total}%` }} data-part="failed" />
              <span
                style={{ height: total === 0 ? 0 : `${(100 * Math.min(slow, total - failed)) / total}%` }}
                data-part="slow"
              />
            </span>
            <span className={css.spoken}>{words}</span>
          </li>
        )
      })}
    </ol>
  )
}

function Probes({ probes }: { readonly probes: readonly ProbeCell[] }) {
  const t = useText(breakerTexts)
  return (
    <ol className={css.probes}>
      {probes.map(({ state, tookUs }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a probe is its place
        <li key={index} data-result={state} aria-label={t('probe', { number: index + 1, result: t(state) })}>
          <span className={css.cell} data-result={state}>
            <Shape result={state} />
          </span>
          {t(state)}
          {tookUs !== undefined && <span className={css.quiet}>{formatUs(tookUs)}</span>}
        </li>
      ))}
    </ol>
  )
}

function Rate({
  name,
  count,
  total,
  rate,
  threshold,
  look,
}: {
  readonly name: string
  readonly count: number
  readonly total: number
  readonly rate: number
  readonly threshold: number
  readonly look: 'failed' | 'slow'
}) {
  const t = useText(breakerTexts)
  const shown = total === 0 ? 0 : (100 * count) / total
  const words = rate < 0 ? t('rateUnknown', { count, total }) : t('rateOf', { count, total, rate: percent(rate) })
  return (
    <div className={css.rate} data-look={look} data-counts={rate >= 0} data-over={rate >= threshold}>
      <span className={css.rateName}>{name}</span>
      <span className={css.meter} aria-hidden="true">
        <span className={css.filled} style={{ width: `${shown}%` }} />
        <span className={css.threshold} style={{ left: `${threshold}%` }} />
      </span>
      <span className={css.rateWords}>
        {words} <span className={css.quiet}>· {t('threshold', { threshold: percent(threshold) })}</span>
      </span>
    </div>
  )
}
