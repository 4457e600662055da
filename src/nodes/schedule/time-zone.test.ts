// Given this zone, when its clock shows this, then this is UTC. What the zones did was read from the IANA database.
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatIsoUtc, parseIsoUtc } from '#base'
import { firstInstantOf, offsetMinutesAt, type TimeZone } from './time-zone.ts'
import { TIME_ZONES, timeZoneOf } from './time-zone-data.ts'
import { isTimeZone, similarTimeZone } from './time-zone-names.ts'

const NAMES_FILE = new URL('./time-zone-names.ts', import.meta.url)
const WIDTH = 118

function namesText(): string {
  const lines: string[] = []
  let area: string | undefined
  for (const name of TIME_ZONES.filter((one) => !one.includes('/')).concat(
    TIME_ZONES.filter((one) => one.includes('/')),
  )) {
    const slash = name.indexOf('/')
    const own = slash < 0 ? '-' : name.slice(0, slash)
    const place = name.slice(slash + 1)
    const last = lines.at(-1) ?? ''
    if (own !== area) lines.push(`${own}: ${place}`)
    else if (last.length + place.length + 1 > WIDTH) lines.push(`  ${place}`)
    else lines[lines.length - 1] = `${last} ${place}`
    area = own
  }
  return lines.join('\n')
}

if (process.env.UPDATE_ZONES) {
  const before = readFileSync(NAMES_FILE, 'utf8')
  writeFileSync(NAMES_FILE, before.replace(/PLACES = `[^`]*`/, `PLACES = \`\n${namesText()}\n\``))
}

const zone = (name: string): TimeZone => {
  const found = timeZoneOf(name)
  if (!found) throw new Error(name)
  return found
}
const ms = (text: string): number => parseIsoUtc(text) as number

describe('the clock of a zone', () => {
  test.each([
    ['America/New_York', '2026-03-08T06:59:59Z', -300],
    ['America/New_York', '2026-03-08T07:00:00Z', -240],
    ['America/New_York', '2026-11-01T05:59:59Z', -240],
    ['America/New_York', '2026-11-01T06:00:00Z', -300],
    ['America/New_York', '2006-04-02T06:59:59Z', -300],
    ['America/New_York', '2006-04-02T07:00:00Z', -240],
    ['America/New_York', '2099-07-01T00:00:00Z', -240],
    ['Europe/Berlin', '2025-03-30T00:59:59Z', 60],
    ['Europe/Berlin', '2025-03-30T01:00:00Z', 120],
    ['Europe/Berlin', '2024-10-27T01:00:00Z', 60],
    ['Europe/Dublin', '2026-01-15T00:00:00Z', 0],
    ['Europe/Dublin', '2026-07-15T00:00:00Z', 60],
    ['Australia/Lord_Howe', '2026-01-15T00:00:00Z', 660],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59Z', 660],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 630],
    ['America/Sao_Paulo', '2018-12-01T00:00:00Z', -120],
    ['America/Sao_Paulo', '2019-12-01T00:00:00Z', -180],
    ['America/Sao_Paulo', '2026-12-01T00:00:00Z', -180],
    ['Asia/Kathmandu', '1985-12-31T18:29:59Z', 330],
    ['Asia/Kathmandu', '1985-12-31T18:30:00Z', 345],
    ['Asia/Kathmandu', '2026-06-01T00:00:00Z', 345],
    ['Asia/Shanghai', '2026-06-01T00:00:00Z', 480],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', -600],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', 840],
    ['UTC', '2026-06-01T00:00:00Z', 0],
  ])('%s at %s: %i minutes from UTC', (name, at, minutes) => {
    expect(offsetMinutesAt(zone(name), ms(at))).toBe(minutes)
  })

  test.each([
    ['America/New_York', '2026-07-01T09:00:00Z', '2026-07-01T13:00:00Z'],
    ['America/New_York', '2026-03-08T01:59:00Z', '2026-03-08T06:59:00Z'],
    ['America/New_York', '2026-03-08T02:30:00Z', undefined],
    ['America/New_York', '2026-03-08T03:00:00Z', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T01:30:00Z', '2026-11-01T05:30:00Z'],
    ['America/New_York', '2026-11-01T02:00:00Z', '2026-11-01T07:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00Z', '2026-04-04T14:45:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00Z', undefined],
    ['Pacific/Apia', '2011-12-30T12:00:00Z', undefined],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2025-12-31T18:15:00Z'],
  ])('%s shows %s first at %s', (name, shown, at) => {
    const found = firstInstantOf(zone(name), ms(shown))
    expect(found === undefined ? undefined : formatIsoUtc(found).replace('.000', '')).toBe(at)
  })

  test('is the one of the platform, in every zone that both know, through 30 years', () => {
    let compared = 0
    for (const name of TIME_ZONES) {
      let format: Intl.DateTimeFormat
      try {
        format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
      } catch {
        continue // the platform does not know it
      }
      for (let at = ms('1990-01-15T12:00:00Z'); at < ms('2020-01-01T00:00:00Z'); at += 91 * 86_400_000) {
        const shown = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
        const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(shown) ?? []
        const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1)
        expect(offsetMinutesAt(zone(name), at) - offset, `${name} ${formatIsoUtc(at)}`).toBe(0)
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(40_000)
  })
})

describe('names of zones', () => {
  test('are those of the zones themselves', () => {
    expect(readFileSync(NAMES_FILE, 'utf8')).toContain(`PLACES = \`\n${namesText()}\n\``)
    expect(TIME_ZONES.filter((name) => !isTimeZone(name))).toEqual([])
    expect(isTimeZone('')).toBe(false)
    expect(isTimeZone('Europe/Berlln')).toBe(false)
    expect(timeZoneOf('Europe/Berlln')).toBeUndefined()
  })

  test.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['America/New York', 'America/New_York'],
    ['EU/Paris', 'Europe/Paris'],
    ['Kathmandu', 'Asia/Kathmandu'],
    ['Middle/Earth', undefined],
  ])('%s was probably meant as %s', (given, meant) => {
    expect(similarTimeZone(given)).toBe(meant)
  })
})
