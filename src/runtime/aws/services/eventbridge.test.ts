import { expect, test } from 'vitest'
import type { Message, Reply } from '#emulator'
import type { Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { createFakeKernel } from '../../environment/testing/fake-kernel.ts'
import { loadPackages } from '../testing/load-packages.ts'

const packages = await loadPackages(['@aws-sdk/client-eventbridge'])

/** `work` may put on `Orders`; `Hidden` is there too. */
const workflow: Workflow = buildWorkflow({
  nodes: { work: ['function', { handler: 'index.handler' }], Orders: ['event-bus'], Hidden: ['event-bus'] },
  edges: { 'work.call > Orders.put': {} },
})

async function ask(command: string) {
  const seen: Message[] = []
  const reply: Reply = { type: 'api', output: { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] } }
  const kernel = await createFakeKernel({
    workflow,
    packages,
    files: {
      work: {
        'index.mjs': `import { EventBridgeClient, PutEventsCommand, TestEventPatternCommand, ListRulesCommand, StartReplayCommand } from '@aws-sdk/client-eventbridge'
const client = new EventBridgeClient({})
export const handler = async () => {
  try { const { $metadata, ...rest } = await client.send(${command}); return rest }
  catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode] }
}`,
      },
    },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 5000, reply }
    },
  })
  const settled = await kernel.invoke(kernel.create('work'), {}, 60_000)
  const noted = kernel.facts().flatMap((fact) => (fact.type === 'problem-noted' ? [fact.code] : []))
  return { seen, result: JSON.parse(settled.payload) as unknown, noted }
}

const entry = `Source: 'shop', DetailType: 'Placed', Detail: '{}'`

test.each([
  ['a name from its variable', `process.env.ORDERS_BUS_NAME`],
  ['an ARN', `'arn:aws:events:us-east-1:123456789012:event-bus/Orders'`],
])('an event reaches the bus named by %s', async (_, bus) => {
  const { result, seen } = await ask(`new PutEventsCommand({ Entries: [{ EventBusName: ${bus}, ${entry} }] })`)
  expect(result).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] })
  expect(seen).toMatchObject([
    {
      type: 'api',
      operation: 'PutEvents',
      input: { Entries: [{ Source: 'shop', DetailType: 'Placed', Detail: '{}' }] },
    },
  ])
})

test('a time goes over the wire in seconds', async () => {
  const { seen } = await ask(
    `new PutEventsCommand({ Entries: [{ EventBusName: 'Orders', Time: new Date(1767225600000), ${entry} }] })`,
  )
  expect(seen).toMatchObject([{ input: { Entries: [{ Time: 1_767_225_600 }] } }])
})

const replay = (bus: string): string =>
  `new StartReplayCommand({ ReplayName: 'again', EventSourceArn: 'arn:aws:events:us-east-1:123456789012:archive/all',
    EventStartTime: new Date(1767225600000), EventEndTime: new Date(1767229200000),
    Destination: { Arn: 'arn:aws:events:us-east-1:123456789012:event-bus/${bus}' } })`

test('a replay is asked of the bus it is for', async () => {
  const { seen } = await ask(replay('Orders'))
  expect(seen).toMatchObject([
    {
      operation: 'StartReplay',
      input: { ReplayName: 'again', EventStartTime: 1_767_225_600, EventEndTime: 1_767_229_200 },
    },
  ])
})

test.each([
  [
    'a replay on a bus without an edge is denied',
    replay('Hidden'),
    ['AccessDeniedException', expect.stringContaining('perform: events:StartReplay on resource: arn:aws:events:'), 400],
    ['no-edge-for-call'],
  ],
  [
    'a bus without an edge is denied',
    `new PutEventsCommand({ Entries: [{ EventBusName: 'Hidden', ${entry} }] })`,
    ['AccessDeniedException', expect.stringContaining('perform: events:PutEvents on resource: arn:aws:events:'), 400],
    ['no-edge-for-call'],
  ],
  [
    'a default bus that nobody drew takes events that reach nobody',
    `new PutEventsCommand({ Entries: [{ ${entry} }] })`,
    { FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] },
    ['no-such-event-bus'],
  ],
  [
    'an operation that is not emulated says so',
    `new ListRulesCommand({})`,
    ['UnknownOperationException', expect.stringContaining('ListRules'), 400],
    ['operation-not-emulated'],
  ],
])('%s', async (_, command, expected, problems) => {
  const { result, seen, noted } = await ask(command)
  expect(result).toEqual(expected)
  expect(noted).toEqual(problems)
  expect(seen).toEqual([])
})

const event = `{ id: '1', account: '1', source: 'shop', time: '2026-01-01T00:00:00Z', region: 'r', resources: [], 'detail-type': 'x', detail: { a: 3 } }`

test.each([
  ['a pattern that matches', `{ detail: { a: [{ numeric: ['>', 2] }] } }`, event, { Result: true }],
  ['a pattern that does not', `{ source: ['other'] }`, event, { Result: false }],
  [
    'a pattern that is none',
    `{ source: 'shop' }`,
    event,
    ['InvalidEventPatternException', expect.stringMatching(/^Event pattern is not valid\. Reason: /), 400],
  ],
  [
    'an event that is none',
    `{ source: ['shop'] }`,
    `{ source: 'shop' }`,
    ['ValidationException', 'Parameter Event is not valid. Reason: id is missing.', 400],
  ],
])('TestEventPattern answers for %s', async (_, pattern, tried, expected) => {
  const { result } = await ask(
    `new TestEventPatternCommand({ EventPattern: JSON.stringify(${pattern}), Event: JSON.stringify(${tried}) })`,
  )
  expect(result).toEqual(expected)
})
