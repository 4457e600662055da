// The probes of a half-open breaker, one by one: calls it let through, those still under way among them, and results of
// calls begun before, which count as well.
import type { CircuitBreakerPolicy } from '#resilience'
import type { BreakerProbe } from './breakers-view-types.ts'
import type { Int32List } from './columns.ts'
import type { TraceEventOf } from './events.ts'
import type { TraceReader } from './log.ts'

export function recordedResult(
  policy: CircuitBreakerPolicy,
  { result, durationUs }: Pick<TraceEventOf<'breaker-recorded'>, 'result' | 'durationUs'>,
): 'ok' | 'failed' | 'slow' | 'ignored' {
  if (result !== 'success') return result === 'failure' ? 'failed' : 'ignored'
  return durationUs > policy.slowCallDurationThresholdMs * 1000 ? 'slow' : 'ok'
}

/** `inputs`: of the breaker; `change`: the event that made it half-open; `end`: inputs up to the instant looked at. */
export function probesSince(
  reader: TraceReader,
  inputs: Int32List,
  policy: CircuitBreakerPolicy,
  change: number,
  end: number,
): readonly BreakerProbe[] {
  const probes: BreakerProbe[] = []
  let first = end
  while (first > 0 && inputs.at(first - 1) !== change) first -= 1
  for (let index = first; index < end; index++) {
    const input = inputs.at(index)
    if (input < 0) continue
    const event = reader.eventAt(input)
    if (event.type === 'breaker-changed' || !('call' in event)) continue
    if (event.type !== 'breaker-recorded') {
      probes.push({ call: event.call, startUs: event.at, endUs: undefined, result: 'pending' })
      continue
    }
    const { call, at, durationUs } = event
    const place = probes.findIndex((probe) => probe.call === call && probe.result === 'pending')
    const startUs = probes[place]?.startUs ?? at - durationUs
    const ended = { call, startUs, endUs: at, result: recordedResult(policy, event) }
    if (place < 0) probes.push(ended)
    else probes[place] = ended
  }
  return probes
}
