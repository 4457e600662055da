import type { Flight, RunDescription } from '#trace'
import type { EdgeId } from '#workflow'
import { describe, expect, it } from 'vitest'
import { createParticleField } from './particles.ts'

const run = {
  name: '',
  startAtMs: 0,
  nodes: [],
  edges: [{ index: 0, id: 'e1' as EdgeId, kind: 'call', from: 0, to: 1, policies: [], route: '', maxReceiveCount: 0 }],
} satisfies RunDescription

const flight = (span: number, startUs: number, outcome: Flight['outcome']): Flight => ({
  edge: 0,
  span,
  trace: 0,
  startUs,
  arriveUs: startUs + 1000,
  endUs: startUs + 2000,
  outcome,
})

const window = { fromUs: 0, toUs: 100_000, spreadMs: 100 }

describe('messages on the overlay', () => {
  it('start as far apart as they began, and travel however short their flight was', () => {
    const field = createParticleField()
    field.take([flight(1, 0, 'ok'), flight(2, 50_000, 'ok')], run, 1000, window)
    expect(field.place(1040).map(({ particle }) => particle.span)).toEqual([1])
    const both = field.place(1300)
    expect(both).toHaveLength(2)
    expect(both[0]?.at).toBeGreaterThan(both[1]?.at ?? 1)
  })

  it('show how they ended only where they end', () => {
    const field = createParticleField()
    field.take([flight(1, 0, 'error')], run, 0, window)
    expect(field.place(200)[0]?.shown).toBe('pending')
    expect(field.place(700)[0]?.shown).toBe('error')
    expect(field.place(5000)).toEqual([])
  })

  it('wait at the other end until their outcome is known', () => {
    const field = createParticleField()
    field.take([flight(1, 0, 'pending')], run, 0, window)
    expect(field.oldestPendingUs()).toBe(0)
    expect(field.place(2000)[0]).toMatchObject({ at: 1, shown: 'pending' })
    field.take([flight(1, 0, 'ok')], run, 2100, { ...window, fromUs: 100_000, toUs: 200_000 })
    expect(field.place(2150)[0]).toMatchObject({ at: 1, shown: 'ok' })
    expect(field.oldestPendingUs()).toBeUndefined()
  })

  it('are not shown twice when a later window reports them again', () => {
    const field = createParticleField()
    field.take([flight(1, 0, 'ok')], run, 0, window)
    expect(field.place(3000)).toEqual([])
    field.take([flight(1, 0, 'ok')], run, 3000, { fromUs: 100_000, toUs: 200_000, spreadMs: 100 })
    expect(field.place(3100)).toEqual([])
  })
})
