import { expect, test } from 'vitest'
import { createFakeKernel, START_MS } from './testing/fake-kernel.ts'
import { workflowOf } from './testing/workflows.ts'

const kernelFor = (text: string, config: Parameters<typeof workflowOf>[0] = {}) =>
  createFakeKernel({ workflow: workflowOf(config), files: { f1: { 'index.mjs': text } } })

async function invokeOnce(text: string, payload: unknown = {}, config: Parameters<typeof workflowOf>[0] = {}) {
  const kernel = await kernelFor(text, config)
  const environment = kernel.create('f1')
  const settled = await kernel.invoke(environment, payload)
  return {
    kernel,
    environment,
    settled,
    payload: settled.payload === '' ? undefined : (JSON.parse(settled.payload) as Record<string, unknown>),
  }
}

test('an async handler answers with what it returns', async () => {
  const { settled } = await invokeOnce('export const handler = async (event) => ({ got: event.n + 1 })', { n: 1 })
  expect(settled).toMatchObject({ outcome: 'returned', payload: '{"got":2}' })
})

test('nothing returned is null', async () => {
  expect((await invokeOnce('export const handler = async () => {}')).settled.payload).toBe('null')
})

test('module state is kept between the events of one environment and not shared with another', async () => {
  const kernel = await kernelFor('let n = 0; export const handler = async () => ++n')
  const [first, second] = [kernel.create('f1'), kernel.create('f1')]
  expect((await kernel.invoke(first, {})).payload).toBe('1')
  expect((await kernel.invoke(first, {})).payload).toBe('2')
  expect((await kernel.invoke(second, {})).payload).toBe('1')
})

test('a thrown error becomes its type, message and trace', async () => {
  const { payload, kernel } = await invokeOnce(
    'class Nope extends Error { name = "Nope" }\nexport const handler = async () => { throw new Nope("no") }',
  )
  expect(payload).toMatchObject({ errorType: 'Nope', errorMessage: 'no' })
  expect(kernel.lines()[0]).toMatch(/^ERROR Invoke Error \t\{"errorType":"Nope","errorMessage":"no","stack":\[/)
})

test('what is thrown and is no error is told by its type', async () => {
  expect((await invokeOnce('export const handler = async () => { throw "text" }')).payload).toEqual({
    errorType: 'string',
    errorMessage: 'text',
    trace: [],
  })
  expect((await invokeOnce('export const handler = async () => { throw undefined }')).payload).toMatchObject({
    errorType: 'handled',
  })
})

test.each([
  ['a BigInt', 'export const handler = async () => 1n'],
  ['a cycle', 'export const handler = async () => { const a = {}; a.a = a; return a }'],
])('%s can not be an answer', async (_, text) => {
  const { settled, payload } = await invokeOnce(text)
  expect(settled.outcome).toBe('threw')
  expect(payload).toMatchObject({ errorType: 'Error', errorMessage: 'Unable to stringify response body' })
})

test('process.exit ends the process with its code, caught or not', async () => {
  const { settled, payload } = await invokeOnce(
    'export const handler = async () => { try { process.exit(3) } catch {} return 1 }',
  )
  expect(settled.outcome).toBe('crashed')
  expect(payload).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: 'RequestId: request-1 Error: Runtime exited with error: exit status 3',
  })
})

test('a rejection that nobody handles ends the process', async () => {
  const { settled, payload, kernel } = await invokeOnce(
    'export const handler = async () => { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 50)) }',
  )
  expect(settled.outcome).toBe('crashed')
  expect(payload).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' })
  expect(kernel.lines().some((line) => line.startsWith('ERROR Unhandled Promise Rejection'))).toBe(true)
  expect(kernel.carefulWays).toBe(0)
})

test('an exception in a timer ends the process', async () => {
  const { settled, payload } = await invokeOnce(
    'export const handler = () => new Promise(() => setTimeout(() => { throw new TypeError("late") }, 5))',
  )
  expect(settled.outcome).toBe('crashed')
  expect(payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'late' })
})

test('a callback answers when the event loop is empty, or at once when the context says so', async () => {
  const slow =
    'export const handler = (event, context, callback) => { setTimeout(() => {}, 20); callback(null, "done") }'
  const { settled, kernel } = await invokeOnce(slow)
  expect(settled.payload).toBe('"done"')
  expect(kernel.nowUs()).toBeGreaterThanOrEqual(20_000)
  const quick = await invokeOnce(
    slow.replace('setTimeout', 'context.callbackWaitsForEmptyEventLoop = false; setTimeout'),
  )
  expect(quick.settled.payload).toBe('"done"')
  expect(quick.kernel.nowUs()).toBe(0)
})

