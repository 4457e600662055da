// A client at work: its requests come due by themselves, each goes along each of its edges, through that edge's
// policies, and gives up when the answer takes too long.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import {
  type Because,
  type EmulationFactory,
  FORCED_STATES,
  type Message,
  type OutgoingEdge,
  type Reply,
  type ScheduledTimer,
  withDeadline,
} from '#emulator'
import type { CallEdgeConfig } from '#nodes/call-edge'
import {
  attemptEnded,
  attemptsAtMost,
  breakersPassTime,
  type Call,
  type CallNote,
  type CallPolicies,
  type CallStep,
  createCallPolicies,
  type DrawDelay,
  forceCallBreaker,
  isAwaited,
  type Outcome,
  startCall,
  timerFired,
} from '#resilience'
import { factOfNote } from '#trace'
import { inOrder, nextArrivalMs, placeAfter } from './arrivals.ts'
import type { Arrivals } from './model.ts'
import { outcomeOf } from './outcome.ts'

export type ClientTimer =
  | { readonly type: 'arrive'; readonly n: number; readonly atMs: number }
  | { readonly type: 'wait'; readonly call: number; readonly token: number }
  | { readonly type: 'give-up'; readonly request: number }

interface ClientCall {
  readonly id: number
  readonly edge: ClientEdge
  readonly call: Call
  readonly because: Because
  readonly message: Message
  readonly startedAtUs: number
  readonly draw: DrawDelay
  /** By token; most calls never wait. */
  waits: Map<number, ScheduledTimer> | undefined
  attempts: number
  /** Attempts that are still out. */
  out: number
  settled: boolean
}

interface ClientEdge extends OutgoingEdge<CallEdgeConfig> {
  readonly scope: CallPolicies
  readonly attemptsMax: number
  messageFor: (n: number) => Message
}

interface Asked {
  readonly of: ClientCall
  readonly attempt: number
  readonly startedAtUs: number
  readonly giveUp: ScheduledTimer
}

