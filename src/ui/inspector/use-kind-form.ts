// The form of a kind, once it has arrived.
import type { NodeKind } from '#nodes/models'
import { lookOf } from '#nodes/views'
import type { KindForm } from '#ui/kit'
import { use } from 'react'

const loading = new Map<NodeKind, Promise<KindForm>>()

/** Suspends until it is there: the first time a kind is inspected. */
export function useKindForm(kind: NodeKind): KindForm {
  let form = loading.get(kind)
  if (!form) {
    form = lookOf(kind).form()
    loading.set(kind, form)
  }
  return use(form)
}
