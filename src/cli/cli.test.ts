import { ordersExample, serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { check, invoke, run } from './commands.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faaslab-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function write(path: string, text: string): Promise<string> {
  const whole = join(folder, path)
  await mkdir(dirname(whole), { recursive: true })
  await writeFile(whole, text)
  return whole
}

const writeDocument = (name: string, workflow: Workflow): Promise<string> =>
  write(`${name}.faaslab.json`, serializeWorkflow(workflow))

interface Said {
  readonly status: number
  readonly out: string
  readonly error: string
}

async function faaslab(...args: string[]): Promise<Said> {
  let out = ''
  let error = ''
  const io = {
    out(text: string) {
      out += text
    },
    error(text: string) {
      error += text
    },
  }
  const request = readArguments(args)
  if (!request.ok) return { status: 2, out, error: request.error }
  const { value } = request
  const status =
    value.command === 'run'
      ? await run(value, io)
      : value.command === 'invoke'
        ? await invoke(value, io)
        : value.command === 'check'
          ? await check(value.file, io)
          : 0
  return { status, out, error }
}

const fromClient = (files: Record<string, string>, arrivals: object = { shape: 'single' }): Workflow =>
  buildWorkflow({
    nodes: {
      client: ['client', { arrivals: arrivals as never, body: '{"n":{{n}}}' }],
      work: ['function', { codeUri: 'work', handler: 'index.handler' }],
    },
    edges: { 'client.call > work.invoke': {} },
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`work/${path}`, text])),
  })

describe('a SAM project', () => {
  test('runs the source that its esbuild entry point names', async () => {
    const handler = 'export const lambdaHandler = async (event: { n: number }) => ({ twice: 2 * event.n })\n'
    await write('built/functions/src/handlers/app.ts', handler)
    const template = await write(
      'built/template.yaml',
      `Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: functions/, Handler: app.lambdaHandler, Runtime: nodejs22.x}
    Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [src/handlers/app.ts]}}
`,
    )
    const event = await write('built/event.json', '{"n":21}')
    const said = await faaslab('invoke', template, 'Work', '--event', event)
    expect(said).toMatchObject({ status: 0, out: '{"twice":42}\n' })
  })
})

