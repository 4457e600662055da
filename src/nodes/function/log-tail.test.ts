// Given a caller that asks for the end of the log, when the function ends like this, then it gets these lines.
import { bytesOfBase64, type Json } from '#base'
import type { Reply } from '#emulator'
import { runScripts, type ScriptRunOptions } from '#emulator/testing'
import { expect, test } from 'vitest'

type Handler = NonNullable<ScriptRunOptions['handlers']>[string]

/** What the caller `a` is answered by `f`. */
async function asked(handler: Handler, config: Readonly<Record<string, Json>> = {}, logTail = true): Promise<Reply> {
  let reply: Reply | undefined
  const model = { coldStartMedianMs: 0, coldStartP99Ms: 0 }
  await runScripts(
    {
      nodes: { a: ['function', { ...model, timeoutMs: 60_000 }], f: ['function', { ...model, ...config }] },
      edges: { 'a.call > f.invoke': {} },
    },
    {
      byHand: [{ atMs: 0, node: 'a', event: { kind: 'function', mode: 'sync', payload: '{}' } }],
      handlers: {
        f: handler,
        a: async (script) => {
          reply = await script.call('f', {
            type: 'invoke',
            mode: 'sync',
            payload: '{}',
            ...(logTail && { logTail: true }),
          })
        },
      },
    },
  )
  if (!reply) throw new Error('nobody answered')
  return reply
}

const textOf = (reply: Reply): string => {
  if (reply.type !== 'invoked' || reply.logResult === undefined) throw new Error('there is no log')
  return new TextDecoder().decode(bytesOfBase64(reply.logResult))
}

const shapes = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>').replace(/\d{4}-\S+Z/g, '<date>'))

test('the log begins with START and ends with REPORT, the handler’s lines between', async () => {
  const reply = await asked(async (script) => {
    script.log('one')
    await script.sleep(5)
    script.log('two ü')
    return null
  })
  expect(shapes(textOf(reply))).toEqual([
    'START RequestId: <id> Version: $LATEST',
    '<date>\t<id>\tINFO\tone',
    '<date>\t<id>\tINFO\ttwo ü',
    'END RequestId: <id>',
    expect.stringMatching(
      /^REPORT RequestId: <id>\tDuration: 5\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t/,
    ),
  ])
})

test('of a timeout it says so', async () => {
  const reply = await asked(
    async (script) => {
      script.log('still here')
      await script.sleep(5000)
    },
    { timeoutMs: 1000 },
  )
  const lines = shapes(textOf(reply))
  expect(lines).toContain('<date>\t<id>\tINFO\tstill here')
  expect(lines).toContain('<date> <id> Task timed out after 1.00 seconds')
})

test('no more than the last 4 KB are given', async () => {
  const reply = await asked(async (script) => {
    for (let line = 0; line < 100; line++) script.log(`${line} ${'x'.repeat(100)}`)
    return null
  })
  const text = textOf(reply)
  expect(text).toHaveLength(4096)
  expect(text).toContain('\t99 xxx')
  expect(text).toMatch(/REPORT RequestId: .*\n$/)
})

test('who doesn’t ask gets none', async () => {
  expect(await asked(async (script) => script.log('one'), {}, false)).not.toHaveProperty('logResult')
})

test('what an environment logged before is not in the next one’s', async () => {
  const replies: Reply[] = []
  let count = 0
  await runScripts(
    {
      nodes: { a: ['function', { timeoutMs: 60_000 }], f: ['function', {}] },
      edges: { 'a.call > f.invoke': {} },
    },
    {
      byHand: [{ atMs: 0, node: 'a', event: { kind: 'function', mode: 'sync', payload: '{}' } }],
      handlers: {
        f: async (script) => script.log(`run ${count++}`),
        a: async (script) => {
          for (let each = 0; each < 2; each++)
            replies.push(await script.call('f', { type: 'invoke', mode: 'sync', payload: '{}', logTail: true }))
        },
      },
    },
  )
  expect(replies.map((reply) => textOf(reply).match(/run \d/g))).toEqual([['run 0'], ['run 1']])
})
