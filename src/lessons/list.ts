// The lessons that come with Faaslab, in the order in which they are offered. Each is loaded when it is asked for.

export interface ListedLesson {
  readonly id: string
  /** As a teacher's file would hold it: to be read by `readLesson`. */
  load(): Promise<unknown>
}

export const lessons: readonly ListedLesson[] = [
  { id: 'dead-letters', load: async () => (await import('./01-dead-letters/lesson.ts')).deadLetters },
  { id: 'circuit-breaker', load: async () => (await import('./02-circuit-breaker/lesson.ts')).circuitBreaker },
  { id: 'retry-storm', load: async () => (await import('./03-retry-storm/lesson.ts')).retryStorm },
]
