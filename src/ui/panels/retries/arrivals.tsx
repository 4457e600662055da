// A histogram of attempts: first ones solid, retries hatched upon them; in words for those who don't see it.
import type { AttemptArrivals } from '#trace'
import { formatUs, useText } from '#ui/kit'
import { type ReactNode, useCallback } from 'react'
import { type Paper, Surface } from '../draw/surface.tsx'
import { mostOf, paintArrivals } from './paint-arrivals.ts'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

export const binUs = ({ fromUs, toUs, first }: AttemptArrivals): number => (toUs - fromUs) / first.length

export function Histogram({
  arrivals,
  title,
  words,
  children,
}: {
  readonly arrivals: AttemptArrivals
  readonly title: string
  readonly words: string
  /** Between the title and the bars. */
  readonly children?: ReactNode
}) {
  const t = useText(retryTexts)
  const paint = useCallback((paper: Paper) => paintArrivals(paper, arrivals), [arrivals])
  return (
    <figure className={css.arrivals}>
      <figcaption>
        <span>{title}</span>
        <span className={css.key} data-look="first">
          {t('first')}
        </span>
        <span className={css.key} data-look="again">
          {t('again')}
        </span>
      </figcaption>
      {children}
      <div className={css.histogram} title={words}>
        <Surface paint={paint} />
      </div>
      <div className={css.histogramAxis} aria-hidden="true">
        <span>{arrivals.fromUs === 0 ? '0' : formatUs(arrivals.fromUs)}</span>
        <span>{t('most', { most: mostOf(arrivals), bin: formatUs(binUs(arrivals)) })}</span>
        <span>{formatUs(arrivals.toUs)}</span>
      </div>
      <p className={css.spoken}>{words}</p>
    </figure>
  )
}

export function Arrivals({ arrivals }: { readonly arrivals: AttemptArrivals }) {
  const t = useText(retryTexts)
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  const words = t('arrivalsText', {
    first: sum(arrivals.first),
    again: sum(arrivals.again),
    most: mostOf(arrivals),
    bin: formatUs(binUs(arrivals)),
  })
  return <Histogram arrivals={arrivals} title={t('arrivals')} words={words} />
}
