// Functions in the sealed worker's own text: what provisioned code is told, what Invoke's three types give, and where
// events go on to; looking ahead or not.
import type { TraceEvent } from '#trace'
import type { NodeId } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { runInThread } from './testing/thread-run.ts'

const CALLER = `import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda'
const client = new LambdaClient({})
const FunctionName = process.env.WORK_FUNCTION_NAME
export const handler = async () => {
  const tail = await client.send(new InvokeCommand({ FunctionName, LogType: 'Tail' }))
  console.log('tail', JSON.stringify(Buffer.from(tail.LogResult, 'base64').toString().split('\\n').map((line) => line.split('\\t').at(-1))))
  const dry = await client.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }))
  const event = await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{"fail":true}' }))
  console.log('statuses', dry.StatusCode, event.StatusCode)
}`

const WORK = `export const handler = async ({ fail }) => {
  if (fail) throw new Error('no')
  console.log(process.env.AWS_LAMBDA_INITIALIZATION_TYPE)
}`

const pipeline = buildWorkflow({
  nodes: {
    caller: ['function', { codeUri: 'caller', handler: 'index.handler', timeoutMs: 10_000 }],
    work: [
      'function',
      { codeUri: 'work', handler: 'index.handler', provisionedConcurrency: 1, maximumRetryAttempts: 0 },
    ],
    lost: ['queue'],
    told: ['queue'],
  },
  edges: {
    'caller.call > work.invoke': {},
    'work.dead-letter > lost.send': {},
    'work.on-failure > told.send': {},
  },
  files: { 'caller/index.mjs': CALLER, 'work/index.mjs': WORK },
  scenario: { duration: '1m' },
})

test('provisioned code knows it, the end of the log is told, a failed event goes on, with one fingerprint', {
  timeout: 120_000,
}, async () => {
  const event = { kind: 'function', mode: 'sync', payload: '{}' } as const
  const inputs = [{ atUs: 0, entriesBefore: 0, input: { type: 'event', node: 'caller' as NodeId, event } as const }]
  const fast = await runInThread(pipeline, { inputs })
  const careful = await runInThread(pipeline, { inputs, careful: true })
  const events = Array.from({ length: fast.reader.length }, (_, at): TraceEvent => fast.reader.eventAt(at))
  const lines = events.flatMap((one) => (one.type === 'log-written' && one.level === 'INFO' ? [one.line] : []))
  expect(lines[0]).toBe('provisioned-concurrency')
  expect(lines[1]).toMatch(/^tail \["START RequestId: .*","provisioned-concurrency","END RequestId: .*",.*\]$/)
  expect(lines[2]).toBe('statuses 204 202')
  const bodies = events.flatMap((one) => (one.type === 'message-enqueued' ? [one.body] : []))
  expect(bodies).toHaveLength(2)
  expect(bodies).toContain('{"fail":true}')
  expect(careful.fingerprint).toBe(fast.fingerprint)
})
