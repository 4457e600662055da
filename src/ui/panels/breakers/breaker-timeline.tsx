// The timeline of one breaker, and in words what it shows.
import type { BreakerView } from '#trace'
import { Select, useText } from '#ui/kit'
import { useCallback, useMemo } from 'react'
import { Axis } from '../draw/axis.tsx'
import { type Paper, Surface } from '../draw/surface.tsx'
import { ticksOf } from '../draw/ticks.ts'
import { timeScale } from '../draw/time-scale.ts'
import { useWidth } from '../draw/use-width.ts'
import css from './breakers.module.css'
import { RANGES, type Range } from './memory.ts'
import { LANE_HEIGHT, paintTimeline, TIMELINE_HEIGHT } from './paint-timeline.ts'
import { breakerTexts } from './texts.ts'
import { countTicks, LANES } from './timeline.ts'

export function BreakerTimeline({
  view,
  fromUs,
  range,
  onRange,
}: {
  readonly view: BreakerView
  readonly fromUs: number
  readonly range: Range
  readonly onRange: (range: Range) => void
}) {
  const t = useText(breakerTexts)
  const [box, boxWidth] = useWidth()
  const width = Math.max(0, boxWidth - 8)
  const scale = useMemo(() => timeScale({ fromUs, toUs: view.atUs, width }), [fromUs, view.atUs, width])
  const ticks = useMemo(() => ticksOf(scale, 0), [scale])
  const words = useMemo(
    () => ({
      closed: t('closed'),
      open: t('open'),
      'half-open': t('half-open'),
      'forced-open': t('forced-open'),
      disabled: t('disabled'),
      'metrics-only': t('metrics-only'),
    }),
    [t],
  )
  const paint = useCallback(
    (paper: Paper) => paintTimeline(paper, view, scale, ticks, words),
    [view, scale, ticks, words],
  )
  return (
    <section className={css.timeline} aria-label={t('timeline')}>
      <div className={css.windowHead}>
        <strong>{t('timeline')}</strong>
        {view.ticksTotal > view.ticks.length && (
          <span>{t('ticksCut', { shown: view.ticks.length, total: view.ticksTotal })}</span>
        )}
        <Select
          small
          aria-label={t('range')}
          value={range}
          options={(Object.keys(RANGES) as Range[]).map((value) => ({ value, label: t(value) }))}
          onChange={onRange}
        />
      </div>
      <div className={css.timelineGrid}>
        <ul className={css.laneNames} style={{ lineHeight: `${LANE_HEIGHT}px` }} aria-hidden="true">
          {LANES.map((lane) => (
            <li key={lane}>{t(lane)}</li>
          ))}
        </ul>
        <div ref={box} className={css.timelineBox}>
          <div style={{ height: TIMELINE_HEIGHT }}>
            <Surface paint={paint} />
          </div>
          <Axis ticks={ticks} />
        </div>
      </div>
      <p className={css.spoken}>
        {t('timelineText', {
          ok: countTicks(view.ticks, 'ok'),
          failed: countTicks(view.ticks, 'failed'),
          slow: countTicks(view.ticks, 'slow'),
          refused: countTicks(view.ticks, 'not-permitted'),
          state: t(view.state),
        })}
      </p>
    </section>
  )
}
