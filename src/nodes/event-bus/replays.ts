// Replays: events of an archive come to their bus again, those of one minute after those of the minute before it.
import { causalKey, type Json, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationContext, Envelope, Reply } from '#emulator'
import { replayArn } from '#workflow'
import { type ArchivedEvent, type Archives, REPLAY_NAME } from './archives.ts'
import { readReplayRequest, type ReplayRefusal, type ReplayRequest } from './replay-request.ts'

export interface ReplayTimer {
  readonly type: 'replay'
  readonly replay: number
}

/** "A replay processes events to replay based on the time in the event, and replays them using 1 minute intervals." [V] */
const INTERVAL_MS = 60_000
/** From one interval's events to the next one's. AWS says no more than that they come after each other. [K] */
const PAUSE_MS = 1000
/** Per account and region. [V] */
const MAXIMUM_ACTIVE = 10

export interface Replays {
  start(input: Readonly<Record<string, Json>>, envelope: Envelope): Reply
  timer(timer: ReplayTimer): void
}

export interface ReplayOptions {
  readonly archives: Archives
  put(event: JsonObject, because: Because, rules: ReadonlySet<string> | undefined): void
}

interface Replay {
  readonly request: ReplayRequest
  readonly because: Because
  /** By the minute of their time, in order. */
  readonly intervals: (readonly ArchivedEvent[])[]
  readonly count: number
}

function byMinute(events: readonly ArchivedEvent[]): (readonly ArchivedEvent[])[] {
  const minutes = new Map<number, ArchivedEvent[]>()
  for (const event of events) {
    const minute = Math.floor(event.timeMs / INTERVAL_MS)
    const beside = minutes.get(minute)
    if (beside) beside.push(event)
    else minutes.set(minute, [event])
  }
  return [...minutes].sort(([a], [b]) => a - b).map(([, beside]) => beside)
}

export function createReplays<Timer>(
  context: EmulationContext<'event-bus', Timer | ReplayTimer>,
  { archives, put }: ReplayOptions,
): Replays {
  const names = new Set<string>()
  const active = new Map<number, Replay>()

  /** Within a minute the order is not that in which they came. [V] */
  function shuffled(events: readonly ArchivedEvent[], because: Because): readonly ArchivedEvent[] {
    return events
      .map((event, index) => ({
        event,
        place: context.luck.draw(context.id, 'replay-order', causalKey(because.key, 'event', index)),
      }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event)
  }

  function begin(number: number, { request, ...replay }: Replay): void {
    if (replay.intervals.length === 0) {
      end({ request, ...replay })
      return
    }
    active.set(number, { request, ...replay })
    context.schedule(0, { type: 'replay', replay: number })
  }

  function end({ request, because, count }: Replay): void {
    context.record({ type: 'replay-ended', replay: request.name, events: count }, because)
  }

  function refused({ code, message }: ReplayRefusal, envelope: Envelope): Reply {
    // By hand, nobody else would hear of it.
    if (envelope.replyTo === undefined) {
      const detail = JSON.stringify({ bus: context.node.name, code, message })
      context.record({ type: 'problem-noted', code: 'replay-refused', detail }, envelope)
    }
    return { type: 'api-error', status: 400, code, message }
  }

  return {
    start(input, envelope) {
      const read = readReplayRequest(context.node.name, input)
      if (!read.ok) return refused(read.error, envelope)
      const request = read.value
      const events = archives.eventsOf(request.archive)
      if (!events) {
        const message = `Parameter EventSourceArn is not valid. Reason: Archive ${request.archive} does not exist.`
        return refused({ code: 'ValidationException', message }, envelope)
      }
      if (names.has(request.name))
        return refused(
          { code: 'ResourceAlreadyExistsException', message: `Replay ${request.name} already exists.` },
          envelope,
        )
      if (active.size >= MAXIMUM_ACTIVE) {
        const message = 'The requested resource exceeds the maximum number allowed.'
        return refused({ code: 'LimitExceededException', message }, envelope)
      }
      names.add(request.name)
      const wanted = events.filter(({ timeMs }) => timeMs >= request.startMs && timeMs <= request.endMs)
      const fact = { replay: request.name, archive: request.archive, events: wanted.length }
      const cause = context.record({ type: 'replay-started', ...fact }, envelope)
      const because = { cause, trace: envelope.trace, key: causalKey(envelope.key, 'replay') }
      begin(context.nextId(), { request, because, intervals: byMinute(wanted), count: wanted.length })
      const startedAt = context.startAtMs / 1000 + Math.floor(context.now() / 1_000_000)
      const output = { ReplayArn: replayArn(request.name), State: 'STARTING', ReplayStartTime: startedAt }
      return { type: 'api', output }
    },
    timer({ replay: number }) {
      const replay = active.get(number)
      const [events, ...intervals] = replay?.intervals ?? []
      if (!replay || !events) return
      const { request, because } = replay
      const key = causalKey(because.key, 'interval', intervals.length)
      const interval = { ...because, key }
      for (const [index, { event }] of shuffled(events, interval).entries())
        put({ ...event, [REPLAY_NAME]: request.name }, { ...because, key: causalKey(key, 'put', index) }, request.rules)
      if (intervals.length === 0) {
        active.delete(number)
        end(replay)
        return
      }
      active.set(number, { ...replay, intervals })
      context.schedule(PAUSE_MS * MICROSECONDS_PER_MS, { type: 'replay', replay: number })
    },
  }
}
