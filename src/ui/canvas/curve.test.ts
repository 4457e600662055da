import { describe, expect, it } from 'vitest'
import { curveBetween, curvePath, pointOn } from './curve.ts'

describe('the line of an edge', () => {
  it('begins and ends at its ports, whichever way it goes', () => {
    for (const to of [
      { x: 400, y: 0 },
      { x: -400, y: 20 },
      { x: -400, y: 300 },
    ]) {
      for (const leaves of ['right', 'bottom'] as const) {
        const curve = curveBetween({ x: 0, y: 0 }, to, leaves, false)
        expect(pointOn(curve, 0)).toEqual({ x: 0, y: 0 })
        expect(pointOn(curve, 1).x).toBeCloseTo(to.x)
        expect(pointOn(curve, 1).y).toBeCloseTo(to.y)
      }
    }
  })

  it('that comes back runs between two rows, or below where there is no room between them', () => {
    expect(pointOn(curveBetween({ x: 600, y: 0 }, { x: 0, y: 200 }, 'right', false), 0.5).y).toBeCloseTo(100)
    expect(pointOn(curveBetween({ x: 600, y: 0 }, { x: 0, y: 20 }, 'right', false), 0.5).y).toBeGreaterThan(60)
  })

  it('is one path, its pieces joined', () => {
    expect(curvePath(curveBetween({ x: 600, y: 0 }, { x: 0, y: 200 }, 'right', false))).toMatch(/^M600,0(C[^C]+){3}$/)
  })
})
