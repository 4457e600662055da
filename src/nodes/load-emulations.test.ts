import { NODE_KINDS } from '#nodes/models'
import { expect, test } from 'vitest'
import { nodeEmulations } from './emulations.ts'
import { loadEmulations } from './load-emulations.ts'

test('every kind is loaded as it is in the table of all', async () => {
  expect(await loadEmulations(NODE_KINDS)).toEqual(nodeEmulations)
})

test('what is not asked for is not loaded, and what is asked for twice is loaded once', async () => {
  expect(await loadEmulations(['queue', 'queue'])).toEqual({ queue: nodeEmulations.queue })
})
