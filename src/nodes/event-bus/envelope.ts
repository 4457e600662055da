// An event as rules and targets see it: what came, completed by what only the bus can give.
import type { JsonObject } from '#base'
import { ACCOUNT_ID, REGION } from '#workflow'
import { type PutEvent, wholeSeconds } from './event.ts'

export interface Given {
  readonly id: string
  readonly epochMs: number
}

/** As rules and targets see it. A3.2 [V] */
export const envelopeOf = (event: PutEvent, { id, epochMs }: Given): JsonObject => ({
  version: '0',
  id: event.id ?? id,
  'detail-type': event.detailType,
  source: event.source,
  account: ACCOUNT_ID,
  time: event.time ?? wholeSeconds(epochMs),
  region: REGION,
  resources: [...event.resources],
  detail: event.detail,
})
