// Paints a breaker's timeline: the band of its states, and below it what became of each call.
import type { BreakerView, BreakerWord } from '#trace'
import { drawMark, hatch, type Mark, markColor } from '../draw/marks.ts'
import type { Palette } from '../draw/palette.ts'
import type { Paper } from '../draw/surface.tsx'
import type { Tick } from '../draw/ticks.ts'
import type { TimeScale } from '../draw/time-scale.ts'
import { LANES, type Lane, tickMarks } from './timeline.ts'

const BAND_HEIGHT = 18
export const LANE_HEIGHT = 16
export const TIMELINE_HEIGHT = BAND_HEIGHT + 4 + LANES.length * LANE_HEIGHT

const MARKS: Readonly<Record<Lane, Mark>> = { ok: 'ok', failed: 'error', slow: 'slow', 'not-permitted': 'refused' }

function bandColors(palette: Palette, state: BreakerWord): { readonly fill: string; readonly ink: string } {
  switch (state) {
    case 'closed':
      return { fill: palette['ok-soft'], ink: palette.ok }
    case 'open':
    case 'forced-open':
      return { fill: palette['error-soft'], ink: palette.error }
    case 'half-open':
      return { fill: palette['retry-soft'], ink: palette.retry }
    default:
      return { fill: palette.hover, ink: palette.muted }
  }
}

export function paintTimeline(
  { context, width, height, palette }: Paper,
  view: BreakerView,
  scale: TimeScale,
  ticks: readonly Tick[],
  words: Readonly<Record<BreakerWord, string>>,
): void {
  context.fillStyle = palette.line
  for (const { x } of ticks) context.fillRect(Math.round(x), 0, 1, height)
  for (const { state, fromUs, toUs } of view.bands) {
    const x = Math.max(0, scale.x(fromUs))
    const wide = Math.min(width, scale.x(toUs)) - x
    if (wide <= 0) continue
    const { fill, ink } = bandColors(palette, state)
    context.fillStyle = fill
    context.fillRect(x, 0, Math.max(1, wide), BAND_HEIGHT)
    if (state === 'half-open') hatch(context, x, 0, wide, BAND_HEIGHT, ink, 6)
    context.fillStyle = ink
    context.fillRect(x, 0, 1.5, BAND_HEIGHT)
    // Solid below: open is told from closed without colour too.
    if (state === 'open' || state === 'forced-open') context.fillRect(x, BAND_HEIGHT - 3, wide, 3)
    const word = words[state]
    const room = context.measureText(word).width + 10
    if (wide <= room) continue
    if (state === 'half-open') {
      context.fillStyle = fill
      context.fillRect(x + 3, 2, room - 4, BAND_HEIGHT - 4)
      context.fillStyle = ink
    }
    context.fillText(word, x + 5, BAND_HEIGHT / 2)
  }
  for (const { lane, x, endX, count, ignored } of tickMarks(view.ticks, scale)) {
    const y = BAND_HEIGHT + 4 + LANES.indexOf(lane) * LANE_HEIGHT + LANE_HEIGHT / 2
    const color = ignored ? palette.faint : markColor(palette, MARKS[lane])
    context.fillStyle = color
    context.strokeStyle = color
    drawMark(context, MARKS[lane], x, y, 3.5)
    if (count === 1) continue
    drawMark(context, MARKS[lane], endX, y, 3.5)
    context.globalAlpha = 0.45
    context.fillRect(x, y - 1.5, endX - x, 3)
    context.globalAlpha = 1
  }
}
