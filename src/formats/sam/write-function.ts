// A function as a resource: its limits, its code and how that is built, whom it may call, what triggers it.
import { entriesInOrder, type Json, type JsonObject } from '#base'
import {
  callEnvName,
  type EdgeEntry,
  type EdgeId,
  edgeConfig,
  FORBIDDEN_KEYS,
  findNode,
  handlerFile,
  handlerFiles,
  incoming,
  type NodeEntry,
  nodesOfKind,
  outgoing,
  readHandlerName,
} from '#workflow'
import { builtModules } from './entry-points.ts'
import { buildMetadata, NO_RUNTIME } from './read-functions.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import {
  ATTRIBUTES,
  get,
  isEmpty,
  isObject,
  LAMBDA_FUNCTION,
  listOf,
  sameValue,
  SERVERLESS_FUNCTION,
} from './template.ts'
import { DEFAULT_BUS } from './read-event-buses.ts'
import { bucketEvent, bucketReference } from './write-buckets.ts'
import { streamPolicy } from './read-streams.ts'
import { besides, settingsPolicies } from './settings.ts'
import { destinationConfig, writeDeadLetters } from './write-destinations.ts'
import { ruleEvent } from './write-event-buses.ts'
import { topicEvent } from './write-topics.ts'
import { mappingEvent, routeEvent, writeMapping } from './write-triggers.ts'
import { wrapHandler } from './write-wrappers.ts'
import {
  behind,
  globalsOf,
  lose,
  nameOf,
  propertiesOf,
  reference,
  renameKept,
  splitKept,
  type Writing,
} from './writing.ts'
import type { Mutable } from './draft.ts'

const BUILT = /\.(?:ts|mts|cts|tsx|jsx)$/

type FunctionEntry = NodeEntry<'function'>

const isSam = (writing: Writing, entry: FunctionEntry): boolean =>
  rememberedNode(writing.kept, entry.id).book['type'] !== LAMBDA_FUNCTION

export function writeFunction(writing: Writing, entry: FunctionEntry): void {
  const { id, node } = entry
  const { values, book } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const sam = isSam(writing, entry)
  const globals = sam ? globalsOf(writing, 'Function', attributes) : {}
  const { made, put } = propertiesOf(writing, values, kept, globals)
  const { config } = node
  const isImage = kept['PackageType'] === 'Image' || get(globals, 'PackageType') === 'Image'
  const build = buildOf(writing, entry)
  writeCode(writing, entry, sam, kept, made)
  if (!isImage) put('Handler', handlerName(writing, entry, build, attributes), undefined)
  if (config.runtime !== NO_RUNTIME) put('Runtime', config.runtime, undefined)
  put('Timeout', config.timeoutMs / 1000, 3)
  put('MemorySize', config.memoryMb, 128)
  put('ReservedConcurrentExecutions', config.reservedConcurrency, undefined)
  if (book['inline'] === true && made['InlineCode'] !== undefined) delete made['CodeUri']
  writeEnvironment(writing, entry, globals, kept, made)
  writeInvokeConfig(writing, entry, sam, globals, kept, made)
  writeProvisioned(writing, entry, sam, globals, kept, made)
  writeDeadLetters(writing, id, sam, made)
  if (sam) writePolicies(writing, entry, kept, made)
  writeTriggers(writing, entry, sam, kept, made)
  const rest = Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(made, key)))
  const metadata = attributes['Metadata'] ?? (build && sam ? buildMetadata(build) : undefined)
  const resource: Mutable = {
    Type: sam ? SERVERLESS_FUNCTION : LAMBDA_FUNCTION,
    ...withoutCore(attributes),
    ...(metadata !== undefined && { Metadata: metadata }),
    Properties: { ...made, ...rest },
  }
  lostOfFunction(writing, entry, wrapHandler(writing, entry, resource))
  writing.resources[node.name] = resource
}

const withoutCore = (attributes: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(attributes).filter(([key]) => key !== 'Type' && key !== 'Properties' && key !== 'Metadata'),
  )

