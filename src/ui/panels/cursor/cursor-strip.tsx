// The run as a strip with the instant that is shown: dragged, moved by arrows over events or seconds, or left at now.
import { Button, IconButton, useText } from '#ui/kit'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useApp, useRun } from '../../shell/app-context.tsx'
import { formatInstant } from '../observe/times.ts'
import css from './cursor-strip.module.css'
import { cursorTexts } from './texts.ts'
import { type Direction, nextEventUs } from './next-event.ts'
import { useTimeCursor } from './time-cursor.ts'

const SECOND_US = 1_000_000
const PAGE_SECONDS = 10

export interface Band {
  readonly fromUs: number
  readonly toUs: number
  readonly tone: 'ok' | 'error' | 'retry' | 'muted'
}

export function CursorStrip({
  step,
  bands = [],
  onMove,
}: {
  /** Where arrows go from an instant; without it over all events of the log. */
  readonly step?: ((atUs: number, direction: Direction) => Promise<number | undefined>) | undefined
  /** Stretches of the run to be seen in the strip. */
  readonly bands?: readonly Band[]
  /** Somebody looks at another instant. */
  readonly onMove?: (() => void) | undefined
}) {
  const app = useApp()
  const t = useText(cursorTexts)
  const nowUs = useRun((state) => state.nowUs)
  const { atUs, moveTo: showAt, goLive } = useTimeCursor()
  const moveTo = (us: number) => {
    onMove?.()
    showAt(us)
  }
  const shownUs = atUs ?? nowUs
  const share = (us: number) => (nowUs > 0 ? Math.min(100, (100 * us) / nowUs) : 100)

  async function move(direction: Direction): Promise<void> {
    const observer = app.run.observer()
    if (!observer) return
    const next = await (step ?? ((from, to) => nextEventUs(observer, from, to)))(shownUs, direction)
    if (next !== undefined) moveTo(next)
    else if (direction > 0) goLive()
  }

  function key(event: KeyboardEvent): void {
    const direction: Direction = event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 1
    const seconds = (count: number) => moveTo(shownUs + direction * count * SECOND_US)
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'ArrowDown':
      case 'ArrowUp':
        if (event.shiftKey) seconds(1)
        else void move(direction)
        break
      case 'PageUp':
        moveTo(shownUs + PAGE_SECONDS * SECOND_US)
        break
      case 'PageDown':
        moveTo(shownUs - PAGE_SECONDS * SECOND_US)
        break
      case 'Home':
        moveTo(0)
        break
      case 'End':
      case 'Escape':
        goLive()
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  function point(event: PointerEvent<HTMLElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    if (width > 0) moveTo(((event.clientX - left) / width) * nowUs)
  }

  const words =
    atUs === undefined
      ? t('now', { at: formatInstant(nowUs) })
      : t('instant', { at: formatInstant(atUs), end: formatInstant(nowUs) })
  return (
    <div className={css.strip} data-live={atUs === undefined}>
      <IconButton small label={t('before')} icon={<ChevronLeft />} onClick={() => void move(-1)} />
      <div
        role="slider"
        tabIndex={0}
        className={css.track}
        aria-label={t('cursor')}
        aria-valuemin={0}
        aria-valuemax={Math.round(nowUs)}
        aria-valuenow={Math.round(shownUs)}
        aria-valuetext={words}
        title={t('keys')}
        onKeyDown={key}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          point(event)
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && point(event)}
      >
        <span className={css.rail}>
          {bands.map(({ fromUs, toUs, tone }) => (
            <span
              key={`${fromUs} ${tone}`}
              className={css.band}
              data-tone={tone}
              style={{ left: `${share(fromUs)}%`, width: `${share(toUs) - share(fromUs)}%` }}
            />
          ))}
        </span>
        <span className={css.thumb} style={{ left: `${share(shownUs)}%` }} />
      </div>
      <IconButton small label={t('after')} icon={<ChevronRight />} onClick={() => void move(1)} />
      <span className={css.at} aria-hidden="true">
        {formatInstant(shownUs)}
      </span>
      <Button
        small
        look={atUs === undefined ? 'quiet' : 'plain'}
        aria-pressed={atUs === undefined}
        title={t('goLive')}
        onClick={goLive}
      >
        <span className={css.dot} aria-hidden="true" />
        {t('live')}
      </Button>
    </div>
  )
}
