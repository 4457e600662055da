// Figures as people read them at a glance: short, and never longer than a badge.

const MICROSECONDS = { ms: 1000, s: 1_000_000, min: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const

/** `812`, `1.2k`, `45k`, `3.1M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(Math.round(count))
  const [size, letter] = count < 1_000_000 ? [1000, 'k'] : [1_000_000, 'M']
  const scaled = count / size
  return `${scaled < 10 ? Math.floor(scaled * 10) / 10 : Math.floor(scaled)}${letter}`
}

/** `740 µs`, `12 ms`, `3.4 s`, `2 min 5 s`, `3 h 4 min`. */
export function formatUs(us: number): string {
  if (us < MICROSECONDS.ms) return `${Math.round(us)} µs`
  if (us < MICROSECONDS.s) return `${trim(us / MICROSECONDS.ms)} ms`
  if (us < MICROSECONDS.min) return `${trim(us / MICROSECONDS.s)} s`
  if (us < MICROSECONDS.h) return two(us, MICROSECONDS.min, 'min', MICROSECONDS.s, 's')
  if (us < MICROSECONDS.d) return two(us, MICROSECONDS.h, 'h', MICROSECONDS.min, 'min')
  return two(us, MICROSECONDS.d, 'd', MICROSECONDS.h, 'h')
}

/** The same in one unit, for a badge: `3.4 s`, `2 min`, `3 h`. */
export function formatUsShort(us: number): string {
  if (us < MICROSECONDS.min) return formatUs(us)
  if (us < MICROSECONDS.h) return `${Math.floor(us / MICROSECONDS.min)} min`
  return us < MICROSECONDS.d ? `${Math.floor(us / MICROSECONDS.h)} h` : `${Math.floor(us / MICROSECONDS.d)} d`
}

/** Of a rate: `0.2`, `3`, `1.2k`. */
export const formatRate = (perSecond: number): string =>
  perSecond < 10 ? String(Math.round(perSecond * 10) / 10) : formatCount(perSecond)

const trim = (value: number): string => (value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value)))

function two(us: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.floor(us / large)
  const rest = Math.floor((us - whole * large) / small)
  return rest === 0 ? `${whole} ${largeUnit}` : `${whole} ${largeUnit} ${rest} ${smallUnit}`
}

/** A clock: `0:04.2`, `12:31.0`, `1:02:03.4`. */
export function formatClock(us: number): string {
  const tenths = Math.floor(us / 100_000)
  const hours = Math.floor(tenths / 36_000)
  const minutes = Math.floor(tenths / 600) % 60
  const seconds = Math.floor(tenths / 10) % 60
  const tail = `${String(seconds).padStart(2, '0')}.${tenths % 10}`
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}

/** `12 %` of 0 to 1. */
export const formatShare = (share: number): string => `${share > 0 && share < 0.01 ? '<1' : Math.round(share * 100)} %`