test('a handler that waits for nothing that can come is answered with null', async () => {
  expect((await invokeOnce('export const handler = () => new Promise(() => {})')).settled.payload).toBe('null')
})

test('an endless loop uses its budget up once, however often that is caught', async () => {
  const { settled, kernel } = await invokeOnce(
    'export const handler = async () => { for (;;) { try { for (;;); } catch {} finally { for (;;); } } }',
  )
  expect(settled.outcome).toBe('exhausted')
  expect(kernel.emitted.filter(({ operation }) => operation.type === 'settled')).toHaveLength(1)
})

test('module code that never ends is not heard of again: its time limit ends it', async () => {
  const kernel = await kernelFor('console.log("in"); for (;;); export const handler = async () => 1')
  kernel.create('f1')
  await kernel.run()
  expect(kernel.lines()).toEqual(['INFO in'])
  expect(kernel.emitted.filter(({ operation }) => operation.type === 'initialised')).toEqual([])
})

test('reads of the clock are part of the budget: it ends at the deadline, with every line before in time', async () => {
  const { settled, kernel } = await invokeOnce(
    'export const handler = async () => { for (let n = 0; ; n++) { Date.now(); if (n % 10000 === 0) console.log(n) } }',
    {},
    { memoryMb: 512 },
  )
  expect(settled.outcome).toBe('exhausted')
  const last = kernel.emitted.at(-1)
  expect(last?.atUs).toBeGreaterThan(2_999_000)
  expect(last?.atUs).toBeLessThanOrEqual(3_000_001)
})

test('module code that throws fails its init with the error', async () => {
  const kernel = await kernelFor('throw new RangeError("bad config")')
  kernel.create('f1')
  await kernel.run()
  const last = kernel.emitted.at(-1)?.operation
  expect(last?.type === 'initialised' && !last.ok && JSON.parse(last.payload)).toMatchObject({
    errorType: 'RangeError',
    errorMessage: 'bad config',
  })
})

test('a busy wait on the clock comes to an end, each read costing a microsecond', async () => {
  const { settled, kernel } = await invokeOnce(
    'export const handler = async () => { const t = Date.now() + 5; while (Date.now() < t); return Date.now() }',
    {},
    { computeStepNs: 0 },
  )
  expect(Number(settled.payload) - START_MS).toBeGreaterThanOrEqual(5)
  const stamp = kernel.emitted.find(({ operation }) => operation.type === 'settled')?.atUs ?? 0
  expect(stamp).toBeGreaterThan(5000)
  expect(stamp).toBeLessThan(8000)
})

test('computing takes time by its counted steps and the share of a CPU', async () => {
  const { kernel } = await invokeOnce(
    'export const handler = async () => { for (let i = 0; i < 10000; i++); }',
    {},
    { memoryMb: 1769, computeStepNs: 100, computeBaseMs: 2 },
  )
  const stamp = kernel.emitted.find(({ operation }) => operation.type === 'settled')?.atUs
  expect(stamp).toBe(2000 + 1000)
})

test('timers fire on the virtual clock, intervals until they are cleared', async () => {
  const { settled } = await invokeOnce(`export const handler = () => new Promise((resolve) => {
    let n = 0
    const timer = setInterval(() => { if (++n === 3) { clearInterval(timer); resolve([n, timer.hasRef()]) } }, 100)
  })`)
  expect(settled.payload).toBe('[3,true]')
})

test('a chain of five hundred promises, Promise.all, async generators and thenables all come to their end', async () => {
  const { settled } = await invokeOnce(`export const handler = async () => {
    let n = 0
    for (let i = 0; i < 500; i++) n += await Promise.resolve(1)
    await Promise.all([1, 2, 3].map(async (x) => { n += x }))
    async function* many() { for (let i = 0; i < 10; i++) { await null; yield i } }
    for await (const x of many()) n += x
    return { then(resolve) { resolve(n) } }
  }`)
  expect(settled.payload).toBe('551')
})

test('work that is not waited for goes on at the next invocation', async () => {
  const kernel = await kernelFor(
    'let left = "nothing"; export const handler = async () => { const was = left; setTimeout(() => { left = "done" }, 10); return was }',
  )
  const environment = kernel.create('f1')
  expect((await kernel.invoke(environment, {})).payload).toBe('"nothing"')
  await kernel.run()
  expect((await kernel.invoke(environment, {})).payload).toBe('"done"')
})

