// Draws marks and pipes on the overlay. Shape tells the outcome as well as colour: circle ok, ring retry, cross error,
// square dead-lettered, slash refused.
import type { FlightOutcome } from '#trace'
import { OUTCOME_COLORS } from '#ui/kit'
import type { EdgeId } from '#workflow'
import { type Curve, type Point, pointOn } from '../curve.ts'
import type { PlacedParticle } from './particles.ts'

export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export type Palette = Readonly<Record<FlightOutcome | 'ground' | 'text', string>>

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const color = (name: string) => resolveColor(style.getPropertyValue(name))
  return {
    ok: color(OUTCOME_COLORS.ok),
    retry: color(OUTCOME_COLORS.retry),
    error: color(OUTCOME_COLORS.error),
    'dead-lettered': color(OUTCOME_COLORS['dead-lettered']),
    refused: color(OUTCOME_COLORS.refused),
    pending: color('--accent'),
    ground: color('--ground'),
    text: color('--text'),
  }
}

/** A canvas does not know light-dark(): the browser resolves it on an element. */
function resolveColor(value: string): string {
  const probe = document.createElement('span')
  probe.style.color = value
  document.body.append(probe)
  const resolved = getComputedStyle(probe).color
  probe.remove()
  return resolved
}

const RADIUS = 5
/** Distance from a refused mark to its source: it never left. */
const REFUSED_AT = 0.06

export const placeOf = (placed: PlacedParticle, curve: Curve, { x, y, zoom }: Viewport): Point => {
  const at = placed.particle.outcome === 'refused' ? REFUSED_AT : placed.at
  const point = pointOn(curve, at)
  return { x: point.x * zoom + x, y: point.y * zoom + y }
}

export function drawMark(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  placed: PlacedParticle,
  palette: Palette,
  zoom: number,
): void {
  const radius = RADIUS * Math.min(1.2, Math.max(0.6, zoom))
  const color = palette[placed.shown]
  context.globalAlpha = placed.opacity
  context.fillStyle = color
  context.strokeStyle = color
  context.lineWidth = radius * 0.5
  context.beginPath()
  switch (placed.shown) {
    case 'ok':
    case 'pending':
      context.arc(x, y, radius, 0, Math.PI * 2)
      context.fill()
      context.lineWidth = 1.5
      context.strokeStyle = palette.ground
      context.stroke()
      break
    case 'retry':
      context.arc(x, y, radius, 0, Math.PI * 2)
      context.fillStyle = palette.ground
      context.fill()
      context.stroke()
      break
    case 'error':
      context.moveTo(x - radius, y - radius)
      context.lineTo(x + radius, y + radius)
      context.moveTo(x + radius, y - radius)
      context.lineTo(x - radius, y + radius)
      context.stroke()
      break
    case 'dead-lettered':
      context.rect(x - radius, y - radius, radius * 2, radius * 2)
      context.fill()
      break
    case 'refused':
      context.arc(x, y, radius, 0, Math.PI * 2)
      context.moveTo(x - radius * 0.7, y + radius * 0.7)
      context.lineTo(x + radius * 0.7, y - radius * 0.7)
      context.stroke()
      break
  }
  context.globalAlpha = 1
}

const PIPE_MAX = 14

/** Width in pixels grows with the logarithm of the rate: 1/s is thin, 10,000/s is full. */
const pipeWidth = (perSecond: number): number => Math.min(PIPE_MAX, 2 + Math.log10(1 + perSecond) * 3)

export function drawPipe(
  context: CanvasRenderingContext2D,
  curve: Curve,
  perSecond: number,
  palette: Palette,
  { x, y, zoom }: Viewport,
): void {
  const at = (point: Point): [number, number] => [point.x * zoom + x, point.y * zoom + y]
  context.globalAlpha = 0.55
  context.strokeStyle = palette.pending
  context.lineWidth = pipeWidth(perSecond) * Math.max(0.5, zoom)
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(...at(curve[0].from))
  for (const piece of curve) context.bezierCurveTo(...at(piece.control1), ...at(piece.control2), ...at(piece.to))
  context.stroke()
  context.globalAlpha = 1
}

export type RatesByEdge = ReadonlyMap<EdgeId, number>
