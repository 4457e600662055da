// What a policy bought, told by the command line: figures, where it is named wrongly, and that the real run is untouched.
import type { JsonObject } from '#base'
import type { RunFigures } from '#trace'
import { serializeWorkflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { ghost } from './ghost.ts'

const POLICIES: JsonObject[] = [{ type: 'circuit-breaker' }, { type: 'retry' }, { type: 'retry', jitter: 'none' }]

const workflow = buildWorkflow({
  nodes: {
    Shop: ['client', { arrivals: { shape: 'poisson', perSecond: 5 } }],
    Charge: ['function', { codeUri: 'charge' }],
    Payments: ['service', { outages: [{ startMs: 4000, durationMs: 10_000 }] }],
  },
  edges: {
    'Shop.call > Charge.invoke': {},
    'Charge.call > Payments.request': { policies: POLICIES },
  },
  files: {
    'charge/index.mjs':
      'export const handler = async () => { const r = await fetch(process.env.PAYMENTS_URL); if (!r.ok) throw new Error(String(r.status)); return 1 }',
  },
  scenario: { duration: '20s' },
})

let folder = ''
let file = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faaslab-'))
  file = join(folder, 'shop.faaslab.json')
  await writeFile(file, serializeWorkflow(workflow))
})
afterAll(() => rm(folder, { recursive: true }))

async function faaslab(...args: string[]) {
  let out = ''
  let error = ''
  const request = readArguments(['ghost', ...args])
  if (!request.ok) return { status: 2, out, error: request.error }
  if (request.value.command !== 'ghost') throw new Error('another command')
  const status = await ghost(request.value, {
    out(text) {
      out += text
    },
    error(text) {
      error += text
    },
  })
  return { status, out, error }
}

interface Report {
  readonly with: RunFigures
  readonly without: RunFigures
}

test('a breaker’s worth is told in figures, the same whenever it is asked', async () => {
  const said = await faaslab(file, '--without', 'Charge:Payments/circuit-breaker', '--json')
  expect(said).toMatchObject({ status: 0, error: '' })
  expect(JSON.parse(said.out)).toMatchObject({
    edge: 'e2',
    layer: 1,
    policy: 'circuit-breaker',
    variant: 'without',
    seed: 7,
  })
  const report = JSON.parse(said.out) as Report
  expect(report.with.open.length).toBeGreaterThan(0)
  expect(report.with.load.attempts).toBeLessThan(report.without.load.attempts)
  expect(report.with.load.wasted).toBeLessThan(report.without.load.wasted)
  expect(report.with.requests?.failed).toBeGreaterThan(0)
  expect((await faaslab(file, '--without', 'e2/1', '--json')).out).toBe(said.out)

  const table = await faaslab(file, '--without', 'Charge:Payments/1')
  const { attempts } = report.with.load
  expect(table.out).toMatch(new RegExp(`attempts on the dependency +${attempts} +${report.without.load.attempts} +\\+`))
  expect(table.out).toContain('virtual 20.000 s  seed 7')
}, 60_000)

test('what is named wrongly is said, with what there is', async () => {
  const named = (without: string, ...more: string[]) => faaslab(file, '--without', without, ...more)
  expect(await named('Charge:Nobody/1')).toMatchObject({
    status: 2,
    error: expect.stringContaining('There is no call'),
  })
  expect((await named('Charge:Nobody/1')).error).toContain('Charge:Payments/1  circuit-breaker')
  expect(await named('Charge:Payments/bulkhead')).toMatchObject({
    status: 2,
    error: expect.stringContaining('no policy'),
  })
  expect(await named('Charge:Payments/retry')).toMatchObject({ status: 2, error: expect.stringContaining('several') })
  expect(await named('Charge:Payments/3', '--no-jitter')).toMatchObject({
    status: 2,
    error: expect.stringContaining('no jitter'),
  })
  expect(await faaslab(file)).toMatchObject({ status: 2, error: expect.stringContaining('--without FROM:TO/POLICY') })
})
