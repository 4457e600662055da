import type { Fault, FaultWithoutId } from '#faults'
import { expect, test } from 'vitest'
import { faultsEdit } from './faults-edit.ts'

const fault = (startMs: number, node = 'n1'): FaultWithoutId => ({
  on: { type: 'node', node },
  startMs,
  endMs: startMs + 1000,
  percent: 100,
  effect: { type: 'drop' },
})
const there: readonly Fault[] = [
  { id: 'f1', ...fault(0) },
  { id: 'f2', ...fault(5000) },
]

test('a text that says the same changes nothing, in whatever order', () => {
  expect(faultsEdit(there, [fault(5000), fault(0)])).toEqual([])
})

test('a changed line edits its fault in place; an end that is gone is unset', () => {
  const { endMs: _, ...open } = fault(5000)
  expect(faultsEdit(there, [fault(0), open])).toEqual([{ type: 'edit-fault', id: 'f2', patch: open, unset: ['endMs'] }])
})

test('lines that are gone remove, lines that came add', () => {
  expect(faultsEdit(there, [fault(5000)])).toEqual([{ type: 'remove-faults', ids: ['f1'] }])
  expect(faultsEdit(there, [fault(0), fault(5000), fault(9000, 'n2')])).toEqual([
    { type: 'add-fault', fault: fault(9000, 'n2') },
  ])
})
