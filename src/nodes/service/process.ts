// A service's own handler at work: one process that starts with the run and takes one request at a time; the others
// wait. It starts anew, with fresh module state, after it crashed or did not answer.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationContext, EnvironmentReport, HttpRequest, Reply, ScheduledTimer } from '#emulator'
import { LEAST_LATENCY_US } from '#emulator'
import { requestPayload, responseOf } from './http.ts'

/** How long it may take to start and to answer; a bound of ours, as load balancers have one. */
const LIMIT_MS = 30_000

export interface ProcessTimer {
  readonly type: 'limit'
  readonly environment: number
}

export interface ServiceProcess {
  start(): void
  ask(request: number, http: HttpRequest, because: Because): void
  report(report: EnvironmentReport): void
  timer(timer: ProcessTimer): void
}

interface Asked {
  readonly request: number
  readonly payload: string
  readonly because: Because
}

interface Process {
  readonly environment: number
  ready: boolean
  limit: ScheduledTimer | undefined
}

const SERVER_ERROR: Reply = { type: 'http', response: { status: 500, headers: {}, body: '' } }
const REFUSED: Reply = { type: 'http-failure', failure: 'network' }
const NO_ANSWER: Reply = { type: 'http-failure', failure: 'timeout' }

/** Of a returned value in a problem. */
const LONGEST_SHOWN = 80

export function createServiceProcess<Timer>(
  context: EmulationContext<'service', Timer | ProcessTimer>,
  answered: (request: number, reply: Reply) => void,
): ServiceProcess {
  const control = context.environments
  const waiting: Asked[] = []
  let process: Process | undefined
  let inHand: Asked | undefined
  let started = 0
  let noted = false

  /** Reports come LEAST_LATENCY_US late, and one of the last moment is in time. */
  const scheduleLimit = (environment: number): ScheduledTimer =>
    context.schedule(LIMIT_MS * MICROSECONDS_PER_MS + LEAST_LATENCY_US + 1, { type: 'limit', environment })

  function start(because: Because): void {
    started += 1
    const environment = control.create({ ...because, key: causalKey(because.key, 'process', started) })
    process = { environment, ready: false, limit: scheduleLimit(environment) }
  }

  function end(): void {
    if (!process) return
    if (process.limit) context.cancel(process.limit)
    control.end(process.environment)
    process = undefined
  }

  function next(): void {
    const [first] = waiting
    if (!first || inHand) return
    if (!process) start(first.because)
    else if (process.ready) hand(process, first)
  }

  function hand(to: Process, asked: Asked): void {
    waiting.shift()
    inHand = asked
    const { request: invocation, payload, because } = asked
    const deadlineUs = context.now() + LIMIT_MS * MICROSECONDS_PER_MS
    to.limit = scheduleLimit(to.environment)
    control.invoke(
      to.environment,
      { invocation, requestId: '', payload, deadlineUs, key: causalKey(because.key, 'handler') },
      because,
    )
  }

  function conclude(reply: Reply): void {
    const asked = inHand
    inHand = undefined
    if (asked) answered(asked.request, reply)
    next()
  }

  /** It does not come up: whoever waits is refused, and the next request tries again. */
  function refuseAll(reply: Reply): void {
    end()
    for (const { request } of waiting.splice(0)) answered(request, reply)
  }

  function replyOf(payload: string): Reply {
    const response = responseOf(payload)
    if (response) return { type: 'http', response }
    if (!noted) {
      noted = true
      const returned = payload.length > LONGEST_SHOWN ? `${payload.slice(0, LONGEST_SHOWN)}…` : payload
      const detail = JSON.stringify({ service: context.node.name, returned })
      context.record({ type: 'problem-noted', code: 'service-answer-unusable', detail }, inHand?.because ?? NOTHING)
    }
    return SERVER_ERROR
  }

  return {
    start: () => start(NOTHING),
    ask(request, http, because) {
      waiting.push({ request, payload: requestPayload(http), because })
      next()
    },
    report(report) {
      if (process?.environment !== report.environment) return
      if (report.type === 'settled' && report.outcome === 'exhausted') return
      if (process.limit) context.cancel(process.limit)
      process.limit = undefined
      if (report.type === 'initialised') {
        process.ready = report.ok
        if (report.ok) next()
        else refuseAll(REFUSED)
      } else if (report.outcome === 'crashed') {
        end()
        conclude(REFUSED)
      } else conclude(report.outcome === 'returned' ? replyOf(report.payload) : SERVER_ERROR)
    },
    timer({ environment }) {
      if (process?.environment !== environment) return
      if (!process.ready) {
        refuseAll(REFUSED)
        return
      }
      end()
      conclude(NO_ANSWER)
    },
  }
}

/** What starts with the run comes of nothing. */
const NOTHING: Because = { cause: -1, trace: -1, key: 0 }
