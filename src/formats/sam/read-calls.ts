// Whom a function calls: from the variables that name a queue or another function, from SAM's policy templates, from
// IAM statements on their ARNs and from connectors.
import type { Json, JsonObject } from '#base'
import { functionArn, queueUrl, topicArn } from '#workflow'
import { type Draft, type DraftEdge, type DraftNode, globalsFor, note, targetOf } from './draft.ts'
import { intrinsicKey } from './intrinsics.ts'
import { sourceOf } from './read-functions.ts'
import { STREAM_ACTIONS, streamPolicy } from './read-streams.ts'
import { TABLE_ACTIONS } from './read-tables.ts'
import {
  asObject,
  get,
  isList,
  isObject,
  LAMBDA_FUNCTION,
  listOf,
  type Resource,
  SERVERLESS_FUNCTION,
} from './template.ts'

type TargetKind = 'queue' | 'function' | 'topic' | 'event-bus' | 'stream' | 'table' | 'bucket'
type Action = 'send' | 'receive' | 'invoke' | 'read' | 'write'

const TARGETS = ['queue', 'function', 'topic', 'event-bus', 'stream', 'table', 'bucket'] as const

/** SAM's policy templates that an edge says whole, and where they name the target. */
const POLICY_TEMPLATES: Readonly<
  Record<string, { readonly actions: readonly Action[]; readonly name: string; readonly kind: TargetKind }>
> = {
  SQSSendMessagePolicy: { actions: ['send'], name: 'QueueName', kind: 'queue' },
  SQSPollerPolicy: { actions: ['receive'], name: 'QueueName', kind: 'queue' },
  SNSPublishMessagePolicy: { actions: ['send'], name: 'TopicName', kind: 'topic' },
  EventBridgePutEventsPolicy: { actions: ['send'], name: 'EventBusName', kind: 'event-bus' },
  KinesisStreamReadPolicy: { actions: ['read'], name: 'StreamName', kind: 'stream' },
  KinesisCrudPolicy: { actions: ['read', 'write'], name: 'StreamName', kind: 'stream' },
  DynamoDBReadPolicy: { actions: ['read'], name: 'TableName', kind: 'table' },
  DynamoDBWritePolicy: { actions: ['write'], name: 'TableName', kind: 'table' },
  DynamoDBCrudPolicy: { actions: ['read', 'write'], name: 'TableName', kind: 'table' },
  S3ReadPolicy: { actions: ['read'], name: 'BucketName', kind: 'bucket' },
  S3WritePolicy: { actions: ['write'], name: 'BucketName', kind: 'bucket' },
  S3CrudPolicy: { actions: ['read', 'write'], name: 'BucketName', kind: 'bucket' },
  LambdaInvokePolicy: { actions: ['invoke'], name: 'FunctionName', kind: 'function' },
}

const CALLED_PORTS: Readonly<Record<TargetKind, string>> = {
  queue: 'send',
  function: 'invoke',
  topic: 'publish',
  'event-bus': 'put',
  stream: 'records',
  table: 'items',
  bucket: 'objects',
}

function callEdge(draft: Draft, from: DraftNode, to: DraftNode): DraftEdge {
  const known = draft.edges.find((edge) => edge.from === from && edge.port === 'call' && edge.to === to)
  if (known) return known
  const edge: DraftEdge = {
    from,
    port: 'call',
    to,
    toPort: CALLED_PORTS[to.kind as TargetKind],
    config: { actions: [], env: '', policies: [] },
    kept: {},
    values: {},
    // Taken away again by what gives them: a variable, a policy of ours.
    book: { unnamed: true, granted: true },
  }
  draft.edges.push(edge)
  return edge
}

function allow(edge: DraftEdge, action: Action): void {
  const actions = edge.config['actions'] as readonly Json[]
  if (!actions.includes(action)) edge.config['actions'] = [...actions, action]
}

/** A consumer's own permission to receive goes without an edge. */
const isConsumer = (draft: Draft, node: DraftNode, queue: DraftNode): boolean =>
  draft.edges.some((edge) => edge.from === queue && edge.port === 'consume' && edge.to === node)

