// The kernel's side of execution environments: which may still act, which are frozen, which are gone.
//
// Invariant 4: an environment is resumed at most once between two waits, so that its own time is never in doubt.
// Invariant 6: an environment that was ended has no effect any more.
// Invariant 7: a frozen environment is not resumed; what is for it is held until its next invocation thaws it.
import type { TraceFact } from '#trace'
import type { Because, EnvironmentControl } from './emulation.ts'
import { LEAST_LATENCY_US } from './emulation.ts'
import type {
  Environment,
  EnvironmentHost,
  EnvironmentOperation,
  EnvironmentSpec,
  HostedInvocation,
} from './environment-host.ts'
import type { Agenda, Entry, Work } from './agenda.ts'
import type { Strike } from './fault-strikes.ts'
import type { ReplyAddress } from './message.ts'

interface EnvironmentRecord {
  readonly number: number
  readonly node: number
  /** Undefined once it has ended: what its code kept is let go. */
  host: Environment | undefined
  sequence: number
  frozen: boolean
  ended: boolean
  held: Entry[]
  timers: Map<number, Entry>
  because: Because
  /** Event that what it sends out comes from: its last attempt, or its invocation. */
  lastFact: number
  /** Resumed since the last wait: it may still act. */
  active: boolean
  /** The invocation in hand; undefined: none yet, it initialises. */
  invocation: HostedInvocation | undefined
  /** Of an invocation that keeps it. */
  log: TraceFact[]
  /** What a fault makes of the invocation in hand: killed in the end, or dead already and not yet taken away. */
  fate: 'doomed' | 'dead' | undefined
}

/** How an environment ends whose user code never gave the thread back. It is not entered again. */
type Verdict = 'timed-out' | 'crashed'

export interface EnvironmentsOptions {
  /** Of environment 0; the others follow. */
  readonly firstActor: number
  readonly host: EnvironmentHost
  readonly agenda: Agenda
  now(): number
  /** Called before user code of an environment is entered. */
  mark(environment: number): void
  record(node: number, because: Because, cause: number, fact: TraceFact): number
  /** What a fault does to an invocation that is about to begin. */
  strike(node: number, invocation: HostedInvocation, because: Because): Strike | undefined
}

export interface Environments {
  /** Of one function node. */
  control(node: number): EnvironmentControl
  /** The earliest time at which an environment that may still act can have an effect; Infinity: none may. */
  horizonUs(): number
  /** Would this entry resume an environment that may still act? */
  mustWait(entry: Entry): boolean
  /** All user code has run: none may act until it is resumed. */
  settled(): void
  process(entry: Entry): void
  freeze(environment: number): void
  setVerdict(environment: number, verdict: Verdict): void
  exists(environment: number): boolean
  /** The event that what this actor sends comes from; undefined: it is no environment. */
  causeOfActor(actor: number): number | undefined
  /** Index of the function or service that an environment is of. */
  nodeOfActor(actor: number): number
}

/** Lambda's error object for a process that was killed (A1.6; the signal's wording is [K]). */
const killedPayload = (requestId: string): string =>
  JSON.stringify({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  })

