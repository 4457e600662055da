// Given these destinations, when an asynchronous event ends like this, then this is what goes on to whom.
import type { JsonObject } from '#base'
import { runScripts, type ScriptRun } from '#emulator/testing'
import { createRunFolds, describeRun, summarise } from '#trace'
import { buildWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'
import { deadLetterAttributes, destinationRecord, type EventEnd } from './destination-record.ts'

const REQUEST = '{"orderId":7}'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

interface Given {
  readonly edges: readonly string[]
  readonly fails?: boolean
  readonly config?: JsonObject
  readonly queue?: JsonObject
}

const workflowOf = ({ edges, config, queue }: Given) =>
  buildWorkflow({
    nodes: {
      b: ['event-bus', {}],
      f: ['function', { coldStartMedianMs: 0, coldStartP99Ms: 0, ...config }],
      g: ['function', {}],
      q: ['queue', queue ?? {}],
      r: ['queue', {}],
      t: ['topic', {}],
    },
    edges: Object.fromEntries(edges.map((edge) => [edge, {}])),
  })

const eventSent = (given: Given, mode: 'sync' | 'async' = 'async'): Promise<ScriptRun> =>
  runScripts(workflowOf(given), {
    byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode, payload: REQUEST } }],
    handlers: {
      f: async () => {
        if (given.fails) throw new Error('no stock')
        return { shipped: true }
      },
    },
  })

const bodies = (run: ScriptRun, node: string) =>
  run.of('message-enqueued', node).map(({ body }): unknown => JSON.parse(body))

const ended = { errorType: 'Error', errorMessage: 'Error: no stock' }

describe('a destination', () => {
  test('for success gets the event and its result', async () => {
    const run = await eventSent({ edges: ['f.on-success > q.send', 'f.on-failure > r.send'] })
    expect(bodies(run, 'q')).toEqual([
      {
        version: '1.0',
        timestamp: expect.stringMatching(/^2026-01-01T00:00:00\.\d{3}Z$/),
        requestContext: {
          requestId: expect.stringMatching(UUID),
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST',
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        requestPayload: { orderId: 7 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: { shipped: true },
      },
    ])
    expect(bodies(run, 'r')).toEqual([])
  })

  test('for failure gets the event and its error once the retries have run out', async () => {
    const run = await eventSent({ edges: ['f.on-success > q.send', 'f.on-failure > r.send'], fails: true })
    expect(bodies(run, 'q')).toEqual([])
    expect(bodies(run, 'r')).toMatchObject([
      {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { orderId: 7 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: ended,
      },
    ])
    expect(run.of('message-enqueued', 'r')[0]?.at).toBeGreaterThan(180_000_000)
  })

  test('without retries is told that they ran out after one try', async () => {
    const run = await eventSent({ edges: ['f.on-failure > r.send'], fails: true, config: { maximumRetryAttempts: 0 } })
    expect(bodies(run, 'r')).toMatchObject([
      { requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 } },
    ])
  })

  test.each([
    ['before the first retry', 60_000, 1],
    ['before the second', 150_000, 2],
  ])('is told of an event that grew too old %s', async (_, maximumEventAgeMs, invokes) => {
    const run = await eventSent({ edges: ['f.on-failure > r.send'], fails: true, config: { maximumEventAgeMs } })
    expect(bodies(run, 'r')).toMatchObject([
      { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: invokes } },
    ])
  })

  test('is told of an event that was never tried without a response', async () => {
    const run = await eventSent({ edges: ['f.on-failure > r.send'], config: { reservedConcurrency: 0 } })
    const [record] = bodies(run, 'r') as JsonObject[]
    expect(Object.keys(record ?? {})).toEqual(['version', 'timestamp', 'requestContext', 'requestPayload'])
    expect(record).toMatchObject({
      requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
    })
  })

  test('that is a topic gets the record as a message', async () => {
    const run = await eventSent({ edges: ['f.on-success > t.publish'] })
    const [published] = run.of('topic-published')
    expect(JSON.parse(published?.message ?? '')).toMatchObject({ responsePayload: { shipped: true } })
  })

  test('that is a bus gets the record as an event’s detail', async () => {
    const run = await eventSent({ edges: ['f.on-failure > b.put'], fails: true })
    const [put] = run.of('event-put')
    expect(JSON.parse(put?.event ?? '')).toMatchObject({
      source: 'lambda',
      'detail-type': 'Lambda Function Invocation Result - Failure',
      resources: [
        'arn:aws:events:us-east-1:123456789012:event-bus/b',
        'arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST',
      ],
      detail: { version: '1.0', requestContext: { condition: 'RetriesExhausted' }, responsePayload: ended },
    })
  })

  test('that is a function gets the record as an event of its own', async () => {
    const run = await eventSent({ edges: ['f.on-success > g.invoke'] })
    const [requested] = run.of('invocation-requested', 'g')
    expect(requested).toMatchObject({ mode: 'async' })
    expect(JSON.parse(requested?.payload ?? '')).toMatchObject({ requestPayload: { orderId: 7 } })
  })

  test('is told nothing of a call that waits for its answer', async () => {
    const run = await eventSent({ edges: ['f.on-success > q.send'] }, 'sync')
    expect(run.of('destination-started')).toEqual([])
  })

  test('that takes no such message is not asked again, and the record is lost', async () => {
    const run = await runScripts(
      workflowOf({ edges: ['f.on-success > q.send'], queue: { maximumMessageBytes: 1024 } }),
      {
        byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: `"${'x'.repeat(2000)}"` } }],
      },
    )
    expect(bodies(run, 'q')).toEqual([])
    expect(run.of('destination-ended')).toMatchObject([{ failure: 'InvalidParameterValue' }])
  })
})

