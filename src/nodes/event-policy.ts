// How long EventBridge tries a target, as a model's fields. Apart from what follows from it, so that a realm does without
// schemas.
import * as z from 'zod/mini'

/** Retries 0 to 185, event age 60 s to 24 h. [V] A function, so that an emulation gets no schema library with the rest. */
export const eventRetryPolicy = () => ({
  maximumRetryAttempts: z._default(z.int().check(z.gte(0), z.lte(185)), 185),
  maximumEventAgeMs: z._default(z.int().check(z.gte(60_000), z.lte(86_400_000)), 86_400_000),
  /** Of the model: this share of the tries fails at the target's side, as when a service is down. */
  errorRatePercent: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
})
