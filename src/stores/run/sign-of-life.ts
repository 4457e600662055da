// Signs of life as they come from the sealed worker: data to be checked, field by field.
import type { SignOfLife } from '#workers/protocol'

const LONGEST_MESSAGE = 10_000

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Undefined: it is not one of ours. */
export function readSign(data: unknown): SignOfLife | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined
  const sign = data as Readonly<Record<string, unknown>>
  const { nowUs, entries, events, entry, environment, atUs, phase, message, fingerprint } = sign
  switch (sign.type) {
    case 'ready':
      return { type: 'ready' }
    case 'beat':
      return { type: 'beat' }
    case 'alive': {
      const known = phase === 'running' || phase === 'paused' || phase === 'ended'
      return known && isCount(nowUs) && isCount(entries) && isCount(events)
        ? { type: 'alive', phase, nowUs, entries, events }
        : undefined
    }
    case 'mark':
      return isCount(entry) && isCount(environment) && isCount(atUs)
        ? { type: 'mark', entry, environment, atUs }
        : undefined
    case 'needs-careful-way':
      return isCount(atUs) ? { type: 'needs-careful-way', atUs } : undefined
    case 'ended': {
      const hash = typeof fingerprint === 'string' && /^[0-9a-f]{32}$/.test(fingerprint) ? fingerprint : undefined
      return hash !== undefined && isCount(nowUs) && isCount(events)
        ? { type: 'ended', nowUs, events, fingerprint: hash }
        : undefined
    }
    case 'failed':
      return typeof message === 'string' ? { type: 'failed', message: message.slice(0, LONGEST_MESSAGE) } : undefined
    default:
      return undefined
  }
}
