// The event of a scheduled rule, as EventBridge sends it. (A3.3 [V])
import { formatIsoUtc } from '#base'
import { ACCOUNT_ID, REGION, ruleArn } from '#workflow'

/** `id` is a UUID; the time is told in whole seconds. */
export const scheduledEvent = (rule: string, id: string, epochMs: number) => ({
  version: '0',
  id,
  'detail-type': 'Scheduled Event' as const,
  source: 'aws.events',
  account: ACCOUNT_ID,
  time: `${formatIsoUtc(epochMs).slice(0, 19)}Z`,
  region: REGION,
  resources: [ruleArn(rule)],
  detail: {},
})
