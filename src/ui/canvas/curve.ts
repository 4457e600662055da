// The line an edge is drawn along: one cubic curve, the same for the edge and for what moves on it.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Curve {
  readonly from: Point
  readonly control1: Point
  readonly control2: Point
  readonly to: Point
}

const LEAST_REACH = 36
/** A line that has to come back swings out further. */
const BACKWARD_REACH = 90
const LOOP_LIFT = 110

export function curveBetween(from: Point, to: Point, leaves: 'right' | 'bottom', isLoop: boolean): Curve {
  if (isLoop) {
    return {
      from,
      control1: { x: from.x + BACKWARD_REACH, y: from.y - LOOP_LIFT },
      control2: { x: to.x - BACKWARD_REACH, y: to.y - LOOP_LIFT },
      to,
    }
  }
  const dx = to.x - from.x
  const reach = dx >= 0 ? Math.max(LEAST_REACH, dx / 2) : Math.min(240, BACKWARD_REACH + -dx / 4)
  if (leaves === 'bottom') {
    const down = Math.max(LEAST_REACH, Math.abs(to.y - from.y) / 2)
    return {
      from,
      control1: { x: from.x, y: from.y + down },
      control2: { x: to.x - Math.max(LEAST_REACH, Math.min(reach, 90)), y: to.y },
      to,
    }
  }
  return { from, control1: { x: from.x + reach, y: from.y }, control2: { x: to.x - reach, y: to.y }, to }
}

export const curvePath = ({ from, control1, control2, to }: Curve): string =>
  `M${from.x},${from.y}C${control1.x},${control1.y} ${control2.x},${control2.y} ${to.x},${to.y}`

/** The point at share t of the way, 0 to 1. */
export function pointOn({ from, control1, control2, to }: Curve, t: number): Point {
  const s = 1 - t
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
  return {
    x: a * from.x + b * control1.x + c * control2.x + d * to.x,
    y: a * from.y + b * control1.y + c * control2.y + d * to.y,
  }
}