export function readVariables(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = sourceOf(draft, resource)
  const own = get(get(source.own, 'Environment'), 'Variables')
  const merged = get(get(source.merged, 'Environment'), 'Variables')
  if (get(source.own, 'Environment') !== undefined && !isObject(own))
    node.kept['Environment'] = get(source.own, 'Environment') as Json
  if (!isObject(merged)) return
  if (intrinsicKey(merged) !== undefined) {
    if (own !== undefined) node.kept['Environment'] = get(source.own, 'Environment') as Json
    note(draft, 'value-unresolved', { property: 'Environment' }, node)
    return
  }
  const environment: Record<string, Json> = {}
  for (const [name, value] of Object.entries(merged)) {
    if (readCallVariable(draft, node, name, value)) continue
    const plain = draft.resolver.resolve(value)
    const isScalar = plain !== undefined && plain !== null && typeof plain !== 'object'
    environment[name] = isScalar ? String(plain) : ''
    const guessed =
      (!isScalar && value !== null) ||
      draft.resolver.references(value).some(({ id }) => draft.resolver.typeOf(id) !== undefined)
    if (guessed) note(draft, 'variable-guessed', { variable: name }, node)
    if (get(own, name) !== undefined && value !== null && (intrinsicKey(value) !== undefined || !isScalar))
      node.values[`Environment.${name}`] = value
    if (draft.resolver.references(value).length > 0) callOnReference(draft, node, value)
  }
  node.config['environment'] = environment
}

/** A queue's URL, a function's name or ARN: the variable of a call edge. */
function readCallVariable(draft: Draft, node: DraftNode, name: string, value: Json): boolean {
  if (typeof value === 'string') return false
  const target = targetOf(draft, value, TARGETS)
  if (!target || name.length > 255) return false
  const text = draft.resolver.resolve(value)
  const id = target.logicalId
  const names =
    target.kind === 'queue'
      ? [queueUrl(id)]
      : target.kind === 'topic'
        ? [topicArn(id)]
        : [id, functionArn(id), String(target.config['bucketName'] ?? id)]
  if (typeof text !== 'string' || !names.includes(text)) return false
  const edge = callEdge(draft, node, target)
  if (edge.config['env'] !== '') return false
  edge.config['env'] = name
  delete edge.book['unnamed']
  if (JSON.stringify(value) !== JSON.stringify({ Ref: id })) edge.values['Variable'] = value
  return true
}

/** `!GetAtt Queue.QueueName` in a variable: a call all the same. */
function callOnReference(draft: Draft, node: DraftNode, value: Json): void {
  const target = targetOf(draft, value, TARGETS)
  if (target) callEdge(draft, node, target)
}

export function readPolicies(draft: Draft, node: DraftNode, resource: Resource): void {
  readStatementsOf(draft, node, get(globalsFor(draft.template, 'Function', resource.body), 'Policies'))
  const policies = get(resource.properties, 'Policies')
  if (resource.type === SERVERLESS_FUNCTION && policies !== undefined) {
    const rest = listOf(policies).filter((policy) => !readPolicyTemplate(draft, node, policy))
    for (const policy of rest) readStatementsOf(draft, node, policy)
    if (rest.length > 0) node.kept['Policies'] = isList(policies) ? rest : policies
  }
  if (resource.type === LAMBDA_FUNCTION && policies !== undefined) node.kept['Policies'] = policies
  for (const { id } of draft.resolver.references(get(resource.properties, 'Role'))) readRole(draft, node, id)
}

function readPolicyTemplate(draft: Draft, node: DraftNode, policy: Json): boolean {
  if (!isObject(policy) || Object.keys(policy).length !== 1) return false
  if (readStreamWriting(draft, node, policy)) return true
  const name = Object.keys(policy)[0] as string
  const known = Object.hasOwn(POLICY_TEMPLATES, name) ? POLICY_TEMPLATES[name] : undefined
  const argument = known && get(policy[name], known.name)
  const target = known && targetOf(draft, argument, [known.kind])
  if (!known || !target || Object.keys(asObject(policy[name])).length !== 1) return false
  if (known.actions.includes('receive') && isConsumer(draft, node, target)) return false
  const edge = callEdge(draft, node, target)
  // A second policy of the same kind says nothing more; the edge prints it once.
  for (const action of known.actions) allow(edge, action)
  delete edge.book['granted']
  return true
}

/** The statement that we write where SAM has no policy: just so, it is the edge's. */
function readStreamWriting(draft: Draft, node: DraftNode, policy: JsonObject): boolean {
  const statements = get(policy, 'Statement')
  const [statement] = isList(statements) && statements.length === 1 ? statements : []
  const target = targetOf(draft, get(statement, 'Resource'), ['stream'])
  if (!target) return false
  const ours = streamPolicy(target.logicalId, new Set(['write']))
  if (JSON.stringify(policy) !== JSON.stringify(ours)) return false
  const edge = callEdge(draft, node, target)
  allow(edge, 'write')
  delete edge.book['granted']
  return true
}

/** Inline policy documents, wherever they stand in the value. */
function readStatementsOf(draft: Draft, node: DraftNode, policy: Json | undefined): void {
  if (isList(policy)) {
    for (const item of policy) readStatementsOf(draft, node, item)
    return
  }
  const document = get(policy, 'PolicyDocument') ?? policy
  for (const statement of listOf(get(document, 'Statement'))) readStatement(draft, node, asObject(statement))
}

const matches = (pattern: string, action: string): boolean => {
  const star = pattern.indexOf('*')
  return star === -1 ? pattern === action : action.startsWith(pattern.slice(0, star))
}

