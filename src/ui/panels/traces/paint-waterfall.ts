// Paints the bars of those rows of a waterfall that are mounted.
import type { WaterfallRow } from '#trace'
import { formatUs } from '#ui/kit'
import { drawMark, hatch } from '../draw/marks.ts'
import type { Palette } from '../draw/palette.ts'
import type { Paper } from '../draw/surface.tsx'
import type { Tick } from '../draw/ticks.ts'
import type { TimeScale } from '../draw/time-scale.ts'
import { type Bar, type BarTone, barOf } from './bars.ts'

export interface WaterfallPicture {
  readonly rows: readonly (WaterfallRow | undefined)[]
  readonly rowHeight: number
  readonly scale: TimeScale
  readonly ticks: readonly Tick[]
  readonly nowUs: number
}

const BAR = 12
const FRAME = 8

const fill = (palette: Palette, tone: BarTone): string =>
  tone === 'neutral' ? palette.faint : tone === 'accent' ? palette.accent : palette[tone]

function paintBar(context: CanvasRenderingContext2D, palette: Palette, bar: Bar, middle: number): void {
  const color = fill(palette, bar.tone)
  context.fillStyle = color
  context.strokeStyle = color
  const { x, width } = bar
  const high = bar.look === 'frame' ? FRAME : BAR
  const top = middle - high / 2
  switch (bar.look) {
    case 'point':
      drawMark(context, bar.tone === 'refused' ? 'refused' : 'ok', x, middle)
      return
    case 'solid':
      context.fillRect(x, top, width, high)
      break
    case 'dotted': {
      context.globalAlpha = 0.25
      context.fillRect(x, top, width, high)
      context.globalAlpha = 1
      for (let at = Math.max(0, x) + 2; at < Math.min(x + width, 10_000) - 1; at += 5) {
        context.fillRect(at, middle - 3, 1.5, 1.5)
        context.fillRect(at + 2.5, middle + 1.5, 1.5, 1.5)
      }
      context.lineWidth = 1
      context.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), high - 1)
      break
    }
    case 'hatched':
      hatch(context, x, top, width, high, color)
      context.globalAlpha = 0.6
      context.lineWidth = 1
      context.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), high - 1)
      context.globalAlpha = 1
      break
    case 'frame':
      context.globalAlpha = 0.16
      context.fillRect(x, top, width, high)
      context.globalAlpha = 0.9
      context.fillRect(x, top, Math.max(2, width), 1.5)
      context.fillRect(x, top, 1.5, high)
      if (!bar.open) context.fillRect(x + width - 1.5, top, 1.5, high)
      context.globalAlpha = 1
      break
  }
  if (bar.open) {
    context.beginPath()
    context.moveTo(x + width, middle - 4)
    context.lineTo(x + width + 5, middle)
    context.lineTo(x + width, middle + 4)
    context.fill()
  } else if (bar.tone === 'error') {
    context.strokeStyle = palette.error
    drawMark(context, 'error', x + width + 7, middle, 3)
  } else if (bar.tone === 'refused') drawMark(context, 'refused', x + width + 7, middle, 3)
}

/** How long it took: beside the bar, at its left where the right has no room, or else upon it. */
function paintLength(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, width, look, tone, open }: Bar,
  text: string,
  roomPx: number,
  middle: number,
): void {
  const wide = context.measureText(text).width
  const gap = open || tone === 'error' || tone === 'refused' ? 15 : 5
  context.fillStyle = palette.muted
  if (x + width + gap + wide < roomPx) context.fillText(text, x + width + gap, middle + 0.5)
  else if (x - wide - 10 > 0) context.fillText(text, x - wide - 10, middle + 0.5)
  else if (look === 'frame') {
    context.fillStyle = palette.text
    context.fillText(text, Math.max(4, x + 4), middle + 0.5)
  }
}

/** From the cause down and to the right, thin: nobody waited for this. */
function paintLink(context: CanvasRenderingContext2D, palette: Palette, fromY: number, x: number, y: number): void {
  context.strokeStyle = palette.faint
  context.lineWidth = 1
  context.setLineDash([2, 2])
  context.beginPath()
  context.moveTo(Math.round(x) - 5.5, fromY)
  context.lineTo(Math.round(x) - 5.5, y)
  context.lineTo(x - 1, y)
  context.stroke()
  context.setLineDash([])
}

export function paintWaterfall({ context, width, height, palette }: Paper, picture: WaterfallPicture): void {
  const { rows, rowHeight, scale, ticks, nowUs } = picture
  context.fillStyle = palette.line
  for (const { x } of ticks) context.fillRect(Math.round(x), 0, 1, height)
  for (const fold of scale.folds) {
    context.fillStyle = palette.ground
    context.fillRect(fold.x, 0, fold.width, height)
    context.fillStyle = palette['line-strong']
    for (const x of [fold.x, fold.x + fold.width - 1]) {
      for (let y = 0; y < height; y += 6) context.fillRect(Math.round(x), y, 1, 3)
    }
  }
  const indexOf = new Map<number, number>()
  for (const [index, row] of rows.entries()) if (row) indexOf.set(row.span, index)
  for (const [index, row] of rows.entries()) {
    if (!row) continue
    const middle = index * rowHeight + rowHeight / 2
    const bar = barOf(row, scale, nowUs)
    if (row.async && bar.x > 0) {
      const parent = indexOf.get(row.parent)
      paintLink(context, palette, parent === undefined ? 0 : parent * rowHeight + rowHeight / 2 + 5, bar.x, middle)
    }
    if (bar.x > width || bar.x + bar.width < 0) {
      context.fillStyle = palette.faint
      context.fillText(bar.x > width ? '›' : '‹', bar.x > width ? width - 8 : 2, middle)
      continue
    }
    paintBar(context, palette, bar, middle)
    if (bar.look !== 'point')
      paintLength(context, palette, bar, formatUs((row.endUs ?? nowUs) - row.startUs), width, middle)
    if (row.critical) {
      context.fillStyle = palette.accent
      context.fillRect(bar.x, middle + BAR / 2 + 1, bar.width, 2)
    }
  }
}
