// Paints when attempts began: first ones solid, retries hatched upon them.
import type { AttemptArrivals } from '#trace'
import { hatch } from '../draw/marks.ts'
import type { Paper } from '../draw/surface.tsx'

export const mostOf = ({ first, again }: AttemptArrivals): number =>
  first.reduce((most, count, bin) => Math.max(most, count + (again[bin] ?? 0)), 0)

export function paintArrivals({ context, width, height, palette }: Paper, arrivals: AttemptArrivals): void {
  const most = Math.max(1, mostOf(arrivals))
  const wide = width / arrivals.first.length
  const room = height - 1
  for (const [bin, count] of arrivals.first.entries()) {
    const again = arrivals.again[bin] ?? 0
    const x = Math.round(bin * wide)
    const barWide = Math.max(1, Math.round((bin + 1) * wide) - x - 1)
    const high = (count / most) * room
    const highAgain = (again / most) * room
    context.fillStyle = palette.faint
    context.fillRect(x, room - high, barWide, high)
    if (again === 0) continue
    context.fillStyle = palette['retry-soft']
    context.fillRect(x, room - high - highAgain, barWide, highAgain)
    hatch(context, x, room - high - highAgain, barWide, highAgain, palette.retry, 3)
    context.fillStyle = palette.retry
    context.fillRect(x, room - high - highAgain, barWide, 1)
  }
  context.fillStyle = palette['line-strong']
  context.fillRect(0, room, width, 1)
}
