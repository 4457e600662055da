import { describe, expect, test } from 'vitest'
import type { Effect, EffectType, FaultPlace } from '#faults'
import { apply, checkWorkflow, effectsFor, type Problem, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'

const start = buildWorkflow({
  nodes: {
    c: ['client'],
    api: ['http-api'],
    f: ['function'],
    s: ['service'],
    q: ['queue'],
    dead: ['queue'],
    t: ['topic'],
    b: ['bucket'],
    tick: ['schedule'],
  },
  edges: {
    'c.call > api.request': {},
    'api.route > f.invoke': {},
    'f.call > s.request': {},
    'f.call > q.send': {},
    'q.consume > f.invoke': {},
    'q.redrive > dead.send': {},
    't.subscribe > q.send': {},
    'f.on-failure > dead.send': {},
    'f.call > b.objects': {},
  },
})

const node = (id: string): FaultPlace => ({ type: 'node', node: id })
const edge = (id: string): FaultPlace => ({ type: 'edge', edge: id })

/** The effects that can't be there. */
const impossible = (on: FaultPlace): EffectType[] =>
  effectsFor(start, on).flatMap(({ effect, reason }) => (reason ? [effect] : []))

describe('what can be drawn where', () => {
  test.each<[string, FaultPlace, EffectType[]]>([
    ['an API', node('api'), ['duplicate', 'reorder', 'partition', 'poison', 'slow-start', 'crash']],
    ['a function', node('f'), ['partition']],
    ['a service', node('s'), ['duplicate', 'reorder', 'partition', 'poison', 'crash']],
    ['a queue', node('q'), ['partition', 'slow-start', 'crash']],
    ['a bucket', node('b'), ['duplicate', 'reorder', 'partition', 'slow-start', 'crash']],
    ['client → API', edge('e1'), ['duplicate', 'reorder', 'poison', 'slow-start', 'crash']],
    ['API → function', edge('e2'), ['duplicate', 'reorder', 'slow-start', 'crash']],
    ['function → service', edge('e3'), ['duplicate', 'reorder', 'poison', 'slow-start', 'crash']],
    ['function → queue', edge('e4'), ['poison', 'slow-start', 'crash']],
    ['queue → function', edge('e5'), ['slow-start', 'crash']],
    ['topic → queue', edge('e7'), ['poison', 'slow-start', 'crash']],
    ['a destination', edge('e8'), ['poison', 'slow-start', 'crash']],
    ['function → bucket', edge('e9'), ['duplicate', 'reorder', 'poison', 'slow-start', 'crash']],
  ])('on %s', (_what, on, effects) => {
    expect(impossible(on)).toEqual(effects)
  })

  test('nothing on what makes events by itself, nor on a redrive, nor where there is nothing', () => {
    for (const on of [node('c'), node('tick'), edge('e6')])
      expect(effectsFor(start, on).every(({ reason }) => reason !== undefined)).toBe(true)
    expect(effectsFor(start, node('nobody'))).toEqual([])
  })
})

const withFault = (on: FaultPlace, effect: Effect, times: { startMs?: number; endMs?: number } = {}): Workflow => ({
  ...start,
  scenario: { ...start.scenario, faults: [{ id: 'f1', on, startMs: 0, percent: 100, effect, ...times }] },
})

const problemsOf = (workflow: Workflow): readonly Problem[] =>
  checkWorkflow(workflow).filter(({ code }) => code.startsWith('fault-'))

describe('the problems of faults', () => {
  test.each<[string, Workflow, string]>([
    ['a place that is not there', withFault(node('x'), { type: 'drop' }), 'fault-on-nothing'],
    ['an effect that is not possible there', withFault(node('s'), { type: 'crash' }), 'fault-not-here'],
    [
      'an end before the start',
      withFault(node('s'), { type: 'drop' }, { startMs: 5000, endMs: 5000 }),
      'fault-ends-before-start',
    ],
    [
      'a 99th percentile below the median',
      withFault(node('s'), { type: 'latency', medianMs: 100, p99Ms: 50 }),
      'fault-p99-below-median',
    ],
    [
      'a pattern that AWS refuses',
      withFault(edge('e5'), { type: 'poison', pattern: '{"id":"bad"}' }),
      'fault-pattern-refused',
    ],
  ])('%s is named, and its fix mends it', (_what, workflow, code) => {
    const [problem, ...others] = problemsOf(workflow)
    expect(others).toEqual([])
    expect(problem?.code).toBe(code)
    if (!problem?.fix) throw new Error('no fix')
    const fixed = apply(workflow, problem.fix)
    expect(fixed.ok && problemsOf(fixed.value)).toEqual([])
  })

  test('a pattern is refused in AWS’s words', () => {
    const [problem] = problemsOf(withFault(edge('e5'), { type: 'poison', pattern: '{"id":"bad"}' }))
    expect(problem).toMatchObject({ severity: 'error', edge: 'e5', data: { line: 1, place: 'q → f' } })
    expect(String(problem?.data['reason'])).toContain('must be an object or an array')
  })

  test('what is drawn well has none', () => {
    expect(problemsOf(withFault(edge('e5'), { type: 'poison', pattern: '{"id":["bad"]}' }))).toEqual([])
    expect(problemsOf(withFault(node('f'), { type: 'crash' }, { startMs: 1, endMs: 2 }))).toEqual([])
  })
})
