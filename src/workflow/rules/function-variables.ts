// The variables of a function: its own and those of its call edges, together as Lambda would get them.
import { entriesInOrder, utf8ByteLength } from '#base'
import type { NodeId, NodeOf, Workflow } from '../document.ts'
import { findNode, nodesOfKind } from '../graph.ts'
import type { Problem } from '../refusal.ts'
import { callVariables } from '../variables.ts'

/** Lambda: all variables of a function, 4 KB. [V] */
const MAXIMUM_BYTES = 4096
const VARIABLE_PATTERN = /^[A-Za-z][A-Za-z0-9_]*$/
/** Set by the runtime (semantics A1.7); Lambda refuses to have them set. [R] for the names */
const RESERVED = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
])

const isUsable = (variable: string): boolean => VARIABLE_PATTERN.test(variable) && !RESERVED.has(variable)

function problemsOf(workflow: Workflow, id: NodeId, node: NodeOf<'function'>): Problem[] {
  const problems: Problem[] = []
  const owners = new Map<string, string>()
  for (const [variable] of entriesInOrder(node.config.environment)) {
    owners.set(variable, node.name)
    if (!isUsable(variable))
      problems.push({
        code: 'variable-unusable',
        severity: 'error',
        node: id,
        field: 'environment',
        data: { function: node.name, variable },
      })
  }
  for (const { name: variable, edge, target } of callVariables(workflow, id)) {
    const targetName = findNode(workflow, target)?.name ?? ''
    const at = { severity: 'error', node: id, edge, field: 'env' } as const
    const first = owners.get(variable)
    if (!isUsable(variable))
      problems.push({ ...at, code: 'variable-unusable', data: { function: node.name, variable } })
    if (first !== undefined)
      problems.push({
        ...at,
        code: 'variable-twice',
        data: { function: node.name, variable, first, second: targetName },
      })
    owners.set(variable, targetName)
  }
  let bytes = 0
  for (const [variable, value] of entriesInOrder(node.config.environment))
    bytes += utf8ByteLength(variable) + utf8ByteLength(value)
  if (bytes > MAXIMUM_BYTES) {
    const data = { function: node.name, bytes, maximum: MAXIMUM_BYTES }
    problems.push({ code: 'function-environment-large', severity: 'error', node: id, field: 'environment', data })
  }
  return problems
}

export const functionVariables = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'function').flatMap(({ id, node }) => problemsOf(workflow, id, node))
