// `faaslab lesson`: runs a document, or the lesson's own, and grades what happened. Figures to standard output.
import { failure, parseDuration, type Result, success } from '#base'
import {
  boundsOf,
  gradeLesson,
  type Lesson,
  type LessonGrade,
  type LessonProblem,
  lessonSentence,
  lessons,
  parseLesson,
  queriesOf,
  readLesson,
} from '#lessons'
import { tallyEvents } from '#trace'
import type { Workflow } from '#workflow'
import { readFile } from 'node:fs/promises'
import type { Request } from './arguments.ts'
import {
  type Console,
  endlessSources,
  EXIT_FAILED,
  EXIT_OK,
  EXIT_UNUSABLE,
  hasErrors,
  tellRepairs,
} from './commands.ts'
import { loadWorkflow } from './load-workflow.ts'
import { summaryOf } from './output.ts'
import { runWorkflow } from './run-workflow.ts'

type LessonRequest = Extract<Request, { command: 'lesson' }>

const problemLines = (name: string, problems: readonly LessonProblem[]): string =>
  problems
    .map((problem) => `${name}: ${problem.path === '' ? '' : `${problem.path}: `}${lessonSentence(problem, 'en')}\n`)
    .join('')

async function loadLesson(name: string): Promise<Result<Lesson, string>> {
  const listed = lessons.find(({ id }) => id === name)
  if (listed) {
    const read = readLesson(await listed.load())
    return read.ok ? read : failure(problemLines(name, read.error))
  }
  let text: string
  try {
    text = await readFile(name, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const ids = lessons.map(({ id }) => id).join(', ')
    return failure(`There is no lesson "${name}" and no such file (${reason}). The lessons are ${ids}.\n`)
  }
  const read = parseLesson(text)
  return read.ok ? read : failure(problemLines(name, read.error))
}

async function documentOf(lesson: Lesson, request: LessonRequest): Promise<Result<Workflow, string>> {
  if (request.solution) return success(lesson.solution)
  if (request.document === undefined) return success(lesson.start)
  const loaded = await loadWorkflow(request.document)
  return loaded.ok ? success(loaded.value.workflow) : loaded
}

async function gradeRun(
  lesson: Lesson,
  workflow: Workflow,
  run: { readonly seed: number; readonly endMs: number | undefined; readonly onNews?: ReturnType<typeof tellRepairs> },
): Promise<LessonGrade> {
  const finished = await runWorkflow({ workflow, planned: [], ...run })
  const { description, reader } = finished
  const tallies = tallyEvents(description, reader, queriesOf(lesson))
  return gradeLesson(lesson, { summary: summaryOf(finished), tallies, ended: true })
}

const rounded = (value: number): string => String(Number(value.toFixed(2)))

function goalRows(lesson: Lesson, grade: LessonGrade) {
  return lesson.goals.map((goal, index) => {
    const { met = false, seen, note } = grade.goals[index] ?? {}
    const bounds = boundsOf(goal)
    const figure = seen === undefined ? undefined : rounded(seen)
    const asked = bounds && lessonSentence(bounds, 'en')
    return { goal: goal.text.en, met, seen, figure: figure ?? (note && lessonSentence(note, 'en')), asked }
  })
}

function textReport(lesson: Lesson, grade: LessonGrade): string {
  const rows = goalRows(lesson, grade).map(({ goal, met, figure, asked }) => {
    const told = [figure, asked].filter((part) => part !== undefined).join(', ')
    return `${met ? 'met     ' : 'not met '} ${goal}: ${told}\n`
  })
  return `${lesson.title.en}\n${rows.join('')}${grade.passed ? 'passed' : 'not passed'}\n`
}

function jsonReport(lesson: Lesson, grade: LessonGrade, seed: number): string {
  const goals = goalRows(lesson, grade).map(({ goal, met, seen, figure }) => ({
    goal,
    met,
    seen: seen ?? null,
    ...(seen === undefined && figure !== undefined && { note: figure }),
  }))
  return `${JSON.stringify({ lesson: lesson.id, seed, passed: grade.passed, goals }, undefined, 2)}\n`
}

async function listLessons(request: LessonRequest, io: Console): Promise<number> {
  const read = await Promise.all(lessons.map(async ({ id }) => ({ id, lesson: await loadLesson(id) })))
  const rows = read.flatMap(({ id, lesson: { ok, ...rest } }) =>
    ok && 'value' in rest ? [{ id, title: rest.value.title.en, idea: rest.value.idea.en }] : [],
  )
  if (request.json) io.out(`${JSON.stringify(rows, undefined, 2)}\n`)
  else for (const { id, title, idea } of rows) io.out(`${id}: ${title}. ${idea}\n`)
  return EXIT_OK
}

export async function lesson(request: LessonRequest, io: Console): Promise<number> {
  if (request.lesson === undefined) return listLessons(request, io)
  const loaded = await loadLesson(request.lesson)
  if (!loaded.ok) {
    io.error(loaded.error)
    return EXIT_UNUSABLE
  }
  const document = await documentOf(loaded.value, request)
  if (!document.ok) {
    io.error(document.error)
    return EXIT_UNUSABLE
  }
  const workflow = document.value
  if (hasErrors(workflow, io)) return EXIT_UNUSABLE
  const endMs = parseDuration(workflow.scenario.duration)
  const endless = endMs === undefined ? endlessSources(workflow) : []
  if (endless.length > 0) {
    io.error(`${endless.join(', ')} would go on for ever. Give the workflow a duration, such as 10m.\n`)
    return EXIT_UNUSABLE
  }
  const seed = request.seed ?? workflow.scenario.seed
  const grade = await gradeRun(loaded.value, workflow, { seed, endMs, onNews: tellRepairs(io) })
  io.out(request.json ? jsonReport(loaded.value, grade, seed) : textReport(loaded.value, grade))
  return grade.passed ? EXIT_OK : EXIT_FAILED
}
