// Concurrency that AWS would not give.
import type { Workflow } from '../document.ts'
import { accountConcurrency, LEAST_UNRESERVED_CONCURRENCY } from '../function-concurrency.ts'
import { nodesOfKind } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function functionConcurrency(workflow: Workflow): Problem[] {
  const problems: Problem[] = []
  let reserved = 0
  for (const { id, node } of nodesOfKind(workflow, 'function')) {
    const { reservedConcurrency = 0, provisionedConcurrency = 0, scaling } = node.config
    if (scaling.type !== 'lambda') continue
    if (provisionedConcurrency > (node.config.reservedConcurrency ?? provisionedConcurrency)) {
      problems.push({
        code: 'function-provisioned-above-reserved',
        severity: 'error',
        node: id,
        field: 'provisionedConcurrency',
        data: { function: node.name, provisioned: provisionedConcurrency, reserved: reservedConcurrency },
      })
    }
    reserved += reservedConcurrency
    const account = accountConcurrency(workflow, scaling)
    const left = account - reserved
    if (reservedConcurrency === 0 || left >= LEAST_UNRESERVED_CONCURRENCY) continue
    const data = {
      function: node.name,
      reserved,
      account,
      least: LEAST_UNRESERVED_CONCURRENCY,
    }
    problems.push({
      code: 'function-reserved-leaves-too-little',
      severity: 'error',
      node: id,
      field: 'reservedConcurrency',
      data,
    })
  }
  return problems
}
