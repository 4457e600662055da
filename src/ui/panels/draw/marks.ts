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
  if (right <= left) return
  context.save()
  context.beginPath()
  context.rect(left, y, right - left, height)
  context.clip()
  context.strokeStyle = color
  context.lineWidth = 1
  context.beginPath()
  const first = Math.floor((left - height) / apart) * apart
  for (let at = first; at < right; at += apart) {
    context.moveTo(at, y + height)
    context.lineTo(at + height, y)
  }
  context.stroke()
  context.restore()
}
