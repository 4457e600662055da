// What a call edge carries, whatever kind it leaves: permissions, the variable its handler reads, policies.
import * as z from 'zod/mini'
import { policySchema } from '#resilience'

export const CALL_ACTIONS = ['send', 'receive', 'invoke', 'request', 'read', 'write'] as const

export const callEdgeConfigSchema = z.object({
  actions: z._default(z.array(z.enum(CALL_ACTIONS)), []),
  /** The variable the handler reads, such as ORDERS_QUEUE_URL; empty: derived from the target's name. */
  env: z._default(z.string().check(z.maxLength(255)), ''),
  /** Outermost first. */
  policies: z._default(z.array(policySchema).check(z.maxLength(10)), []),
})

export type CallEdgeConfig = z.infer<typeof callEdgeConfigSchema>