describe('faaslab run', () => {
  test('publishes by the real SNS client and by hand, and counts what became of it', async () => {
    const workflow = buildWorkflow({
      nodes: {
        work: ['function', { codeUri: 'work', handler: 'index.handler' }],
        News: ['topic'],
        orders: ['queue'],
        hear: ['function', { codeUri: 'hear', handler: 'index.handler' }],
      },
      edges: {
        'work.call > News.publish': {},
        'News.subscribe > orders.send': { filterPolicy: '{"kind":["order"]}' },
        'News.subscribe > hear.invoke': {},
      },
      files: {
        'work/index.mjs': `import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'
const client = new SNSClient({})
export const handler = () => client.send(new PublishCommand({ TopicArn: process.env.NEWS_TOPIC_ARN, Message: 'by code', MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } } }))`,
        'hear/index.mjs': 'export const handler = async (event) => console.log(event.Records[0].Sns.Message)',
      },
    })
    const file = await writeDocument('news', workflow)
    const nothing = await write('nothing.json', '{}')
    const plain = await write('plain.json', '"by hand"')
    const said = await faaslab('run', file, '--json', '--event', `work=${nothing}`, '--event', `News=${plain}`)
    expect(said.error).toBe('')
    const { messages, nodes } = JSON.parse(said.out) as { messages: object; nodes: Record<string, object> }
    expect(nodes['News']).toEqual({
      kind: 'topic',
      published: 2,
      delivered: 3,
      filtered: 1,
      failed: 0,
      deadLettered: 0,
    })
    expect(nodes['hear']).toMatchObject({ succeeded: 2 })
    expect(nodes['orders']).toMatchObject({ sent: 1, waiting: 1 })
    expect(messages).toEqual({ sent: 4, delivered: 3, deadLettered: 0, expired: 0, waiting: 1, lost: 0 })
  })

  test('prints the same fingerprint for the same seed, another one for another, and the figures of each node', async () => {
    const file = await writeDocument('orders', ordersExample())
    const one = await faaslab('run', file, '--for', '60s', '--json', '--seed', '3')
    const again = await faaslab('run', file, '--for', '60s', '--json', '--seed', '3')
    const other = await faaslab('run', file, '--for', '60s', '--json', '--seed', '4')
    const figures = JSON.parse(one.out)
    expect(JSON.parse(again.out).fingerprint).toBe(figures.fingerprint)
    expect(JSON.parse(other.out).fingerprint).not.toBe(figures.fingerprint)
    expect(figures).toMatchObject({ seed: 3, virtualMs: 60_000, messages: { lost: 0 } })
    expect(figures.events).toBeGreaterThan(1000)
    const kinds = Object.values(figures.nodes as Record<string, { kind: string }>).map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['client', 'function', 'function', 'http-api', 'queue', 'queue', 'service'])
    const { sent, delivered, deadLettered, expired, waiting } = figures.messages
    expect(sent).toBeGreaterThan(100)
    expect(delivered).toBeGreaterThan(0)
    expect(deadLettered + expired + waiting).toBeGreaterThanOrEqual(0)
  })

  test('a client without an end is refused without --for', async () => {
    const file = await writeDocument(
      'endless',
      fromClient({ 'index.mjs': 'export const handler = async () => 1' }, { shape: 'constant', perSecond: 1 }),
    )
    expect(await faaslab('run', file)).toMatchObject({
      status: 2,
      error: expect.stringContaining('client would go on for ever'),
    })
  })

  test('runs until nothing is left to happen, and says with its exit status that a request finally failed', async () => {
    const good = await writeDocument(
      'good',
      fromClient({ 'index.mjs': 'export const handler = async (event) => event.n' }),
    )
    const bad = await writeDocument(
      'bad',
      fromClient({ 'index.mjs': 'export const handler = async () => { throw new TypeError("no") }' }),
    )
    expect((await faaslab('run', good)).status).toBe(0)
    const failed = await faaslab('run', bad, '--json', '--logs')
    expect(failed.status).toBe(1)
    expect(JSON.parse(failed.out).nodes.work).toMatchObject({
      kind: 'function',
      invocations: 1,
      succeeded: 0,
      failed: 1,
      coldStarts: 1,
    })
    expect(failed.error).toMatch(/START RequestId: [0-9a-f-]{36} Version: \$LATEST/)
    expect(failed.error).toContain('TypeError')
  })

  test('events go in at their times, by file, to triggers, queues and functions', async () => {
    const workflow = buildWorkflow({
      nodes: {
        api: ['http-api'],
        queue: ['queue'],
        work: ['function', { codeUri: 'work' }],
      },
      edges: { 'api.route > work.invoke': { method: 'POST', path: '/orders/{id}' }, 'queue.consume > work.invoke': {} },
      files: {
        'work/index.mjs':
          'export const handler = async (event) => { console.log(event.rawPath ?? event.Records?.[0].body ?? event.direct); return {} }',
      },
    })
    const file = await writeDocument('events', workflow)
    const call = await write('call.json', JSON.stringify({ method: 'POST', path: '/orders/7', body: { a: 1 } }))
    const direct = await write('direct.json', JSON.stringify({ direct: 'directly' }))
    const lines = [
      { atMs: 2000, event: 'second' },
      { atMs: 1000, event: { first: true } },
    ]
    const messages = await write('messages.ndjson', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
    const trace = join(folder, 'out.ndjson')
    const said = await faaslab(
      'run',
      file,
      '--event',
      `api=${call}`,
      '--event',
      `queue=${messages}`,
      '--event',
      `work=${direct}`,
      '--json',
      '--trace',
      trace,
    )
    expect(said).toMatchObject({ status: 0, error: '' })
    const figures = JSON.parse(said.out)
    expect(figures.nodes.api).toEqual({ kind: 'http-api', requests: 1, status: { 200: 1 } })
    expect(figures.nodes.queue).toMatchObject({ sent: 2, received: 2, deleted: 2, waiting: 0 })
    const events = (await readFile(trace, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toHaveLength(figures.events)
    const written = events.filter(({ type }) => type === 'log-written').map(({ line }) => line)
    expect([...written].sort()).toEqual(['/orders/7', 'directly', 'second', '{"first":true}'].sort())
    expect(written.indexOf('{"first":true}')).toBeLessThan(written.indexOf('second'))
  })

  test('a handler that never gives the thread back ends as a timeout, and the run ends', async () => {
    const source = 'export const handler = async () => /^(a+)+$/.test("a".repeat(40) + "b")'
    const file = await writeDocument('hang', fromClient({ 'index.mjs': source }))
    const said = await faaslab('run', file, '--json')
    expect(said.error).toContain('never gave the thread back')
    expect(JSON.parse(said.out).nodes.work).toMatchObject({ timedOut: 1, succeeded: 0 })
    expect(said.status).toBe(1)
  }, 30_000)
})

describe('faaslab invoke', () => {
  test('answers as a synchronous invocation: the payload on standard output, the log on standard error', async () => {
    const file = await writeDocument(
      'invoke',
      fromClient({
        'index.mjs': 'export const handler = async (event) => { console.log("in"); return { got: event.x } }',
      }),
    )
    const event = await write('event.json', '{"x":42}')
    const said = await faaslab('invoke', file, 'work', '--event', event, '--logs')
    expect(said.status).toBe(0)
    expect(said.out).toBe('{"got":42}\n')
    expect(said.error).toMatch(
      /^START RequestId: [^\n]+\n[^\n]+\tINFO\tin\nEND RequestId: [^\n]+\nREPORT RequestId: [^\n]+\tInit Duration: [^\n]+\n$/,
    )
  })

  test('a handler that never gives the thread back times out here, too', async () => {
    const source = 'export const handler = async () => /^(a+)+$/.test("a".repeat(40) + "b")'
    const file = await writeDocument('invoke-hang', fromClient({ 'index.mjs': source }))
    const said = await faaslab('invoke', file, 'work')
    expect(said.error).toContain('never gave the thread back')
    expect(said.out).toContain('Task timed out after 3.00 seconds')
    expect(said.status).toBe(1)
  }, 30_000)

  test('prints the error object of a handler that throws, and exits with 1', async () => {
    const file = await writeDocument(
      'throws',
      fromClient({ 'index.mjs': 'export const handler = async () => { throw new RangeError("too far") }' }),
    )
    const said = await faaslab('invoke', file, 'work')
    expect(said.status).toBe(1)
    expect(JSON.parse(said.out)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' })
  })
})

describe('bad input', () => {
  test('each is a sentence on standard error and exit status 2', async () => {
    const file = await writeDocument('some', fromClient({ 'index.mjs': 'export const handler = async () => 1' }))
    const broken = await write('broken.faaslab.json', '{"format":"faaslab"')
    const notJson = await write('event.txt.json', 'nothing')
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['go'], 'There is no command "go"'],
      [['run'], 'run takes one FILE'],
      [['run', file, '--seed', '-1'], '--seed'],
      [['run', file, '--for', 'long'], '--for takes a duration'],
      [['run', file, '--event', 'work'], '--event takes NODE=FILE'],
      [['run', file, '--what'], '--what'],
      [['run', join(folder, 'absent.faaslab.json')], "can't be read"],
      [['run', broken], 'broken.faaslab.json'],
      [['run', file, '--event', `nobody=${notJson}`], 'There is no node "nobody"; there are client, work.'],
      [['run', file, '--event', `work=${notJson}`], 'is no JSON'],
      [['invoke', file, 'nothing'], 'There is no function "nothing"; there are work.'],
    ]
    for (const [args, sentence] of cases) {
      const said = await faaslab(...args)
      expect(said.error).toContain(sentence)
      expect(said.status).toBe(2)
      expect(said.out).toBe('')
    }
  })

  test('check prints problems of the document and of the code', async () => {
    const file = await writeDocument('faulty', fromClient({ 'index.mjs': 'export const handler = async () => {' }))
    const said = await faaslab('check', file)
    expect(said.status).toBe(1)
    expect(said.out).toMatch(/error: work: index\.mjs:1:\d+: /)
  })
})
