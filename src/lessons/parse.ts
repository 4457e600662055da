// From text, or from JSON that somebody made, to a lesson: or to the list of what is wrong with it, each with its place.
// Its documents are read as any document is; nothing here runs one.
import { failure, type Json, type Result, success } from '#base'
import { hasField, tellsEdge, type EventQuery } from '#trace'
import { type DocumentProblem, parseJsonText, readValue, readWorkflow, type Workflow } from '#workflow'
import { type Goal, LESSON_FORMAT, LESSON_VERSION, type Lesson, lessonSchema, type Measure } from './lesson.ts'
import { mergePatch } from './merge-patch.ts'
import type { LessonSaid } from './sentences.ts'

/** Why a text is no lesson, and where: `path` is such as `goals.1.measure.of`, empty for the whole. */
export type LessonProblem = DocumentProblem | (LessonSaid & { readonly path: string })
export type LessonReading = Result<Lesson, readonly LessonProblem[]>

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function parseLesson(text: string): LessonReading {
  const json = parseJsonText(text)
  return json.ok ? readLesson(json.value) : json
}

export function readLesson(json: unknown): LessonReading {
  if (!isRecord(json) || json.format !== LESSON_FORMAT)
    return failure([{ code: 'lesson-not-ours', path: '', data: { format: LESSON_FORMAT } }])
  if (typeof json.version === 'number' && json.version > LESSON_VERSION)
    return failure([
      { code: 'lesson-too-new', path: 'version', data: { version: json.version, newest: LESSON_VERSION } },
    ])
  const read = readValue(lessonSchema, json)
  if (!read.ok) return read
  const { start, solution, ...rest } = read.value
  const problems = [
    ...problemsOfPrediction(rest.prediction),
    ...rest.goals.flatMap((goal, index) => problemsOfGoal(goal, `goals.${index}`)),
  ]
  const startRead = readDocument('start', start)
  const solutionRead = readDocument(
    'solution',
    'format' in solution ? solution : mergePatch(start as Json, solution as Json),
  )
  if (!startRead.ok) problems.push(...startRead.error)
  // What is wrong with the start is wrong with a patch of it.
  else if (!solutionRead.ok) problems.push(...solutionRead.error)
  if (problems.length > 0 || !startRead.ok || !solutionRead.ok) return failure(problems)
  return success({ ...rest, start: startRead.value, solution: solutionRead.value })
}

function readDocument(place: string, json: unknown): Result<Workflow, readonly DocumentProblem[]> {
  const read = readWorkflow(json)
  if (read.ok) return read
  return failure(
    read.error.map((problem) => {
      const path = problem.path === '' ? place : `${place}.${problem.path}`
      return { ...problem, path, data: { ...problem.data, path, field: path } }
    }),
  )
}

function problemsOfPrediction({ options, answer }: Lesson['prediction']): LessonProblem[] {
  if (answer < options.length) return []
  return [{ code: 'lesson-answer', path: 'prediction.answer', data: { answer, maximum: options.length - 1 } }]
}

function problemsOfGoal(goal: Goal, path: string): LessonProblem[] {
  if (goal.kind === 'order')
    return [...problemsOfQuery(goal.first, `${path}.first`), ...problemsOfQuery(goal.before, `${path}.before`)]
  const { measure, per, atLeast, atMost } = goal
  const problems = [
    ...problemsOfMeasure(measure, `${path}.measure`),
    ...(per ? problemsOfMeasure(per, `${path}.per`) : []),
  ]
  if (atLeast === undefined && atMost === undefined) problems.push({ code: 'lesson-no-bound', path, data: { path } })
  else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    problems.push({ code: 'lesson-bounds', path, data: { path, atLeast, atMost } })
  return problems
}

const problemsOfMeasure = (measure: Measure, path: string): LessonProblem[] =>
  measure.kind === 'figure' ? [] : problemsOfQuery(measure.of, `${path}.of`)

function problemsOfQuery(query: EventQuery, path: string): LessonProblem[] {
  const { type, from, to, where = {} } = query
  const problems: LessonProblem[] = Object.keys(where)
    .filter((field) => !hasField(type, field))
    .map((field) => ({ code: 'lesson-no-field', path: `${path}.where.${field}`, data: { type, field } }))
  if ((from !== undefined || to !== undefined) && !tellsEdge(type))
    problems.push({ code: 'lesson-no-edge', path, data: { path, type } })
  return problems
}
