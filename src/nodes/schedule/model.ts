// An EventBridge rule on a schedule: rate(…) or cron(…), in UTC.
import * as z from 'zod/mini'
import { defineModel, liveFields } from '#nodes/node-model'

export const scheduleConfigSchema = z.object({
  enabled: z._default(z.boolean(), true),
  expression: z._default(z.string().check(z.minLength(1), z.maxLength(256)), 'rate(1 minute)'),
})

/** What the target receives instead of the scheduled event, as JSON text; empty: the event itself. */
export const scheduleTargetSchema = z.object({
  input: z._default(z.string().check(z.maxLength(262_144)), ''),
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
      edgeChanges: liveFields<ScheduleTarget>('input'),
    },
  ],
  changes: liveFields<ScheduleConfig>('enabled', 'expression'),
})
