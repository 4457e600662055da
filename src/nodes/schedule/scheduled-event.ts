// What a schedule gives its targets where nothing else is set, and the words it fills into what is set.
import { formatIsoUtc } from '#base'
import { ACCOUNT_ID, REGION, ruleArn, scheduleArn } from '#workflow'

/** Told in whole seconds. */
export const wholeSeconds = (epochMs: number): string => `${formatIsoUtc(epochMs).slice(0, 19)}Z`

/** The event of a scheduled rule; `id` is a UUID. (A3.3 [V]) */
export const scheduledEvent = (rule: string, id: string, epochMs: number) => ({
  version: '0',
  id,
  'detail-type': 'Scheduled Event' as const,
  source: 'aws.events',
  account: ACCOUNT_ID,
  time: wholeSeconds(epochMs),
  region: REGION,
  resources: [ruleArn(rule)],
  detail: {},
})

/** Scheduler's default notification: much the same, but its detail is a text. [K] */
export const schedulerEvent = (schedule: string, id: string, epochMs: number) => ({
  ...scheduledEvent(schedule, id, epochMs),
  source: 'aws.scheduler',
  resources: [scheduleArn(schedule)],
  detail: '{}',
})

export interface ScheduleContext {
  readonly scheduleArn: string
  readonly scheduledTime: string
  readonly executionId: string
  readonly attempt: number
}

/** Scheduler user guide, "Adding context attributes". [V] */
export const withContext = (input: string, context: ScheduleContext): string =>
  input
    .replaceAll('<aws.scheduler.schedule-arn>', context.scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', context.scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', context.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(context.attempt))
