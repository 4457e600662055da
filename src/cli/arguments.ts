// The command line's words: what was asked, or a sentence that says what is wrong with it.
import { failure, parseDuration, type Result, success } from '#base'
import { parseArgs } from 'node:util'

export interface EventArgument {
  readonly node: string
  readonly file: string
}

export type Request =
  | { readonly command: 'help' }
  | { readonly command: 'check'; readonly file: string }
  | {
      readonly command: 'run'
      readonly file: string
      readonly seed: number | undefined
      readonly forMs: number | undefined
      readonly events: readonly EventArgument[]
      readonly json: boolean
      readonly logs: boolean
      readonly trace: string | undefined
    }
  | {
      readonly command: 'invoke'
      readonly file: string
      readonly functionName: string
      readonly event: string | undefined
      readonly seed: number | undefined
      readonly logs: boolean
    }
  | {
      readonly command: 'ghost'
      readonly file: string
      /** `FROM:TO/POLICY`. */
      readonly without: string
      /** Without its jitter only. */
      readonly noJitter: boolean
      readonly seed: number | undefined
      readonly forMs: number | undefined
      readonly events: readonly EventArgument[]
      readonly json: boolean
    }
  | {
      readonly command: 'lesson'
      /** The id of a lesson, or a file; undefined: tell which there are. */
      readonly lesson: string | undefined
      /** What is graded: a document, the lesson's own solution, or its start. */
      readonly document: string | undefined
      readonly solution: boolean
      readonly seed: number | undefined
      readonly json: boolean
    }

export const USAGE = `faaslab: runs serverless workflows on a deterministic virtual clock

  faaslab run FILE [--seed N] [--for 10m] [--event NODE=FILE]… [--json] [--logs] [--trace out.ndjson]
  faaslab invoke FILE FUNCTION [--event event.json] [--seed N] [--logs]
  faaslab check FILE
  faaslab ghost FILE --without FROM:TO/POLICY [--no-jitter] [--seed N] [--for 10m] [--event NODE=FILE]… [--json]
  faaslab lesson [LESSON] [--document FILE | --solution] [--seed N] [--json]

FILE is a .faaslab.json or a SAM template whose handlers are read from disk beside it.
NODE is a trigger, queue or function by its name (the logical id in a template). An event file is .json (one event
at the start) or .ndjson ({ "atMs": …, "event": … } a line). For an http-api an event is
{ "method", "path", "headers"?, "body"? }, for a queue the message body, for a function the payload.
Without --for a run ends when nothing is left to happen; a schedule or a client needs an end.

ghost runs FILE twice, as it is and without one policy of the call FROM makes to TO, with the same seed and the same
arrivals, and tells what the policy bought. POLICY is its type, such as circuit-breaker, or its number from outside;
--no-jitter leaves a retry as it is but for its jitter.

LESSON is the id of a lesson, or a lesson's file; without it, the lessons are listed. A lesson grades a run of FILE, of
its own solution, or else of its start.

Exit status: 0; 1 where a lesson's goals were not met, an event finally failed after its retries or the workflow has errors; 2 for unusable input.
Handlers run in a thread of this process, which is no sandbox: run only code that you would run with node.
`

const OPTIONS = {
  run: {
    seed: { type: 'string' },
    for: { type: 'string' },
    event: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    logs: { type: 'boolean' },
    trace: { type: 'string' },
  },
  invoke: { event: { type: 'string' }, seed: { type: 'string' }, logs: { type: 'boolean' } },
  check: {},
  ghost: {
    without: { type: 'string' },
    'no-jitter': { type: 'boolean' },
    seed: { type: 'string' },
    for: { type: 'string' },
    event: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },
  lesson: {
    document: { type: 'string' },
    solution: { type: 'boolean' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
} as const

function readSeed(text: string | undefined): Result<number | undefined, string> {
  if (text === undefined) return success(undefined)
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return success(seed)
  return failure(`--seed takes a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not "${text}".`)
}

function readEvents(texts: readonly string[]): Result<readonly EventArgument[], string> {
  const events: EventArgument[] = []
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at <= 0 || at === text.length - 1) return failure(`--event takes NODE=FILE, not "${text}".`)
    events.push({ node: text.slice(0, at), file: text.slice(at + 1) })
  }
  return success(events)
}

