// A schedule: an EventBridge rule (rate and cron, in UTC), or one of EventBridge Scheduler, which knows time zones, single
// times, flexible windows and dates from and to which it runs.
import * as z from 'zod/mini'
import { eventRetryPolicy } from '#nodes/event-policy'
import type { EventRetryPolicy } from '#nodes/event-retry'
import { defineModel, liveFields } from '#nodes/node-model'
import { UTC } from './utc.ts'

/** Scheduler's longest flexible window. API reference, FlexibleTimeWindow. [V] */
const LONGEST_WINDOW_MINUTES = 1440

/** In UTC, as text; empty: none. */
const instant = z._default(z.string().check(z.maxLength(32)), '')

export const scheduleConfigSchema = z.object({
  enabled: z._default(z.boolean(), true),
  flavour: z._default(z.enum(['rule', 'scheduler']), 'rule'),
  expression: z._default(z.string().check(z.minLength(1), z.maxLength(256)), 'rate(1 minute)'),
  /** Of here on Scheduler's alone. The name of an IANA zone. */
  timeZone: z._default(z.string().check(z.maxLength(50)), UTC),
  /** 0: off; else each firing is at a moment of this many minutes after its time. */
  flexibleWindowMinutes: z._default(z.int().check(z.gte(0), z.lte(LONGEST_WINDOW_MINUTES)), 0),
  startDate: instant,
  endDate: instant,
})

export const scheduleTargetSchema = z.object({
  /** What the target receives instead of the scheduled event; for a function or a bus JSON; empty: the event itself. */
  input: z._default(z.string().check(z.maxLength(262_144)), ''),
  /** Of the event that Scheduler puts on a bus. [V] */
  eventSource: z._default(z.string().check(z.maxLength(256)), ''),
  eventDetailType: z._default(z.string().check(z.maxLength(128)), ''),
  ...eventRetryPolicy(),
})

export type ScheduleConfig = z.infer<typeof scheduleConfigSchema>
export type ScheduleTarget = z.infer<typeof scheduleTargetSchema>

export const scheduleModel = defineModel({
  kind: 'schedule',
  config: scheduleConfigSchema,
  defaultName: 'Schedule',
  endless: true,
  ports: [
    {
      name: 'fire',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable', 'message-sink', 'topic', 'event-bus'],
      maximumEdges: 5,
      edgeConfig: scheduleTargetSchema,
      edgeChanges: liveFields<ScheduleTarget>(
        'input',
        'eventSource',
        'eventDetailType',
        ...(Object.keys(eventRetryPolicy()) as (keyof EventRetryPolicy)[]),
      ),
    },
    {
      name: 'undelivered',
      direction: 'out',
      edge: 'failure',
      connectsTo: ['dead-letter'],
      maximumEdges: 1,
      edgeConfig: z.object({}),
    },
  ],
  changes: liveFields<ScheduleConfig>('enabled', 'expression', 'flexibleWindowMinutes', 'startDate', 'endDate'),
})
