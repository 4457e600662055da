// StartReplay as it comes: what is wrong with it, in the provider's words. The words are [K].
import { failure, type Json, type JsonObject, type Result, success } from '#base'
import { archiveArn, eventBusArn, eventRuleArn } from '#workflow'

export interface ReplayRequest {
  readonly name: string
  readonly archive: string
  /** Milliseconds since 1970; events of this time and of the end's are among them. */
  readonly startMs: number
  readonly endMs: number
  /** ARNs of the rules that get the events; undefined: all. */
  readonly rules: ReadonlySet<string> | undefined
}

export interface ReplayRefusal {
  readonly code: string
  readonly message: string
}

const NAME = /^[.\-_A-Za-z0-9]{1,64}$/

const refusal = (message: string): Result<ReplayRequest, ReplayRefusal> =>
  failure({ code: 'ValidationException', message })
const invalid = (parameter: string, reason?: string): Result<ReplayRequest, ReplayRefusal> =>
  refusal(`Parameter ${parameter} is not valid.${reason === undefined ? '' : ` Reason: ${reason}`}`)

/** Seconds since 1970 on the wire. */
const asMs = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 1000) : undefined

export function readReplayRequest(
  bus: string,
  input: Readonly<Record<string, Json>>,
): Result<ReplayRequest, ReplayRefusal> {
  const { ReplayName: name, EventSourceArn: source, Destination: destination } = input
  if (typeof name !== 'string' || !NAME.test(name)) return invalid('ReplayName')
  if (typeof source !== 'string' || !source.startsWith(archiveArn(''))) return invalid('EventSourceArn')
  const [startMs, endMs] = [asMs(input['EventStartTime']), asMs(input['EventEndTime'])]
  if (startMs === undefined) return invalid('EventStartTime')
  if (endMs === undefined) return invalid('EventEndTime')
  if (endMs <= startMs) return invalid('EventEndTime', 'EventStartTime must be before EventEndTime.')
  const target = isObject(destination) ? destination : {}
  if (target['Arn'] !== eventBusArn(bus)) return invalid('Destination.Arn', 'Cross event bus replay is not permitted.')
  const filter = target['FilterArns']
  const rules = Array.isArray(filter) ? filter.filter((arn): arn is string => typeof arn === 'string') : []
  return success({
    name,
    archive: source.slice(archiveArn('').length),
    startMs,
    endMs,
    rules: rules.length === 0 ? undefined : new Set(rules),
  })
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As a person asks for it: rules by name, times in milliseconds since 1970. */
export const replayInput = (
  bus: string,
  replay: {
    readonly name: string
    readonly archive: string
    readonly startMs: number
    readonly endMs: number
    readonly rules: readonly string[]
  },
): JsonObject => ({
  ReplayName: replay.name,
  EventSourceArn: archiveArn(replay.archive),
  EventStartTime: replay.startMs / 1000,
  EventEndTime: replay.endMs / 1000,
  Destination: { Arn: eventBusArn(bus), FilterArns: replay.rules.map((rule) => eventRuleArn(bus, rule)) },
})
