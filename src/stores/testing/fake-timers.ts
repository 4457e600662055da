// A clock moved by hand, for stores that need no whole browser.
import type { KeyValues, Timers } from '../platform.ts'

export interface FakeTimers extends Timers {
  advance(ms: number): void
}

export function createFakeTimers(): FakeTimers {
  let nowMs = 0
  const waiting = new Set<{ readonly atMs: number; readonly run: () => void }>()
  return {
    now: () => nowMs,
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run }
      waiting.add(timer)
      return () => waiting.delete(timer)
    },
    advance(ms) {
      nowMs += ms
      for (const timer of [...waiting]) if (timer.atMs <= nowMs && waiting.delete(timer)) timer.run()
    },
  }
}

export function createFakeKeyValues(given: Readonly<Record<string, string>> = {}, refuses = false): KeyValues {
  const entries = new Map(Object.entries(given))
  return {
    read: (key) => entries.get(key) ?? null,
    write(key, value) {
      if (!refuses) entries.set(key, value)
      return !refuses
    },
    remove: (key) => entries.delete(key),
  }
}
