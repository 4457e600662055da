// Pattern languages that kinds share: what chooses among events and messages, and what a rule makes of an event.
export { type EventPattern, matchesPattern, parseEventPattern, type PatternDialect } from './event-pattern.ts'
export type { InvalidPattern } from './refusal.ts'
