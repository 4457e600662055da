// Pattern languages that kinds share: what chooses among events and messages, and what a rule makes of an event.
export { type EventPattern, matchesPattern, parseEventPattern, type PatternDialect } from './event-pattern.ts'
export type { InvalidPattern } from './refusal.ts'
export {
  type FilterCriteria,
  type InvalidFilter,
  matchesFilterCriteria,
  MAX_FILTERS,
  parseFilterCriteria,
  type RecordPayload,
} from './filter-criteria.ts'
export {
  type FilterPolicy,
  type FilterPolicyCall,
  type FilterPolicyScope,
  matchesFilterPolicy,
  type MessageAttribute,
  parseFilterPolicy,
} from './filter-policy.ts'
export {
  parseTargetInput,
  renderTargetInput,
  type RuleContext,
  type TargetInput,
  type TargetInputSettings,
} from './target-input.ts'
