import fc from 'fast-check'
import { rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { exportedResilience } from 'virtual:exported-resilience'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLuck } from '#base'
import { soakRuns } from '#base/testing/soak'
import type { CallNote } from './call-step.ts'
import { failureOfStatus } from './failure-classes.ts'
import type { Outcome } from './outcome.ts'
import type { Policy } from './policy.ts'
import { createFakeTime, type ExportedModule, loadExported, writeExported } from './testing/exported-file.ts'
import { inPlainNode, type Report, type ServerPlan, type Task } from './testing/failing-server.ts'
import {
  anyPolicies,
  breaker,
  bulkhead,
  fallback,
  hedge,
  rateLimiter,
  retry,
  throttle,
  timeout,
} from './testing/policies.ts'
import { anyPlan, type AttemptPlan, simulate, type Told } from './testing/simulate.ts'

let folder = ''
let exported: ExportedModule
beforeAll(async () => {
  folder = writeExported()
  exported = await loadExported(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

const drawn =
  () =>
  ({ call, layer, attempt }: { call: number; layer: number; attempt: number }): number =>
    createLuck(7).draw(`edge-${layer}`, 'jitter', call, attempt)

interface Account {
  /** When attempts began, in order. */
  readonly attempts: readonly string[]
  readonly notes: readonly string[]
  /** By call: when and how it ended. */
  readonly ends: readonly string[]
}

const wordFor: Readonly<Record<string, string>> = { TimeoutException: 'TimeoutError' }

const endOf = (outcome: Outcome<string>): string => {
  if (outcome.value !== undefined) return outcome.value
  if (outcome.ok) return `fallback ${outcome.layer}`
  return wordFor[outcome.errorType ?? ''] ?? outcome.errorType ?? outcome.failure
}

function accountOf(told: readonly Told[]): Account {
  const ends: string[] = []
  for (const { atUs, call, step } of told) if (step.type === 'settle') ends[call] = `${atUs} ${endOf(step.outcome)}`
  return {
    attempts: told.flatMap(({ atUs, call, step }) => (step.type === 'attempt' ? [`${atUs} call ${call}`] : [])),
    notes: told.flatMap(({ atUs, call, step }) =>
      step.type === 'note' ? [`${atUs} call ${call} ${JSON.stringify(step.note)}`] : [],
    ),
    ends,
  }
}

/** The same world, through the exported file on a fake clock. */
async function throughExported(
  policies: readonly Policy[],
  startsUs: readonly number[],
  plans: readonly AttemptPlan[],
): Promise<Account> {
  const time = createFakeTime()
  const { nowUs } = time
  const attempts: string[] = []
  const notes: string[] = []
  const ends: string[] = []
  const random = drawn()
  const calls = exported.createResilientCalls(policies, {
    ...time,
    random,
    onNote: (note, call) => void notes.push(`${nowUs()} call ${call} ${JSON.stringify(note)}`),
  })
  let made = 0
  const begin = (call: number): void => {
    const attempt = (): Promise<Outcome<{ readonly value: unknown }>> => {
      attempts.push(`${nowUs()} call ${call}`)
      const { durationUs, outcome } = plans[made++ % plans.length] as AttemptPlan
      const { value, ...rest } = outcome
      const answered = value === undefined && !outcome.ok ? { value: outcome.failure } : { value }
      return new Promise((resolve) => time.setTimeout(() => resolve({ ...rest, value: answered }), durationUs / 1000))
    }
    calls
      .call({ attempt, fallBack: (policy) => ({ value: `fallback ${policies.indexOf(policy)}` }) })
      .then(String, (error: unknown) => (error instanceof Error ? error.name : String(error)))
      .then((end) => {
        ends[call] = `${nowUs()} ${end}`
      })
  }
  for (const [call, atUs] of startsUs.entries()) time.setTimeout(() => begin(call), atUs / 1000)
  await time.run()
  return { attempts, notes, ends }
}

describe('the exported file', () => {
  test('stands alone: no imports, no schemas, small enough to read and to ship', () => {
    const bytes = gzipSync(exportedResilience).length
    console.info(`exported resilience: ${exportedResilience.length} characters, ${bytes} bytes gzipped`)
    expect(exportedResilience).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(|zod/m)
    expect(exportedResilience).toMatch(/^\/\/ The policies of calls/)
    expect(bytes).toBeLessThan(24_000)
  })

  test('decides as the emulation does, whatever the policies and the sequence of calls', {
    timeout: 600_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyPolicies,
        fc.array(fc.integer({ min: 0, max: 6_000_000 }), { minLength: 1, maxLength: 9 }),
        fc.array(anyPlan, { minLength: 1, maxLength: 12 }),
        async (policies, starts, plans) => {
          const startsUs = starts.toSorted((a, b) => a - b)
          const { told } = simulate(policies, startsUs, plans)
          expect(await throughExported(policies, startsUs, plans)).toEqual(accountOf(told))
        },
      ),
      { numRuns: soakRuns(10_000) },
    )
  })

  interface Row extends Pick<Task, 'groups' | 'plans'> {
    readonly policies: readonly Policy[]
    /** When those groups begin in virtual time, and how long the answers take there. */
    readonly startsMs: readonly number[]
    readonly answerMs: number
    readonly ends: readonly string[]
  }

  const one = (calls: number, thenMs = 0): Row['groups'] => Array.from({ length: calls }, () => ({ calls: 1, thenMs }))
  const everyMs = (gapMs: number, calls: number): number[] => Array.from({ length: calls }, (_, call) => call * gapMs)
  const pattern = (text: string): ServerPlan[] =>
    [...text].map((letter) => ({ answer: { '.': 200, x: 500, t: 429, c: 404 }[letter] ?? ('hang-up' as const) }))
  const LONG_MS = 600_000

  const rows: Readonly<Record<string, Row>> = {
    'retries, with the waits that were drawn': {
      policies: [retry({ maxAttempts: 4, baseMs: 20, capMs: 60, jitter: 'full' })],
      groups: one(5),
      plans: pattern('xx.h.cxxxx..'),
      startsMs: everyMs(10_000, 5),
      answerMs: 1,
      ends: ['200', '200', '404', '500', '200'],
    },
    'retries that a Retry-After holds back': {
      policies: [retry({ maxAttempts: 2, baseMs: 1, jitter: 'none' })],
      groups: one(1),
      plans: [{ answer: 429, headers: { 'retry-after': '1' } }, { answer: 200 }],
      startsMs: [0],
      answerMs: 1,
      ends: ['200'],
    },
    'a breaker that opens and stays open': {
      policies: [breaker({ slidingWindowSize: 4, minimumNumberOfCalls: 4, waitDurationInOpenStateMs: LONG_MS })],
      groups: one(7),
      plans: pattern('.x.xxx'),
      startsMs: everyMs(10, 7),
      answerMs: 1,
      ends: ['200', '500', '200', '500', ...Array<string>(3).fill('CallNotPermittedException')],
    },
    'a breaker that opens, probes, opens again, probes and closes': {
      policies: [
        breaker({
          slidingWindowSize: 2,
          minimumNumberOfCalls: 2,
          waitDurationInOpenStateMs: 2000,
          permittedNumberOfCallsInHalfOpenState: 2,
        }),
      ],
      groups: [...one(2), { calls: 1, thenMs: 2500 }, { calls: 1, thenMs: 0 }, { calls: 1, thenMs: 2500 }, ...one(3)],
      plans: pattern('xxx.....'),
      startsMs: [0, 10, 20, 3000, 3010, 6000, 6010, 6020],
      answerMs: 1,
      ends: ['500', '500', 'CallNotPermittedException', '500', '200', '200', '200', '200'],
    },
    'a timeout that gives up what never answers, inside retries and a breaker': {
      policies: [
        retry({ maxAttempts: 2, baseMs: 10, jitter: 'none' }),
        breaker({ slidingWindowSize: 2, minimumNumberOfCalls: 2, waitDurationInOpenStateMs: LONG_MS }),
        timeout(1000),
      ],
      groups: one(2),
      plans: [{ answer: 'never' }, { answer: 'never' }],
      startsMs: [0, 10_000],
      answerMs: LONG_MS,
      ends: ['TimeoutError', 'CallNotPermittedException'],
    },
    'a bulkhead that is full': {
      policies: [bulkhead({ maxConcurrentCalls: 2 })],
      groups: [
        { calls: 4, thenMs: 0 },
        { calls: 1, thenMs: 0 },
      ],
      plans: [{ answer: 200, whenThere: 2 }],
      startsMs: [0, 1000],
      answerMs: 10,
      ends: ['200', '200', 'BulkheadFullException', 'BulkheadFullException', '200'],
    },
    'a rate limiter whose tokens are used up': {
      policies: [rateLimiter({ perSecond: 0.001, burst: 2 })],
      groups: one(4),
      plans: pattern('.'),
      startsMs: everyMs(10, 4),
      answerMs: 1,
      ends: ['200', '200', 'RequestNotPermitted', 'RequestNotPermitted'],
    },
    'a hedge that wins, and one that begins because the first failed': {
      policies: [hedge({ delayMs: 1500, maxHedges: 1 })],
      groups: one(2),
      plans: [{ answer: 'never' }, { answer: 200 }, { answer: 503 }, { answer: 201 }],
      startsMs: [0, 10_000],
      answerMs: 1,
      ends: ['200', '201'],
    },
    'a fallback instead of failures and refusals': {
      policies: [
        fallback({ status: 203 }),
        breaker({ slidingWindowSize: 2, minimumNumberOfCalls: 2, waitDurationInOpenStateMs: LONG_MS }),
      ],
      groups: one(4),
      plans: pattern('cxxx'),
      startsMs: everyMs(10, 4),
      answerMs: 1,
      ends: ['404', '203', '203', '203'],
    },
    'a throttle that rejects some of its own calls': {
      policies: [throttle({ k: 1.1, rejectedOn: ['throttled'] })],
      groups: one(12),
      plans: pattern('.ttt'),
      startsMs: everyMs(10, 12),
      answerMs: 1,
      ends: expect.arrayContaining(['200', '429', 'ThrottledLocally']) as string[],
    },
  }

  /** What was decided, without the times at which it was. */
  const timeless = ({ type, ...rest }: CallNote | Report['notes'][number]['note']): object => {
    const decided = { type, ...rest } as Record<string, unknown>
    for (const field of ['atUs', 'deadlineUs', 'durationUs', 'untilUs', 'opensUntilUs']) delete decided[field]
    const { transition } = decided
    if (typeof transition === 'object' && transition !== null) {
      const { atUs: _atUs, ...what } = transition as Record<string, unknown>
      decided['transition'] = what
    }
    return JSON.parse(JSON.stringify(decided)) as object
  }

  test.for(Object.entries(rows))('in plain Node, against a server that fails: %s', async ([, row]) => {
    const { policies, groups, plans, startsMs, answerMs } = row
    const starts = groups.flatMap(({ calls }, group) => Array<number>(calls).fill((startsMs[group] ?? 0) * 1000))
    const draws: Record<string, number> = {}
    const random = drawn()
    for (const call of starts.keys())
      for (const layer of policies.keys())
        for (let attempt = 0; attempt < 9; attempt++)
          draws[`${call} ${layer} ${attempt}`] = random({ call, layer, attempt })
    const world = simulate(
      policies,
      starts,
      plans.map((plan) => planned(plan, answerMs)),
    )
    // What never answers ends there long after the program has gone.
    const told = world.told.filter(({ atUs }) => atUs < LONG_MS * 1000)
    const report = await inPlainNode(folder, { policies, groups, plans, draws })
    expect(report.ends).toEqual(row.ends)
    expect(report.ends).toEqual(
      accountOf(told).ends.map((end) => end.slice(end.indexOf(' ') + 1).replace(/^fallback \d+$/, '203')),
    )
    expect(report.requests).toBe(told.filter(({ step }) => step.type === 'attempt').length)
    expect(report.notes.map(({ call, note }) => ({ call, ...timeless(note) }))).toEqual(
      told.flatMap(({ call, step }) => (step.type === 'note' ? [{ call, ...timeless(step.note) }] : [])),
    )
  })

  function planned({ answer, headers }: ServerPlan, answerMs: number): AttemptPlan {
    if (answer === 'never') return { durationUs: LONG_MS * 1000, outcome: { ok: false, failure: 'network' } }
    const durationUs = answerMs * 1000
    if (answer === 'hang-up') return { durationUs, outcome: { ok: false, failure: 'network', value: 'TypeError' } }
    const failure = failureOfStatus(answer)
    const value = String(answer)
    if (failure === undefined) return { durationUs, outcome: { ok: true, status: answer, value } }
    const asked = headers?.['retry-after']
    const retryAfterUs = asked === undefined ? {} : { retryAfterUs: Number(asked) * 1_000_000 }
    return { durationUs, outcome: { ok: false, failure, status: answer, value, ...retryAfterUs } }
  }

  test('leaves alone what is no business of its policies', async () => {
    const asked: string[] = []
    const fetch = exported.fetchThrough(
      [{ baseUrl: 'https://bank.example/v1', name: 'Bank', policies: [retry({ maxAttempts: 2, baseMs: 1 })] }],
      {
        fetch: async (input) => {
          asked.push(String(input))
          return new Response('down', { status: 503 })
        },
      },
    )
    expect((await fetch('https://bank.example/v1/pay')).status).toBe(503)
    expect((await fetch('https://bank.example/v10/pay')).status).toBe(503)
    expect(asked).toEqual([
      'https://bank.example/v1/pay',
      'https://bank.example/v1/pay',
      'https://bank.example/v10/pay',
    ])
  })

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode('order ')
    yield new TextEncoder().encode('1')
  }

  const posted = { method: 'POST', body: 'order 1' }
  const streamed = (): RequestInit => {
    const init: RequestInit = { method: 'POST' }
    Object.assign(init, { body: chunks(), duplex: 'half' })
    return init
  }

  test.for<[string, () => [string | Request, RequestInit?]]>([
    ['of a request', () => [new Request('https://bank.example/', posted)]],
    ['that Node streams', () => ['https://bank.example/', streamed()]],
  ])('sends a body %s with every attempt', async ([, asked]) => {
    const bodies: string[] = []
    const fetch = exported.withPolicies([retry({ maxAttempts: 3, baseMs: 1 })], {
      fetch: async (input, init) => {
        bodies.push(await new Request(input, init).text())
        return new Response(null, { status: bodies.length < 3 ? 500 : 200 })
      },
    })
    expect((await fetch(...asked())).status).toBe(200)
    expect(bodies).toEqual(['order 1', 'order 1', 'order 1'])
  })

  test('tries nothing again once the caller gave up', async () => {
    const time = createFakeTime()
    const controller = new AbortController()
    let asked = 0
    const fetch = exported.withPolicies([retry({ maxAttempts: 5, baseMs: 1000, jitter: 'none' })], {
      ...time,
      fetch: async () => {
        asked += 1
        return new Response(null, { status: 500 })
      },
    })
    const failed = new Promise<void>((resolve, reject) => {
      time.setTimeout(() => {
        const call = fetch('https://bank.example/', { signal: controller.signal })
        expect(call).rejects.toThrow('no longer wanted').then(resolve, reject)
      }, 0)
    })
    time.setTimeout(() => controller.abort(new Error('no longer wanted')), 1500)
    await time.run()
    await failed
    expect(asked).toBe(2)
  })

  class Client {
    readonly sent: string[] = []
    failures: object[] = []
    async send(command: object): Promise<object> {
      this.sent.push(JSON.stringify(command))
      const failure = this.failures.shift()
      if (failure) throw Object.assign(new Error('refused'), failure)
      return { MessageId: '1' }
    }
  }

  test('goes around the commands of a client, and gives its errors on as they are', async () => {
    const client = exported.wrapClient(new Client(), [retry({ maxAttempts: 3, baseMs: 1 })])
    client.failures = [{ name: 'ThrottlingException' }, { name: 'InternalError', $metadata: { httpStatusCode: 500 } }]
    expect(await client.send({ input: {} })).toEqual({ MessageId: '1' })
    client.failures = [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }]
    await expect(client.send({ input: {} })).rejects.toMatchObject({ name: 'AccessDenied' })
    expect(client.sent).toHaveLength(4)
  })

  test('finds the policies of a command by the queue, table or bus that it names, whatever client sends it', async () => {
    class Queues extends Client {}
    const open = breaker({ slidingWindowSize: 1, minimumNumberOfCalls: 1, waitDurationInOpenStateMs: LONG_MS })
    const fails = { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } }
    exported.policeClients(
      [Queues],
      [
        { target: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Orders', name: 'Orders', policies: [open] },
        { target: 'Customers', name: 'Customers', policies: [open] },
        { target: 'audit', name: 'Audit', policies: [open] },
      ],
    )
    const send = (input: object, failures: object[] = []): Promise<object> => {
      const client = new Queues()
      client.failures = failures
      return client.send({ input })
    }
    const orders = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Orders' }
    const customers = { TransactItems: [{ Put: { TableName: 'Customers' } }] }
    const audit = { Entries: [{ EventBusName: 'arn:aws:events:eu-west-1:123456789012:event-bus/audit' }] }
    for (const [name, input] of Object.entries({ Orders: orders, Customers: customers, Audit: audit })) {
      await expect(send(input, [fails])).rejects.toThrow('refused')
      await expect(send(input)).rejects.toThrow(`CircuitBreaker of the call to '${name}'`)
    }
    await expect(
      send({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Others' }, [fails]),
    ).rejects.toThrow('refused')
    expect(await send({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Others' })).toEqual({
      MessageId: '1',
    })
  })
})
