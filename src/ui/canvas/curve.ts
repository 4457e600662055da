// The line an edge is drawn along: cubic pieces, the same for the edge and for what moves on it. Forwards it is one
// piece; backwards it goes out, between the rows, and in again.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Piece {
  readonly from: Point
  readonly control1: Point
  readonly control2: Point
  readonly to: Point
}

export type Curve = readonly [Piece, ...Piece[]]

const LEAST_REACH = 36
/** How far a line that has to come back swings out. */
const SWING = 56
const LOOP_LIFT = 110
/** Ends closer together than this in height have no room for a line between them: it goes below both. */
const LEAST_ROOM = 150
const BELOW = 96

const straight = (from: Point, to: Point): Piece => ({ from, control1: from, control2: to, to })

export function curveBetween(from: Point, to: Point, leaves: 'right' | 'bottom', isLoop: boolean): Curve {
  if (isLoop) {
    const control1 = { x: from.x + SWING * 1.6, y: from.y - LOOP_LIFT }
    return [{ from, control1, control2: { x: to.x - SWING * 1.6, y: to.y - LOOP_LIFT }, to }]
  }
  if (leaves === 'bottom') {
    const control1 = { x: from.x, y: from.y + Math.max(LEAST_REACH, Math.abs(to.y - from.y) / 2) }
    return [{ from, control1, control2: { x: to.x - Math.max(LEAST_REACH, Math.abs(to.x - from.x) / 2), y: to.y }, to }]
  }
  const dx = to.x - from.x
  if (dx >= 0) {
    const reach = Math.max(LEAST_REACH, dx / 2)
    return [{ from, control1: { x: from.x + reach, y: from.y }, control2: { x: to.x - reach, y: to.y }, to }]
  }
  const level = Math.abs(to.y - from.y) >= LEAST_ROOM ? (from.y + to.y) / 2 : Math.max(from.y, to.y) + BELOW
  const right = { x: from.x, y: level }
  const left = { x: to.x, y: level }
  return [
    { from, control1: { x: from.x + SWING, y: from.y }, control2: { x: right.x + SWING, y: level }, to: right },
    straight(right, left),
    { from: left, control1: { x: left.x - SWING, y: level }, control2: { x: to.x - SWING, y: to.y }, to },
  ]
}

export const curvePath = (curve: Curve): string =>
  `M${curve[0].from.x},${curve[0].from.y}` +
  curve
    .map(({ control1, control2, to }) => `C${control1.x},${control1.y} ${control2.x},${control2.y} ${to.x},${to.y}`)
    .join('')

/** Near enough to share a way out among its pieces. */
const lengthOf = ({ from, control1, control2, to }: Piece): number =>
  (Math.hypot(to.x - from.x, to.y - from.y) +
    Math.hypot(control1.x - from.x, control1.y - from.y) +
    Math.hypot(control2.x - control1.x, control2.y - control1.y) +
    Math.hypot(to.x - control2.x, to.y - control2.y)) /
  2

function onPiece({ from, control1, control2, to }: Piece, t: number): Point {
  const s = 1 - t
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
  return {
    x: a * from.x + b * control1.x + c * control2.x + d * to.x,
    y: a * from.y + b * control1.y + c * control2.y + d * to.y,
  }
}

/** The point at share t of the way, 0 to 1. */
export function pointOn(curve: Curve, t: number): Point {
  if (curve.length === 1) return onPiece(curve[0], t)
  const lengths = curve.map(lengthOf)
  let left = t * lengths.reduce((sum, length) => sum + length, 0)
  for (const [index, piece] of curve.entries()) {
    const length = lengths[index] ?? 0
    if (left <= length || index === curve.length - 1)
      return onPiece(piece, length === 0 ? 0 : Math.min(1, left / length))
    left -= length
  }
  return curve[0].from
}