const IAM_ACTIONS: readonly { readonly iam: string; readonly action: Action; readonly kind: TargetKind }[] = [
  { iam: 'sqs:sendmessage', action: 'send', kind: 'queue' },
  { iam: 'sqs:receivemessage', action: 'receive', kind: 'queue' },
  { iam: 'sns:publish', action: 'send', kind: 'topic' },
  { iam: 'events:putevents', action: 'send', kind: 'event-bus' },
  { iam: 's3:getobject', action: 'read', kind: 'bucket' },
  { iam: 's3:listbucket', action: 'read', kind: 'bucket' },
  { iam: 's3:putobject', action: 'write', kind: 'bucket' },
  { iam: 's3:deleteobject', action: 'write', kind: 'bucket' },
  ...STREAM_ACTIONS.read.map((name) => ({ iam: `kinesis:${name}`, action: 'read', kind: 'stream' }) as const),
  ...STREAM_ACTIONS.write.map((name) => ({ iam: `kinesis:${name}`, action: 'write', kind: 'stream' }) as const),
  ...TABLE_ACTIONS.read.map((name) => ({ iam: `dynamodb:${name}`, action: 'read', kind: 'table' }) as const),
  ...TABLE_ACTIONS.write.map((name) => ({ iam: `dynamodb:${name}`, action: 'write', kind: 'table' }) as const),
  { iam: 'lambda:invokefunction', action: 'invoke', kind: 'function' },
]

function readStatement(draft: Draft, node: DraftNode, statement: JsonObject): void {
  if (get(statement, 'Effect') !== 'Allow') return
  const patterns = listOf(get(statement, 'Action'))
    .filter((action) => typeof action === 'string')
    .map((action) => action.toLowerCase())
  for (const resource of listOf(get(statement, 'Resource'))) {
    for (const { iam, action, kind } of IAM_ACTIONS) {
      if (!patterns.some((pattern) => pattern !== '*' && matches(pattern, iam))) continue
      const target = targetOf(draft, resource, [kind])
      if (!target || (action === 'receive' && isConsumer(draft, node, target))) continue
      allow(callEdge(draft, node, target), action)
    }
  }
}

function readRole(draft: Draft, node: DraftNode, id: string): void {
  const role = draft.resources.find((resource) => resource.id === id && resource.type === 'AWS::IAM::Role')
  if (!role) return
  readStatementsOf(draft, node, get(role.properties, 'Policies'))
  const managed = new Set(
    draft.resolver.references(get(role.properties, 'ManagedPolicyArns')).map((reference) => reference.id),
  )
  for (const policy of draft.resources) {
    if (policy.type !== 'AWS::IAM::Policy' && policy.type !== 'AWS::IAM::ManagedPolicy') continue
    const isAttached = draft.resolver
      .references(get(policy.properties, 'Roles'))
      .some((reference) => reference.id === id)
    if (isAttached || managed.has(policy.id)) readStatementsOf(draft, node, policy.properties)
  }
}

export function readConnectors(draft: Draft): void {
  for (const resource of draft.resources) {
    if (resource.type === 'AWS::Serverless::Connector') {
      connect(
        draft,
        endOf(draft, get(resource.properties, 'Source')),
        get(resource.properties, 'Destination'),
        get(resource.properties, 'Permissions'),
      )
    }
    const source = draft.nodes.get(resource.id)
    for (const connector of Object.values(asObject(get(resource.body, 'Connectors')))) {
      const properties = get(connector, 'Properties')
      connect(draft, source, get(properties, 'Destination'), get(properties, 'Permissions'))
    }
  }
}

function endOf(draft: Draft, end: Json | undefined): DraftNode | undefined {
  const id = get(end, 'Id')
  return typeof id === 'string' ? draft.nodes.get(id) : undefined
}

function connect(
  draft: Draft,
  source: DraftNode | undefined,
  destination: Json | undefined,
  permissions: Json | undefined,
): void {
  const allowed = listOf(permissions)
  if (source?.kind !== 'function') return
  for (const end of listOf(destination)) {
    const target = endOf(draft, end)
    if (target?.kind === 'stream' || target?.kind === 'table' || target?.kind === 'bucket')
      for (const action of ['read', 'write'] as const)
        if (allowed.includes(action === 'read' ? 'Read' : 'Write')) allow(callEdge(draft, source, target), action)
    if (!allowed.includes('Write')) continue
    if (target?.kind === 'queue') allow(callEdge(draft, source, target), 'send')
    if (target?.kind === 'topic') allow(callEdge(draft, source, target), 'send')
    if (target?.kind === 'event-bus') allow(callEdge(draft, source, target), 'send')
    if (target?.kind === 'function') allow(callEdge(draft, source, target), 'invoke')
  }
}
