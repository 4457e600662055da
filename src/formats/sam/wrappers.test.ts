// Policies in an exported project: what is written, that it runs as it lies there, and that reading takes it back.
import { parse } from 'acorn'
import fc from 'fast-check'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { exportedResilience } from 'virtual:exported-resilience'
import { afterEach, describe, expect, test } from 'vitest'
import { soakRuns } from '#base/testing/soak'
import { loadTemplates, ordersExample, readWorkflow, serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { unzipFiles, zipFiles } from '../zip.ts'
import { findTemplate, TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { get } from './template.ts'
import { writeSamProject } from './write.ts'

const RETRY = { type: 'retry', maxAttempts: 3, baseMs: 1, jitter: 'none' }
const BREAKER = {
  type: 'circuit-breaker',
  slidingWindowSize: 1,
  minimumNumberOfCalls: 1,
  waitDurationInOpenStateMs: 60_000,
}

const HANDLER = `import { SQSClient } from '@aws-sdk/client-sqs'
const sqs = new SQSClient({})
const tell = (promise) => promise.then((answer) => answer.status ?? answer.MessageId, (error) => error.name)
export const main = async () => [
  await tell(fetch(process.env.BANK_URL + '/pay')),
  await tell(sqs.send({ input: { QueueUrl: process.env.ORDERS_QUEUE_URL } })),
  await tell(sqs.send({ input: { QueueUrl: process.env.ORDERS_QUEUE_URL } })),
]
`

const workflow = (
  file = 'index.mjs',
  text = HANDLER,
  policies: object = { bank: [RETRY], orders: [BREAKER] },
): Workflow => {
  const { bank, orders } = policies as { bank: never; orders: never }
  return buildWorkflow({
    nodes: {
      Work: ['function', { codeUri: 'work', handler: 'src/index.main' }],
      Bank: ['service', { baseUrl: 'https://bank.example/v1' }],
      Orders: ['queue'],
    },
    edges: { 'Work.call > Bank.request': { policies: bank }, 'Work.call > Orders.send': { policies: orders } },
    files: { [`work/src/${file}`]: text },
  })
}

function again(document: Workflow): Workflow {
  const { files } = writeSamProject(document, exportedResilience)
  const read = readSamTemplate(files[TEMPLATE_FILE] as string, files)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value.workflow
}

const resourceOf = (document: Workflow) => {
  const yaml = readYaml(writeSamProject(document, exportedResilience).files[TEMPLATE_FILE] as string)
  return yaml.ok ? get(get(yaml.value.value, 'Resources'), 'Work') : undefined
}

const codesOf = (document: Workflow): string[] =>
  writeSamProject(document, exportedResilience).report.map(({ code }) => code)

describe('an exported project with policies', () => {
  test('has an entry before the handler, the policies beside it and the module that runs them', () => {
    const document = workflow()
    const { files, report } = writeSamProject(document, exportedResilience)
    expect(Object.keys(files).filter((path) => path.startsWith('work/'))).toEqual(
      [
        'work/src/index.mjs',
        'work/package.json',
        'work/faaslab/Work.mjs',
        'work/faaslab/Work.policies.mjs',
        'work/faaslab/resilience.mjs',
      ].toSorted((a, b) => Object.keys(files).indexOf(a) - Object.keys(files).indexOf(b)),
    )
    expect(files['work/src/index.mjs']).toBe(HANDLER)
    expect(files['work/faaslab/resilience.mjs']).toBe(exportedResilience)
    expect(get(get(resourceOf(document), 'Properties'), 'Handler')).toBe('faaslab/Work.main')
    expect(report.filter(({ code }) => code.startsWith('policies'))).toMatchObject([
      { code: 'policies-wrapped', data: { to: 'Bank', policies: 'retry', file: 'work/faaslab/Work.policies.mjs' } },
      { code: 'policies-wrapped', data: { to: 'Orders', policies: 'circuit-breaker' } },
    ])
    expect(files['README.md']).toContain('resilience.mjs')
  })

  test('without policies is as it was', () => {
    const document = workflow('index.mjs', HANDLER, { bank: [], orders: [] })
    expect(writeSamProject(document, exportedResilience)).toEqual(writeSamProject(document))
  })

  test('builds the entry in the handler’s place where a handler is built', () => {
    const text = HANDLER.replace('(promise)', '(promise: Promise<any>)')
    const properties = get(get(resourceOf(workflow('index.ts', text)), 'Metadata'), 'BuildProperties')
    expect(get(properties, 'EntryPoints')).toEqual(['faaslab/Work.mjs'])
    expect(get(get(resourceOf(workflow('index.ts', text)), 'Properties'), 'Handler')).toBe('Work.main')
    expect(serializeWorkflow(again(workflow('index.ts', text)))).toBe(serializeWorkflow(workflow('index.ts', text)))
  })

  test('says so where there is no code to wrap, or nobody gave the module', () => {
    expect(writeSamProject(workflow()).report.map(({ code }) => code)).toContain('policies-unwritten')
    expect(codesOf(workflow('other.mjs'))).toEqual(expect.arrayContaining(['policies-unwritten']))
    expect(codesOf(workflow('other.mjs'))).not.toContain('policies-wrapped')
  })

  test('says what a wrapped call does not have there', () => {
    const policies = {
      bank: [{ type: 'timeout', timeoutMs: 500, carried: true }],
      orders: [{ ...BREAKER, scope: 'shared' }],
    }
    const codes = codesOf(workflow('index.mjs', HANDLER, policies))
    expect(codes).toContain('carried-unwritten')
    expect(codes).toContain('shared-breaker-unwritten')
  })

  test('comes back as the same document, and a handler that was changed by hand stays changed', () => {
    const document = workflow()
    expect(serializeWorkflow(again(document))).toBe(serializeWorkflow(document))
    const { files } = writeSamProject(document, exportedResilience)
    const template = (files[TEMPLATE_FILE] as string).replace('Handler: faaslab/Work.main', 'Handler: src/other.main')
    const read = readSamTemplate(template, files)
    const node = read.ok ? read.value.workflow.nodes['Work' as keyof Workflow['nodes']] : undefined
    expect(node?.kind === 'function' && node.config.handler).toBe('src/other.main')
  })

  test('the example takes its policies along, and comes back from its zip', () => {
    const document = ordersExample()
    const { files, report } = writeSamProject(document, exportedResilience)
    expect(report.map(({ code }) => code)).toContain('policies-wrapped')
    expect(Object.keys(files)).toContain('charge-card/faaslab/ChargeCard.policies.mjs')
    const zipped = unzipFiles(zipFiles(files))
    const found = zipped.ok ? findTemplate(zipped.value) : undefined
    const read = found && readSamTemplate(found.text, found.files)
    expect(read?.ok && serializeWorkflow(read.value.workflow)).toBe(serializeWorkflow(document))
  })

  test('every template with policies comes back as the same document', async () => {
    for (const { workflow: document } of await loadTemplates())
      expect(serializeWorkflow(again(document))).toBe(serializeWorkflow(document))
  })

  const anyProject = fc.record({
    names: fc.constantFrom(['Work', 'Other'] as const, ['Work', 'WORK'] as const),
    folders: fc.tuple(fc.constantFrom('work', '', 'a/b', './work/'), fc.constantFrom('work', 'other', 'work/inner')),
    module: fc.constantFrom('index', 'src/app', 'faaslab/Work', 'faaslab/work'),
    exportName: fc.constantFrom('handler', 'main', 'default', 'a.b', '$', 'no-name'),
    ending: fc.constantFrom('.mjs', '.js', '.cjs', '.ts', '.mts'),
    others: fc.subarray(['faaslab/resilience.mjs', 'FaasLab/Work.mjs', 'package.json', 'lib/x.ts']),
    imports: fc.subarray([
      '@aws-sdk/client-sqs',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/client-lambda',
    ]),
    env: fc.oneof(fc.constantFrom('', 'URL', 'Ref'), fc.string({ unit: 'binary', maxLength: 20 })),
    baseUrl: fc.constantFrom('https://bank.example', 'https://bank.example/a`${process.exit()}"\\'),
    body: fc.string({ unit: 'binary', maxLength: 40 }),
    runtime: fc.constantFrom('nodejs22.x', 'nodejs22.x', 'nodejs22.x', 'python3.13'),
  })

  type AnyProject = typeof anyProject extends fc.Arbitrary<infer Given> ? Given : never

  const projectOf = (given: AnyProject): Workflow | undefined => {
    const { names, folders, module, exportName, ending, others, imports, env, baseUrl, body, runtime } = given
    const text = imports.map((name) => `import * as x${imports.indexOf(name)} from '${name}'\n`).join('')
    const files: Record<string, string> = {}
    for (const folder of folders) {
      const prefix = folder.replace(/^\.\//, '').replace(/\/?$/, folder === '' ? '' : '/')
      for (const path of [`${module}${ending}`, ...others]) files[prefix + path] ??= text
    }
    const policies = [{ type: 'fallback', body }, RETRY, BREAKER]
    const of = (name: string, codeUri: string) => ({
      kind: 'function',
      name,
      position: { x: 0, y: 0 },
      config: { codeUri, handler: `${module}.${exportName}`, runtime },
    })
    const call = (from: string, to: string, port: string, at: string) => ({
      from: { node: from, port: 'call' },
      to: { node: to, port },
      config: { policies, env: at },
    })
    const read = readWorkflow({
      format: 'faaslab',
      version: 1,
      name: 'Any',
      profile: 'aws',
      nodes: {
        one: of(names[0], folders[0]),
        two: of(names[1], folders[1]),
        bank: { kind: 'service', name: 'Bank', position: { x: 0, y: 0 }, config: { baseUrl } },
        orders: { kind: 'queue', name: 'Orders', position: { x: 0, y: 0 }, config: {} },
        items: { kind: 'table', name: 'Items', position: { x: 0, y: 0 }, config: {} },
      },
      edges: {
        e1: call('one', 'bank', 'request', env),
        e2: call('one', 'orders', 'send', ''),
        e3: call('two', 'items', 'items', env),
        e4: call('one', 'two', 'invoke', ''),
        e5: call('two', 'two', 'invoke', ''),
      },
      files,
      scenario: { startAt: '2026-01-01T00:00:00Z', seed: 1, duration: '' },
      notes: {},
    })
    return read.ok ? read.value : undefined
  }

  test('any project with policies has modules that are JavaScript, and comes back as the same document', {
    timeout: 600_000,
  }, () => {
    let wrapped = 0
    fc.assert(
      fc.property(anyProject, (given) => {
        const document = projectOf(given)
        fc.pre(document !== undefined)
        const { files, report } = writeSamProject(document, exportedResilience)
        for (const [path, text] of Object.entries(files))
          if (!Object.hasOwn(document.files, path) && path.endsWith('.mjs'))
            parse(text, { ecmaVersion: 2022, sourceType: 'module' })
        for (const path of Object.keys(document.files)) expect(files[path]).toBe(document.files[path])
        if (report.some(({ code }) => code === 'policies-wrapped')) wrapped += 1
        expect(serializeWorkflow(again(document))).toBe(serializeWorkflow(document))
      }),
      { numRuns: soakRuns(3000) },
    )
    expect(wrapped).toBeGreaterThan(50)
  })
})

describe('an exported function in plain Node', () => {
  let folder = ''
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A client package as far as the entry and the handler need one. */
  const CLIENT = `class Client {
  async send(command) {
    globalThis.sent = (globalThis.sent ?? 0) + 1
    throw Object.assign(new Error('down'), { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } })
  }
}
exports.SQSClient = class SQSClient extends Client {}
`

  const SERVER = `import { createServer } from 'node:http'
let requests = 0
const server = createServer((_request, response) => response.writeHead(++requests < 3 ? 500 : 200).end())
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
process.env.BANK_URL = 'http://127.0.0.1:' + server.address().port
process.env.ORDERS_QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/Orders'
const { main } = await import('./work/faaslab/Work.mjs')
const answers = await main()
process.stdout.write(JSON.stringify({ answers, requests, sent: globalThis.sent }), () => process.exit(0))
`

  test.each([
    ['a module', 'index.mjs', HANDLER],
    [
      'a CommonJS file',
      'index.js',
      HANDLER.replace(
        "import { SQSClient } from '@aws-sdk/client-sqs'",
        "const { SQSClient } = require('@aws-sdk/client-sqs')",
      ).replace('export const main =', 'exports.main ='),
    ],
  ])(
    '%s: fetch and the SDK’s client go through the drawn policies, the handler as it is',
    async (_what, file, text) => {
      folder = mkdtempSync(join(tmpdir(), 'faaslab-project-'))
      const { files } = writeSamProject(workflow(file, text), exportedResilience)
      const all = {
        ...files,
        'run.mjs': SERVER,
        'node_modules/@aws-sdk/client-sqs/index.js': CLIENT,
        'node_modules/@aws-sdk/client-sqs/package.json': '{ "main": "index.js" }',
      }
      for (const [path, content] of Object.entries(all)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content)
      }
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'run.mjs')])
      expect(JSON.parse(stdout)).toEqual({
        answers: [200, 'ServiceUnavailable', 'CallNotPermittedException'],
        requests: 3,
        sent: 1,
      })
    },
  )
})