function readFor(text: string | undefined): Result<number | undefined, string> {
  const forMs = text === undefined ? undefined : parseDuration(text)
  if (text !== undefined && !(forMs !== undefined && forMs > 0))
    return failure(`--for takes a duration such as 500ms, 30s, 10m, 24h, not "${text}".`)
  return success(forMs)
}

function readRun(args: readonly string[]): Result<Request, string> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS.run, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) return failure('run takes one FILE.')
  const seed = readSeed(values.seed)
  if (!seed.ok) return seed
  const forMs = readFor(values.for)
  if (!forMs.ok) return forMs
  const events = readEvents(values.event ?? [])
  if (!events.ok) return events
  const { json = false, logs = false, trace } = values
  return success({
    command: 'run',
    file,
    seed: seed.value,
    forMs: forMs.value,
    events: events.value,
    json,
    logs,
    trace,
  })
}

function readGhost(args: readonly string[]): Result<Request, string> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS.ghost, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) return failure('ghost takes one FILE.')
  const { without, 'no-jitter': noJitter = false, json = false } = values
  if (without === undefined || !/^[^/]+\/[^/]+$/.test(without))
    return failure('ghost takes --without FROM:TO/POLICY, such as Orders:Payments/circuit-breaker.')
  const seed = readSeed(values.seed)
  if (!seed.ok) return seed
  const forMs = readFor(values.for)
  if (!forMs.ok) return forMs
  const events = readEvents(values.event ?? [])
  if (!events.ok) return events
  const { value: given } = events
  return success({
    command: 'ghost',
    file,
    without,
    noJitter,
    seed: seed.value,
    forMs: forMs.value,
    events: given,
    json,
  })
}

function readInvoke(args: readonly string[]): Result<Request, string> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS.invoke, allowPositionals: true })
  const [file, functionName, ...more] = positionals
  if (file === undefined || functionName === undefined || more.length > 0)
    return failure('invoke takes FILE and FUNCTION.')
  const seed = readSeed(values.seed)
  if (!seed.ok) return seed
  return success({
    command: 'invoke',
    file,
    functionName,
    event: values.event,
    seed: seed.value,
    logs: values.logs ?? false,
  })
}

function readCheck(args: readonly string[]): Result<Request, string> {
  const { positionals } = parseArgs({ args: [...args], options: OPTIONS.check, allowPositionals: true })
  const [file, ...more] = positionals
  return file === undefined || more.length > 0 ? failure('check takes one FILE.') : success({ command: 'check', file })
}

function readLesson(args: readonly string[]): Result<Request, string> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS.lesson, allowPositionals: true })
  const [lesson, ...more] = positionals
  if (more.length > 0) return failure('lesson takes one LESSON.')
  const { document, solution = false, json = false } = values
  if (document !== undefined && solution) return failure('lesson takes --document or --solution, not both.')
  if (lesson === undefined && (document !== undefined || solution)) return failure('lesson needs a LESSON to grade by.')
  const seed = readSeed(values.seed)
  if (!seed.ok) return seed
  return success({ command: 'lesson', lesson, document, solution, seed: seed.value, json })
}

export function readArguments(args: readonly string[]): Result<Request, string> {
  const [command, ...rest] = args
  try {
    switch (command) {
      case undefined:
      case 'help':
      case '--help':
      case '-h':
        return success({ command: 'help' })
      case 'run':
        return readRun(rest)
      case 'invoke':
        return readInvoke(rest)
      case 'check':
        return readCheck(rest)
      case 'ghost':
        return readGhost(rest)
      case 'lesson':
        return readLesson(rest)
      default:
        return failure(`There is no command "${command}"; there are run, invoke, check, ghost and lesson.`)
    }
  } catch (error) {
    // parseArgs throws at an option it does not know.
    return failure(error instanceof Error ? error.message : String(error))
  }
}