export const clientEmulation: EmulationFactory<'client', ClientTimer> = (context) => {
  let { config } = context.node
  let arrivals = inOrder(config.arrivals)
  const edges: ClientEdge[] = context.outgoing('call').map((edge) => ({
    ...edge,
    scope: createCallPolicies(edge.config.policies),
    attemptsMax: attemptsAtMost(edge.config.policies),
    messageFor: messagesAlong(edge),
  }))
  const calls = new Map<number, ClientCall>()
  const asked = new Map<number, Asked>()
  let extra = 0
  /** Of the request to come: its number, its timer, and how far its place in the shape is from its number. */
  let upcoming = 0
  let arrival: ScheduledTimer | undefined
  let placeOffset = 0
  let arrivedAtMs = Number.NEGATIVE_INFINITY

  function expect(n: number, previousMs: number): void {
    upcoming = n
    arrival = undefined
    if (!config.enabled) return
    const u = context.luck.draw(context.id, 'arrival', causalKey(0, 'arrival', n))
    const atMs = nextArrivalMs(arrivals, n, previousMs, u, n + placeOffset)
    if (atMs === undefined) return
    const delayUs = Math.max(0, Math.round(atMs * MICROSECONDS_PER_MS) - context.now())
    arrival = context.schedule(delayUs, { type: 'arrive', n, atMs })
  }

  /** What comes from now on comes as if it had been so from the start; what would have come before does not. */
  function expectAnew(): void {
    if (arrival) context.cancel(arrival)
    const nowMs = context.now() / MICROSECONDS_PER_MS
    // What is due at this very instant and has not come is not late.
    const afterMs = Math.max(arrivedAtMs, nowMs - 1 / MICROSECONDS_PER_MS)
    arrivals = inOrder(config.arrivals)
    placeOffset = placeAfter(arrivals, afterMs) - upcoming
    expect(upcoming, nowMs)
  }

  function arrive(n: number, key: number, cause: number, givenTrace: number): void {
    const trace = givenTrace < 0 ? context.newTrace() : givenTrace
    const event = context.record({ type: 'request-arrived', request: n }, { cause, trace })
    for (const [index, edge] of edges.entries())
      begin(edge, { cause: event, trace, key: index === 0 ? key : causalKey(key, 'edge', index) }, n)
  }

  /** What is the same in all of an edge's messages is looked up once. */
  function messagesAlong(edge: OutgoingEdge<CallEdgeConfig>): (n: number) => Message {
    const body = withNumber(config.body)
    if (edge.toPort === 'invoke') {
      const isSteady = isSteadyJson(config.body)
      return (n) => ({ type: 'invoke', mode: 'sync', payload: isSteady ? body(n) : jsonText(body(n)) })
    }
    const { method } = config
    const headers = lowerCased(config.headers)
    const lines = Object.entries(config.headers)
    const asSent = lines.some(([name]) => name !== name.toLowerCase()) ? { headerLines: lines } : {}
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const target = Object.values(context.workflow.nodes).find((node) => node.name === context.nameOf(edge.to))
    const base = target?.kind === 'service' ? target.config.baseUrl.replace(/\/$/, '') : ''
    const path = withNumber(config.path)
    return (n) => ({
      type: 'http',
      request: { method, url: base + path(n), headers, ...asSent, body: hasBody ? body(n) : '' },
    })
  }

  function begin(edge: ClientEdge, because: Because, n: number): void {
    const id = context.nextId()
    const message = edge.messageFor(n)
    const operation = message.type === 'http' ? `${message.request.method} ${message.request.url}` : 'Invoke'
    const { attemptsMax } = edge
    const started = {
      type: 'call-started',
      call: id,
      edge: edge.id,
      environment: -1,
      invocation: -1,
      operation,
      attemptsMax,
    } as const
    const cause = context.record(started, because)
    const draw: DrawDelay = (layer, attempt) =>
      context.luck.draw(edge.id, `retry-jitter-${layer}`, because.key, attempt)
    const { call, steps } = startCall(edge.scope, id, context.now(), draw)
    const state: ClientCall = {
      id,
      edge,
      call,
      because: { cause, trace: because.trace, key: because.key },
      message,
      startedAtUs: context.now(),
      draw,
      waits: undefined,
      attempts: 0,
      out: 0,
      settled: false,
    }
    calls.set(id, state)
    follow(state, steps)
  }

  function follow(state: ClientCall, steps: readonly CallStep[]): void {
    for (const step of steps) {
      if (step.type === 'attempt') attempt(state, step.attempt, step.carriedUs)
      else if (step.type === 'wait') {
        const delayUs = Math.max(0, step.atUs - context.now())
        state.waits ??= new Map()
        state.waits.set(step.token, context.schedule(delayUs, { type: 'wait', call: state.id, token: step.token }))
      } else if (step.type === 'cancel-wait') {
        const timer = state.waits?.get(step.token)
        state.waits?.delete(step.token)
        if (timer) context.cancel(timer)
      } else if (step.type === 'note') note(state, step.note)
      else if (step.type === 'wake') wake(Number(step.call), step.token)
      else if (step.type === 'settle') settle(state, step.outcome)
    }
    if (state.settled && state.out === 0) calls.delete(state.id)
  }

  /** A wait ends before its time, if it had one. */
  function wake(id: number, token: number): void {
    const state = calls.get(id)
    if (!state) return
    const timer = state.waits?.get(token)
    if (timer) context.cancel(timer)
    fire(state, token)
  }

  function fire(state: ClientCall, token: number): void {
    state.waits?.delete(token)
    follow(state, timerFired(state.edge.scope, state.call, token, context.now(), state.draw))
  }

  function note(state: ClientCall, told: CallNote): void {
    const fact = factOfNote(told, { call: state.id, edge: state.edge.id, environment: -1 }, state.attempts)
    if (fact) context.record(fact, state.because)
  }

  function attempt(state: ClientCall, number: number, deadlineUs: number | undefined): void {
    state.attempts = number
    state.out += 1
    const cause = context.record({ type: 'attempt-started', call: state.id, attempt: number }, state.because)
    const key = causalKey(state.because.key, 'attempt', number)
    const because = { cause, trace: state.because.trace, key }
    const request = context.ask(state.edge.to, withDeadline(state.message, deadlineUs), because)
    const giveUp = context.schedule(config.timeoutMs * MICROSECONDS_PER_MS, { type: 'give-up', request })
    asked.set(request, { of: state, attempt: number, startedAtUs: context.now(), giveUp })
  }

  function ended(request: number, outcome: Outcome): void {
    const found = asked.get(request)
    if (!found) return // it was given up before
    asked.delete(request)
    context.cancel(found.giveUp)
    const state = found.of
    state.out -= 1
    context.record(
      {
        type: 'attempt-ended',
        call: state.id,
        attempt: found.attempt,
        failure: outcome.ok ? '' : outcome.failure,
        status: outcome.status ?? 0,
        durationUs: context.now() - found.startedAtUs,
        late: isAwaited(state.call, found.attempt) ? 0 : 1,
      },
      state.because,
    )
    follow(state, attemptEnded(state.edge.scope, state.call, found.attempt, outcome, context.now(), state.draw))
  }

  function settle(state: ClientCall, outcome: Outcome): void {
    state.settled = true
    const failure = outcome.ok ? '' : outcome.failure
    const durationUs = context.now() - state.startedAtUs
    context.record(
      {
        type: 'call-ended',
        call: state.id,
        failure,
        status: outcome.status ?? 0,
        attempts: state.attempts,
        durationUs,
      },
      state.because,
    )
  }

  return {
    start() {
      if (!arrival) expect(0, 0) // an edit at time 0 comes first
    },
    receive(message, envelope) {
      if (message.type !== 'fire') throw new Error(`A client can't take ${message.type}.`)
      extra += 1
      arrive(-extra, envelope.key, envelope.cause, envelope.trace)
    },
    reply: (request: number, reply: Reply) =>
      ended(request, outcomeOf(reply, context.startAtMs + context.now() / MICROSECONDS_PER_MS)),
    timer(timer) {
      if (timer.type === 'arrive') {
        arrivedAtMs = timer.atMs
        arrive(timer.n, causalKey(0, context.id, timer.n), -1, -1)
        expect(timer.n + 1, timer.atMs)
      } else if (timer.type === 'give-up') ended(timer.request, { ok: false, failure: 'timeout' })
      else {
        const state = calls.get(timer.call)
        if (state) fire(state, timer.token)
      }
    },
    reconfigure() {
      const before = config
      config = context.node.config
      for (const edge of edges) edge.messageFor = messagesAlong(edge)
      if (config.enabled !== before.enabled || !isAlike(config.arrivals, before.arrivals)) expectAnew()
    },
    forceBreaker(edgeId, layer, to) {
      const edge = edges.find(({ id }) => id === edgeId)
      if (!edge) return
      const notes = [
        ...breakersPassTime(edge.scope, context.now()),
        ...forceCallBreaker(edge.scope, layer, FORCED_STATES[to], context.now()),
      ]
      for (const told of notes) {
        const fact = factOfNote(told, { call: -1, edge: edgeId, environment: -1 }, 0)
        if (fact) context.record(fact, { cause: -1, trace: -1 })
      }
    },
  }
}

/** `{{n}}` becomes the number of the request, from 1. */
function withNumber(template: string): (n: number) => string {
  const [first = '', ...others] = template.split('{{n}}')
  if (others.length === 0) return () => template
  return (n) => others.reduce((text, part) => text + (n + 1) + part, first)
}

/** A number after or before such a character is part of something longer, so that it may be no JSON for some numbers. */
const JOINS_NUMBER = /[\w.+\-\\]/

/** Is it JSON whatever number stands for `{{n}}`? Then it need not be parsed for each request. */
function isSteadyJson(template: string): boolean {
  const parts = template.split('{{n}}')
  const joins = parts.some(
    (part, index) =>
      (index > 0 && JOINS_NUMBER.test(part.charAt(0))) ||
      (index < parts.length - 1 && JOINS_NUMBER.test(part.charAt(part.length - 1))),
  )
  const text = parts.join('1')
  return !joins && jsonText(text) === text
}

const isAlike = (one: Arrivals, other: Arrivals): boolean => JSON.stringify(one) === JSON.stringify(other)

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** A body that is no JSON reaches a function as a JSON string. */
function jsonText(body: string): string {
  try {
    JSON.parse(body)
    return body
  } catch {
    return JSON.stringify(body)
  }
}
