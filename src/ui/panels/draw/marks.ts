// Outcomes as shapes on a canvas, the same ones as everywhere: circle ok, ring retry, cross error, square
// dead-lettered, slash refused; a triangle is slow.
import type { Palette } from './palette.ts'

export type Mark = 'ok' | 'retry' | 'error' | 'dead-lettered' | 'refused' | 'slow'

export const markColor = (palette: Palette, mark: Mark): string =>
  mark === 'dead-lettered' ? palette.dead : mark === 'slow' ? palette.retry : palette[mark]

export function drawMark(context: CanvasRenderingContext2D, mark: Mark, x: number, y: number, radius = 4): void {
  context.lineWidth = 1.75
  context.beginPath()
  switch (mark) {
    case 'ok':
      context.arc(x, y, radius * 0.85, 0, 2 * Math.PI)
      context.fill()
      return
    case 'retry':
      context.arc(x, y, radius * 0.8, 0, 2 * Math.PI)
      break
    case 'error':
      context.moveTo(x - radius, y - radius)
      context.lineTo(x + radius, y + radius)
      context.moveTo(x + radius, y - radius)
      context.lineTo(x - radius, y + radius)
      break
    case 'dead-lettered':
      context.rect(x - radius * 0.85, y - radius * 0.85, radius * 1.7, radius * 1.7)
      context.fill()
      return
    case 'refused':
      context.moveTo(x + radius, y - radius)
      context.lineTo(x - radius, y + radius)
      break
    case 'slow':
      context.moveTo(x, y - radius)
      context.lineTo(x + radius, y + radius * 0.8)
      context.lineTo(x - radius, y + radius * 0.8)
      context.closePath()
      context.fill()
      return
  }
  context.stroke()
}

/** Tiles by colour, distance and pixels of the screen: a pattern is filled many times faster than lines are drawn. */
const tiles = new Map<string, CanvasPattern | null>()
/** Themes come and go; what they left is made again when it is asked for. */
const TILES_KEPT = 64

function tileOf(context: CanvasRenderingContext2D, color: string, apart: number): CanvasPattern | null {
  const ratio = context.getTransform().a
  const key = `${color} ${apart} ${ratio}`
  const known = tiles.get(key)
  if (known !== undefined) return known
  const size = Math.max(1, Math.round(apart * ratio))
  const tile = document.createElement('canvas')
  tile.width = size
  tile.height = size
  const lines = tile.getContext('2d')
  if (!lines) return null
  lines.strokeStyle = color
  lines.lineWidth = ratio
  lines.beginPath()
  // The same line in the tiles above and below reaches into this one's corners.
  for (const offset of [-size, 0, size]) {
    lines.moveTo(offset - 1, size + 1)
    lines.lineTo(offset + size + 1, -1)
  }
  lines.stroke()
  const pattern = context.createPattern(tile, 'repeat')
  pattern?.setTransform(new DOMMatrix().scale(apart / size))
  if (tiles.size >= TILES_KEPT) tiles.clear()
  tiles.set(key, pattern)
  return pattern
}

/** Slanted lines inside a box: something waits. */
export function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  color: string,
  apart = 5,
): void {
  const [left, right] = [Math.max(-20, x), Math.min(x + width, 20_000)]
  const pattern = right > left ? tileOf(context, color, apart) : null
  if (!pattern) return
  context.fillStyle = pattern
  context.fillRect(left, y, right - left, height)
}
