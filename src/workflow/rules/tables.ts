// Keys and indexes that DynamoDB would refuse.
import type { NodeId, NodeOf, Workflow } from '../document.ts'
import { nodesOfKind } from '../graph.ts'
import type { Problem } from '../refusal.ts'

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

export const tables = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'table').flatMap(({ id, node }) => keys(id, node))
