import { expect, test } from 'vitest'
import type { Message, Reply } from '#emulator'
import type { Workflow } from '#workflow'
import { createFakeKernel } from '../../environment/testing/fake-kernel.ts'
import { workflowOf } from '../../environment/testing/workflows.ts'
import { loadPackages } from '../testing/load-packages.ts'

const packages = await loadPackages(['@aws-sdk/client-lambda'])

/** `Work` may invoke `Price`; `Hidden` is there too. */
function invoking(): Workflow {
  const workflow = workflowOf()
  const { f1 } = workflow.nodes as Record<string, Workflow['nodes'][keyof Workflow['nodes']]>
  const copy = (name: string) => ({ ...f1, name })
  const edge = {
    from: { node: 'f1', port: 'call' },
    to: { node: 'f2', port: 'invoke' },
    config: { actions: [], env: '', policies: [] },
  }
  return {
    ...workflow,
    nodes: { ...workflow.nodes, f2: copy('Price'), f3: copy('Hidden') },
    edges: { ...workflow.edges, e3: edge },
  } as Workflow
}

async function invoke(command: string, reply: Reply = { type: 'invoked', status: 200, payload: '{"price":3}' }) {
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: invoking(),
    packages,
    files: {
      f1: {
        'index.mjs': `import { Lambda, LambdaClient, InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
const client = new LambdaClient({})
export const handler = async () => {
  try {
    const { $metadata, Payload, ...rest } = await ${command.startsWith('new Lambda(') ? command : `client.send(${command})`}
    return { ...rest, ...(Payload ? { Payload: Payload.transformToString() } : {}) }
  } catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode, e.Reason] }
}`,
      },
    },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 5000, reply }
    },
  })
  const settled = await kernel.invoke(kernel.create('f1'), {}, 60_000)
  return { seen, result: JSON.parse(settled.payload) as unknown, kernel }
}

const throttled: Reply = {
  type: 'invoked',
  status: 429,
  reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  payload: '',
}

test.each([
  [
    'waits for the result',
    `new InvokeCommand({ FunctionName: 'Price', Payload: JSON.stringify({ a: 1 }) })`,
    undefined,
    { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: '{"price":3}' },
    { type: 'invoke', mode: 'sync', payload: '{"a":1}' },
  ],
  [
    'asks for the end of the log, too',
    `new InvokeCommand({ FunctionName: 'Price', LogType: 'Tail' })`,
    { type: 'invoked', status: 200, payload: 'null', logResult: 'RU5E' } as const,
    { StatusCode: 200, ExecutedVersion: '$LATEST', LogResult: 'RU5E', Payload: 'null' },
    { type: 'invoke', mode: 'sync', payload: '{}', logTail: true },
  ],
  [
    'is told that the function failed',
    `new InvokeCommand({ FunctionName: process.env.PRICE_FUNCTION_NAME })`,
    { type: 'invoked', status: 200, functionError: 'Unhandled', payload: '{"errorType":"Error"}' } as const,
    { StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled', Payload: '{"errorType":"Error"}' },
    { type: 'invoke', mode: 'sync', payload: '{}' },
  ],
  [
    'sends an event',
    `new InvokeCommand({ FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:Price:$LATEST', InvocationType: 'Event', Payload: '[1]' })`,
    { type: 'invoked', status: 202, payload: '' } as const,
    { StatusCode: 202 },
    { type: 'invoke', mode: 'async', payload: '[1]', byCode: true },
  ],
  [
    'reaches it through the aggregated client',
    `new Lambda().invoke({ FunctionName: 'Price' })`,
    undefined,
    { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: '{"price":3}' },
    { type: 'invoke', mode: 'sync', payload: '{}' },
  ],
])('an invocation by the SDK %s', async (_, command, reply, result, message) => {
  const invoked = await invoke(command, reply)
  expect(invoked.result).toMatchObject(result)
  expect(invoked.seen).toEqual([message])
})

test('a dry run reaches nobody', async () => {
  const { seen, result } = await invoke(`new InvokeCommand({ FunctionName: 'Price', InvocationType: 'DryRun' })`)
  expect(result).toMatchObject({ StatusCode: 204 })
  expect(seen).toEqual([])
})

test('a throttled invocation is tried three times, and says why', async () => {
  const { seen, result } = await invoke(`new InvokeCommand({ FunctionName: 'Price' })`, throttled)
  expect(seen).toHaveLength(3)
  expect(result).toEqual(['TooManyRequestsException', 'Rate Exceeded.', 429, throttled.reason])
})

test.each([
  [
    'a function that is not there',
    `new InvokeCommand({ FunctionName: 'Nobody' })`,
    [
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:Nobody',
      404,
      null,
    ],
    undefined,
  ],
  [
    'a function without an edge',
    `new InvokeCommand({ FunctionName: 'Hidden' })`,
    ['AccessDeniedException', expect.stringContaining('perform: lambda:InvokeFunction on resource: arn:'), 403, null],
    'no-edge-for-call',
  ],
  [
    'a payload that is no JSON',
    `new InvokeCommand({ FunctionName: 'Price', Payload: '{' })`,
    ['InvalidRequestContentException', expect.stringContaining('Could not parse request body into json: '), 400, null],
    undefined,
  ],
  [
    'an event above 1 MB',
    `new InvokeCommand({ FunctionName: 'Price', InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1048576)) })`,
    [
      'RequestTooLargeException',
      '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
      413,
      null,
    ],
    undefined,
  ],
  [
    'an operation that is not emulated',
    `new ListFunctionsCommand({})`,
    ['UnknownOperationException', expect.stringContaining('ListFunctions'), 404, null],
    'operation-not-emulated',
  ],
])('%s is refused as the provider does', async (_, command, error, problem) => {
  const { seen, result, kernel } = await invoke(command)
  expect(result).toEqual(error)
  expect(seen).toEqual([])
  const noted = kernel.facts().flatMap((fact) => (fact.type === 'problem-noted' ? [fact.code] : []))
  expect(noted).toEqual(problem === undefined ? [] : [problem])
})
