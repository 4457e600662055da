// Given this function, when it is invoked like this, then these events. Times are milliseconds: a message takes 1,
// and so does the report of an environment.
import type { JsonObject } from '#base'
import { type Columns, runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

interface Given extends Omit<ScriptRunOptions, 'handlers' | 'modules'> {
  readonly config?: JsonObject
  readonly handler?: NonNullable<ScriptRunOptions['handlers']>[string]
  readonly module?: NonNullable<ScriptRunOptions['modules']>[string]
}

const options = ({ handler, module, byHand, seed, untilMs }: Given): ScriptRunOptions => ({
  ...(handler ? { handlers: { f: handler } } : {}),
  ...(module ? { modules: { f: module } } : {}),
  ...(byHand ? { byHand } : {}),
  ...(seed === undefined ? {} : { seed }),
  ...(untilMs === undefined ? {} : { untilMs }),
})

/** Invoked synchronously by a client at these times. */
const invokedAt = (atMs: readonly number[], given: Given = {}): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        client: ['client', { arrivals: { shape: 'recorded', atMs: [...atMs] }, timeoutMs: 24 * HOUR }],
        f: ['function', { ...NO_COLD_START, ...given.config }],
      },
      edges: { 'client.call > f.invoke': {} },
    },
    options(given),
  )

/** Given events asynchronously, by hand, at these times. */
const sentAt = (atMs: readonly number[], given: Given = {}): Promise<ScriptRun> =>
  runScripts(
    { nodes: { f: ['function', { ...NO_COLD_START, ...given.config }] }, edges: {} },
    options({
      ...given,
      byHand: atMs.map((at) => ({ atMs: at, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } })),
    }),
  )

const busy =
  (ms: number): NonNullable<Given['handler']> =>
  (script) =>
    script.sleep(ms)

const fails: NonNullable<Given['handler']> = () => Promise.reject(new Error('no'))

const LIFE: Columns = {
  'environment-created': ['environment'],
  'environment-ended': ['environment', 'reason'],
  'invocation-started': ['environment', 'cold'],
  'invocation-throttled': ['reason'],
}
const ENDS: Columns = { 'invocation-ended': ['outcome', 'durationUs', 'initUs', 'billedMs'] }
const TRIES: Columns = {
  'invocation-started': ['attempt'],
  'invocation-throttled': ['reason'],
  'invocation-retried': ['attempt', 'delayUs', 'reason'],
  'invocation-dropped': ['condition', 'attempts'],
}

describe('environments', () => {
  test('start cold once and are reused', async () => {
    const run = await invokedAt([0, 100, 200], { handler: busy(10) })
    expect(run.table(LIFE)).toEqual([
      '1 f environment-created environment=0',
      '2 f invocation-started environment=0 cold=1',
      '101 f invocation-started environment=0 cold=0',
      '201 f invocation-started environment=0 cold=0',
    ])
  })

  test('take one event at a time: one more is created for each event that finds none free', async () => {
    const run = await invokedAt([0, 5, 200], { handler: busy(50) })
    expect(run.table(LIFE)).toEqual([
      '1 f environment-created environment=0',
      '2 f invocation-started environment=0 cold=1',
      '6 f environment-created environment=1',
      '7 f invocation-started environment=1 cold=1',
      '201 f invocation-started environment=1 cold=0',
    ])
  })

  test('are reused most recently used first', async () => {
    const sleeps = [100, 10]
    const run = await invokedAt([0, 1, 500, 600], { handler: (script) => script.sleep(sleeps.shift() ?? 20) })
    expect(run.of('invocation-started').map(({ environment }) => environment)).toEqual([0, 1, 0, 0])
  })

  test('expire when idle, and the next event starts cold', async () => {
    const config = { idleExpiryMinimumMs: 300_000, idleExpiryMaximumMs: 300_000 }
    const run = await invokedAt([0, 200_000, 600_000], { handler: busy(10), config })
    expect(run.table(LIFE)).toEqual([
      '1 f environment-created environment=0',
      '2 f invocation-started environment=0 cold=1',
      '200001 f invocation-started environment=0 cold=0',
      '500012 f environment-ended environment=0 reason=expired',
      '600001 f environment-created environment=1',
      '600002 f invocation-started environment=1 cold=1',
    ])
  })

  test('expire between the bounds, each after a time of its own, and hold no run open', async () => {
    const arrivals = Array.from({ length: 20 }, () => 0)
    const run = await invokedAt([...arrivals, 2 * HOUR], { handler: busy(1000) })
    const expired = run.of('environment-ended').map(({ at }) => Math.round(at / 1000) - 1003)
    expect(expired).toHaveLength(20)
    expect(Math.min(...expired)).toBeGreaterThanOrEqual(5 * MINUTE)
    expect(Math.max(...expired)).toBeLessThanOrEqual(15 * MINUTE)
    expect(new Set(expired).size).toBeGreaterThan(15)
    const alone = await invokedAt([0], { handler: busy(1000), untilMs: 24 * HOUR })
    expect(alone.of('environment-ended')).toEqual([])
    expect(alone.emulator.nowUs()).toBeLessThan(2_000_000)
  })

  test('start after a drawn time: median and 99th percentile as set', async () => {
    const config = { coldStartMedianMs: 250, coldStartP99Ms: 500 }
    const run = await invokedAt(
      Array.from({ length: 900 }, () => 0),
      { handler: busy(1000), config },
    )
    const inits = run.of('environment-initialised').map(({ initUs }) => initUs / 1000)
    inits.sort((a, b) => a - b)
    expect(inits).toHaveLength(900)
    expect(inits[450]).toBeGreaterThan(230)
    expect(inits[450]).toBeLessThan(270)
    expect(inits[890]).toBeGreaterThan(400)
    expect(inits[890]).toBeLessThan(620)
  })
})

