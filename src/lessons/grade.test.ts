import type { RunSummary, Tally } from '#trace'
import { expect, test } from 'vitest'
import { boundsOf, gradeLesson, queriesOf } from './grade.ts'
import type { Goal, Measure } from './lesson.ts'
import { lessonSentence } from './sentences.ts'

const text = { en: 'A goal', zh: '目标' }
const arrived = { type: 'request-arrived' } as const
const opened = { type: 'breaker-changed', where: { to: 'open' } } as const
const count = { kind: 'count', of: arrived } as const
const waiting: Measure = { kind: 'figure', path: ['messages', 'waiting'] }

const summary: RunSummary = {
  messages: { sent: 10, delivered: 8, deadLettered: 0, expired: 0, waiting: 2, lost: 0 },
  nodes: {},
  finallyFailed: false,
  failures: { deadLettered: 0, expired: 0, dropped: 0, failedRequests: 0 },
}
const tally = (of: Partial<Tally> = {}): Tally => ({
  count: 0,
  firstUs: undefined,
  lastUs: undefined,
  peak: 0,
  missing: undefined,
  ...of,
})

function grade(goal: Goal, tallies: readonly Tally[], ended = true) {
  const grades = gradeLesson({ goals: [goal] }, { summary, tallies, ended })
  const [only] = grades.goals
  if (!only) throw new Error('no grade')
  return { ...only, note: only.note && lessonSentence(only.note, 'en'), passed: grades.passed, final: grades.final }
}

const amount = (given: Omit<Extract<Goal, { kind: 'amount' }>, 'kind' | 'text'>): Goal => ({
  kind: 'amount',
  text,
  ...given,
})

test('a number is met within its bounds, and told', () => {
  const goal = amount({ measure: count, atLeast: 3, atMost: 5 })
  const seen = [2, 3, 5, 6].map((found) => grade(goal, [tally({ count: found })]))
  expect(seen.map(({ met }) => met)).toEqual([false, true, true, false])
  expect(seen.map((one) => one.seen)).toEqual([2, 3, 5, 6])
  expect(
    grade(amount({ measure: { kind: 'peak', of: arrived, windowMs: 100 }, atMost: 5 }), [tally({ peak: 6 })]),
  ).toMatchObject({ met: false, seen: 6 })
})

test('a figure of the report is found by its path; one that is not there is named', () => {
  expect(grade(amount({ measure: waiting, atMost: 2 }), [])).toMatchObject({ met: true, seen: 2 })
  const path = ['nodes', 'Orders', 'waiting']
  expect(grade(amount({ measure: { kind: 'figure', path }, atMost: 2 }), [])).toMatchObject({
    met: false,
    note: 'nodes.Orders.waiting is not in this workflow',
  })
  expect(grade(amount({ measure: { kind: 'figure', path: ['constructor', 'length'] }, atMost: 2 }), []).met).toBe(false)
})

test('one number per another; none of the other decides nothing', () => {
  const goal = amount({ measure: count, per: waiting, atMost: 2 })
  expect(grade(goal, [tally({ count: 3 })])).toMatchObject({ met: true, seen: 1.5 })
  const reverse = amount({ measure: waiting, per: count, atMost: 2 })
  expect(grade(reverse, [tally()])).toMatchObject({ met: false, seen: undefined, note: 'nothing to count' })
})

test('one thing comes before another only when both happened', () => {
  const goal: Goal = { kind: 'order', text, first: opened, before: arrived }
  const at = (firstUs: number) => tally({ firstUs, count: 1 })
  expect(grade(goal, [at(1), at(2)])).toMatchObject({ met: true, note: 'in this order' })
  expect(grade(goal, [at(2), at(1)])).toMatchObject({ met: false, note: 'the other way round' })
  expect(grade(goal, [tally(), at(1)])).toMatchObject({ met: false, note: 'the first never happened' })
  expect(grade(goal, [at(1), tally()])).toMatchObject({ met: false, note: 'the second never happened' })
})

test('a run that goes on has passed nothing yet', () => {
  const goal = amount({ measure: count, atMost: 5 })
  expect(grade(goal, [tally()], false)).toMatchObject({ met: true, final: false, passed: false })
  expect(grade(goal, [tally()])).toMatchObject({ met: true, final: true, passed: true })
})

test('a node that is not there is named, even where nothing was to happen', () => {
  const goal = amount({ measure: count, atMost: 5 })
  expect(grade(goal, [tally({ missing: 'Payments' })])).toMatchObject({
    met: false,
    note: 'Payments is not in this workflow',
  })
})

test('each goal takes its own counts, in the order in which they are asked for', () => {
  const goals: Goal[] = [
    amount({ measure: waiting, atMost: 9 }),
    amount({ measure: waiting, per: count, atMost: 9 }),
    { kind: 'order', text, first: opened, before: arrived },
    amount({ measure: { kind: 'peak', of: opened, windowMs: 50 }, atMost: 9 }),
  ]
  expect(queriesOf({ goals })).toEqual([
    { of: arrived, windowMs: undefined },
    { of: opened },
    { of: arrived },
    { of: opened, windowMs: 50 },
  ])
  const tallies = [tally({ count: 1 }), tally({ firstUs: 1 }), tally({ firstUs: 2 }), tally({ peak: 7 })]
  const graded = gradeLesson({ goals }, { summary, tallies, ended: true }).goals
  expect(graded.map(({ seen, met }) => [seen, met])).toEqual([
    [2, true],
    [2, true],
    [undefined, true],
    [7, true],
  ])
})

test('what is asked for is said in words', () => {
  const said = (bounds: { atLeast?: number; atMost?: number }) => {
    const asked = boundsOf(amount({ measure: count, ...bounds }))
    return asked && lessonSentence(asked, 'en')
  }
  expect([
    said({ atLeast: 1 }),
    said({ atMost: 2 }),
    said({ atLeast: 1, atMost: 2 }),
    said({ atLeast: 3, atMost: 3 }),
  ]).toEqual(['at least 1', 'at most 2', 'from 1 to 2', 'exactly 3'])
  expect(boundsOf({ kind: 'order', text, first: opened, before: arrived })).toBeUndefined()
})
