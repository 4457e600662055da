// The timeline of one breaker, and in words what it shows.
import type { BreakerView, BreakerWord } from '#trace'
import { Select, useText } from '#ui/kit'
import { type PointerEvent, useCallback, useMemo } from 'react'
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
  line,
  state,
  fromUs,
  cursorUs,
  onPoint,
  range,
  onRange,
}: {
  readonly line: BreakerView
  /** At the instant shown. */
  readonly state: BreakerWord
  readonly fromUs: number
  /** Undefined: now, which is the right end. */
  readonly cursorUs: number | undefined
  readonly onPoint: (us: number) => void
  readonly range: Range
  readonly onRange: (range: Range) => void
}) {
  const t = useText(breakerTexts)
  const [box, boxWidth] = useWidth()
  const width = Math.max(0, boxWidth - 8)
  const scale = useMemo(() => timeScale({ fromUs, toUs: line.atUs, width }), [fromUs, line.atUs, width])
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
    (paper: Paper) => paintTimeline(paper, line, scale, ticks, words),
    [line, scale, ticks, words],
  )
  const point = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1) return
    onPoint(scale.us(event.clientX - event.currentTarget.getBoundingClientRect().left))
  }
  return (
    <section className={css.timeline} aria-label={t('timeline')}>
      <div className={css.windowHead}>
        <strong>{t('timeline')}</strong>
        {line.ticksTotal > line.ticks.length && (
          <span>{t('ticksCut', { shown: line.ticks.length, total: line.ticksTotal })}</span>
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
          {/* The strip above does the same for the keyboard. */}
          <div className={css.canvas} style={{ height: TIMELINE_HEIGHT }} onPointerDown={point} onPointerMove={point}>
            <Surface paint={paint} />
            {cursorUs !== undefined && (
              <>
                <span className={css.later} style={{ left: scale.x(cursorUs) }} />
                <span className={css.cursor} style={{ left: scale.x(cursorUs) }} />
              </>
            )}
          </div>
          <Axis ticks={ticks} />
        </div>
      </div>
      <p className={css.spoken}>
        {t('timelineText', {
          ok: countTicks(line.ticks, 'ok'),
          failed: countTicks(line.ticks, 'failed'),
          slow: countTicks(line.ticks, 'slow'),
          refused: countTicks(line.ticks, 'not-permitted'),
          state: t(state),
        })}
      </p>
    </section>
  )
}
