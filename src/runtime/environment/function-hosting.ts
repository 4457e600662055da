// What all environments of one function have in common, looked up once: its limits, the edges its code calls along,
// the variables it starts with, and its linked code.
import { keysInOrder } from '#base'
import type { Policy } from '#resilience'
import {
  bucketName,
  callVariables,
  edgeConfig,
  type EdgeId,
  findNode,
  functionArn,
  type NodeId,
  type NodeOf,
  outgoing,
  queueName,
  queueUrl,
  REGION,
  topicArn,
  type Workflow,
  type WorkflowNode,
  emulatedParts,
} from '#workflow'
import { host } from '../realm/host-globals.ts'

export type CallAction = 'send' | 'receive' | 'invoke' | 'request' | 'read' | 'write'

export interface CallTarget {
  readonly edge: EdgeId
  /** Index of the target in the node table. */
  readonly to: number
  readonly kind: WorkflowNode['kind']
  readonly name: string
  /** Empty: all that the target's kind offers. */
  readonly actions: readonly CallAction[]
  readonly policies: readonly Policy[]
  /** Of a service. */
  readonly baseUrl: URL | undefined
  /** Of a queue. */
  readonly queueUrl: string | undefined
}

/** Who may be meant by a URL. */
export interface ServiceAddress {
  readonly name: string
  readonly baseUrl: URL | undefined
}

export interface FunctionHosting {
  readonly id: NodeId
  readonly name: string
  readonly arn: string
  readonly memoryText: string
  /** Empty: it is no function. */
  readonly logGroup: string
  readonly config: Pick<NodeOf<'function'>['config'], 'handler' | 'memoryMb' | 'computeBaseMs' | 'computeStepNs'>
  readonly calls: readonly CallTarget[]
  /** The actor that has the account's parameters and secrets: it stands after the nodes. Undefined: no access. */
  readonly account: number | undefined
  /** Services of the workflow, reachable or not. */
  readonly services: readonly ServiceAddress[]
  /** Buckets of the workflow by the name in S3, reachable or not. */
  readonly buckets: ReadonlyMap<string, string>
  /** Queues of the workflow by URL, reachable or not. */
  readonly queues: ReadonlyMap<string, string>
  /** Is there such a node in the workflow, reachable or not? */
  has(kind: WorkflowNode['kind'], name: string): boolean
  /** Of process.env, without those that differ between environments. */
  readonly variables: Readonly<Record<string, string>>
}

/** The set a Node.js function was recorded with (A1.7 [R]); values that only a real account has are made up. */
const providerVariables = (name: string, config: NodeOf<'function'>['config']): Record<string, string> => ({
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
  AWS_DEFAULT_REGION: REGION,
  AWS_REGION: REGION,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
  AWS_ACCESS_KEY_ID: 'ASIAFAASLABEXAMPLE00',
  AWS_SECRET_ACCESS_KEY: 'emulated',
  AWS_SESSION_TOKEN: 'emulated',
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LAMBDA_TASK_ROOT: '/var/task',
  LANG: 'en_US.UTF-8',
  PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
  NODE_PATH: '/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
  TZ: ':UTC',
  _HANDLER: config.handler,
})

/** What a handler learns of the node a call edge leads to. */
function variableValue(target: WorkflowNode): string | undefined {
  if (target.kind === 'queue') return queueUrl(queueName(target))
  if (target.kind === 'function' || target.kind === 'event-bus' || target.kind === 'table' || target.kind === 'stream')
    return target.name
  if (target.kind === 'topic') return topicArn(target.name)
  if (target.kind === 'bucket') return bucketName(target)
  return target.kind === 'service' ? target.config.baseUrl : undefined
}

const baseUrlOf = (node: WorkflowNode): URL | undefined =>
  node.kind === 'service' && host.URL.canParse(node.config.baseUrl) ? new host.URL(node.config.baseUrl) : undefined

function callTargets(workflow: Workflow, id: NodeId, table: readonly NodeId[]): CallTarget[] {
  return outgoing(workflow, id, 'call').flatMap(({ id: edge, edge: { to } }) => {
    const target = findNode(workflow, to.node)
    const config = edgeConfig(workflow, edge, 'function/call')
    if (!target || !config) return []
    return {
      edge,
      to: table.indexOf(to.node),
      kind: target.kind,
      name: target.name,
      actions: config.actions,
      policies: config.policies,
      baseUrl: baseUrlOf(target),
      queueUrl: target.kind === 'queue' ? queueUrl(queueName(target)) : undefined,
    }
  })
}

export function createFunctionHosting(workflow: Workflow, id: NodeId): FunctionHosting {
  const node = findNode(workflow, id)
  if (node?.kind !== 'function') throw new Error(`Node ${id} is no function.`)
  const table = keysInOrder(workflow.nodes)
  const variables: Record<string, string> = { ...providerVariables(node.name, node.config), ...node.config.environment }
  for (const { name, target } of callVariables(workflow, id)) {
    const found = findNode(workflow, target)
    const value = found && variableValue(found)
    if (value !== undefined && !Object.hasOwn(node.config.environment, name)) variables[name] = value
  }
  const buckets = new Map<string, string>()
  const queues = new Map<string, string>()
  const services: ServiceAddress[] = []
  const names = new Set<string>()
  for (const other of table) {
    const found = workflow.nodes[other]
    if (found) names.add(`${found.kind} ${found.name}`)
    if (found?.kind === 'service') services.push({ name: found.name, baseUrl: baseUrlOf(found) })
    if (found?.kind === 'bucket') buckets.set(bucketName(found), found.name)
    if (found?.kind === 'queue') queues.set(queueUrl(queueName(found)), found.name)
  }
  return {
    id,
    name: node.name,
    arn: functionArn(node.name),
    memoryText: String(node.config.memoryMb),
    logGroup: `/aws/lambda/${node.name}`,
    config: node.config,
    calls: callTargets(workflow, id, table),
    account: emulatedParts(workflow).has('account') ? table.length : undefined,
    services,
    buckets,
    queues,
    has: (kind, name) => names.has(`${kind} ${name}`),
    variables,
  }
}
