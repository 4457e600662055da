// Paints what two runs count over time, one over the other: as it is as a filled area, without the policy as a dashed line, and
// behind them when the breaker was open.
import type { RunFigures } from '#trace'
import { hatch } from '../draw/marks.ts'
import type { Paper } from '../draw/surface.tsx'
import type { Tick } from '../draw/ticks.ts'
import type { TimeScale } from '../draw/time-scale.ts'

/** What is counted in each bin. */
export type Series = 'arrived' | 'failed' | 'refused'

const TOP = 12

export const mostIn = (figures: RunFigures, series: Series): number => Math.max(0, ...figures[series])

function steps(
  context: CanvasRenderingContext2D,
  counts: readonly number[],
  binUs: number,
  scale: TimeScale,
  y: (count: number) => number,
): void {
  context.beginPath()
  context.moveTo(scale.x(0), y(0))
  for (const [bin, count] of counts.entries()) {
    context.lineTo(scale.x(bin * binUs), y(count))
    context.lineTo(scale.x(Math.min((bin + 1) * binUs, scale.toUs)), y(count))
  }
  context.lineTo(scale.x(scale.toUs), y(0))
}

export function paintGhost(
  { context, width, height, palette }: Paper,
  withPolicy: RunFigures,
  without: RunFigures,
  series: Series,
  scale: TimeScale,
  ticks: readonly Tick[],
): void {
  const most = Math.max(1, mostIn(withPolicy, series), mostIn(without, series))
  const y = (count: number): number => height - 1 - (count / most) * (height - 1 - TOP)
  for (const { fromUs, toUs } of withPolicy.open) {
    const x = scale.x(fromUs)
    const wide = Math.max(1, scale.x(toUs) - x)
    context.fillStyle = palette['error-soft']
    context.fillRect(x, TOP, wide, height - TOP)
    context.fillStyle = palette.error
    context.fillRect(x, TOP - 4, wide, 3)
  }
  context.fillStyle = palette.line
  for (const { x } of ticks) context.fillRect(Math.round(x), TOP, 1, height - TOP)

  context.lineJoin = 'round'
  steps(context, withPolicy[series], withPolicy.binUs, scale, y)
  context.save()
  context.clip()
  context.globalAlpha = 0.35
  hatch(context, 0, TOP, width, height - TOP, palette.accent, 4)
  context.restore()
  context.lineWidth = 1.75
  context.strokeStyle = palette.accent
  steps(context, withPolicy[series], withPolicy.binUs, scale, y)
  context.stroke()

  context.setLineDash([5, 3])
  context.lineWidth = 1.5
  context.strokeStyle = palette.text
  steps(context, without[series], without.binUs, scale, y)
  context.stroke()
  context.setLineDash([])

  context.fillStyle = palette['line-strong']
  context.fillRect(0, height - 1, width, 1)
  context.fillRect(0, TOP, 4, 1)
  context.fillStyle = palette.muted
  context.fillText(String(most), 6, TOP)
}
