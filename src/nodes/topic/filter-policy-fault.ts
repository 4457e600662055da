// Why SNS would refuse a subscription's filter policy, in its own words.
import { parseFilterPolicy } from '#patterns'
import type { Subscription } from './model.ts'

export interface FilterPolicyFault {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** Undefined: it is fine, or there is none. */
export function filterPolicyFault({ filterPolicy, filterPolicyScope }: Subscription): FilterPolicyFault | undefined {
  if (filterPolicy === '') return undefined
  const parsed = parseFilterPolicy(filterPolicy, filterPolicyScope, 'subscribe')
  return parsed.ok ? undefined : parsed.error
}
