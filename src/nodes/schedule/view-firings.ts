// The next firings of a schedule as it is set, for the inspector: by the clock of its zone, and in UTC.
import { formatIsoUtc, type JsonObject, parseIsoUtc } from '#base'
import type { SectionPreview } from '#ui/kit'
import { beforeFirstFiring, nextFiring, planOf, type TimeZones } from './firings.ts'
import { scheduleConfigSchema } from './model.ts'
import { offsetMinutesAt } from './time-zone.ts'
import { UTC } from './utc.ts'

const SHOWN = 5
const MINUTE_MS = 60_000

const NEXT = { en: 'Next firings', 'zh-CN': '接下来的触发时间' }

const clock = (epochMs: number): string => formatIsoUtc(epochMs).slice(0, 19).replace('T', ' ')

/** `+05:45` */
function offsetText(minutes: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${minutes < 0 ? '−' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}

export async function nextFirings(given: JsonObject, startAt: string): Promise<SectionPreview> {
  const config = scheduleConfigSchema.parse(given)
  const isZoned = config.flavour === 'scheduler' && config.timeZone !== UTC
  const timeZones: TimeZones = isZoned ? (await import('./time-zone-data.ts')).timeZoneOf : () => undefined
  const plan = planOf(config, timeZones)
  const startMs = parseIsoUtc(startAt) ?? 0
  const rows: { id: string; value: string; more?: string }[] = []
  let atUs = beforeFirstFiring(config.flavour)
  while (plan && rows.length < SHOWN) {
    atUs = nextFiring(plan, atUs, startMs)
    if (atUs === Number.POSITIVE_INFINITY) break
    const epochMs = startMs + Math.floor(atUs / 1000)
    const utc = `${clock(epochMs)} UTC`
    const minutes = plan.zone ? offsetMinutesAt(plan.zone, epochMs) : 0
    const shown = `${clock(epochMs + minutes * MINUTE_MS)} ${offsetText(minutes)}`
    rows.push(plan.zone ? { id: utc, value: shown, more: utc } : { id: utc, value: utc })
  }
  const none = plan
    ? { en: 'None is left after the run’s start.', 'zh-CN': '运行开始之后不再触发。' }
    : { en: 'None: the expression or the zone can’t be read.', 'zh-CN': '无：表达式或时区无法识别。' }
  return { title: NEXT, rows, none }
}