describe('a dead-letter queue', () => {
  test('gets the event itself, and why it failed as attributes', async () => {
    const run = await runScripts(workflowOf({ edges: ['f.dead-letter > q.send', 'q.consume > g.invoke'] }), {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: REQUEST } }],
      handlers: { f: () => Promise.reject(new Error('no stock')) },
    })
    expect(run.of('message-enqueued', 'q').map(({ body }) => body)).toEqual([REQUEST])
    const [delivered] = run.of('invocation-requested', 'g')
    const [record] = JSON.parse(delivered?.payload ?? '').Records
    expect(record.messageAttributes).toMatchObject({
      RequestID: { dataType: 'String', stringValue: expect.stringMatching(UUID) },
      ErrorCode: { dataType: 'Number', stringValue: '200' },
      ErrorMessage: { dataType: 'String', stringValue: 'Error: no stock' },
    })
  })

  test('that is a topic gets the event as a message with the same attributes', async () => {
    const run = await eventSent({ edges: ['f.dead-letter > t.publish'], fails: true })
    const [published] = run.of('topic-published')
    expect(published?.message).toBe(REQUEST)
    expect(JSON.parse(published?.attributes ?? '')).toMatchObject({ ErrorCode: { StringValue: '200' } })
  })

  test('and a destination both get what failed', async () => {
    const run = await eventSent({ edges: ['f.dead-letter > q.send', 'f.on-failure > r.send'], fails: true })
    expect([run.of('message-enqueued', 'q').length, run.of('message-enqueued', 'r').length]).toEqual([1, 1])
  })

  test.each([
    ['a long message is cut at 1 KB', `{"errorMessage":"${'x'.repeat(2000)}"}`, '200', 'x'.repeat(1024)],
    ['an error without a message has a text all the same', '{}', '200', 'null'],
    ['one that never ran was throttled', undefined, '429', 'Rate Exceeded.'],
  ])('%s', (_, response, code, message) => {
    expect(deadLetterAttributes({ requestId: 'r-1', response })).toEqual({
      RequestID: { DataType: 'String', StringValue: 'r-1' },
      ErrorCode: { DataType: 'Number', StringValue: code },
      ErrorMessage: { DataType: 'String', StringValue: message },
    })
  })
})

test('a record has the members and the order of a recorded one', () => {
  const end: EventEnd = {
    condition: 'RetriesExhausted',
    requestId: 'r-1',
    functionArn: 'arn:f',
    invokes: 3,
    timestamp: '2026-01-01T00:00:00.000Z',
    request: '{"a":1}',
    response: '{"errorMessage":"no"}',
  }
  expect(destinationRecord(end)).toBe(
    '{"version":"1.0","timestamp":"2026-01-01T00:00:00.000Z","requestContext":{"requestId":"r-1","functionArn":"arn:f:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"a":1},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorMessage":"no"}}',
  )
})

test('what goes to a queue is among the run’s messages, and is seen on its edge', async () => {
  const workflow = workflowOf({ edges: ['f.on-failure > q.send'] })
  const { reader } = await runScripts(workflow, {
    byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: REQUEST } }],
    handlers: { f: () => Promise.reject(new Error('no')) },
  })
  const description = describeRun(workflow)
  const folds = createRunFolds(description)
  folds.advance(reader)
  expect(summarise(description, folds.status).messages).toMatchObject({ sent: 1, waiting: 1 })
  expect(folds.status.status(600_000_000).nodes[1]).toMatchObject({ dropped: 1, passedOn: 1, notPassedOn: 0 })
  const { table, flights } = folds.spans
  const edges = Array.from({ length: flights.length }, (_, index) => table.span.edge[flights.at(index)])
  expect(edges).toEqual([0])
})
