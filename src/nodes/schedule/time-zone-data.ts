// The IANA time zones as moment-timezone packs them: a big text, so whoever needs none is not to load this.
import packed from 'moment-timezone/data/packed/latest.json'
import type { TimeZone } from './time-zone.ts'

const MINUTE_MS = 60_000
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX'

/** Minutes in base 60 with an optional sign and fraction. */
function readMinutes(text: string): number {
  const isNegative = text.startsWith('-')
  const [whole = '', fraction = ''] = (isNegative ? text.slice(1) : text).split('.')
  let value = 0
  for (const digit of whole) value = value * 60 + DIGITS.indexOf(digit)
  let weight = 1
  for (const digit of fraction) {
    weight /= 60
    value += DIGITS.indexOf(digit) * weight
  }
  return isNegative ? -value : value
}

/** Fields: name, abbreviations, offsets west of UTC, which offset each span has, and by how much each span ends later. */
function readZone(text: string, name: string): TimeZone {
  const [, , offsetsText = '', indices = '', spansText = ''] = text.split('|')
  const offsets = offsetsText.split(' ').map((offset) => 0 - readMinutes(offset))
  const spans = spansText === '' ? [] : spansText.split(' ').map(readMinutes)
  let until = 0
  const untilMs = spans.map((span) => {
    until += span
    return Math.round(until * MINUTE_MS)
  })
  return {
    name,
    untilMs: [...untilMs.slice(0, indices.length - 1), Number.POSITIVE_INFINITY],
    offsetMinutes: Array.from(indices, (index) => offsets[DIGITS.indexOf(index)] as number),
  }
}

const firstField = (text: string): string => text.slice(0, text.indexOf('|'))
const textOf = new Map(packed.zones.map((text) => [firstField(text), text]))
/** Other names of zones. */
const sameAs = new Map(packed.links.map((link) => [link.slice(link.indexOf('|') + 1), firstField(link)]))
const zones = new Map<string, TimeZone>()

export const TIME_ZONES: readonly string[] = [...textOf.keys(), ...sameAs.keys()].sort()

export function timeZoneOf(name: string): TimeZone | undefined {
  const known = zones.get(name)
  if (known) return known
  const text = textOf.get(sameAs.get(name) ?? name)
  if (text === undefined) return undefined
  const zone = readZone(text, name)
  zones.set(name, zone)
  return zone
}
