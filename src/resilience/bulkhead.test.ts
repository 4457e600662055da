import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BulkheadState, EMPTY_BULKHEAD, enterBulkhead, giveUpTicket, leaveBulkhead } from './bulkhead.ts'
import { bulkhead } from './testing/policies.ts'

describe('a bulkhead', () => {
  test.each<{ when: string; policy: Parameters<typeof bulkhead>[0]; state: Partial<BulkheadState>; gives: string }>([
    {
      when: 'lets in while there is room',
      policy: { maxConcurrentCalls: 2 },
      state: { running: 1 },
      gives: 'permitted',
    },
    { when: 'refuses at once when full', policy: { maxConcurrentCalls: 2 }, state: { running: 2 }, gives: 'refused' },
    {
      when: 'lets wait where waiting is allowed',
      policy: { maxConcurrentCalls: 2, maxWaitMs: 5 },
      state: { running: 2 },
      gives: 'waits',
    },
    {
      when: 'refuses where all places in the line are taken',
      policy: { maxConcurrentCalls: 2, maxWaitMs: 5, maxWaitingCalls: 3 },
      state: { running: 2, waiting: 3 },
      gives: 'refused',
    },
  ])('$when', ({ policy, state, gives }) => {
    expect(enterBulkhead(bulkhead(policy), { ...EMPTY_BULKHEAD, ...state }, 0).decision).toBe(gives)
  })

  test('a wait ends after maxWaitMs', () => {
    const step = enterBulkhead(
      bulkhead({ maxConcurrentCalls: 1, maxWaitMs: 3 }),
      { ...EMPTY_BULKHEAD, running: 1 },
      500,
    )
    expect(step).toMatchObject({ decision: 'waits', ticket: 0, untilUs: 3500 })
  })

  test('never runs more than it may, serves in the order of coming, and forgets nobody', () => {
    const moves = fc.array(fc.constantFrom('enter', 'leave', 'give-up'), { maxLength: 80 })
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 4 }), (given, limit) => {
        const policy = bulkhead({ maxConcurrentCalls: limit, maxWaitMs: 10 })
        let state = EMPTY_BULKHEAD
        let line: number[] = []
        for (const move of given) {
          if (move === 'enter') {
            const step = enterBulkhead(policy, state, 0)
            ;({ state } = step)
            if (step.decision === 'waits') line.push(step.ticket)
          } else if (move === 'leave' && state.running > 0) {
            const step = leaveBulkhead(state, (ticket) => line.includes(ticket))
            ;({ state } = step)
            expect(step.served).toBe(line[0])
            line = line.slice(1)
          } else if (move === 'give-up' && line.length > 0) {
            line = line.toSpliced(Math.floor(line.length / 2), 1)
            state = giveUpTicket(state)
          }
          expect(state.running).toBeLessThanOrEqual(limit)
          expect(state.waiting).toBe(line.length)
          if (line.length > 0) expect(state.running).toBe(limit)
        }
      }),
    )
  })
})