/** The entry point of a function that has to be built, below its folder. */
function buildOf(writing: Writing, { id, node }: FunctionEntry): string | undefined {
  const file = handlerFile(writing.workflow, id)
  if (!file) return undefined
  const below = file.path.slice(file.path.length - (file.path.length - prefixLength(node.config.codeUri)))
  const needsBuild =
    BUILT.test(file.path) ||
    Object.keys(handlerFiles(writing.workflow, id)).some((path) => BUILT.test(path) && !path.endsWith('.d.ts'))
  return needsBuild ? below : undefined
}

const prefixLength = (codeUri: string): number => {
  const folder = codeUri.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')
  return folder === '' || folder === '.' ? 0 : folder.length + 1
}

/** As it names what is built: alone, an entry point's file comes to lie on top. */
function handlerName(
  writing: Writing,
  { id, node }: FunctionEntry,
  build: string | undefined,
  attributes: JsonObject,
): string {
  const name = readHandlerName(node.config.handler)
  const isFlat =
    attributes['Metadata'] === undefined
      ? build !== undefined
      : rememberedNode(writing.kept, id).book['flattened'] === true
  if (!name || !isFlat) return node.config.handler
  const module = builtModules(attributes['Metadata']).find(({ source }) => source === name.module)
  return `${module?.built ?? name.module.split('/').at(-1)}.${name.exportName}`
}

function writeCode(writing: Writing, { id, node }: FunctionEntry, sam: boolean, kept: JsonObject, made: Mutable): void {
  const files = handlerFiles(writing.workflow, id)
  const paths = Object.keys(files)
  const { book } = rememberedNode(writing.kept, id)
  const only = paths.length === 1 ? files[paths[0] as string] : undefined
  if (book['inline'] === true && only !== undefined && /^index\.(?:js|py)$/.test(paths[0] as string)) {
    if (sam) made['InlineCode'] = only
    else made['Code'] = { ZipFile: only }
    return
  }
  const property = sam ? 'CodeUri' : 'Code'
  if (
    paths.length === 0 &&
    (kept[property] !== undefined ||
      kept['ImageUri'] !== undefined ||
      kept['InlineCode'] !== undefined ||
      kept['PackageType'] !== undefined)
  )
    return
  made[property] = node.config.codeUri === '' ? '.' : node.config.codeUri
}

function writeEnvironment(
  writing: Writing,
  { id, node }: FunctionEntry,
  globals: JsonObject,
  kept: JsonObject,
  made: Mutable,
): void {
  const { values } = rememberedNode(writing.kept, id)
  const variables: Mutable = {}
  for (const [name, value] of entriesInOrder(node.config.environment)) {
    const expression = get(values, `Environment.${name}`)
    const isBehind =
      expression !== undefined &&
      (behind(writing, expression, value) || (value === '' && writing.resolver.resolve(expression) === undefined))
    variables[name] = isBehind ? renameKept(writing, expression as Json) : value
  }
  for (const { id: edgeId, edge } of outgoing(writing.workflow, id, 'call')) {
    const remembered = rememberedEdge(writing.kept, edgeId)
    const name = callEnvName(writing.workflow, edgeId)
    if (name === undefined || remembered.book['unnamed'] === true || Object.hasOwn(variables, name)) continue
    if (FORBIDDEN_KEYS.has(name)) {
      lose(writing, 'variable-unwritable', { name: node.name, variable: name }, id)
      continue
    }
    const target = findNode(writing.workflow, edge.to.node)
    if (target?.kind === 'service') {
      variables[name] = target.config.baseUrl
      writing.variables.set(edgeId, name)
    } else if (edge.to.node === id) lose(writing, 'self-call-variable', { name: node.name, variable: name }, id)
    else
      variables[name] = reference(
        writing,
        remembered.values,
        'Variable',
        edge.to.node,
        bucketReference(writing, edge.to.node),
      )
  }
  const below = get(get(globals, 'Environment'), 'Variables')
  for (const [name, value] of Object.entries(variables)) {
    const global = get(below, name)
    if (global === undefined) continue
    const same =
      sameValue(writing.resolver.resolve(global), value) ||
      JSON.stringify(renameKept(writing, global)) === JSON.stringify(value)
    if (same) delete variables[name]
  }
  const only = Object.keys(variables)
  if (only.length === 1 && /^(?:Ref|Condition|Fn::.*)$/.test(only[0] as string)) {
    lose(writing, 'variable-unwritable', { name: node.name, variable: only[0] as string }, id)
    return
  }
  const rest = isObject(kept['Environment']) ? kept['Environment'] : {}
  if (!isEmpty(variables)) made['Environment'] = { ...rest, Variables: variables }
}

