import { ordersExample } from '#workflow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lessons } from './list.ts'
import { mergePatch } from './merge-patch.ts'
import { parseLesson, readLesson } from './parse.ts'
import { lessonSentence } from './sentences.ts'

const text = (en: string) => ({ en, zh: en })
const count = { kind: 'count', of: { type: 'request-arrived' } }

const LESSON = {
  format: 'faaslab-lesson',
  version: 1,
  id: 'mine',
  title: text('Mine'),
  idea: text('One idea'),
  intro: text('Look.'),
  prediction: { question: text('What?'), options: [text('This'), text('That')], answer: 1, why: text('Because.') },
  hints: [],
  goals: [{ kind: 'amount', text: text('Traffic'), measure: count, atLeast: 1 }],
  start: { format: 'faaslab', version: 1, name: 'Start' },
  solution: { name: 'Solved' },
}

const problemsOf = (json: unknown): string[] => {
  const read = readLesson(json)
  if (read.ok) throw new Error('it was read')
  return read.error.map((problem) => lessonSentence(problem, 'en'))
}
const withGoal = (goal: object) => ({ ...LESSON, goals: [{ ...LESSON.goals[0], ...goal }] })

test('every lesson that ships can be read, in both languages', async () => {
  for (const { id, load } of lessons) {
    const read = readLesson(await load())
    expect(read.ok ? read.value.id : read.error).toBe(id)
  }
})

test('a solution is a patch of the start, or a document of its own', () => {
  const patched = readLesson(LESSON)
  expect(patched.ok && [patched.value.start.name, patched.value.solution.name]).toEqual(['Start', 'Solved'])
  const whole = readLesson({ ...LESSON, solution: ordersExample() })
  expect(whole.ok && whole.value.solution).toEqual(ordersExample())
})

test('a patch merges objects, takes away what is null and replaces all else', () => {
  expect(mergePatch({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { b: null, c: [3] }, e: { f: null, g: 2 } })).toEqual({
    a: { c: [3] },
    d: 1,
    e: { g: 2 },
  })
  const merged = mergePatch({}, JSON.parse('{"__proto__":{"seen":true}}'))
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
})

test('what is wrong is said with its place', () => {
  expect(problemsOf([])).toEqual(['This is no lesson: its “format” is not “faaslab-lesson”. Choose a lesson’s file.'])
  expect(problemsOf({ ...LESSON, version: 2 })[0]).toContain('version 2')
  expect(problemsOf({ ...LESSON, title: { en: 'Only English' } })).toEqual(['title.zh is missing; it must be text.'])
  expect(problemsOf({ ...LESSON, script: 'alert(1)' })[0]).toContain('script is not known here')
  expect(problemsOf({ ...LESSON, prediction: { ...LESSON.prediction, answer: 2 } })).toEqual([
    'prediction.answer is 2, but the options go from 0 to 1. Name one of them.',
  ])
  expect(problemsOf({ ...LESSON, start: { ...LESSON.start, nodes: { n1: { kind: 'toaster' } } } })[0]).toContain(
    'start.nodes.n1.kind',
  )
  expect(problemsOf({ ...LESSON, solution: { edges: { e1: { from: { node: 'n1', port: 'call' } } } } })[0]).toContain(
    'solution.edges.e1',
  )
})

test('a goal that can’t be met or can’t be counted is refused', () => {
  expect(problemsOf(withGoal({ atLeast: undefined }))[0]).toContain('goals.0.atLeast')
  const { atLeast: _, ...unbound } = LESSON.goals[0] as { atLeast: number }
  expect(problemsOf({ ...LESSON, goals: [unbound] })).toEqual(['goals.0 has no bound. Give atLeast, atMost or both.'])
  expect(problemsOf(withGoal({ atLeast: 3, atMost: 2 }))[0]).toContain('at least 3 and at most 2')
  const of = { type: 'message-delivered', where: { constructor: 1 } }
  expect(problemsOf(withGoal({ measure: { kind: 'count', of } }))[0]).toContain('constructor')
  const field = { type: 'message-delivered', where: { receives: 1 } }
  expect(problemsOf(withGoal({ measure: { kind: 'count', of: field } }))).toEqual([
    'Events of type message-delivered have no field “receives”. Check its spelling, or remove it.',
  ])
  const edge = { type: 'message-delivered', to: 'Mail' }
  expect(problemsOf(withGoal({ per: { kind: 'count', of: edge } }))[0]).toContain('happen on no connection')
  expect(problemsOf(withGoal({ measure: { kind: 'count', of: { type: 'clicked' } } }))[0]).toContain(
    'goals.0.measure.of.type',
  )
  expect(problemsOf(withGoal({ kind: 'script' })).length).toBeGreaterThan(0)
})

test('how much a lesson asks for is bounded', () => {
  const goals = Array.from({ length: 21 }, () => LESSON.goals[0])
  expect(problemsOf({ ...LESSON, goals })[0]).toContain('goals')
  const where = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f${index}`, 1]))
  expect(problemsOf(withGoal({ measure: { kind: 'count', of: { type: 'request-arrived', where } } }))).toHaveLength(1)
  expect(problemsOf({ ...LESSON, intro: text('x'.repeat(4001)) })).toHaveLength(2)
})

test('a text that is no JSON is refused with its place', () => {
  const read = parseLesson('{"format": faaslab}')
  expect(!read.ok && read.error.map((problem) => lessonSentence(problem, 'zh'))).toHaveLength(1)
  expect(parseLesson(JSON.stringify(LESSON)).ok).toBe(true)
})

test('whatever a file holds is read or refused with a reason, never thrown', () => {
  const paths = Object.keys(LESSON)
  const runs = fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 4 }), (key, value) => {
    const read = readLesson({ ...LESSON, [key]: value })
    if (read.ok) return
    expect(read.error.length).toBeGreaterThan(0)
    for (const problem of read.error)
      for (const language of ['en', 'zh'] as const) expect(lessonSentence(problem, language)).not.toMatch(/\{\w+\}/)
  })
  fc.assert(runs, { numRuns: 500 })
})
