// Durations as people write them (`500ms`, `2s`, `5m`) and as we count them.

export const MICROSECONDS_PER_MS = 1000

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `500ms`, `2s`, `1m30s`, `5m`, `1.5h`, `2d`; a bare number counts as `bareUnit`. Undefined when unreadable. */
export function parseDuration(text: string, bareUnit: 'ms' | 's' | 'm' | 'h' | 'd' = 's'): number | undefined {
  const trimmed = text.trim().toLowerCase()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * (UNITS_MS[bareUnit] ?? 1000)
  if (!/^(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$/.test(trimmed)) return undefined
  let total = 0
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g))
    total += Number(amount) * (UNITS_MS[unit as string] ?? 0)
  return total
}

/** The shortest exact text `parseDuration` reads back: `90s` becomes `1m30s`, 0 becomes `0s`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  let rest = ms
  let text = ''
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = UNITS_MS[unit] as number
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return rest > 0 ? `${text}${Number(rest.toFixed(3))}ms` : text
}
