// A service whose own code answers, run as it is: compiled, counted, logged, and the same in both ways of waiting.
import { serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check } from './commands.ts'
import { runWorkflow } from './run-workflow.ts'
import { eventsOf, runInThread } from './testing/thread-run.ts'

const WORK = `export const handler = async ({ paths }) => {
  const answers = []
  for (const path of paths)
    answers.push(await fetch(process.env.BANK_URL + path, { method: 'POST', body: '{"amount":3}' }).then(async (r) => [r.status, await r.text()], (e) => e.cause.code))
  return answers
}
`

const BANK = `import { round } from './round'
let balance: number = 10
console.log('open', Object.keys(process.env).filter((name) => name.startsWith('AWS')).length)
export const handler = (request: { path: string; body: string }) => {
  if (request.path === '/v1/loop') for (;;);
  if (request.path === '/v1/hang') return { body: /^(a+)+$/.test('a'.repeat(60) + 'b') }
  if (request.path === '/v1/throw') throw new RangeError('no such account')
  if (request.path === '/v1/silent') return new Promise(() => {})
  if (request.path === '/v1/out') return fetch('https://elsewhere.example').catch((error: any) => ({ status: 503, body: error.cause.code }))
  balance -= JSON.parse(request.body).amount
  console.log('left', balance)
  return { status: 201, body: { balance: round(balance) } }
}
`

const workflow = (paths: readonly string[], bank = BANK): Workflow =>
  buildWorkflow({
    nodes: {
      Caller: ['client', { arrivals: { shape: 'single' }, body: JSON.stringify({ paths }), timeoutMs: 600_000 }],
      Work: ['function', { codeUri: 'work', timeoutMs: 300_000 }],
      Bank: ['service', { baseUrl: 'https://bank.example/v1', codeUri: 'bank', handler: 'index.handler' }],
    },
    edges: { 'Caller.call > Work.invoke': {}, 'Work.call > Bank.request': {} },
    files: {
      'work/index.mjs': WORK,
      'bank/index.ts': bank,
      'bank/round.ts': 'export const round = (n: number): number => Math.round(n)',
    },
  })

async function answersOf(paths: readonly string[], bank?: string) {
  const drawn = workflow(paths, bank)
  const [fast, careful] = [await runInThread(drawn), await runInThread(drawn, { careful: true })]
  expect(fast.fingerprint).toBe(careful.fingerprint)
  const events = eventsOf(fast)
  const [answers] = events.flatMap((event) =>
    event.type === 'invocation-ended' ? [JSON.parse(event.payload) as unknown] : [],
  )
  return { answers, events }
}

test('its code answers a handler’s fetch, and keeps what it knows from one request to the next', async () => {
  const { answers } = await answersOf(['/pay', '/pay', '/throw', '/pay'])
  expect(answers).toEqual([
    [201, '{"balance":7}'],
    [201, '{"balance":4}'],
    [500, ''],
    [201, '{"balance":1}'],
  ])
})

test('its log is its own: no word of Lambda’s stands in it, and no variable of AWS’s in its process', async () => {
  const run = await runWorkflow({ workflow: workflow(['/pay', '/throw']), seed: 7, endMs: undefined, planned: [] })
  const node = run.description.nodes.findIndex(({ name }) => name === 'Bank')
  const page = run.folds.logs.query(run.reader, { from: 0, count: 100, node })
  expect(page.rows.map(({ message }) => message.split('\n')[0])).toEqual([
    'open 0',
    'left 7',
    'RangeError: no such account',
  ])
  expect(page.rows[0]?.text).toMatch(/^2026-01-01T00:00:00.\d{3}Z\tINFO\topen 0$/)
  expect(page.rows[2]?.message).toContain('/var/task/index.ts:7:')
  expect(page.rows.slice(1).every(({ trace }) => trace === 0)).toBe(true)
})

test('a loop and an answer that never comes end after 30 s; what follows meets a fresh process', async () => {
  const { answers } = await answersOf(['/pay', '/loop', '/pay', '/silent', '/pay'])
  expect(answers).toEqual([
    [201, '{"balance":7}'],
    'UND_ERR_HEADERS_TIMEOUT',
    [201, '{"balance":7}'],
    'UND_ERR_HEADERS_TIMEOUT',
    [201, '{"balance":7}'],
  ])
})

test('code that never gives the thread back is found, and gives no answer', { timeout: 60_000 }, async () => {
  const run = await runWorkflow({
    workflow: workflow(['/pay', '/hang', '/pay']),
    seed: 7,
    endMs: undefined,
    planned: [],
  })
  const answered = eventsOf(run).flatMap((event) =>
    event.type === 'service-answered' ? [`${event.status}${event.failure}`] : [],
  )
  expect(answered).toEqual(['201', '0timeout', '201'])
})

test('it calls nobody: its own fetch fails as an unknown host does, and is noted', async () => {
  const { answers, events } = await answersOf(['/out'])
  expect(answers).toEqual([[503, 'ENOTFOUND']])
  expect(events.filter(({ type }) => type === 'problem-noted')).toMatchObject([{ code: 'no-edge-for-fetch' }])
})

test('code that can’t be read is told by check, and the service refuses connections', async () => {
  const broken = 'export const handler = ('
  const { answers } = await answersOf(['/pay'], broken)
  expect(answers).toEqual(['ECONNREFUSED'])
  const folder = await mkdtemp(join(tmpdir(), 'faaslab-'))
  const file = join(folder, 'bank.faaslab.json')
  await writeFile(file, serializeWorkflow(workflow([], broken)))
  let out = ''
  const status = await check(file, { out: (text) => (out += text), error: (text) => (out += text) })
  await rm(folder, { recursive: true })
  expect(status).toBe(1)
  expect(out).toMatch(/error: Bank: index\.ts:1:/)
})
