// What a person asks of a queue during a run: pause, resume, purge and redrive; and redrive as a handler's SDK asks it.
import type { JsonObject } from '#base'
import { type CommandByHand, type NamedScript, runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }
const sent = (atMs: number, node = 'q'): Stimulus => ({ atMs, node, event: { kind: 'queue', body: `at ${atMs}` } })

interface Given {
  readonly commands: readonly CommandByHand[]
  readonly byHand: readonly Stimulus[]
  readonly handler?: (script: NamedScript) => Promise<unknown>
  readonly careful?: boolean
  readonly mapping?: JsonObject
}

const play = ({ commands, byHand, handler, careful, mapping }: Given): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        q: ['queue', { visibilityTimeoutMs: 2000 }],
        dead: ['queue'],
        f: ['function', { ...NO_COLD_START, timeoutMs: 2000 }],
      },
      edges: { 'q.consume > f.invoke': mapping ?? {}, 'q.redrive > dead.send': { maxReceiveCount: 1 } },
    },
    {
      commands,
      byHand,
      careful: careful ?? false,
      untilMs: 60_000,
      handlers: { f: handler ?? (async () => undefined) },
    },
  )

test('a paused queue delivers nothing; resumed, it delivers what waits', async () => {
  const run = await play({
    byHand: [sent(0), sent(2000), sent(3000)],
    commands: [
      { atMs: 1000, node: 'q', command: 'pause' },
      { atMs: 9000, node: 'q', command: 'resume' },
    ],
  })
  expect(run.of('message-delivered').map(({ at }) => at / 1000)).toEqual([0, 9000, 9000])
  expect(run.of('queue-paused').map(({ paused }) => paused)).toEqual([1, 0])
})

test('a purge empties the queue, of what is in flight too', async () => {
  const run = await play({
    byHand: [sent(0), sent(1000), sent(1000)],
    mapping: { batchSize: 1 },
    handler: (script) => script.sleep(1500),
    commands: [
      { atMs: 900, node: 'q', command: 'pause' },
      { atMs: 1200, node: 'q', command: 'purge' },
      { atMs: 1300, node: 'q', command: 'resume' },
    ],
  })
  expect(run.of('message-deleted').map(({ at }) => at / 1000)).toEqual([1200, 1200, 1200])
  expect(run.of('message-delivered')).toHaveLength(1)
})

describe('a redrive', () => {
  const failingUntil =
    (ms: number) =>
    async (script: NamedScript): Promise<void> => {
      if (script.now() < ms * 1000) throw new Error('no')
    }

  test('by hand takes dead letters back to where they failed, as new messages', async () => {
    const run = await play({
      byHand: [sent(0), sent(100)],
      handler: failingUntil(5000),
      commands: [{ atMs: 10_000, node: 'dead', command: 'redrive' }],
    })
    expect(run.of('message-moved', 'dead').map(({ at }) => at / 1000)).toEqual([10_000, 10_002])
    const [first] = run.of('message-enqueued', 'q')
    const back = run.of('message-enqueued', 'q').slice(2)
    expect(back.map(({ body }) => body)).toEqual(['at 0', 'at 100'])
    expect(back[0]?.message).toBe(first?.message)
    expect(back[0]?.messageId).not.toBe(first?.messageId)
    expect(run.of('message-deleted', 'q')).toHaveLength(2)
  })

  test('is one pass: what fails again waits for the next', async () => {
    const run = await play({
      byHand: [sent(0), sent(100)],
      handler: failingUntil(100_000),
      commands: [{ atMs: 10_000, node: 'dead', command: 'redrive' }],
    })
    expect(run.of('message-moved')).toHaveLength(2)
    expect(run.of('message-dead-lettered')).toHaveLength(4)
  })

  test('leaves what was sent to the dead-letter queue itself', async () => {
    const run = await play({
      byHand: [sent(0, 'dead')],
      commands: [{ atMs: 1000, node: 'dead', command: 'redrive' }],
    })
    expect(run.of('message-moved')).toEqual([])
  })
})

test('commands replay, and looking ahead or not gives the same log', async () => {
  const given: Given = {
    byHand: [sent(0), sent(700), sent(1500)],
    handler: async (script) => {
      if (script.now() < 3_000_000) throw new Error('no')
    },
    commands: [
      { atMs: 800, node: 'q', command: 'pause' },
      { atMs: 2500, node: 'q', command: 'resume' },
      { atMs: 9000, node: 'dead', command: 'redrive' },
      { atMs: 9001, node: 'q', command: 'purge' },
    ],
  }
  const [run, careful] = [await play(given), await play({ ...given, careful: true })]
  expect(careful.fingerprint).toBe(run.fingerprint)
})

describe('StartMessageMoveTask', () => {
  const ARN = 'arn:aws:sqs:us-east-1:123456789012:'

  async function talk(
    target: string,
    conversation: (
      call: (operation: string, input: JsonObject) => Promise<unknown>,
      script: NamedScript,
    ) => Promise<void>,
  ) {
    const failures: unknown[] = []
    const run = await runScripts(
      {
        nodes: {
          q: ['queue'],
          dead: ['queue'],
          other: ['queue'],
          f: ['function', { ...NO_COLD_START, timeoutMs: 60_000 }],
        },
        edges: { 'f.call > q.send': {}, 'f.call > dead.send': {}, 'q.redrive > dead.send': { maxReceiveCount: 1 } },
      },
      {
        byHand: [
          sent(0, 'dead'),
          sent(1, 'dead'),
          { atMs: 10, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } },
        ],
        handlers: {
          async f(script) {
            const call = async (operation: string, input: JsonObject): Promise<unknown> => {
              const answer = await script.call(target, { type: 'api', operation, input })
              return answer.type === 'api' ? answer.output : answer.type === 'api-error' ? answer.code : answer.type
            }
            await conversation(call, script).catch((error: unknown) => failures.push(error))
          },
        },
      },
    )
    if (failures.length > 0) throw failures[0]
    return run
  }

  test('moves to the queue it names, at the rate it asks for, and is listed', async () => {
    const run = await talk('dead', async (call, script) => {
      const input = { SourceArn: `${ARN}dead`, DestinationArn: `${ARN}other`, MaxNumberOfMessagesPerSecond: 1 }
      expect(await call('StartMessageMoveTask', input)).toEqual({ TaskHandle: expect.any(String) })
      expect(await call('StartMessageMoveTask', input)).toBe('InvalidParameterValue')
      await script.sleep(5000)
      expect(await call('ListMessageMoveTasks', { SourceArn: `${ARN}dead` })).toMatchObject({
        Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 2 }],
      })
    })
    const [first, second] = run.of('message-enqueued', 'other').map(({ at }) => at)
    expect((second ?? 0) - (first ?? 0)).toBe(1_000_000)
  })

  test.each<[string, string, JsonObject, string]>([
    ['a queue that is nobody’s dead-letter queue', 'q', {}, 'InvalidParameterValue'],
    ['a destination that is not there', 'dead', { DestinationArn: `${ARN}nowhere` }, 'ResourceNotFoundException'],
    ['more than 500 a second', 'dead', { MaxNumberOfMessagesPerSecond: 501 }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, target, input, code) => {
    await talk(target, async (call) => {
      expect(await call('StartMessageMoveTask', input)).toBe(code)
    })
  })
})
