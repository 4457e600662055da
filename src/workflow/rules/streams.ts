// What consumes a stream, a table's or one of its own: filters that Lambda would refuse, a record that fails and holds up
// all behind it, destinations that are nobody's.
import { streamFilterFault } from '#nodes/models'
import type { NodeId, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** What the fix sets: a stream keeps a record for a day at least, which is long to stand still. */
const SOME_RETRIES = 3
/** A table's stream keeps its records for 24 hours. [V] */
const TABLE_HOURS = 24
const HOUR_MS = 3_600_000

function consumers(workflow: Workflow, id: NodeId, table: string, hours: number): Problem[] {
  return outgoing(workflow, id, 'consume').flatMap(({ id: edge, edge: drawn }): Problem[] => {
    const config = edgeConfig(workflow, edge, 'stream/consume') ?? edgeConfig(workflow, edge, 'table/consume')
    if (!config) return []
    const consumer = findNode(workflow, drawn.to.node)?.name ?? ''
    const fault = streamFilterFault(config)
    const problems: Problem[] = []
    if (fault)
      problems.push({
        code: 'stream-filter-refused',
        severity: 'error',
        node: id,
        edge,
        field: 'filters',
        data: { table, consumer, ...fault },
      })
    if (config.maximumRetryAttempts < 0 && config.maximumRecordAgeMs === undefined)
      problems.push({
        code: 'stream-retries-for-ever',
        severity: 'warning',
        node: id,
        edge,
        field: 'maximumRetryAttempts',
        data: { table, consumer, hours },
        fix: {
          type: 'edit-edge-config',
          edge,
          patch: { maximumRetryAttempts: SOME_RETRIES, bisectOnError: true },
        },
      })
    return problems
  })
}

function destinations(workflow: Workflow, id: NodeId, table: string): Problem[] {
  const names = outgoing(workflow, id, 'consume').map(({ edge }) => findNode(workflow, edge.to.node)?.name)
  return outgoing(workflow, id, 'undelivered').flatMap(({ id: edge, edge: drawn }): Problem[] => {
    const config = edgeConfig(workflow, edge, 'stream/undelivered') ?? edgeConfig(workflow, edge, 'table/undelivered')
    const consumer = config?.consumer ?? ''
    if (consumer === '' ? names.length > 0 : names.includes(consumer)) return []
    return [
      {
        code: 'stream-destination-of-nobody',
        severity: 'warning',
        node: id,
        edge,
        field: 'consumer',
        data: { table, consumer, target: findNode(workflow, drawn.to.node)?.name ?? '' },
        ...(names.length > 0 && { fix: { type: 'edit-edge-config', edge, patch: { consumer: '' } } as const }),
      },
    ]
  })
}

export const streams = (workflow: Workflow): Problem[] => [
  ...nodesOfKind(workflow, 'table').flatMap(({ id, node }) => [
    ...consumers(workflow, id, node.name, TABLE_HOURS),
    ...destinations(workflow, id, node.name),
  ]),
  ...nodesOfKind(workflow, 'stream').flatMap(({ id, node }) => [
    ...consumers(workflow, id, node.name, Math.floor(node.config.retentionMs / HOUR_MS)),
    ...destinations(workflow, id, node.name),
  ]),
]
