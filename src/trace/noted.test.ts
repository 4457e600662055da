import { expect, test } from 'vitest'
import { createTraceReader, createTraceWriter } from './log.ts'
import { createNotedFold } from './noted.ts'

test('what many environments note is kept once for each node, up to a bound', () => {
  const writer = createTraceWriter()
  const note = (node: number, detail: string): number =>
    writer.record(0, node, -1, -1, { type: 'problem-noted', code: 'no-edge-for-fetch', detail })
  note(0, '{}')
  note(0, '{}')
  note(1, '{}')
  writer.record(0, 1, -1, -1, { type: 'intrinsics-changed', environment: 3, what: 'Array.prototype.last' })
  for (let index = 0; index < 1000; index++) note(0, String(index))
  const reader = createTraceReader()
  const fold = createNotedFold()
  for (let batch = writer.takeBatch(2000); batch; batch = writer.takeBatch(2000)) {
    reader.append(batch)
    fold.advance(reader)
  }
  expect(fold.noted.slice(0, 3)).toEqual([
    { event: 0, node: 0, code: 'no-edge-for-fetch', detail: '{}' },
    { event: 2, node: 1, code: 'no-edge-for-fetch', detail: '{}' },
    { event: 3, node: 1, code: 'intrinsics-changed', detail: '{"what":"Array.prototype.last"}' },
  ])
  expect(fold.noted).toHaveLength(200)
})
