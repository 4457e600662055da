// Load on the dependency over time, its failures and what was refused beforehand, of both runs.
import type { GhostResult, GhostTarget } from '#stores'
import { formatUs, Select, useText } from '#ui/kit'
import { useCallback, useMemo, useState } from 'react'
import { Axis } from '../draw/axis.tsx'
import { type Paper, Surface } from '../draw/surface.tsx'
import { ticksOf } from '../draw/ticks.ts'
import { timeScale } from '../draw/time-scale.ts'
import { useWidth } from '../draw/use-width.ts'
import css from './ghost.module.css'
import { mostIn, paintGhost, type Series } from './paint-ghost.ts'
import { ghostTexts } from './texts.ts'

const ALL_SERIES: readonly Series[] = ['arrived', 'failed', 'refused']

export function GhostChart({
  result,
  variant,
  node,
}: {
  readonly result: GhostResult
  readonly variant: GhostTarget['variant']
  /** The dependency's name. */
  readonly node: string
}) {
  const t = useText(ghostTexts)
  const [series, setSeries] = useState<Series>('arrived')
  const [box, width] = useWidth()
  const { withPolicy, without, toUs } = result
  const scale = useMemo(() => timeScale({ fromUs: 0, toUs, width }), [toUs, width])
  const ticks = useMemo(() => ticksOf(scale, 0), [scale])
  const paint = useCallback(
    (paper: Paper) => paintGhost(paper, withPolicy, without, series, scale, ticks),
    [withPolicy, without, series, scale, ticks],
  )
  const words = t('chartText', { most: mostIn(withPolicy, series), other: mostIn(without, series) })
  return (
    <figure className={css.chart}>
      <figcaption>
        <Select
          small
          aria-label={t('series')}
          value={series}
          options={ALL_SERIES.map((value) => ({ value, label: t(`series.${value}`, { node }) }))}
          onChange={setSeries}
        />
        <span>{t('each', { bin: formatUs(withPolicy.binUs) })}</span>
        <span className={css.key} data-look="with">
          {t('asItIs')}
        </span>
        <span className={css.key} data-look="without">
          {t(variant === 'without' ? 'withoutIt' : 'noJitter')}
        </span>
        {withPolicy.open.length > 0 && (
          <span className={css.key} data-look="open">
            {t('open')}
          </span>
        )}
      </figcaption>
      <div ref={box}>
        <div className={css.picture}>
          <Surface paint={paint} />
        </div>
        <Axis ticks={ticks} />
      </div>
      <p className={css.spoken}>
        {words} {withPolicy.open.length > 0 && t('opened', { count: withPolicy.open.length })}
      </p>
    </figure>
  )
}
