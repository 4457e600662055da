// What the environment of a service's own handler stands on: a plain Node.js process outside, with one whole CPU, that
// calls nobody and knows nothing of a provider.
import { codeOf, findNode, type NodeId, type Workflow } from '#workflow'
import type { FunctionHosting } from './function-hosting.ts'

/** One vCPU of Lambda's, so that a step costs the same here as in a function with as much. A1.3 [V] */
const MEMORY_MB = 1769
/** As a function's by default. */
const STEP_NS = 10

export function createServiceHosting(workflow: Workflow, id: NodeId): FunctionHosting {
  const node = findNode(workflow, id)
  const code = codeOf(node)
  if (!node || !code) throw new Error(`Node ${id} has no code.`)
  return {
    id,
    name: node.name,
    arn: '',
    memoryText: '',
    logGroup: '',
    config: { handler: code.handler, memoryMb: MEMORY_MB, computeBaseMs: 0, computeStepNs: STEP_NS },
    calls: [],
    account: undefined,
    services: [],
    buckets: new Map(),
    queues: new Map(),
    has: () => false,
    variables: { NODE_ENV: 'production', PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' },
  }
}
