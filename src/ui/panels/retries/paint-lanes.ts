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
const HEDGED_BAR = 5
/** No screen is wider. */
const MOST_PX = 20_000

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
  { x, width, tone, open, hedge, givenUp }: LaneShapes['attempts'][number],
  middle: number,
  isHedged: boolean,
): void {
  const color = tone === 'pending' ? palette.accent : palette[tone]
  const high = isHedged ? HEDGED_BAR : BAR
  const top = isHedged ? middle + (hedge ? 1 : -1 - HEDGED_BAR) : middle - BAR / 2
  context.fillStyle = color
  context.strokeStyle = color
  if (givenUp) {
    context.lineWidth = 1
    context.strokeRect(x + 0.5, top + 0.5, Math.max(1, width - 1), high - 1)
  } else context.fillRect(x, top, width, high)
  // A fork: it left the first one here.
  if (hedge) context.fillRect(x, middle - 1 - HEDGED_BAR, 1.5, high * 2 + 2)
  if (open) {
    context.beginPath()
    context.moveTo(x + width, top + high / 2 - 4)
    context.lineTo(x + width + 5, top + high / 2)
    context.lineTo(x + width, top + high / 2 + 4)
    context.fill()
    return
  }
  if (tone === 'ok' || width < 12 || isHedged || givenUp) return
  context.strokeStyle = palette.panel
  drawMark(context, tone === 'refused' ? 'refused' : 'error', x + width - 6, middle, 2.5)
}

/** Standing in line: dots between two posts. */
function paintGate(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { x, width }: LaneShapes['gates'][number],
  middle: number,
): void {
  context.fillStyle = palette.refused
  context.fillRect(x, middle - BAR / 2, 1.5, BAR)
  context.fillRect(x + width - 1.5, middle - BAR / 2, 1.5, BAR)
  const end = Math.min(x + width - 3, MOST_PX)
  for (let at = Math.max(-5, x) + 5; at < end; at += 5) context.fillRect(at, middle - 1, 2, 2)
}

function paintFallback(context: CanvasRenderingContext2D, palette: Palette, x: number, middle: number): void {
  context.beginPath()
  context.moveTo(x, middle - 6)
  context.lineTo(x + 6, middle)
  context.lineTo(x, middle + 6)
  context.lineTo(x - 6, middle)
  context.closePath()
  context.fillStyle = palette.panel
  context.fill()
  context.strokeStyle = palette.ok
  context.lineWidth = 1.75
  context.stroke()
}

/** An empty purse: a ring with a bar through it. */
function paintDenied(context: CanvasRenderingContext2D, palette: Palette, x: number, middle: number): void {
  context.strokeStyle = palette.retry
  context.lineWidth = 1.75
  context.beginPath()
  context.arc(x, middle, 4.5, 0, 2 * Math.PI)
  context.moveTo(x - 4.5, middle)
  context.lineTo(x + 4.5, middle)
  context.stroke()
}

/** A line across the lane; the deadline's dashes are long, those of a message's visibility are dots. */
function paintLine(context: CanvasRenderingContext2D, x: number, middle: number, every: number): void {
  for (let y = middle - 9; y < middle + 10; y += every) context.fillRect(Math.round(x), y, 1.5, every * 0.6)
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
    for (const gate of shapes.gates) paintGate(context, palette, gate, middle)
    for (const attempt of shapes.attempts) paintAttempt(context, palette, attempt, middle, shapes.isHedged)
    context.fillStyle = palette.muted
    if (lengthUs > 0) context.fillText(formatUs(lengthUs), shapes.endX + 8, middle)
    context.strokeStyle = palette.refused
    context.fillStyle = palette.refused
    for (const x of shapes.refusedX) drawMark(context, 'refused', Math.max(7, x), middle, 5)
    context.fillStyle = palette.muted
    for (const x of shapes.visibleX) paintLine(context, x, middle, 3)
    if (shapes.deniedX !== undefined) paintDenied(context, palette, shapes.deniedX, middle)
    if (shapes.fellBackX !== undefined) paintFallback(context, palette, Math.max(7, shapes.fellBackX), middle)
    if (shapes.deadlineX === undefined) continue
    context.fillStyle = palette.error
    paintLine(context, shapes.deadlineX, middle, 4)
  }
}
