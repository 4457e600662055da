// A ghost run begun from anywhere: which policy is meant, and where the two runs are seen.
import type { GhostTarget } from '#stores'
import type { App } from '../../shell/app-context.tsx'
import { breakersMemory } from '../breakers/memory.ts'
import { memoryOf } from '../observe/use-panel-state.ts'

interface FoundPolicy extends GhostTarget {
  readonly index: number
  readonly type: 'circuit-breaker' | 'retry'
}

/** Of the selected connection, or else of the first that has one: its breaker, or else its retry. */
export function ghostTarget(app: App): FoundPolicy | undefined {
  const edges = app.run.getState().description?.edges ?? []
  const selected = app.selection.getState().edges
  const among = edges.some(({ id }) => selected.has(id)) ? edges.filter(({ id }) => selected.has(id)) : edges
  for (const type of ['circuit-breaker', 'retry'] as const) {
    for (const { index, id, policies } of among) {
      const layer = policies.findIndex((policy) => policy.type === type)
      if (layer >= 0) return { edge: id, layer, variant: 'without', index, type }
    }
  }
  return undefined
}

/** Breakers shows the ghost of the breaker that is chosen there. */
export async function startGhost(app: App): Promise<void> {
  const target = ghostTarget(app)
  if (!target) return
  const { edge, layer, variant, index, type } = target
  const rows = type === 'circuit-breaker' ? await app.run.observer()?.breakers() : undefined
  const row = rows?.find((one) => one.edge === index && one.layer === layer && one.endedAtUs === undefined)
  if (row) {
    const { environment } = row
    memoryOf(app.run, breakersMemory).setState({ chosen: { edge: index, environment, layer } })
  }
  app.preferences.setPanel('dock', { collapsed: false })
  app.view.show({ dock: type === 'retry' ? 'retries' : 'breakers' })
  await app.ghost.start({ edge, layer, variant })
}