export function createEnvironments(options: EnvironmentsOptions): Environments {
  const { firstActor, host, agenda, now } = options
  const records: EnvironmentRecord[] = []
  const verdicts = new Map<number, Verdict>()
  const active: EnvironmentRecord[] = []
  let earliestResumeUs = Number.POSITIVE_INFINITY

  const recordOf = (environment: number): EnvironmentRecord => {
    const record = records[environment]
    if (!record) throw new RangeError(`There is no environment ${environment}.`)
    return record
  }

  function add(
    record: EnvironmentRecord,
    atUs: number,
    target: number,
    work: Work,
    key: number,
    replyTo?: ReplyAddress,
  ): Entry {
    record.sequence += 1
    const entry: Entry = {
      atUs,
      source: firstActor + record.number,
      sequence: record.sequence,
      target,
      work,
      replyTo,
      cause: record.because.cause,
      trace: record.because.trace,
      key,
      weak: false,
      place: -1,
    }
    agenda.add(entry)
    return entry
  }

  function emit(record: EnvironmentRecord, atUs: number, operation: EnvironmentOperation): void {
    if (record.ended || record.fate === 'dead') return
    const effectAtUs = atUs + LEAST_LATENCY_US
    const self = firstActor + record.number
    const { key } = record.because
    switch (operation.type) {
      case 'timer': {
        const dueUs = atUs + Math.max(operation.delayUs, LEAST_LATENCY_US)
        record.timers.set(
          operation.timer,
          add(record, dueUs, self, { type: 'environment-timer', timer: operation.timer }, key),
        )
        return
      }
      case 'cancel-timer': {
        const timer = record.timers.get(operation.timer)
        record.timers.delete(operation.timer)
        if (timer) agenda.cancel(timer)
        return
      }
      case 'request':
        add(record, effectAtUs, operation.to, { type: 'message', message: operation.message }, operation.key, {
          actor: self,
          request: operation.request,
        })
        return
      case 'fact':
        add(record, effectAtUs, self, { type: 'fact', fact: operation.fact }, key)
        return
      case 'initialised': {
        const { ok, payload } = operation
        const report = { type: 'initialised', environment: record.number, ok, payload, atUs } as const
        add(record, effectAtUs, record.node, { type: 'report', report }, key)
        return
      }
      case 'settled': {
        if (record.fate === 'doomed') {
          kill(record, atUs)
          return
        }
        const { invocation, outcome, payload, maxMemoryMb } = operation
        const environment = record.number
        const report = { type: 'settled', environment, invocation, outcome, payload, maxMemoryMb, atUs } as const
        add(record, effectAtUs, record.node, { type: 'report', report }, key)
        return
      }
    }
  }

  /** Marks it as one that may act; false when a verdict forbids entering it, and then it ends as the verdict says. */
  function resume(record: EnvironmentRecord): boolean {
    const verdict = verdicts.get(record.number)
    if (verdict) {
      if (verdict === 'crashed') crash(record)
      return false
    }
    if (record.active) throw new Error(`Environment ${record.number} was resumed twice without a wait.`)
    options.mark(record.number)
    record.active = true
    active.push(record)
    earliestResumeUs = Math.min(earliestResumeUs, now())
    return true
  }

  function create(node: number, because: Because, initialization: EnvironmentSpec['initialization']): number {
    const number = records.length
    const record: EnvironmentRecord = {
      number,
      node,
      host: undefined,
      sequence: 0,
      frozen: false,
      ended: false,
      held: [],
      timers: new Map(),
      because,
      lastFact: because.cause,
      active: false,
      invocation: undefined,
      log: [],
      fate: undefined,
    }
    const port = {
      emit: (atUs: number, operation: EnvironmentOperation) => emit(record, atUs, operation),
    }
    const spec = { environment: number, node, key: because.key }
    record.host = host.create(initialization ? { ...spec, initialization } : spec, port)
    records.push(record)
    if (resume(record)) record.host.initialise(now())
    return number
  }

  const control = (node: number): EnvironmentControl => ({
    create: (because, initialization) => create(node, because, initialization),
    invoke(environment, invocation, because) {
      const record = recordOf(environment)
      if (record.ended || !record.frozen) throw new Error(`Environment ${environment} is not free.`)
      // An entry, not a call: work left over may have resumed it a moment ago, and then it has to be waited for.
      add(record, now(), firstActor + environment, { type: 'invoke', invocation, because }, because.key)
    },
    logged: (environment) => recordOf(environment).log,
    end(environment) {
      const record = recordOf(environment)
      record.ended = true
      record.held = []
      for (const timer of record.timers.values()) agenda.cancel(timer)
      record.timers.clear()
      record.host?.end()
      record.host = undefined
    },
  })

  function invoke(record: EnvironmentRecord, invocation: HostedInvocation, because: Because): void {
    const strike = options.strike(record.node, invocation, because)
    if (strike?.type === 'poison') {
      record.because = because
      record.lastFact = because.cause
      record.invocation = invocation
      record.log = []
      settle(record, now(), 'threw', strike.payload)
      return
    }
    if (strike) {
      record.fate = 'doomed'
      const work: Work = { type: 'kill', invocation: invocation.invocation }
      add(record, now() + strike.afterUs, firstActor + record.number, work, because.key)
    }
    record.frozen = false
    record.because = because
    record.lastFact = because.cause
    record.invocation = invocation
    if (record.log.length > 0) record.log = []
    if (record.held.length > 0) for (const entry of record.held.splice(0)) thaw(record, entry)
    if (resume(record)) record.host?.invoke(now(), invocation)
  }

  function thaw(record: EnvironmentRecord, held: Entry): void {
    const entry = { ...held, atUs: now(), place: -1 }
    if (entry.work.type === 'environment-timer') record.timers.set(entry.work.timer, entry)
    agenda.add(entry)
  }

  function crash(record: EnvironmentRecord): void {
    const { invocation } = record
    if (!invocation) emit(record, now(), { type: 'initialised', ok: false, payload: killedPayload('') })
    else settle(record, now(), 'crashed', killedPayload(invocation.requestId))
  }

  function settle(record: EnvironmentRecord, atUs: number, outcome: 'crashed' | 'threw', payload: string): void {
    const { invocation } = record.invocation as HostedInvocation
    emit(record, atUs, { type: 'settled', invocation, outcome, payload, maxMemoryMb: 0 })
  }

  /** A fault ends it: its code runs no further, and nothing it still says is heard. */
  function kill(record: EnvironmentRecord, atUs: number): void {
    record.fate = undefined
    settle(record, atUs, 'crashed', killedPayload(record.invocation?.requestId ?? ''))
    record.fate = 'dead'
  }

  function process(entry: Entry): void {
    const record = recordOf(entry.target - firstActor)
    if (record.ended) return
    const { work } = entry
    if (work.type === 'kill') {
      if (record.fate === 'doomed' && record.invocation?.invocation === work.invocation) kill(record, now())
      return
    }
    if (record.fate === 'dead' && work.type !== 'fact') return
    if (work.type === 'fact') {
      const cause =
        work.fact.type === 'attempt-started' || work.fact.type === 'call-started' || work.fact.type === 'account-called'
          ? record.because.cause
          : record.lastFact
      const event = options.record(record.node, record.because, cause, work.fact)
      if (work.fact.type === 'attempt-started') record.lastFact = event
      if (work.fact.type === 'log-written' && record.invocation?.keepsLog) record.log.push(work.fact)
      return
    }
    if (work.type === 'invoke') {
      invoke(record, work.invocation, work.because)
      return
    }
    // A breaker is forced by hand at once: it runs no code of the user's.
    if (record.frozen && work.type !== 'force-breaker') {
      record.held.push(entry)
      return
    }
    if (!resume(record)) return
    if (work.type === 'environment-timer') {
      record.timers.delete(work.timer)
      record.host?.fireTimer(now(), work.timer)
    } else if (work.type === 'reply') record.host?.deliver(now(), work.request, work.reply)
    else if (work.type === 'force-breaker') record.host?.forceBreaker(now(), work.edge, work.layer, work.to)
    else throw new Error(`An environment can't take ${work.type}.`)
  }

  return {
    control,
    horizonUs: () => earliestResumeUs + LEAST_LATENCY_US,
    mustWait(entry) {
      if (entry.target < firstActor || entry.work.type === 'fact') return false
      return records[entry.target - firstActor]?.active === true
    },
    settled() {
      for (const record of active) record.active = false
      active.length = 0
      earliestResumeUs = Number.POSITIVE_INFINITY
    },
    process,
    freeze(environment) {
      recordOf(environment).frozen = true
    },
    setVerdict(environment, verdict) {
      verdicts.set(environment, verdict)
    },
    exists: (environment) => records[environment]?.ended === false,
    causeOfActor: (actor) => (actor < firstActor ? undefined : recordOf(actor - firstActor).lastFact),
    nodeOfActor: (actor) => recordOf(actor - firstActor).node,
  }
}
