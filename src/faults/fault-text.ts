// Faults as text, one a line: `Checkout -> Payments 10s..30s 50% latency 800ms p99 2s`. What is printed is read back as
// the same fault; what can't be read says where and what is expected, and nothing is taken.
import { failure, formatDuration, parseDuration, type Result, success } from '#base'
import type { Effect, Fault, FaultPlace } from './fault.ts'

export type FaultWithoutId = Omit<Fault, 'id'>

/** How places are named: both answer undefined for what does not exist. */
export interface PlaceNames {
  /** `Payments`, or `Checkout -> Payments` of an edge; `Orders -> Late (undelivered)` where two edges join the same nodes. */
  nameOf(place: FaultPlace): string | undefined
  placeOf(name: string): FaultPlace | undefined
}

export interface FaultTextError {
  /** From 1. */
  readonly line: number
  readonly code: 'place' | 'time' | 'effect' | 'percent' | 'rest'
  /** What stands there. */
  readonly found: string
  /** What could stand there: an example in the notation. */
  readonly expected: string
}

const EXAMPLES: Readonly<Record<Effect['type'], string>> = {
  latency: 'latency 800ms p99 2s',
  error: 'error server-error status 503',
  drop: 'drop',
  duplicate: 'duplicate 1 within 100ms',
  reorder: 'reorder within 2s',
  corrupt: 'corrupt truncate',
  throttle: 'throttle 10/s burst 20',
  outage: 'outage refused',
  partition: 'partition',
  poison: 'poison {"sku":["broken"]}',
  'slow-start': 'slow-start 10x over 30s',
  crash: 'crash',
}

const ms = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseDuration(text, 's'))

const PLACE = /^([A-Za-z]\w*(?:\s*->\s*[A-Za-z]\w*(?:\s*\([\w-]+\))?)?)\s+/
const TIME = /^(\S+?)\.\.(\S*)(?:\s+|$)/
const PERCENT = /^(\d+(?:\.\d+)?)%(?:\s+|$)/

/** Each of these reads the whole rest of a line; undefined: that is not how it is written. */
const READERS: { readonly [Type in Effect['type']]: (rest: string) => Extract<Effect, { type: Type }> | undefined } = {
  latency(rest) {
    const [, median, p99] = /^(\S+) p99 (\S+)$/.exec(rest) ?? []
    const [medianMs, p99Ms] = [ms(median), ms(p99)]
    return medianMs === undefined || p99Ms === undefined ? undefined : { type: 'latency', medianMs, p99Ms }
  },
  error(rest) {
    const match = /^(server-error|throttled|network|client-error)(?: status (\d{3}))?(?: body (".*"))?$/.exec(rest)
    if (!match) return undefined
    const body = match[3] === undefined ? undefined : stringOf(match[3])
    if (match[3] !== undefined && body === undefined) return undefined
    return {
      type: 'error',
      kind: match[1] as Extract<Effect, { type: 'error' }>['kind'],
      ...(match[2] !== undefined && { status: Number(match[2]) }),
      ...(body !== undefined && { body }),
    }
  },
  drop: (rest) => (rest === '' ? { type: 'drop' } : undefined),
  duplicate(rest) {
    const [, copies, within] = /^(\d+) within (\S+)$/.exec(rest) ?? []
    const withinMs = ms(within)
    return copies === undefined || withinMs === undefined
      ? undefined
      : { type: 'duplicate', copies: Number(copies), withinMs }
  },
  reorder(rest) {
    const withinMs = ms(/^within (\S+)$/.exec(rest)?.[1])
    return withinMs === undefined ? undefined : { type: 'reorder', withinMs }
  },
  corrupt: (rest) =>
    rest === 'truncate' || rest === 'garble' || rest === 'empty' ? { type: 'corrupt', how: rest } : undefined,
  throttle(rest) {
    const [, perSecond, burst] = /^(\d+(?:\.\d+)?)\/s burst (\d+)$/.exec(rest) ?? []
    return burst === undefined ? undefined : { type: 'throttle', perSecond: Number(perSecond), burst: Number(burst) }
  },
  outage: (rest) => (rest === 'refused' || rest === 'silent' ? { type: 'outage', how: rest } : undefined),
  partition: (rest) => (rest === '' ? { type: 'partition' } : undefined),
  poison: (rest) => (rest === '' ? undefined : { type: 'poison', pattern: rest }),
  'slow-start'(rest) {
    const [, factor, over] = /^(\d+(?:\.\d+)?)x over (\S+)$/.exec(rest) ?? []
    const overMs = ms(over)
    return factor === undefined || overMs === undefined
      ? undefined
      : { type: 'slow-start', factor: Number(factor), overMs }
  },
  crash: (rest) => (rest === '' ? { type: 'crash' } : undefined),
}