describe('concurrency', () => {
  const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded'

  test.each([
    ['a reserved concurrency of 1', { reservedConcurrency: 1 }, RESERVED, [200, 429, 429]],
    ['a reserved concurrency of 2', { reservedConcurrency: 2 }, RESERVED, [200, 200, 429]],
    ['a reserved concurrency of 0', { reservedConcurrency: 0 }, RESERVED, [429, 429, 429]],
  ])('%s throttles what is over it', async (_, config, reason, statuses) => {
    const run = await invokedAt([0, 0, 0], { config, handler: busy(100) })
    const answers = run.of('call-ended', 'client').map(({ status }) => status)
    expect(answers.sort()).toEqual(statuses)
    const throttles = run.of('invocation-throttled')
    expect(throttles.map((event) => event.reason)).toEqual(throttles.map(() => reason))
    expect(throttles).toHaveLength(statuses.filter((status) => status === 429).length)
  })

  test('an idle environment counts as free', async () => {
    const run = await invokedAt([0, 100, 200], { config: { reservedConcurrency: 1 }, handler: busy(10) })
    expect(run.of('invocation-throttled')).toEqual([])
  })

  test('without a reservation the account’s 1,000 are the limit', async () => {
    const run = await invokedAt(
      Array.from({ length: 1003 }, () => 0),
      { handler: busy(1000) },
    )
    expect(run.of('environment-created')).toHaveLength(1000)
    expect(run.of('invocation-throttled').map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => 'ConcurrentInvocationLimitExceeded'),
    )
  })
})

