// Random handlers: a few statements out of a pool of what ordinary and careless code does, in JavaScript or TypeScript,
// as an ES or a CommonJS module, with a second file now and then.
import type { Dice } from './dice.ts'

/** Names of the environment variables that hold what a handler may call. */
export interface HandlerCalls {
  readonly queues: readonly string[]
  readonly services: readonly string[]
}

export interface RandomHandler {
  readonly handler: string
  readonly files: Readonly<Record<string, string>>
}

type Statement = (dice: Dice) => string

const wait = (ms: number): string => `await new Promise((resolve) => setTimeout(resolve, ${ms}))`

/** What needs nothing but the language and the virtual clock. */
const ALONE: readonly Statement[] = [
  (dice) => wait(dice.between(1, 300)),
  () => `console.log('clock', Date.now(), new Date().toISOString(), performance.now())`,
  () => `console.log('luck', Math.random(), crypto.randomUUID())`,
  (dice) => `if (Math.random() < 0.${dice.between(1, 3)}) throw new RangeError('bad luck at ' + seen)`,
  (dice) => `let sum = 0; for (let i = 0; i < ${dice.between(10, 20_000)}; i++) sum += i % 7; console.log('sum', sum)`,
  () => `state.count += 1; state.last = event; console.log('state', state.count, Object.keys(state))`,
  (dice) =>
    `const parts = await Promise.all([1, 2, 3].map(async (n) => { ${wait(dice.between(1, 50))}; return n * seen })); console.log(parts)`,
  (dice) =>
    `console.log('race', await Promise.race([${dice.between(5, 50)}, ${dice.between(5, 50)}].map((ms) => new Promise((resolve) => setTimeout(resolve, ms, ms)))))`,
  (dice) => `setTimeout(() => console.log('late', Date.now(), seen), ${dice.between(10, 2000)})`,
  (dice) => `const until = Date.now() + ${dice.between(1, 3)}; while (Date.now() < until);`,
  () =>
    `async function* count() { for (let i = 0; i < 3; i++) { ${wait(7)}; yield i } } for await (const i of count()) console.log('step', i)`,
  () => `try { JSON.parse('{bad') } catch (error) { console.error(error) }`,
  () => `console.warn(new Error('where').stack)`,
  () =>
    `console.log({ nested: { list: [1, 'two', { three: 3 }], map: new Map([['a', 1]]), date: new Date(), error: new TypeError('t') } })`,
  (dice) => `if (seen % ${dice.between(5, 9)} === 0) Promise.reject(new Error('nobody catches ' + seen))`,
  (dice) => `if (seen % ${dice.between(7, 11)} === 0) process.exit(${dice.between(0, 3)})`,
  () => `console.log(process.env.MODE, process.env.AWS_LAMBDA_FUNCTION_NAME, Object.keys(process.env).length)`,
  () => `console.log(context.awsRequestId, context.getRemainingTimeInMillis(), context.logStreamName)`,
  () => `console.log([3, 1, 2].sort().map(String).join(), 'z'.localeCompare('a'), (1234.5).toLocaleString())`,
  () =>
    `let job = Promise.resolve(); for (let i = 0; i < 40; i++) job = job.then(() => { state.jobs += 1 }); await job`,
  () => `queueMicrotask(() => console.log('microtask', state.jobs)); await null`,
  () => `await { then(resolve) { setTimeout(resolve, 4) } }`,
  () => `setImmediate(() => { state.jobs += 1 }); await new Promise((resolve) => setImmediate(resolve))`,
]

const sending = (variable: string): readonly Statement[] => [
  () =>
    `console.log((await sqs.send(new SendMessageCommand({ QueueUrl: process.env.${variable}, MessageBody: JSON.stringify({ seen, at: Date.now() }) }))).MessageId)`,
  (dice) =>
    `await Promise.all([1, 2, 3].map((n) => sqs.send(new SendMessageCommand({ QueueUrl: process.env.${variable}, MessageBody: 'm' + n, DelaySeconds: ${dice.between(0, 2)} }))))`,
  () =>
    `sqs.send(new SendMessageCommand({ QueueUrl: process.env.${variable}, MessageBody: 'not waited for ' + Math.random() })).catch((error) => console.log(error.name))`,
]

const fetching = (variable: string): readonly Statement[] => [
  () => `console.log(await (await fetch(process.env.${variable} + '/a')).text())`,
  () =>
    `try { const response = await fetch(process.env.${variable} + '/b', { method: 'POST', body: JSON.stringify({ seen }) }); console.log(response.status) } catch (error) { console.log(error.name, error.message) }`,
  () =>
    `console.log((await Promise.allSettled([1, 2, 3].map((n) => fetch(process.env.${variable} + '/c/' + n)))).map((one) => one.status))`,
  (dice) =>
    `try { await fetch(process.env.${variable}, { signal: AbortSignal.timeout(${dice.between(5, 200)}) }) } catch (error) { console.log(error.name) }`,
  () =>
    `fetch(process.env.${variable} + '/left').then((response) => console.log('left over', response.status), () => {})`,
  () => `await fetch('https://nowhere.example.org/').catch((error) => console.log(String(error), String(error.cause)))`,
]

const RESULTS = [
  `return { statusCode: 200, body: JSON.stringify({ seen }) }`,
  `return 'done ' + seen`,
  `return { batchItemFailures: (event.Records ?? []).filter((_, index) => index % 3 === 1).map((record) => ({ itemIdentifier: record.messageId })) }`,
  `return`,
]

export function randomHandler(dice: Dice, { queues, services }: HandlerCalls): RandomHandler {
  const pool = [...ALONE, ...queues.flatMap(sending), ...services.flatMap(fetching)]
  const must = [
    ...queues.flatMap((name) => sending(name).slice(0, 1)),
    ...services.map((name) => dice.pick(fetching(name))),
  ]
  const statements = dice.shuffled([...must, ...Array.from({ length: dice.between(1, 6) }, () => dice.pick(pool))])
  // Each in a block of its own: the same statement may come twice.
  const body = statements.map((statement) => `  {\n    ${statement(dice)}\n  }`).join('\n')
  const needsSdk = queues.length > 0
  const result = dice.pick(RESULTS)
  const state = `const state = { count: 0, jobs: 0, last: undefined }\nlet seen = 0`
  const awaits = dice.chance(0.2) ? 'await null\n' : ''

  if (dice.chance(0.25)) {
    const sdk = needsSdk
      ? `const { SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs')\nconst sqs = new SQSClient({})\n`
      : ''
    const text = `${sdk}${state}\nexports.main = async (event, context) => {\n  seen += 1\n${body}\n  ${result}\n}\n`
    return { handler: 'app.main', files: { 'app.cjs': text } }
  }
  const sdk = needsSdk
    ? `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'\nconst sqs = new SQSClient({})\n`
    : ''
  if (dice.chance(0.4)) {
    const typed = `const state: { count: number; jobs: number; last: unknown } = { count: 0, jobs: 0, last: undefined }\nlet seen: number = 0`
    const text = `import { twice } from './twice'\n${sdk}${typed}\n${awaits}export const handler = async (event: any, context: any): Promise<unknown> => {\n  seen = twice(seen) - seen + 1\n${body}\n  ${result}\n}\n`
    return {
      handler: 'index.handler',
      files: { 'index.ts': text, 'twice.ts': 'export const twice = (n: number): number => 2 * n\n' },
    }
  }
  const text = `${sdk}${state}\n${awaits}export const handler = async (event, context) => {\n  seen += 1\n${body}\n  ${result}\n}\n`
  return { handler: 'index.handler', files: { 'index.mjs': text } }
}
