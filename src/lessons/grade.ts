// Grades a run against a lesson's goals: from the run's report and counts of its events, nothing else. The same in the
// page, where the counts come from another thread, and on the command line.
import type { RunSummary, Tally, TallyQuery } from '#trace'
import type { Goal, Lesson, Measure } from './lesson.ts'
import type { LessonSaid } from './sentences.ts'

export interface GoalGrade {
  readonly met: boolean
  /** The figure, where there is one. */
  readonly seen: number | undefined
  /** What is to be said of it beside or instead of the figure. */
  readonly note: LessonSaid | undefined
}

export interface LessonGrade {
  /** False while the run may still change it. */
  readonly final: boolean
  /** Final, and every goal met. */
  readonly passed: boolean
  /** In the lesson's order. */
  readonly goals: readonly GoalGrade[]
}

export interface GradedRun {
  readonly summary: RunSummary
  /** Of `queriesOf`, in that order. */
  readonly tallies: readonly Tally[]
  readonly ended: boolean
}

type Goals = Pick<Lesson, 'goals'>

const queriesOfMeasure = (measure: Measure | undefined): TallyQuery[] => {
  if (!measure || measure.kind === 'figure') return []
  return [{ of: measure.of, windowMs: measure.kind === 'peak' ? measure.windowMs : undefined }]
}

const queriesOfGoal = (goal: Goal): TallyQuery[] =>
  goal.kind === 'order'
    ? [{ of: goal.first }, { of: goal.before }]
    : [...queriesOfMeasure(goal.measure), ...queriesOfMeasure(goal.per)]

/** What has to be counted in the run's log. */
export const queriesOf = ({ goals }: Goals): readonly TallyQuery[] => goals.flatMap(queriesOfGoal)

interface Figure {
  readonly value: number | undefined
  readonly missing: string | undefined
}

function figureAt(summary: RunSummary, path: readonly string[]): Figure {
  let at: unknown = summary
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key))
      return { value: undefined, missing: path.join('.') }
    at = (at as Readonly<Record<string, unknown>>)[key]
  }
  return typeof at === 'number' ? { value: at, missing: undefined } : { value: undefined, missing: path.join('.') }
}

function measured(measure: Measure, summary: RunSummary, next: () => Tally | undefined): Figure {
  if (measure.kind === 'figure') return figureAt(summary, measure.path)
  const tally = next()
  if (!tally || tally.missing !== undefined) return { value: undefined, missing: tally?.missing }
  return { value: measure.kind === 'peak' ? tally.peak : tally.count, missing: undefined }
}

const said = (code: LessonSaid['code'], data: LessonSaid['data'] = {}): LessonSaid => ({ code, data })

function gradeOrder(first: Tally | undefined, before: Tally | undefined): GoalGrade {
  const missing = first?.missing ?? before?.missing
  const grade = (met: boolean, note: LessonSaid): GoalGrade => ({ met, seen: undefined, note })
  if (missing !== undefined) return grade(false, said('seen-missing', { missing }))
  if (first?.firstUs === undefined) return grade(false, said('seen-first-missing'))
  if (before?.firstUs === undefined) return grade(false, said('seen-second-missing'))
  const met = first.firstUs < before.firstUs
  return grade(met, said(met ? 'seen-in-order' : 'seen-out-of-order'))
}

function gradeGoal(goal: Goal, summary: RunSummary, next: () => Tally | undefined): GoalGrade {
  if (goal.kind === 'order') {
    const first = next()
    return gradeOrder(first, next())
  }
  const one = measured(goal.measure, summary, next)
  const per = goal.per && measured(goal.per, summary, next)
  const missing = one.missing ?? per?.missing
  if (missing !== undefined) return { met: false, seen: undefined, note: said('seen-missing', { missing }) }
  const seen = one.value !== undefined && per ? ratio(one.value, per.value) : one.value
  if (seen === undefined) return { met: false, seen, note: said('seen-nothing') }
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = goal
  return { met: seen >= atLeast && seen <= atMost, seen, note: undefined }
}

const ratio = (value: number, per: number | undefined): number | undefined =>
  per === undefined || per === 0 ? undefined : value / per

export function gradeLesson(lesson: Goals, { summary, tallies, ended }: GradedRun): LessonGrade {
  let taken = 0
  const next = (): Tally | undefined => {
    taken += 1
    return tallies[taken - 1]
  }
  const goals = lesson.goals.map((goal) => gradeGoal(goal, summary, next))
  return { final: ended, passed: ended && goals.every(({ met }) => met), goals }
}

/** What a goal asks for: "at most 40"; undefined for an order, which its own text says. */
export function boundsOf(goal: Goal): LessonSaid | undefined {
  if (goal.kind === 'order') return undefined
  const { atLeast, atMost } = goal
  if (atLeast === undefined) return said('goal-at-most', { atMost: atMost ?? 0 })
  if (atMost === undefined) return said('goal-at-least', { atLeast })
  return said(atLeast === atMost ? 'goal-exactly' : 'goal-between', { atLeast, atMost })
}
