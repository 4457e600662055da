// Whether a run needs the time zones: a big table that no other run is to load.
import { UTC } from '#nodes/models'
import type { Workflow } from './document.ts'
import { nodesOfKind } from './graph.ts'

export const usesTimeZones = (workflow: Workflow): boolean =>
  nodesOfKind(workflow, 'schedule').some(
    ({ node: { config } }) => config.flavour === 'scheduler' && config.timeZone !== UTC,
  )
