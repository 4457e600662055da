// What a handler prints becomes facts of the log: the text alone, without Lambda's prefix of time and request.
import type { EnvironmentCore } from './environment-core.ts'
import { format } from './format.ts'
import { inspect } from './inspect.ts'
import { defineLazyObject } from './lazy-object.ts'

/** Of one invocation; beyond it lines are counted and dropped, and the count is reported. A bound of ours. */
const MAXIMUM_LINES = 1000
const MAXIMUM_CHARACTERS = 256 * 1024
/** As Node indents groups. */
const GROUP_INDENTATION = '  '

type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'TRACE' | 'FATAL'

export class LogWriter {
  readonly #core: EnvironmentCore
  #lines = 0
  #characters = 0
  #dropped = 0
  #invocation = -1

  constructor(core: EnvironmentCore) {
    this.#core = core
  }

  write(level: Level, line: string): void {
    const { invocation } = this.#core
    if (invocation !== this.#invocation) this.#restart(invocation)
    if (this.#lines >= MAXIMUM_LINES || this.#characters >= MAXIMUM_CHARACTERS) {
      this.#dropped += 1
      return
    }
    const room = MAXIMUM_CHARACTERS - this.#characters
    const kept = line.length > room ? line.slice(0, room) : line
    this.#lines += 1
    this.#characters += kept.length
    const writtenAtUs = this.#core.clock.stamp()
    this.#core.fact({
      type: 'log-written',
      environment: this.#core.spec.environment,
      invocation,
      level,
      line: kept,
      writtenAtUs,
    })
  }

  /** When an invocation or the init ends. */
  reportDropped(): void {
    if (this.#dropped === 0) return
    const { environment } = this.#core.spec
    this.#core.fact({ type: 'logs-dropped', environment, invocation: this.#invocation, lines: this.#dropped })
    this.#dropped = 0
  }

  #restart(invocation: number): void {
    this.reportDropped()
    this.#invocation = invocation
    this.#lines = 0
    this.#characters = 0
  }
}

const LEVELS: readonly (readonly [method: string, level: Level])[] = [
  ['log', 'INFO'],
  ['info', 'INFO'],
  ['warn', 'WARN'],
  ['error', 'ERROR'],
  ['debug', 'DEBUG'],
]

export function createConsole(core: EnvironmentCore, logs: LogWriter): object {
  const counts = new Map<string, number>()
  const started = new Map<string, number>()
  let indentation = ''
  const print = (level: Level, args: readonly unknown[]): void => {
    const text = format(...args)
    logs.write(level, indentation === '' ? text : text.replace(/^/gm, indentation))
  }
  const elapsed = (label: string): string => `${((core.clock.read() - (started.get(label) ?? 0)) / 1000).toFixed(3)}ms`
  const methods: Record<string, (...args: unknown[]) => void> = {
    trace: (...args) => {
      const { stack } = new Error('trace')
      const frames = typeof stack === 'string' ? stack.split('\n').slice(1).join('\n') : ''
      print('TRACE', [`Trace: ${format(...args)}${frames === '' ? '' : `\n${frames}`}`])
    },
    dir: (value, options) =>
      print('INFO', [inspect(value, typeof options === 'object' && options !== null ? options : {})]),
    dirxml: (...args) => print('INFO', args),
    table: (value) => print('INFO', [inspect(value)]),
    assert: (condition, ...args) => {
      if (!condition)
        print(
          'ERROR',
          typeof args[0] === 'string'
            ? [`Assertion failed: ${args[0]}`, ...args.slice(1)]
            : ['Assertion failed', ...args],
        )
    },
    count: (label = 'default') => {
      const name = String(label)
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      print('INFO', [`${name}: ${count}`])
    },
    countReset: (label = 'default') => {
      counts.delete(String(label))
    },
    time: (label = 'default') => {
      started.set(String(label), core.clock.read())
    },
    timeLog: (label = 'default', ...args) => print('INFO', [`${String(label)}: ${elapsed(String(label))}`, ...args]),
    timeEnd: (label = 'default') => {
      print('INFO', [`${String(label)}: ${elapsed(String(label))}`])
      started.delete(String(label))
    },
    group: (...args) => {
      if (args.length > 0) print('INFO', args)
      indentation += GROUP_INDENTATION
    },
    groupEnd: () => {
      indentation = indentation.slice(GROUP_INDENTATION.length)
    },
  }
  for (const [method, level] of LEVELS) methods[method] = (...args) => print(level, args)
  methods['groupCollapsed'] = methods['group'] as (...args: unknown[]) => void
  return methods
}

/** Its methods are bound, so that each can be taken off alone. */
export const LazyConsole = defineLazyObject([
  ...LEVELS.map(([method]) => method),
  ...['trace', 'dir', 'dirxml', 'table', 'assert', 'count', 'countReset', 'time', 'timeLog', 'timeEnd'],
  ...['group', 'groupCollapsed', 'groupEnd'],
])
