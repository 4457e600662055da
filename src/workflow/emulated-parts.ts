// Which parts of the emulation a run of a workflow needs: its kinds, the account that handlers ask, and the time zones, a
// big table. Whoever loads them and whoever puts them into a realm's text go by this one answer.
import type { NodeKind } from '#nodes/models'
import type { Workflow } from './document.ts'
import { usesTimeZones } from './time-zones.ts'

export type EmulatedPart = NodeKind | 'account' | 'time-zones'

export function emulatedParts(workflow: Workflow): ReadonlySet<EmulatedPart> {
  const parts = new Set<EmulatedPart>(Object.values(workflow.nodes).map(({ kind }) => kind))
  if (parts.has('function') || parts.has('service')) parts.add('account')
  if (usesTimeZones(workflow)) parts.add('time-zones')
  return parts
}