function writeInvokeConfig(
  writing: Writing,
  { id, node }: FunctionEntry,
  sam: boolean,
  globals: JsonObject,
  keptProperties: JsonObject,
  made: Mutable,
): void {
  const kept = isObject(keptProperties['EventInvokeConfig']) ? keptProperties['EventInvokeConfig'] : {}
  const { values } = rememberedNode(writing.kept, id)
  const below = get(globals, 'EventInvokeConfig')
  const inner = propertiesOf(writing, values, kept, isObject(below) ? below : {}, 'EventInvokeConfig.')
  inner.put('MaximumRetryAttempts', node.config.maximumRetryAttempts, 2)
  inner.put('MaximumEventAgeInSeconds', node.config.maximumEventAgeMs / 1000, 21_600)
  const destinations = destinationConfig(writing, id, kept)
  if (destinations !== undefined) inner.made['DestinationConfig'] = destinations
  if (isEmpty(inner.made)) return
  if (sam)
    made['EventInvokeConfig'] = {
      ...inner.made,
      ...Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(inner.made, key))),
    }
  else lose(writing, 'invoke-config-unwritten', { name: node.name }, id)
}

/** Provisioned concurrency is an alias's: where the template names none, SAM is to publish one. */
const ALIAS = 'live'

function writeProvisioned(
  writing: Writing,
  { id, node }: FunctionEntry,
  sam: boolean,
  globals: JsonObject,
  kept: JsonObject,
  made: Mutable,
): void {
  const property = 'ProvisionedConcurrencyConfig'
  const given = kept[property]
  const below = get(globals, property)
  const { values } = rememberedNode(writing.kept, id)
  const rest = isObject(given) ? given : {}
  const inner = propertiesOf(writing, values, rest, isObject(below) ? below : {}, `${property}.`)
  inner.put('ProvisionedConcurrentExecutions', node.config.provisionedConcurrency, undefined)
  if (isEmpty(inner.made)) return
  if (!sam) {
    lose(writing, 'provisioned-unwritten', { name: node.name }, id)
    return
  }
  made[property] = { ...rest, ...inner.made }
  if (kept['AutoPublishAlias'] === undefined && get(globals, 'AutoPublishAlias') === undefined)
    made['AutoPublishAlias'] = ALIAS
}

function writePolicies(writing: Writing, { id, node }: FunctionEntry, kept: JsonObject, made: Mutable): void {
  const granted: Json[] = []
  for (const { id: edgeId, edge } of outgoing(writing.workflow, id, 'call')) {
    const target = findNode(writing.workflow, edge.to.node)
    const config = edgeConfig(writing.workflow, edgeId, 'function/call')
    if (!target || !config || rememberedEdge(writing.kept, edgeId).book['granted'] === true) continue
    const actions = new Set<string>(config.actions)
    if (target.kind === 'queue') {
      const queue = { QueueName: { 'Fn::GetAtt': [target.name, 'QueueName'] } }
      if (actions.size === 0 || actions.has('send')) granted.push({ SQSSendMessagePolicy: queue })
      if (actions.has('receive')) granted.push({ SQSPollerPolicy: queue })
    }
    if (target.kind === 'topic')
      granted.push({ SNSPublishMessagePolicy: { TopicName: { 'Fn::GetAtt': [target.name, 'TopicName'] } } })
    if (target.kind === 'bucket')
      granted.push({ [bucketPolicy(actions)]: { BucketName: bucketReference(writing, edge.to.node) } })
    if (target.kind === 'stream') granted.push(streamPolicy(target.name, actions))
    if (target.kind === 'table') granted.push({ [tablePolicy(actions)]: { TableName: { Ref: target.name } } })
    if (target.kind === 'event-bus')
      granted.push({
        EventBridgePutEventsPolicy: { EventBusName: target.name === DEFAULT_BUS ? DEFAULT_BUS : { Ref: target.name } },
      })
    if (target.kind === 'function' && edge.to.node === id)
      lose(writing, 'self-call-permission', { name: node.name }, id)
    else if (target.kind === 'function') granted.push({ LambdaInvokePolicy: { FunctionName: { Ref: target.name } } })
  }
  granted.push(...besides(settingsPolicies(writing, node), kept['Policies']))
  if (granted.length === 0) return
  if (kept['Role'] !== undefined) {
    lose(writing, 'role-is-given', { name: node.name }, id)
    return
  }
  made['Policies'] = [...granted, ...listOf(kept['Policies'])]
}

