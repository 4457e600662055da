// The same document, emulated, and its policies exported: a client and a service that is down for a while, once in
// virtual time, once in plain Node against a real server that answers what the emulated service answered.
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScripts, type ScriptRun } from '#emulator/testing'
import type { Policy } from './policy.ts'
import { writeExported } from './testing/exported-file.ts'
import { inPlainNode, type Report, type ServerPlan } from './testing/failing-server.ts'
import { breaker, retry, timeout } from './testing/policies.ts'

let folder = ''
beforeAll(() => {
  folder = writeExported()
})
afterAll(() => rmSync(folder, { recursive: true }))

const POLICIES: readonly Policy[] = [
  retry({ maxAttempts: 3, baseMs: 20, jitter: 'full' }),
  breaker({
    slidingWindowSize: 4,
    minimumNumberOfCalls: 4,
    waitDurationInOpenStateMs: 2500,
    permittedNumberOfCallsInHalfOpenState: 2,
  }),
  timeout(10_000),
]

/** Down until 3 s; the breaker opens at once, is asked in vain, and probes when the service is back. */
const ARRIVALS_MS = [0, 100, 200, 300, 4500, 4600, 4700]

const emulate = (): Promise<ScriptRun> =>
  runScripts({
    nodes: {
      Caller: ['client', { arrivals: { shape: 'recorded', atMs: ARRIVALS_MS }, method: 'GET' }],
      Bank: [
        'service',
        {
          baseUrl: 'https://bank.example',
          latencyMedianMs: 2,
          latencyP99Ms: 3,
          outages: [{ startMs: 0, durationMs: 3000, status: 503 }],
        },
      ],
    },
    edges: { 'Caller.call > Bank.request': { policies: POLICIES as never } },
  })

const WORDS: Readonly<Record<string, string>> = { OPEN: 'open', HALF_OPEN: 'half-open', CLOSED: 'closed' }

/** In the words of the log. */
function decisionsOf({ notes }: Report): string[] {
  return notes.flatMap(({ call, note }) => {
    const { type, delayUs, lowUs, highUs, reason, policy, transition } = note as Record<string, unknown> & {
      readonly transition?: { readonly to: string; readonly reason: string; readonly failed: number }
    }
    if (type === 'retry-scheduled') return [`${call} waits ${delayUs} of ${lowUs}..${highUs} for ${reason}`]
    if (type === 'call-refused') return [`${call} refused by ${policy}`]
    if (type === 'breaker-changed' && transition)
      return [`breaker ${WORDS[transition.to]}: ${transition.reason}, ${transition.failed} failed`]
    return []
  })
}

test('an exported project decides as the emulation of its document did, wait for wait and call for call', async () => {
  const { events } = await emulate()
  const numbers = events.flatMap((event) => (event.type === 'call-started' ? [event.call] : []))
  const draws: Record<string, number> = {}
  const plans: ServerPlan[] = []
  const decisions: string[] = []
  const ends: string[] = []
  const bounds: { startUs: number; endUs: number }[] = []
  for (const event of events) {
    const call = 'call' in event ? numbers.indexOf(event.call) : -1
    if (event.type === 'call-started') bounds[call] = { startUs: event.at, endUs: event.at }
    if (event.type === 'attempt-ended') plans.push({ answer: event.status })
    if (event.type === 'retry-scheduled') {
      const { delayUs, lowUs, highUs, failure, attempt } = event
      decisions.push(`${call} waits ${delayUs} of ${lowUs}..${highUs} for ${failure}`)
      draws[`${call} 0 ${attempt}`] = (delayUs - lowUs) / (highUs - lowUs)
    }
    if (event.type === 'call-refused') decisions.push(`${call} refused by ${event.policy}`)
    if (event.type === 'breaker-changed') decisions.push(`breaker ${event.to}: ${event.reason}, ${event.failed} failed`)
    if (event.type === 'call-ended') {
      ends[call] = event.failure === 'not-permitted' ? 'CallNotPermittedException' : String(event.status)
      bounds[call] = { startUs: bounds[call]?.startUs ?? 0, endUs: event.at }
    }
  }
  expect(decisions.filter((one) => one.startsWith('breaker')).length).toBeGreaterThanOrEqual(3)
  expect(ends).toContain('CallNotPermittedException')
  const groups = bounds.map(({ endUs }, call) => ({
    calls: 1,
    thenMs: ((bounds[call + 1]?.startUs ?? endUs) - endUs) / 1000,
  }))
  const report = await inPlainNode(folder, { policies: POLICIES, groups, plans, draws })
  expect(report.ends).toEqual(ends)
  expect(report.requests).toBe(plans.length)
  expect(decisionsOf(report)).toEqual(decisions)
})
