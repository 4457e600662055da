// Paints those lanes that are mounted.
import type { RetryLane, RunDescription } from '#trace'
import { formatUs } from '#ui/kit'
import { drawMark, hatch } from '../draw/marks.ts'
import type { Palette } from '../draw/palette.ts'
import type { Paper } from '../draw/surface.tsx'
import type { Tick } from '../draw/ticks.ts'
import { type TimeScale, timeScale } from '../draw/time-scale.ts'
import { type LaneShapes, laneEndUs, laneShapes } from './lane-shapes.ts'

export interface LanesPicture {
  readonly run: RunDescription
  readonly lanes: readonly (RetryLane | undefined)[]
  readonly rowHeight: number
  readonly scale: TimeScale
  readonly ticks: readonly Tick[]
  /** own: each lane is as wide as the canvas. */
  readonly axis: 'own' | 'aligned' | 'clock'
  readonly nowUs: number
}

const BAR = 12

function paintWait(
  context: CanvasRenderingContext2D,
  palette: Palette,
  wait: LaneShapes['waits'][number],
  middle: number,
): void {
  hatch(context, wait.x, middle - 4, wait.width, 8, palette.retry)
  const { range } = wait
  if (!range) return
  const y = middle + 8.5
  context.strokeStyle = palette.muted
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(range.x + 0.5, y - 3)
  context.lineTo(range.x + 0.5, y)
  context.lineTo(range.x + range.width - 0.5, y)
  context.lineTo(range.x + range.width - 0.5, y - 3)
  context.stroke()
  context.fillStyle = palette.text
  context.beginPath()
  context.arc(range.pointX, y, 2.25, 0, 2 * Math.PI)
  context.fill()
}

function paintAttempt(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, width, tone, open }: LaneShapes['attempts'][number],
  middle: number,
): void {
  const color = tone === 'pending' ? palette.accent : palette[tone]
  context.fillStyle = color
  context.strokeStyle = color
  context.fillRect(x, middle - BAR / 2, width, BAR)
  if (open) {
    context.beginPath()
    context.moveTo(x + width, middle - 4)
    context.lineTo(x + width + 5, middle)
    context.lineTo(x + width, middle + 4)
    context.fill()
    return
  }
  if (tone === 'ok' || width < 12) return
  context.strokeStyle = palette.panel
  drawMark(context, tone === 'refused' ? 'refused' : 'error', x + width - 6, middle, 2.5)
}

export function paintLanes({ context, height, palette }: Paper, picture: LanesPicture): void {
  const { run, lanes, rowHeight, scale, ticks, axis, nowUs } = picture
  context.fillStyle = palette.line
  if (axis !== 'own') for (const { x } of ticks) context.fillRect(Math.round(x), 0, 1, height)
  for (const [index, lane] of lanes.entries()) {
    if (!lane) continue
    const middle = index * rowHeight + rowHeight / 2 - 2
    const lengthUs = laneEndUs(lane, nowUs) - lane.startUs
    const own = axis === 'own' ? timeScale({ fromUs: 0, toUs: lengthUs, width: scale.width }) : scale
    const shapes = laneShapes(run, lane, own, axis === 'clock' ? 0 : lane.startUs, nowUs)
    const first = shapes.attempts[0]?.x ?? shapes.waits[0]?.x ?? 0
    context.fillStyle = palette['line-strong']
    context.fillRect(first, Math.round(middle), Math.max(0, shapes.endX - first), 1)
    for (const wait of shapes.waits) paintWait(context, palette, wait, middle)
    for (const attempt of shapes.attempts) paintAttempt(context, palette, attempt, middle)
    context.fillStyle = palette.muted
    if (lengthUs > 0) context.fillText(formatUs(lengthUs), shapes.endX + 8, middle)
    context.strokeStyle = palette.refused
    context.fillStyle = palette.refused
    for (const x of shapes.refusedX) drawMark(context, 'refused', Math.max(7, x), middle, 5)
    if (shapes.deadlineX === undefined) continue
    context.fillStyle = palette.error
    for (let y = middle - 9; y < middle + 10; y += 4) context.fillRect(Math.round(shapes.deadlineX), y, 1.5, 2.5)
  }
}