/** What one may do who may do nothing in particular is everything. */
const bucketPolicy = (actions: ReadonlySet<string>): string => {
  if (actions.has('read') === actions.has('write')) return 'S3CrudPolicy'
  return actions.has('read') ? 'S3ReadPolicy' : 'S3WritePolicy'
}

const tablePolicy = (actions: ReadonlySet<string>): string => {
  if (actions.has('read') === actions.has('write')) return 'DynamoDBCrudPolicy'
  return actions.has('read') ? 'DynamoDBReadPolicy' : 'DynamoDBWritePolicy'
}

function writeTriggers(writing: Writing, entry: FunctionEntry, sam: boolean, kept: JsonObject, made: Mutable): void {
  const events: Mutable = {}
  const others = isObject(kept['Events']) ? kept['Events'] : {}
  const taken = new Set(Object.keys(others))
  for (const trigger of incoming(writing.workflow, entry.id, 'invoke')) {
    const event = sam ? eventOf(writing, trigger) : undefined
    if (!event) {
      if (trigger.edge.from.port === 'consume') writeMapping(writing, trigger)
      continue
    }
    const name = freeEvent(taken, event.name)
    events[name] = event.body
  }
  const all = { ...others, ...events }
  if (!isEmpty(all)) made['Events'] = all
}

function eventOf(writing: Writing, trigger: EdgeEntry): { readonly name: string; readonly body: Json } | undefined {
  if (trigger.edge.from.port === 'consume') return mappingEvent(writing, trigger)
  if (trigger.edge.from.port === 'notify') return bucketEvent(writing, trigger)
  if (trigger.edge.from.port === 'rule') return ruleEvent(writing, trigger)
  if (trigger.edge.from.port === 'subscribe') return topicEvent(writing, trigger)
  return trigger.edge.from.port === 'route' || trigger.edge.from.port === 'fire'
    ? routeEvent(writing, trigger)
    : undefined
}

function freeEvent(taken: Set<string>, base: string): string {
  let name = base
  for (let number = 2; taken.has(name); number++) name = `${base}${number}`
  taken.add(name)
  return name
}

/** What AWS has no word for. */
function lostOfFunction(writing: Writing, { id, node }: FunctionEntry, wrapped: ReadonlySet<EdgeId>): void {
  if (node.config.scaling.type !== 'lambda') lose(writing, 'scaling-unwritten', { name: node.name }, id)
  for (const { id: edgeId, edge } of outgoing(writing.workflow, id, 'call')) {
    const config = edgeConfig(writing.workflow, edgeId, 'function/call')
    const count = config?.policies.length ?? 0
    const to = nameOf(writing, edge.to.node)
    if (count > 0 && !wrapped.has(edgeId))
      lose(
        writing,
        'policies-unwritten',
        { name: node.name, to, policies: config?.policies.map(({ type }) => type).join(', ') ?? '' },
        id,
      )
  }
}

/** Functions that call each other name each other, and CloudFormation can't make either first. */
export function reportCircles(writing: Writing): void {
  for (const { id, node } of nodesOfKind(writing.workflow, 'function')) {
    for (const { edge } of outgoing(writing.workflow, id, 'call')) {
      const other = findNode(writing.workflow, edge.to.node)
      if (other?.kind === 'function' && edge.to.node > id && reaches(writing, edge.to.node, id))
        lose(writing, 'circular-calls', { name: node.name, to: other.name }, id)
    }
  }
}

function reaches(writing: Writing, from: NodeEntry['id'], to: NodeEntry['id']): boolean {
  const seen = new Set([from])
  const stack = [from]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const { edge } of outgoing(writing.workflow, at, 'call')) {
      const next = edge.to.node
      if (next === to) return true
      if (seen.has(next) || findNode(writing.workflow, next)?.kind !== 'function') continue
      seen.add(next)
      stack.push(next)
    }
  }
  return false
}
