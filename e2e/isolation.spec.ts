// User code reaches nothing but its own run: not by the names a handler has, not with the walls of the language broken,
// not through the page. And nothing of an opened file runs before it was allowed.
import { serializeWorkflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from './support/harness.ts'
import { hostileDocuments } from './support/hostile-documents.ts'
import { HANDLER_PROBES, LEAVER, THREAD_PROBES } from './support/probes.ts'

const handlerText = (probe: string, page: string, outside: string): string =>
  `const PAGE = ${JSON.stringify(page)}, OUTSIDE = ${JSON.stringify(outside)}
const probe = async () => { ${probe} }
export const handler = async () => {
  try {
    return (await probe()) === true ? 'ESCAPED' : 'held'
  } catch (error) {
    return 'held: ' + error
  }
}
`

test(`${Object.keys(HANDLER_PROBES).length} ways out of a handler all fail`, async ({
  harness: { page, server, outside, errors },
}) => {
  const probes = Object.entries({ ...HANDLER_PROBES })
  const handlers = [
    ['Leaver', LEAVER] as const,
    ...probes.map(([name, probe]) => [name, handlerText(probe, server.origin, outside.origin)] as const),
  ]
  const workflow = buildWorkflow({
    nodes: Object.fromEntries(
      handlers.flatMap(([name], index) => [
        [`${name}Caller`, ['client', { arrivals: { shape: 'single', atMs: 100 * index } }]],
        [name, ['function', { codeUri: name.toLowerCase() }]],
      ]),
    ),
    edges: Object.fromEntries(handlers.map(([name]) => [`${name}Caller.call > ${name}.invoke`, {}])),
    files: Object.fromEntries(handlers.map(([name, text]) => [`${name.toLowerCase()}/index.mjs`, text])),
    scenario: { duration: '30s' },
  })
  const outcome = await page.evaluate((request) => window.harness.run(request), {
    document: serializeWorkflow(workflow),
  })
  expect(outcome.phase).toBe('ended')
  const names = Object.keys(workflow.nodes).sort()
  const answers = new Map(
    (await page.evaluate(() => window.harness.events())).flatMap(({ event }) =>
      event.type === 'invocation-ended'
        ? [[names[event.node] ?? '', `${event.outcome} ${event.payload}`] as const]
        : [],
    ),
  )
  expect(answers.get('Leaver')).toBe('returned "left"')
  for (const [name] of probes) expect.soft(answers.get(name), name).toMatch(/^(returned "held|threw )/)
  expect(server.strays()).toEqual([])
  expect(outside.hits()).toEqual([])
  expect(await page.evaluate(() => [...window.harness.violations])).toEqual([])
  expect(errors).toEqual([])
})

test(`with every name in reach, ${Object.keys(THREAD_PROBES).length} ways out of the sealed thread all fail`, async ({
  harness: { page, server, outside },
}) => {
  const text = `
const PAGE = ${JSON.stringify(server.origin)}, OUTSIDE = ${JSON.stringify(outside.origin)}
const probes = { ${Object.entries(THREAD_PROBES)
    .map(([name, probe]) => `${name}: async () => { ${probe} }`)
    .join(', ')} }
const late = () => new Promise((done) => setTimeout(done, 1000, 'held: no answer'))
onmessage = async ({ ports: [, signs] }) => {
  signs.postMessage({ type: 'ready' })
  const beats = setInterval(() => signs.postMessage({ type: 'beat' }), 50)
  const answers = await Promise.all(Object.entries(probes).map(async ([name, probe]) => {
    try {
      return [name, (await Promise.race([probe(), late()])) === true ? 'ESCAPED' : 'held']
    } catch (error) {
      return [name, 'held: ' + String(error).slice(0, 100)]
    }
  }))
  clearInterval(beats)
  signs.postMessage({ type: 'failed', message: JSON.stringify(Object.fromEntries(answers)) })
}
`
  const outcome = await page.evaluate((hostile) => window.harness.attack(hostile), text)
  const { data } = JSON.parse(outcome.last) as { data: { reason: string } }
  const answers = JSON.parse(data.reason) as Record<string, string>
  expect(Object.keys(answers)).toEqual(Object.keys(THREAD_PROBES))
  for (const [name, answer] of Object.entries(answers)) expect.soft(answer, name).toMatch(/^held/)
  expect(server.strays()).toEqual([])
  expect(outside.hits()).toEqual([])
})

/** What hostile code does that holds the ports; the run fails or ends, the page lives. */
const ATTACKS: Readonly<Record<string, string>> = {
  'forged answers with proxies and ports': `steering.onmessage = ({ data }) => { const { port1, port2 } = new MessageChannel(); steering.postMessage({ id: data.id, type: 'HANDLER', name: 'proxy', value: port1 }, [port1]) }`,
  'answers of wrong shape': `steering.onmessage = ({ data }) => steering.postMessage({ id: data.id, type: 'RAW', value: new Map() , ports: 1 }); steering.postMessage({ hello: 1 })`,
  'calls of the page': `for (const path of [['constructor'], ['play'], ['__proto__', 'polluted']]) steering.postMessage({ id: 'x', type: 'SET', path, value: { type: 'RAW', value: 1 } }); steering.postMessage({ id: 'x', type: 'APPLY', path: ['eval'], argumentList: [{ type: 'RAW', value: 'window.breached = 1' }] })`,
  'a huge answer': `steering.onmessage = ({ data }) => steering.postMessage({ id: data.id, type: 'RAW', value: 'x'.repeat(100_000_000) })`,
  'a flood of answers': `for (let n = 0; n < 100_000; n++) steering.postMessage({ id: String(n), type: 'RAW', value: n })`,
  'a flood of signs': `for (let n = 0; n < 400_000; n++) signs.postMessage({ type: 'alive', phase: 'running', nowUs: n, entries: n, events: n })`,
  'signs of wrong shape': `signs.postMessage({ type: 'alive', phase: 'running', nowUs: NaN, entries: -1, events: 'many' })`,
  'signs with getters and prototypes': `signs.postMessage(JSON.parse('{"type":"ended","nowUs":1,"events":1,"fingerprint":"<img src=x onerror=breached=1>","__proto__":{"polluted":1}}'))`,
  'a huge sign': `signs.postMessage({ type: 'failed', message: 'x'.repeat(100_000_000) })`,
  'batches of nonsense': `trace.postMessage({ type: 'batch', batch: { first: 0, types: [1, 2], at: null }, nowUs: 0 }); trace.postMessage(null); trace.postMessage({ type: 'batch', nowUs: 0 })`,
  'a flood of batches': `for (let n = 0; n < 10_000; n++) trace.postMessage({ type: 'batch', batch: { first: n }, nowUs: 0 })`,
  'a huge batch': `const many = 5_000_000; trace.postMessage({ type: 'batch', nowUs: 0, batch: { first: 0, firstText: 0, texts: [], types: new Uint8Array(many), at: new Float64Array(many), nodes: new Int16Array(many), causes: new Int32Array(many), traces: new Int32Array(many), offsets: new Uint32Array(many + 1), numbers: new Float64Array(0) } })`,
  'silence from the first moment': `for (;;);`,
}

for (const [name, attack] of Object.entries(ATTACKS)) {
  test(`the page outlives ${name}`, async ({ harness: { page, server, outside } }) => {
    const text = `onmessage = ({ ports: [steering, signs, trace] }) => {
      signs.postMessage({ type: 'ready' })
      ${attack}
      // What comes after is for the attacks that the page has no need to answer.
      setTimeout(() => signs.postMessage({ type: 'failed', message: 'over' }), 500)
    }`
    const outcome = await page.evaluate((hostile) => window.harness.attack(hostile), text)
    expect(outcome.phase).toBe('failed')
    const untouched = await page.evaluate(() => ({
      breached: window.breached,
      polluted: Reflect.get({}, 'polluted') as unknown,
      frames: document.querySelectorAll('iframe').length,
      title: document.title,
    }))
    expect(untouched).toEqual({ breached: undefined, polluted: undefined, frames: 0, title: 'Faaslab harness' })
    expect(await page.evaluate(() => [...window.harness.violations])).toEqual([])
    // It runs the next workflow as if nothing had been.
    const workflow = buildWorkflow({
      nodes: { Caller: ['client', { arrivals: { shape: 'single' } }], Work: ['function', { codeUri: 'work' }] },
      edges: { 'Caller.call > Work.invoke': {} },
      files: { 'work/index.mjs': 'export const handler = async () => 1\n' },
    })
    const after = await page.evaluate((request) => window.harness.run(request), {
      document: serializeWorkflow(workflow),
    })
    expect(after).toMatchObject({ phase: 'ended', messages: [] })
    expect(server.strays()).toEqual([])
    expect(outside.hits()).toEqual([])
  })
}

test('fifty hostile documents are opened, and not a line of theirs runs before it is allowed', async ({
  harness: { page, outside },
}) => {
  const documents = hostileDocuments(outside.origin)
  expect(documents).toHaveLength(50)
  for (const { name, text } of documents) {
    const seen = await page.evaluate((document) => window.harness.openForeign(document), text)
    expect(seen, name).toEqual({ opened: true, consentNeeded: true, framesAndWorkers: 0, events: 0 })
    expect(await page.evaluate(() => window.breached), name).toBeUndefined()
  }
  expect(outside.hits()).toEqual([])
  // The last one, allowed, does run: what was seen above is not that nothing could.
  const allowed = await page.evaluate(() => window.harness.allowAndRun())
  expect(allowed.phase).toBe('ended')
  const lines = (await page.evaluate(() => window.harness.events())).filter(({ event }) => event.type === 'log-written')
  expect(lines.length).toBeGreaterThan(0)
  expect(outside.hits()).toEqual([])
})

test('fetch in a handler reaches the service its function has an edge to, and nothing else', async ({
  harness: { page, server, outside, errors },
}) => {
  const urls = {
    its: 'https://bank.example.com/v1/pay',
    itsRoot: 'https://bank.example.com/v1',
    otherPath: 'https://bank.example.com/v2/pay',
    lookalike: 'https://bank.example.com.evil.example/v1',
    longerPath: 'https://bank.example.com/v10',
    withUser: 'https://bank.example.com@evil.example/v1',
    otherScheme: 'http://bank.example.com/v1',
    otherPort: 'https://bank.example.com:8443/v1',
    noEdge: 'https://shop.example.com/',
    page: `${server.origin}/`,
    outside: `${outside.origin}/`,
    relative: '/v1',
  }
  const workflow = buildWorkflow({
    nodes: {
      Caller: ['client', { arrivals: { shape: 'single' }, timeoutMs: 30_000 }],
      Work: ['function', { codeUri: 'work', timeoutMs: 30_000 }],
      Bank: ['service', { baseUrl: 'https://bank.example.com/v1', body: 'bank' }],
      Shop: ['service', { baseUrl: 'https://shop.example.com', body: 'shop' }],
    },
    edges: { 'Caller.call > Work.invoke': {}, 'Work.call > Bank.request': {} },
    files: {
      'work/index.mjs': `export const handler = async () => {
  const answers = {}
  for (const [name, url] of Object.entries(${JSON.stringify(urls)})) {
    try { answers[name] = await (await fetch(url)).text() } catch (error) { answers[name] = error.cause?.code ?? error.name }
  }
  return answers
}
`,
    },
  })
  const outcome = await page.evaluate((request) => window.harness.run(request), {
    document: serializeWorkflow(workflow),
  })
  expect(outcome.phase).toBe('ended')
  const events = (await page.evaluate(() => window.harness.events())).map(({ event }) => event)
  const [answers] = events.flatMap((event) =>
    event.type === 'invocation-ended' ? [JSON.parse(event.payload) as Record<string, string>] : [],
  )
  const { its, itsRoot, relative, ...others } = answers ?? {}
  expect([its, itsRoot]).toEqual(['bank', 'bank'])
  expect(relative).toBe('TypeError')
  for (const [name, answer] of Object.entries(others)) expect.soft(answer, name).toBe('ENOTFOUND')
  expect(events.filter(({ type }) => type === 'service-called')).toHaveLength(2)
  // One problem for each origin that was asked in vain.
  const noted = events.flatMap((event) => (event.type === 'problem-noted' ? [event.code] : []))
  expect(new Set(noted)).toEqual(new Set(['no-edge-for-fetch']))
  expect(server.strays()).toEqual([])
  expect(outside.hits()).toEqual([])
  expect(errors).toEqual([])
})
