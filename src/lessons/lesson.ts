// What a lesson is: plain data that a teacher writes. One idea, a workflow that does not manage it, a question to answer
// before the run, hints, and goals that are read off what happened. No code of ours or of the teacher's decides a goal.
import * as z from 'zod/mini'
import { TRACE_EVENT_TYPES, type TraceEventType } from '#trace'
import type { Workflow } from '#workflow'

export const LESSON_FORMAT = 'faaslab-lesson'
export const LESSON_VERSION = 1

// How much there can be of everything: what a goal costs is bounded by what may be written.
const MAXIMUM_TEXT = 4000
const MAXIMUM_LINE = 300
const MAXIMUM_GOALS = 20
const MAXIMUM_HINTS = 20
const MAXIMUM_OPTIONS = 6
const MAXIMUM_PATH = 6
const MAXIMUM_FIELDS = 8

const textOf = (maximum: number) => {
  const one = z.string().check(z.minLength(1), z.maxLength(maximum))
  return z.object({ en: one, zh: one })
}
/** One line. */
const line = textOf(MAXIMUM_LINE)
/** Paragraphs, with an empty line between. Never markup. */
const paragraphs = textOf(MAXIMUM_TEXT)

const nodeName = z.string().check(z.minLength(1), z.maxLength(255))
const milliseconds = z.number().check(z.gte(0), z.lte(31_536_000_000))
const bound = z.optional(z.number())

const fieldTestSchema = z.union([
  z.string().check(z.maxLength(MAXIMUM_LINE)),
  z.number(),
  z.object({ atLeast: bound, atMost: bound }),
])

const eventQuerySchema = z.object({
  type: z.enum(TRACE_EVENT_TYPES as [TraceEventType, ...TraceEventType[]]),
  node: z.optional(nodeName),
  from: z.optional(nodeName),
  to: z.optional(nodeName),
  where: z.optional(
    z
      .record(z.string().check(z.maxLength(64)), fieldTestSchema)
      .check(z.refine((fields) => Object.keys(fields).length <= MAXIMUM_FIELDS, { error: 'too many fields' })),
  ),
  afterMs: z.optional(milliseconds),
  beforeMs: z.optional(milliseconds),
})

/** A number that a run gives. */
export const measureSchema = z.discriminatedUnion('kind', [
  /** How many such events there were. */
  z.object({ kind: z.literal('count'), of: eventQuerySchema }),
  /** The most of them within one window of this length. */
  z.object({ kind: z.literal('peak'), of: eventQuerySchema, windowMs: z.number().check(z.gte(1), z.lte(86_400_000)) }),
  /** A figure of the run's report, as `faaslab run --json` prints it: ["nodes", "Orders", "waiting"]. */
  z.object({ kind: z.literal('figure'), path: z.array(nodeName).check(z.minLength(1), z.maxLength(MAXIMUM_PATH)) }),
])

export const goalSchema = z.discriminatedUnion('kind', [
  /** A number, or one number per another, within bounds. */
  z.object({
    kind: z.literal('amount'),
    text: line,
    measure: measureSchema,
    per: z.optional(measureSchema),
    atLeast: bound,
    atMost: bound,
  }),
  /** The first such event comes before the first of the others; both have to be there. */
  z.object({ kind: z.literal('order'), text: line, first: eventQuerySchema, before: eventQuerySchema }),
])

export const lessonSchema = z.object({
  format: z.literal(LESSON_FORMAT),
  version: z.literal(LESSON_VERSION),
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/)),
  title: line,
  idea: line,
  intro: paragraphs,
  prediction: z.object({
    question: line,
    options: z.array(line).check(z.minLength(2), z.maxLength(MAXIMUM_OPTIONS)),
    /** The right option, from 0. */
    answer: z.int().check(z.gte(0)),
    why: paragraphs,
  }),
  hints: z.array(paragraphs).check(z.maxLength(MAXIMUM_HINTS)),
  goals: z.array(goalSchema).check(z.minLength(1), z.maxLength(MAXIMUM_GOALS)),
  /** A document. */
  start: z.record(z.string(), z.unknown()),
  /** A document, or what of `start` changes: a field that is null goes (RFC 7396). */
  solution: z.record(z.string(), z.unknown()),
})

export type Measure = z.infer<typeof measureSchema>
export type Goal = z.infer<typeof goalSchema>
export type LessonText = z.infer<typeof line>

export interface Lesson extends Omit<z.infer<typeof lessonSchema>, 'start' | 'solution'> {
  readonly start: Workflow
  readonly solution: Workflow
}
