// Given an edit during a run, then what is shown of the node follows it from that instant on.
import { runScripts } from '#emulator/testing'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { describeRun } from './describe.ts'
import { editedConcurrencyLimit } from './edited-limit.ts'
import { createRunFolds } from './observer.ts'

const workflow = buildWorkflow({ nodes: { f: ['function', { reservedConcurrency: 7 }] }, edges: {} })
const invoked = (atMs: number) =>
  ({ atMs, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }) as const

test('an edited reserved concurrency is the limit from then on, and its absence the account’s', async () => {
  const { reader } = await runScripts(workflow, {
    byHand: [invoked(0), invoked(9000)],
    edits: [
      { atMs: 1000, node: 'f', fields: { reservedConcurrency: 2 } },
      { atMs: 2000, node: 'f', fields: { timeoutMs: 1000 } },
    ],
  })
  const folds = createRunFolds(describeRun(workflow))
  folds.advance(reader)
  const limitAt = (atUs: number) => folds.status.statusAt(reader, atUs).nodes[0]
  expect(limitAt(999_000)).toMatchObject({ concurrencyLimit: 7 })
  expect(limitAt(1_000_000)).toMatchObject({ concurrencyLimit: 2 })
  expect(folds.status.status(9_000_000).nodes[0]).toMatchObject({ concurrencyLimit: 2 })
})

test('a timeout is told in the log with the seconds it came after, however the limit was edited', async () => {
  const { reader } = await runScripts(workflow, {
    byHand: [invoked(2000)],
    edits: [{ atMs: 1000, node: 'f', fields: { timeoutMs: 1000, maximumRetryAttempts: 0 } }],
    handlers: { f: (script) => script.sleep(5000) },
  })
  const folds = createRunFolds(describeRun(workflow))
  folds.advance(reader)
  const texts = folds.logs.rowsFrom(reader, 0).map(({ text }) => text)
  expect(texts.join('\n')).toContain('Task timed out after 1.00 seconds')
})

test.each([
  ['{"type":"edit","node":"f","config":{"reservedConcurrency":3}}', 3],
  ['{"type":"edit","node":"f","config":{}}', 1000],
  ['{"type":"edit","node":"f","config":{"reservedConcurrency":"many"}}', undefined],
  ['{"type":"edit","node":"f"}', undefined],
  ['null', undefined],
  ['no JSON', undefined],
])('an edit that says %s sets the limit to %s', (detail, limit) => {
  expect(editedConcurrencyLimit(detail, 1000)).toBe(limit)
})
