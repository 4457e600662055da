// From the faults that are there to those that a text states: as few edits as it takes, so that what did not change
// keeps its id and what changed is edited in place.
import type { Fault, FaultWithoutId } from '#faults'
import { canonicalJson, type JsonObject } from '#base'
import type { Command } from '#workflow'

const sameAs = ({ on, startMs, endMs, percent, effect }: FaultWithoutId): string =>
  canonicalJson({ on, startMs, endMs: endMs ?? null, percent, effect } as JsonObject)

export function faultsEdit(before: readonly Fault[], wanted: readonly FaultWithoutId[]): readonly Command[] {
  const left = [...before]
  const news: FaultWithoutId[] = []
  for (const fault of wanted) {
    const same = left.findIndex((each) => sameAs(each) === sameAs(fault))
    if (same >= 0) left.splice(same, 1)
    else news.push(fault)
  }
  const edits = news.splice(0, left.length).map((fault, index): Command => {
    const { id } = left[index] as Fault
    return { type: 'edit-fault', id, patch: fault, ...(fault.endMs === undefined && { unset: ['endMs'] }) }
  })
  const gone = left.slice(edits.length).map(({ id }) => id)
  return [
    ...edits,
    ...(gone.length > 0 ? [{ type: 'remove-faults', ids: gone } as const] : []),
    ...news.map((fault): Command => ({ type: 'add-fault', fault })),
  ]
}