describe('how an invocation ends', () => {
  test('a result: billed with the cold start, then without', async () => {
    const config = { coldStartMedianMs: 120, coldStartP99Ms: 120 }
    const run = await invokedAt([0, 1000], { config, handler: busy(10) })
    expect(run.table(ENDS)).toEqual([
      '132 f invocation-ended outcome=returned durationUs=10000 initUs=120000 billedMs=130',
      '1012 f invocation-ended outcome=returned durationUs=10000 initUs=-1 billedMs=10',
    ])
  })

  test('an error: the caller gets the error object with 200, and the environment lives on', async () => {
    const run = await invokedAt([0, 100], { handler: fails })
    expect(run.table({ ...LIFE, 'call-ended': ['status', 'failure'], 'invocation-ended': ['payload'] })).toEqual([
      '1 f environment-created environment=0',
      '2 f invocation-started environment=0 cold=1',
      '3 f invocation-ended payload={"errorType":"Error","errorMessage":"Error: no"}',
      '4 client call-ended status=200 failure=function-error',
      '101 f invocation-started environment=0 cold=0',
      '102 f invocation-ended payload={"errorType":"Error","errorMessage":"Error: no"}',
      '103 client call-ended status=200 failure=function-error',
    ])
  })

  test.each([
    ['a timeout kills the environment and the next event gets a new one', 'sleep', 'timed-out', 1003.001],
    ['a used-up budget ends as a timeout, at the deadline', 'exhausted', 'timed-out', 1003.001],
    ['a crash ends the environment at once', 'crashed', 'crashed', 3],
  ] as const)('%s', async (_, what, outcome, atMs) => {
    const run = await invokedAt([0, 2000], {
      config: { timeoutMs: 1000 },
      handler: async (script) => (what === 'sleep' ? script.sleep(5000) : script.end(what)),
    })
    const durationUs = outcome === 'timed-out' ? 1_000_000 : 0
    expect(run.table({ ...LIFE, 'invocation-ended': ['outcome', 'durationUs'] }).slice(0, 6)).toEqual([
      '1 f environment-created environment=0',
      '2 f invocation-started environment=0 cold=1',
      `${atMs} f invocation-ended outcome=${outcome} durationUs=${durationUs}`,
      `${atMs} f environment-ended environment=0 reason=${outcome}`,
      '2001 f environment-created environment=1',
      '2002 f invocation-started environment=1 cold=1',
    ])
  })

  test('a timeout says so as Lambda does', async () => {
    const run = await invokedAt([0], { handler: busy(5000) })
    const [ended] = run.of('invocation-ended')
    const [requested] = run.of('invocation-requested')
    expect(JSON.parse(ended?.payload ?? '')).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requested?.requestId} Error: Task timed out after 3.00 seconds`,
    })
  })

  test('a result of the last moment is in time', async () => {
    const run = await invokedAt([0], { config: { timeoutMs: 1000 }, handler: busy(1000) })
    expect(run.table(ENDS)).toEqual([
      '1003 f invocation-ended outcome=returned durationUs=1000000 initUs=1000 billedMs=1001',
    ])
  })

  test('a response over 6,291,556 bytes is an error of the function, and the environment lives on', async () => {
    const sizes = [6_291_555, 6_291_554]
    const run = await invokedAt([0, 100], { handler: async () => 'x'.repeat(sizes.shift() ?? 0) })
    expect(run.table({ 'invocation-ended': ['outcome'], 'environment-ended': ['reason'] })).toEqual([
      '3 f invocation-ended outcome=threw',
      '102 f invocation-ended outcome=returned',
    ])
    expect(run.of('invocation-ended')[0]?.payload).toContain('Function.ResponseSizeTooLarge')
  })
})

describe('initialisation', () => {
  const INIT: Columns = {
    'environment-created': ['environment'],
    'environment-initialised': ['environment', 'initUs', 'failed'],
    'environment-ended': ['environment', 'reason'],
    'invocation-started': ['environment', 'cold'],
    ...ENDS,
  }

  test('that takes its time: the longer of module code and the drawn cold start', async () => {
    const run = await invokedAt([0], {
      config: { coldStartMedianMs: 50, coldStartP99Ms: 50 },
      module: (one) => one.sleep(80),
    })
    expect(run.table(INIT)).toEqual([
      '1 f environment-created environment=0',
      '82 f environment-initialised environment=0 initUs=81000 failed=0',
      '82 f invocation-started environment=0 cold=1',
      '83 f invocation-ended outcome=returned durationUs=0 initUs=81000 billedMs=81',
    ])
  })

  test('that fails: the caller gets its error, no handler runs, and the next event tries anew', async () => {
    const run = await invokedAt([0, 1000], {
      async module({ environment, sleep }) {
        await sleep(20)
        if (environment === 0) throw new Error('no database')
      },
    })
    expect(run.table({ ...INIT, 'call-ended': ['failure'] })).toEqual([
      '1 f environment-created environment=0',
      '22 f environment-initialised environment=0 initUs=21000 failed=1',
      '22 f environment-ended environment=0 reason=init-failed',
      '22 f invocation-ended outcome=threw durationUs=0 initUs=21000 billedMs=21',
      '23 client call-ended failure=function-error',
      '1001 f environment-created environment=1',
      '1022 f environment-initialised environment=1 initUs=21000 failed=0',
      '1022 f invocation-started environment=1 cold=1',
      '1023 f invocation-ended outcome=returned durationUs=0 initUs=21000 billedMs=21',
      '1024 client call-ended failure=',
    ])
  })

  test('of exactly 10 s is in time', async () => {
    const run = await invokedAt([0], { module: (one) => one.sleep(10_000) })
    expect(run.table({ 'environment-initialised': ['failed'] })).toEqual(['10002 f environment-initialised failed=0'])
  })

  test('of more than 10 s is run once more, as part of the invocation', async () => {
    const run = await invokedAt([0], {
      config: { timeoutMs: 30_000 },
      module: ({ environment, sleep }) => sleep(environment === 0 ? 15_000 : 12_000),
      handler: busy(10),
    })
    expect(run.table(INIT)).toEqual([
      '1 f environment-created environment=0',
      '10002.001 f environment-initialised environment=0 initUs=10001001 failed=2',
      '10002.001 f environment-ended environment=0 reason=timed-out',
      '10002.001 f environment-created environment=1',
      '22003.001 f environment-initialised environment=1 initUs=12001000 failed=0',
      '22003.001 f invocation-started environment=1 cold=1',
      '22014.001 f invocation-ended outcome=returned durationUs=12011000 initUs=-1 billedMs=12011',
    ])
  })

  test('that is too long for the function’s timeout too ends as a timeout', async () => {
    const run = await invokedAt([0], { module: (one) => one.sleep(15_000) })
    expect(run.table({ ...INIT, 'call-ended': ['failure'] }).slice(3)).toEqual([
      '10002.001 f environment-created environment=1',
      '13003.002 f environment-initialised environment=1 initUs=3001001 failed=2',
      '13003.002 f environment-ended environment=1 reason=timed-out',
      '13003.002 f invocation-ended outcome=timed-out durationUs=3000000 initUs=-1 billedMs=3000',
      '13004.002 client call-ended failure=function-error',
    ])
  })

  test('and handler share the timeout when the init ran over its limit', async () => {
    const run = await invokedAt([0], {
      module: ({ environment, sleep }) => sleep(environment === 0 ? 15_000 : 2000),
      handler: busy(2000),
    })
    expect(run.table(ENDS)).toEqual([
      '13003.002 f invocation-ended outcome=timed-out durationUs=3000000 initUs=-1 billedMs=3000',
    ])
  })

  test('drawn longer than 10 s is over the limit as well', async () => {
    const run = await invokedAt([0], {
      config: { coldStartMedianMs: 12_000, coldStartP99Ms: 12_000, timeoutMs: 20_000 },
    })
    expect(run.table({ 'environment-initialised': ['failed'], 'invocation-ended': ['outcome'] })).toEqual([
      '10002.001 f environment-initialised failed=2',
      '22002.001 f environment-initialised failed=0',
      '22003.001 f invocation-ended outcome=returned',
    ])
  })
})

describe('asynchronous events', () => {
  test('are tried three times, after 1 and 2 minutes, under one request id', async () => {
    const seen: string[] = []
    const run = await sentAt([0], {
      handler: (script) => {
        seen.push(script.invocation.requestId)
        return fails(script)
      },
    })
    expect(run.table(TRIES)).toEqual([
      '1 f invocation-started attempt=1',
      '2 f invocation-retried attempt=2 delayUs=60000000 reason=failed',
      '60002 f invocation-started attempt=2',
      '60003 f invocation-retried attempt=3 delayUs=120000000 reason=failed',
      '180003 f invocation-started attempt=3',
      '180004 f invocation-dropped condition=RetriesExhausted attempts=3',
    ])
    expect(new Set(seen).size).toBe(1)
    expect(seen).toHaveLength(3)
  })

  test('are answered with 202 before they run, and nobody hears of their end', async () => {
    const replies: unknown[] = []
    const run = await runScripts(
      {
        nodes: { f: ['function', NO_COLD_START], caller: ['function', NO_COLD_START] },
        edges: { 'caller.call > f.invoke': {} },
      },
      {
        byHand: [{ atMs: 0, node: 'caller', event: { kind: 'function', mode: 'sync', payload: '{}' } }],
        handlers: {
          f: busy(100),
          async caller(script) {
            replies.push(await script.call('f', { type: 'invoke', mode: 'async', payload: '{"a":1}' }))
          },
        },
      },
    )
    expect(replies).toEqual([{ type: 'invoked', status: 202, payload: '' }])
    expect(run.table(ENDS)).toEqual([
      '4 caller invocation-ended outcome=returned durationUs=2000 initUs=1000 billedMs=3',
      '104 f invocation-ended outcome=returned durationUs=100000 initUs=1000 billedMs=101',
    ])
  })

  test('that time out are retried as those that fail', async () => {
    const run = await sentAt([0], { config: { maximumRetryAttempts: 1 }, handler: busy(5000) })
    expect(run.of('invocation-ended').map(({ outcome }) => outcome)).toEqual(['timed-out', 'timed-out'])
    expect(run.of('invocation-dropped').map(({ condition }) => condition)).toEqual(['RetriesExhausted'])
  })

  test.each([
    [0, ['RetriesExhausted 1']],
    [1, ['RetriesExhausted 2']],
    [2, ['RetriesExhausted 3']],
  ])('with %d retries set end so', async (maximumRetryAttempts, ends) => {
    const run = await sentAt([0], { config: { maximumRetryAttempts }, handler: fails })
    expect(run.of('invocation-dropped').map(({ condition, attempts }) => `${condition} ${attempts}`)).toEqual(ends)
  })

  test('that succeed at the second try are done', async () => {
    const tries = [fails, busy(1)]
    const run = await sentAt([0], { handler: (script) => (tries.shift() ?? fails)(script) })
    expect(run.table(TRIES)).toEqual([
      '1 f invocation-started attempt=1',
      '2 f invocation-retried attempt=2 delayUs=60000000 reason=failed',
      '60002 f invocation-started attempt=2',
    ])
  })

  test.each([
    ['1 min: no retry would come in time', 60_000, 1],
    ['2 min: the second retry would not', 120_000, 2],
  ])('have an age of at most %s', async (_, maximumEventAgeMs, attempts) => {
    const run = await sentAt([0], { config: { maximumEventAgeMs }, handler: fails })
    expect(run.of('invocation-dropped').map((event) => `${event.condition} ${event.attempts}`)).toEqual([
      `EventAgeExceeded ${attempts}`,
    ])
  })

  test('that are throttled come back after 1, 2, 4 … s and use up no retry', async () => {
    const run = await sentAt([0, 10], { config: { reservedConcurrency: 1, timeoutMs: 10_000 }, handler: busy(5000) })
    const reason = 'reason=ReservedFunctionConcurrentInvocationLimitExceeded'
    expect(run.table(TRIES)).toEqual([
      '1 f invocation-started attempt=1',
      `10 f invocation-throttled ${reason}`,
      '10 f invocation-retried attempt=1 delayUs=1000000 reason=throttled',
      `1010 f invocation-throttled ${reason}`,
      '1010 f invocation-retried attempt=1 delayUs=2000000 reason=throttled',
      `3010 f invocation-throttled ${reason}`,
      '3010 f invocation-retried attempt=1 delayUs=4000000 reason=throttled',
      '7010 f invocation-started attempt=1',
    ])
  })

  test('that are throttled until they are too old are given up', async () => {
    const run = await sentAt([0, 1], {
      config: { reservedConcurrency: 1, timeoutMs: 900_000, maximumEventAgeMs: 60_000 },
      handler: busy(800_000),
    })
    expect(run.of('invocation-throttled').map(({ at }) => at / 1000)).toEqual([1, 1001, 3001, 7001, 15_001, 31_001])
    expect(run.of('invocation-dropped').map((event) => `${event.condition} ${event.attempts}`)).toEqual([
      'EventAgeExceeded 0',
    ])
  })

  test('for a reserved concurrency of 0 are given up at once', async () => {
    const run = await sentAt([0], { config: { reservedConcurrency: 0 } })
    expect(run.table(TRIES)).toEqual([
      '0 f invocation-throttled reason=ReservedFunctionConcurrentInvocationLimitExceeded',
      '0 f invocation-dropped condition=ZeroReservedConcurrency attempts=0',
    ])
  })
})

test('the same seed gives the same log and another one another, whatever crashes', async () => {
  const unreliable: Given['handler'] = async (script) => {
    await script.sleep(script.invocation.key % 500)
    if (script.invocation.key % 3 === 0) await script.end('crashed')
    if (script.invocation.key % 3 === 1) throw new Error('no')
  }
  const given: Given = { handler: unreliable, config: { coldStartMedianMs: 100, reservedConcurrency: 5 } }
  const arrivals = Array.from({ length: 40 }, (_, n) => n * 37)
  const [one, again, other] = [
    await sentAt(arrivals, given),
    await sentAt(arrivals, given),
    await sentAt(arrivals, { ...given, seed: 8 }),
  ]
  expect(again.fingerprint).toBe(one.fingerprint)
  expect(other.fingerprint).not.toBe(one.fingerprint)
})

describe('an edit during a run', () => {
  const edited = (
    atMs: readonly number[],
    config: JsonObject,
    edit: readonly [atMs: number, fields: JsonObject],
    handler: NonNullable<Given['handler']>,
    mode: 'sync' | 'async' = 'sync',
  ): Promise<ScriptRun> =>
    runScripts(
      { nodes: { f: ['function', { ...NO_COLD_START, ...config }] }, edges: {} },
      {
        byHand: atMs.map((at) => ({ atMs: at, node: 'f', event: { kind: 'function', mode, payload: '{}' } })),
        edits: [{ atMs: edit[0], node: 'f', fields: edit[1] }],
        handlers: { f: handler },
      },
    )

  test('of the timeout counts for the invocations that begin after it', async () => {
    const run = await edited([0, 5000], {}, [1000, { timeoutMs: 1000 }], busy(2500))
    expect(run.table({ 'invocation-ended': ['outcome', 'durationUs'] })).toEqual([
      '2502 f invocation-ended outcome=returned durationUs=2500000',
      '6001.001 f invocation-ended outcome=timed-out durationUs=1000000',
    ])
  })

  test('of the reserved concurrency ends nothing, and counts for the next event, whatever environments are free', async () => {
    const run = await edited([0, 10, 1500, 4000, 4010], {}, [1000, { reservedConcurrency: 1 }], busy(2000))
    expect(run.table({ 'invocation-started': ['environment'], 'invocation-throttled': ['reason'] })).toEqual([
      '1 f invocation-started environment=0',
      '11 f invocation-started environment=1',
      '1500 f invocation-throttled reason=ReservedFunctionConcurrentInvocationLimitExceeded',
      '4000 f invocation-started environment=1',
      '4010 f invocation-throttled reason=ReservedFunctionConcurrentInvocationLimitExceeded',
    ])
    expect(run.of('invocation-ended').map(({ outcome }) => outcome)).toEqual(['returned', 'returned', 'returned'])
  })

  test('of the retries counts when the next try has failed', async () => {
    const run = await edited([0], {}, [30_000, { maximumRetryAttempts: 0 }], fails, 'async')
    expect(run.of('invocation-started')).toHaveLength(2)
    expect(run.of('invocation-dropped')).toMatchObject([{ condition: 'RetriesExhausted', attempts: 2 }])
  })

  test.each([
    ['the idle time', { idleExpiryMinimumMs: 1000, idleExpiryMaximumMs: 1000 }, ['6000', '25002']],
    ['the cold start', { coldStartMedianMs: 400, coldStartP99Ms: 400 }, ['6000', '30399']],
  ])('of %s counts for the environments that come to it after', async (_, fields, [kept, after]) => {
    const config = { idleExpiryMinimumMs: 6000 - 2, idleExpiryMaximumMs: 6000 - 2 }
    const run = await edited([0, 24_000, 60_000], config, [3000, fields], () => Promise.resolve(null))
    expect(run.of('environment-ended').map(({ at }) => String(at / 1000))).toEqual([kept, after])
  })
})
