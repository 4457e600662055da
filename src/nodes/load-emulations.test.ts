import type { JsonObject } from '#base'
import { NODE_KINDS } from '#nodes/models'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { nodeEmulations } from './emulations.ts'
import { loadEmulations } from './load-emulations.ts'
import { scheduleEmulation } from './schedule/emulation.ts'

const zoned: JsonObject = { flavour: 'scheduler', timeZone: 'Europe/Berlin' }

test('every kind is loaded as it is in the table of all', async () => {
  const nodes = Object.fromEntries(
    NODE_KINDS.map((kind) => [kind.replaceAll('-', ''), [kind, kind === 'schedule' ? zoned : {}] as const]),
  )
  const files = { 'work/index.mjs': "import '@aws-sdk/client-ssm'" }
  expect(await loadEmulations(buildWorkflow({ nodes, edges: {}, files }))).toEqual(nodeEmulations)
})

test('the account is loaded for code that names a client of it, and for no other', async () => {
  const of = async (code: string) =>
    Object.keys(
      await loadEmulations(buildWorkflow({ nodes: { f: ['function'] }, edges: {}, files: { 'f/index.mjs': code } })),
    )
  expect(await of("import { SQSClient } from '@aws-sdk/client-sqs'")).toEqual(['function'])
  for (const client of ['ssm', 'secrets-manager', 'sfn'])
    expect(await of(`const c = require('@aws-sdk/client-${client}')`)).toEqual(['function', 'account'])
})

test('what is not asked for is not loaded, and what is asked for twice is loaded once', async () => {
  const workflow = buildWorkflow({ nodes: { q: ['queue'], r: ['queue'] }, edges: {} })
  expect(await loadEmulations(workflow)).toEqual({ queue: nodeEmulations.queue })
})

test('the time zones are loaded for a schedule that names one, and for no other', async () => {
  const of = (config: JsonObject) => loadEmulations(buildWorkflow({ nodes: { s: ['schedule', config] }, edges: {} }))
  expect(await of({})).toEqual({ schedule: scheduleEmulation })
  expect(await of({ flavour: 'scheduler' })).toEqual({ schedule: scheduleEmulation })
  expect(await of({ flavour: 'rule', timeZone: 'Europe/Berlin' })).toEqual({ schedule: scheduleEmulation })
  expect(await of(zoned)).toEqual({ schedule: nodeEmulations.schedule })
})