test('an environment that was ended has no effect any more', async () => {
  const kernel = await kernelFor('export const handler = () => new Promise((r) => setTimeout(r, 50))')
  const environment = kernel.create('f1')
  await kernel.run()
  environment.host.invoke(0, { invocation: 1, requestId: 'r', payload: '{}', deadlineUs: 3_000_000, key: 1 })
  await kernel.run(10_000)
  environment.host.end()
  await kernel.run()
  expect(kernel.emitted.map(({ operation }) => operation.type)).toEqual(['initialised', 'timer'])
})

test('lines beyond the limit are dropped and counted', async () => {
  const { kernel } = await invokeOnce(
    'export const handler = async () => { for (let i = 0; i < 1500; i++) console.log(i) }',
  )
  expect(kernel.lines()).toHaveLength(1000)
  expect(kernel.facts().find(({ type }) => type === 'logs-dropped')).toMatchObject({ lines: 500 })
})

test('lines beyond the limit are counted before a handler that never ends is cut off', async () => {
  const kernel = await kernelFor(
    'export const handler = async () => { for (let n = 0; n < 1500; n++) console.log(n); await new Promise(() => setInterval(() => console.log("again"), 1000)) }',
  )
  const environment = kernel.create('f1')
  await kernel.run(0)
  environment.host.invoke(0, { invocation: 1, requestId: 'r', payload: '{}', deadlineUs: 3_000_000, key: 1 })
  await kernel.run(2_500_000)
  environment.host.end()
  const dropped = kernel.facts().flatMap((fact) => (fact.type === 'logs-dropped' ? [fact.lines] : []))
  expect(dropped).toEqual([500, 1, 1])
})

test('the context and the variables are those of Lambda', async () => {
  const { payload } = await invokeOnce(
    `export const handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis(), url: process.env.ORDERS_QUEUE_URL, shop: process.env.SHOP_URL ?? process.env.SHOP_BASE_URL,
      region: process.env.AWS_REGION, own: process.env.OWN, stream: process.env.AWS_LAMBDA_LOG_STREAM_NAME === context.logStreamName })`,
    {},
    { environment: { OWN: 'x' } },
  )
  expect(payload).toMatchObject({
    functionName: 'Work',
    awsRequestId: 'request-1',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/Work',
    left: 2999,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Work',
    own: 'x',
    region: 'us-east-1',
    stream: true,
    url: 'https://sqs.us-east-1.amazonaws.com/123456789012/Orders',
    shop: 'https://shop.example/api',
  })
  expect(payload?.['logStreamName']).toMatch(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/)
})

test('the same seed gives the same run, luck and ids included', async () => {
  const text = `import { randomUUID, randomBytes } from 'node:crypto'
    export const handler = async () => { console.log(Math.random(), randomUUID(), randomBytes(4).toString('hex'), crypto.randomUUID()); await new Promise((r) => setTimeout(r, Math.random() * 100)); return new Date() }`
  const [one, two] = [await invokeOnce(text), await invokeOnce(text)]
  expect(one.kernel.emitted).toEqual(two.kernel.emitted)
})

test('a process that breaks between two events shows it at the next one', async () => {
  const kernel = await kernelFor(
    'export const handler = async () => { setTimeout(() => { throw new Error("left over") }, 10); return 1 }',
  )
  const environment = kernel.create('f1')
  expect((await kernel.invoke(environment, {})).payload).toBe('1')
  await kernel.run()
  const next = await kernel.invoke(environment, {})
  expect(next.outcome).toBe('crashed')
  expect(JSON.parse(next.payload)).toMatchObject({ errorType: 'Error', errorMessage: 'left over' })
})

test('rejections of several environments in one wait can not be told apart', async () => {
  const kernel = await kernelFor(
    'export const handler = async () => { Promise.reject(1); await new Promise(() => setTimeout(() => {}, 9)) }',
  )
  const [first, second] = [kernel.create('f1'), kernel.create('f1')]
  await kernel.run()
  const event = { invocation: 1, requestId: 'r', payload: '{}', deadlineUs: 3_000_000, key: 1 }
  first.host.invoke(0, event)
  second.host.invoke(0, { ...event, invocation: 2 })
  await kernel.run()
  expect(kernel.carefulWays).toBeGreaterThan(0)
})

test('times of one environment never go back', async () => {
  const { kernel } = await invokeOnce(`export const handler = async () => {
    for (let i = 0; i < 50; i++) { console.log(i, Date.now()); for (let j = 0; j < i * 100; j++); setTimeout(() => console.log('t', i), i % 7) }
    await new Promise((r) => setTimeout(r, 30))
  }`)
  const times = kernel.emitted.map(({ atUs }) => atUs)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times.every(Number.isInteger)).toBe(true)
})
