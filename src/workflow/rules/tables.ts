// Keys and indexes that DynamoDB would refuse, and what consumes a table's stream: filters that Lambda would refuse, a
// record that fails and holds up all behind it, destinations that are nobody's.
import { streamFilterFault } from '#nodes/models'
import type { NodeId, NodeOf, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** What the fix sets: DynamoDB streams keep a record for a day, which is long to stand still. */
const SOME_RETRIES = 3

function keys(id: NodeId, { name, config }: NodeOf<'table'>): Problem[] {
  const problems: Problem[] = []
  const at = { severity: 'error', node: id } as const
  if (config.rangeKey === config.hashKey)
    problems.push({ ...at, code: 'table-key-twice', field: 'rangeKey', data: { table: name, key: config.hashKey } })
  const types = new Map<string, string>()
  const names = new Set<string>()
  for (const { hashKey, hashKeyType, rangeKey, rangeKeyType } of [config, ...config.indexes])
    for (const [key, type] of [
      [hashKey, hashKeyType],
      [rangeKey, rangeKeyType],
    ] as const) {
      if (key !== '' && (types.get(key) ?? type) !== type)
        problems.push({ ...at, code: 'table-key-types-differ', field: 'indexes', data: { table: name, key } })
      types.set(key, type)
    }
  for (const index of config.indexes) {
    if (names.has(index.name))
      problems.push({ ...at, code: 'table-index-twice', field: 'indexes', data: { table: name, index: index.name } })
    names.add(index.name)
  }
  return problems
}

function consumers(workflow: Workflow, id: NodeId, table: string): Problem[] {
  return outgoing(workflow, id, 'consume').flatMap(({ id: edge, edge: drawn }): Problem[] => {
    const config = edgeConfig(workflow, edge, 'table/consume')
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
        data: { table, consumer },
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
    const consumer = edgeConfig(workflow, edge, 'table/undelivered')?.consumer ?? ''
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

export const tables = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'table').flatMap(({ id, node }) => [
    ...keys(id, node),
    ...consumers(workflow, id, node.name),
    ...destinations(workflow, id, node.name),
  ])
