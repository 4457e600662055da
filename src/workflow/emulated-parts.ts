// Which parts of the emulation a run of a workflow needs: its kinds, the account that handlers ask, and the time zones, a
// big table. Whoever loads them and whoever puts them into a realm's text go by this one answer.
import type { NodeKind } from '#nodes/models'
import type { Workflow } from './document.ts'
import { usesTimeZones } from './time-zones.ts'

export type EmulatedPart = NodeKind | 'account' | 'time-zones'

/** The clients of services that belong to the account and to no node: whoever asks them names them. */
const ACCOUNT_CLIENT = /@aws-sdk\/client-(?:ssm|secrets-manager|sfn)/

export function emulatedParts(workflow: Workflow): ReadonlySet<EmulatedPart> {
  const parts = new Set<EmulatedPart>(Object.values(workflow.nodes).map(({ kind }) => kind))
  if (Object.values(workflow.files).some((text) => ACCOUNT_CLIENT.test(text))) parts.add('account')
  if (usesTimeZones(workflow)) parts.add('time-zones')
  return parts
}