function stringOf(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined // The caller says which line it is and what it should look like.
  }
}

function printEffect(effect: Effect): string {
  switch (effect.type) {
    case 'latency':
      return `latency ${formatDuration(effect.medianMs)} p99 ${formatDuration(effect.p99Ms)}`
    case 'error': {
      const status = effect.status === undefined ? '' : ` status ${effect.status}`
      const body = effect.body === undefined ? '' : ` body ${JSON.stringify(effect.body)}`
      return `error ${effect.kind}${status}${body}`
    }
    case 'duplicate':
      return `duplicate ${effect.copies} within ${formatDuration(effect.withinMs)}`
    case 'reorder':
      return `reorder within ${formatDuration(effect.withinMs)}`
    case 'corrupt':
      return `corrupt ${effect.how}`
    case 'throttle':
      return `throttle ${effect.perSecond}/s burst ${effect.burst}`
    case 'outage':
      return `outage ${effect.how}`
    case 'poison':
      // Patterns are JSON: a line break in one is no more than space.
      return `poison ${effect.pattern.replaceAll(/\s*\n\s*/g, ' ')}`
    case 'slow-start':
      return `slow-start ${effect.factor}x over ${formatDuration(effect.overMs)}`
    case 'drop':
    case 'partition':
    case 'crash':
      return effect.type
  }
}

/** A fault whose place is gone has no line: a document whose rules are kept has none. */
export function printFaults(faults: readonly FaultWithoutId[], names: PlaceNames): string {
  return faults
    .flatMap((fault) => {
      const name = names.nameOf(fault.on)
      if (name === undefined) return []
      const end = fault.endMs === undefined ? '' : formatDuration(fault.endMs)
      const percent = fault.percent === 100 ? '' : ` ${fault.percent}%`
      return [`${name} ${formatDuration(fault.startMs)}..${end}${percent} ${printEffect(fault.effect)}`]
    })
    .join('\n')
}

function readLine(text: string, line: number, names: PlaceNames): Result<FaultWithoutId, FaultTextError> {
  const wrong = (code: FaultTextError['code'], found: string, expected: string) =>
    failure({ line, code, found: found.slice(0, 80), expected })
  const [placed = '', name = ''] = PLACE.exec(text) ?? []
  const on = name === '' ? undefined : names.placeOf(name.replaceAll(/\s*->\s*/g, ' -> ').replace(/\s*\(/, ' ('))
  if (!on) return wrong('place', name || text, 'Checkout -> Payments')
  const afterPlace = text.slice(placed.length)

  const [timed = '', from = '', to = ''] = TIME.exec(afterPlace) ?? []
  const startMs = ms(from)
  const endMs = to === '' ? undefined : ms(to)
  if (timed === '' || startMs === undefined || (to !== '' && endMs === undefined) || (endMs ?? Infinity) <= startMs)
    return wrong('time', timed.trim() || afterPlace, '10s..30s')
  const afterTime = afterPlace.slice(timed.length)

  const [shared = '', share = '100'] = PERCENT.exec(afterTime) ?? []
  const percent = Number(share)
  if (!(percent > 0 && percent <= 100)) return wrong('percent', shared.trim(), '50%')
  const said = afterTime.slice(shared.length)

  const word = /^\S*/.exec(said)?.[0] ?? ''
  if (!Object.hasOwn(READERS, word)) return wrong('effect', word, Object.keys(READERS).join(', '))
  const type = word as Effect['type']
  const effect = READERS[type](said.slice(word.length).trim())
  if (!effect) return wrong('rest', said, EXAMPLES[type])
  return success({ on, startMs, ...(endMs !== undefined && { endMs }), percent, effect })
}

/** Empty lines count for nothing. All lines or none: each one that can't be read is told. */
export function parseFaults(
  text: string,
  names: PlaceNames,
): Result<readonly FaultWithoutId[], readonly FaultTextError[]> {
  const faults: FaultWithoutId[] = []
  const errors: FaultTextError[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const read = readLine(line.trim(), index + 1, names)
    if (read.ok) faults.push(read.value)
    else errors.push(read.error)
  })
  return errors.length > 0 ? failure(errors) : success(faults)
}
