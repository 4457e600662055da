// Queues, APIs and schedules of a template, and what leads from them to functions where it stands with them: redrive,
// targets, routes of a definition.
import { type Json, type JsonObject, keysInOrder } from '#base'
import { nodeModels } from '#nodes/models'
import {
  addEdge,
  addNode,
  type Draft,
  type DraftEdge,
  type DraftNode,
  globalsFor,
  note,
  targetOf,
  withGlobals,
} from './draft.ts'
import { redriveSchema, routeConfig, targetSchema } from './edge-schemas.ts'
import { intrinsicKey } from './intrinsics.ts'
import {
  asFlag,
  asNumber,
  asText,
  checked,
  isDefault,
  type Schema,
  secondsAsMs,
  takeProperty,
} from './read-property.ts'
import {
  ATTRIBUTES,
  asObject,
  get,
  HTTP_API,
  IMPLICIT_HTTP_API,
  IMPLICIT_REST_API,
  isList,
  isObject,
  omit,
  REST_API,
  type Resource,
  RULE,
  SCHEDULE,
  V2_API,
  V2_INTEGRATION,
} from './template.ts'

export function keepAttributes(node: DraftNode, resource: Resource): void {
  for (const [key, value] of Object.entries(resource.body)) {
    if (ATTRIBUTES.has(key) && key !== 'Type' && key !== 'Properties') node.kept[key] = value
  }
}

export function readQueue(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = { own: resource.properties, merged: resource.properties }
  const seen = new Set<string>(['RedrivePolicy'])
  const take = (property: string, field: string, convert: (value: Json) => Json | undefined): void =>
    takeProperty(draft, node, source, property, field, convert, seen)
  take('VisibilityTimeout', 'visibilityTimeoutMs', secondsAsMs)
  take('DelaySeconds', 'delayMs', secondsAsMs)
  take('MessageRetentionPeriod', 'retentionMs', secondsAsMs)
  take('MaximumMessageSize', 'maximumMessageBytes', asNumber)
  take('ReceiveMessageWaitTimeSeconds', 'receiveWaitMs', secondsAsMs)
  take('FifoQueue', 'fifo', asFlag)
  take('ContentBasedDeduplication', 'contentBasedDeduplication', asFlag)
  take('DeduplicationScope', 'deduplicationScope', asText)
  take('FifoThroughputLimit', 'fifoThroughputLimit', asText)
  Object.assign(node.kept, omit(resource.properties, seen))
  keepAttributes(node, resource)
}

export function readRedrive(draft: Draft, node: DraftNode, resource: Resource): void {
  const policy = get(resource.properties, 'RedrivePolicy')
  if (policy === undefined) return
  const target = targetOf(draft, get(policy, 'deadLetterTargetArn'), ['queue'])
  const edge = target && addEdge(draft, node, 'redrive', target, 'send')
  if (!edge) {
    node.kept['RedrivePolicy'] = policy
    note(draft, 'redrive-elsewhere', {}, node)
    return
  }
  takeEdge(draft, edge, policy, 'maxReceiveCount', 'maxReceiveCount', asNumber, redriveSchema)
  keepReference(edge, 'deadLetterTargetArn', get(policy, 'deadLetterTargetArn'), {
    'Fn::GetAtt': [target.logicalId, 'Arn'],
  })
  keepRest(edge, policy, ['deadLetterTargetArn', 'maxReceiveCount'])
}

/** One property of what the provider keeps with an edge; unusable: it stays with the edge as it was. */
export function takeEdge(
  draft: Draft,
  edge: DraftEdge,
  from: Json | undefined,
  property: string,
  field: string,
  convert: (value: Json) => Json | undefined,
  schema: Schema,
): void {
  const given = get(from, property)
  if (given === undefined) return
  const resolved = draft.resolver.resolve(given)
  const value = checked(schema, field, resolved === undefined || resolved === null ? undefined : convert(resolved))
  if (value === undefined) {
    edge.kept[property] = given
    note(draft, resolved === undefined ? 'value-unresolved' : 'value-refused', { property }, edge.from)
    return
  }
  edge.config[field] = value
  if (intrinsicKey(given) !== undefined || isDefault(schema, field, value)) edge.values[property] = given
}

/** The reference as it was, where it isn't written as we would. */
export function keepReference(edge: DraftEdge, property: string, given: Json | undefined, standard: Json): void {
  if (given !== undefined && JSON.stringify(given) !== JSON.stringify(standard)) edge.values[property] = given
}

export function keepRest(edge: DraftEdge, from: Json | undefined, seen: readonly string[]): void {
  Object.assign(edge.kept, omit(asObject(from), new Set([...seen, ...Object.keys(edge.kept)])))
}

/** API Gateway's integration timeout of REST APIs. [V] */
const REST_TIMEOUT_MS = 29_000

export function readApi(draft: Draft, node: DraftNode, resource: Resource): void {
  const section = resource.type === REST_API ? 'Api' : resource.type === HTTP_API ? 'HttpApi' : ''
  const globals = section === '' ? {} : globalsFor(draft.template, section, resource.body)
  const source = { own: resource.properties, merged: withGlobals(globals, resource.properties) }
  const seen = new Set<string>()
  if (resource.type !== V2_API) takeProperty(draft, node, source, 'StageName', 'stage', asText, seen)
  Object.assign(node.kept, omit(resource.properties, seen))
  keepAttributes(node, resource)
  if (resource.type === HTTP_API) return
  node.book['type'] = resource.type
  if (resource.type === REST_API) markRest(draft, node)
}

function markRest(draft: Draft, node: DraftNode): void {
  node.config['timeoutMs'] = REST_TIMEOUT_MS
  note(draft, 'rest-as-http', {}, node)
}

/** The API that SAM makes when events name none. */
export function implicitApi(draft: Draft, rest: boolean): DraftNode {
  const id = rest ? IMPLICIT_REST_API : IMPLICIT_HTTP_API
  const known = draft.nodes.get(id)
  if (known) return known
  const node = addNode(draft, 'http-api', id)
  node.book['form'] = 'implicit'
  if (rest) {
    node.book['type'] = REST_API
    node.config['stage'] = 'Prod'
    markRest(draft, node)
  }
  return node
}

/** Adds a route, unless this one leads there already. */
export function addRoute(
  draft: Draft,
  api: DraftNode,
  target: DraftNode,
  method: string,
  path: string,
): DraftEdge | undefined {
  const route = routeConfig(method, path)
  if (!route) return undefined
  const same = draft.edges.some(
    (edge) =>
      edge.from === api &&
      edge.to === target &&
      edge.config['method'] === route.method &&
      edge.config['path'] === route.path,
  )
  const edge = same ? undefined : addEdge(draft, api, 'route', target, 'invoke')
  if (edge) Object.assign(edge.config, route)
  return edge
}

/** Routes that an OpenAPI definition in the template leads to functions. */
export function readDefinition(draft: Draft, api: DraftNode, resource: Resource): void {
  for (const property of ['DefinitionBody', 'Body']) {
    const definition = get(resource.properties, property)
    if (get(definition, 'Fn::Transform') !== undefined) note(draft, 'definition-elsewhere', {}, api)
    const paths = get(definition, 'paths')
    if (!isObject(paths)) continue
    let others = 0
    for (const path of keysInOrder(paths)) others += readPath(draft, api, path, asObject(paths[path]))
    if (others > 0) note(draft, 'routes-kept', { count: others }, api)
  }
  if (get(resource.properties, 'DefinitionUri') !== undefined) note(draft, 'definition-elsewhere', {}, api)
  if (resource.type !== V2_API) return
  const target = targetOf(draft, get(resource.properties, 'Target'), ['function'])
  const edge = target && addRoute(draft, api, target, 'ANY', '$default')
  if (edge) edge.book['form'] = 'definition'
}

/** Draws the routes to functions; how many others there are. */
function readPath(draft: Draft, api: DraftNode, path: string, item: JsonObject): number {
  let others = 0
  for (const method of keysInOrder(item)) {
    const integration = get(item[method], 'x-amazon-apigateway-integration')
    if (integration === undefined) continue
    const target = targetOf(draft, get(integration, 'uri'), ['function'])
    const edge = target && addRoute(draft, api, target, method, path)
    if (edge) edge.book['form'] = 'definition'
    else others += 1
  }
  return others
}

/** A route with a Lambda proxy integration. The resources themselves are kept: they carry what else they say. */
export function readV2Route(draft: Draft, resource: Resource): void {
  const api = targetOf(draft, get(resource.properties, 'ApiId'), ['http-api'])
  const key = draft.resolver.resolve(get(resource.properties, 'RouteKey'))
  const integration = draft.resolver
    .references(get(resource.properties, 'Target'))
    .map(({ id }) => draft.resources.find((candidate) => candidate.id === id && candidate.type === V2_INTEGRATION))
    .find((found) => found !== undefined)
  const target = integration && targetOf(draft, get(integration.properties, 'IntegrationUri'), ['function'])
  if (!api || !target || typeof key !== 'string') return
  const [method, path] = key === '$default' ? ['ANY', '$default'] : key.split(' ')
  const edge = addRoute(draft, api, target, method ?? '', path ?? '')
  if (!edge) return
  edge.book['form'] = 'route'
  edge.book['name'] = resource.id
  draft.became.set(resource.id, 'edge')
  draft.became.set(integration.id, 'edge')
}

export const isSchedule = (resource: Resource): boolean =>
  resource.type === SCHEDULE || (resource.type === RULE && get(resource.properties, 'ScheduleExpression') !== undefined)

export function readSchedule(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = { own: resource.properties, merged: resource.properties }
  const seen = new Set<string>([resource.type === RULE ? 'Targets' : 'Target'])
  takeProperty(draft, node, source, 'ScheduleExpression', 'expression', asText, seen)
  takeProperty(
    draft,
    node,
    source,
    'State',
    'enabled',
    (state) => (state === 'ENABLED' || state === 'DISABLED' ? state === 'ENABLED' : undefined),
    seen,
  )
  Object.assign(node.kept, omit(resource.properties, seen))
  keepAttributes(node, resource)
  if (resource.type === SCHEDULE) node.book['type'] = SCHEDULE
}

export function readTargets(draft: Draft, node: DraftNode, resource: Resource): void {
  if (resource.type === SCHEDULE) {
    const target = get(resource.properties, 'Target')
    if (target !== undefined && !readTarget(draft, node, target)) {
      node.kept['Target'] = target
      note(draft, 'target-elsewhere', {}, node)
    }
    return
  }
  const targets = get(resource.properties, 'Targets')
  if (targets === undefined) return
  const rest = isList(targets) ? targets.filter((target) => !readTarget(draft, node, target)) : [targets]
  if (rest.length === 0) return
  node.kept['Targets'] = rest
  note(draft, 'target-elsewhere', {}, node)
}

/** EventBridge: a target's id, 64 characters at most. [V] */
export const targetId = (name: string): string => name.slice(0, 64)

const FIRED_PORTS: Readonly<Record<string, string>> = { queue: 'send', topic: 'publish' }

function readTarget(draft: Draft, node: DraftNode, target: Json): boolean {
  const to = targetOf(draft, get(target, 'Arn'), ['function', 'queue', 'topic'])
  const edge = to && addEdge(draft, node, 'fire', to, FIRED_PORTS[to.kind] ?? 'invoke')
  if (!edge) return false
  takeEdge(draft, edge, target, 'Input', 'input', asText, targetSchema)
  const arn: Json = to.kind === 'topic' ? { Ref: to.logicalId } : { 'Fn::GetAtt': [to.logicalId, 'Arn'] }
  keepReference(edge, 'Arn', get(target, 'Arn'), arn)
  const isOurId = get(target, 'Id') === targetId(to.logicalId)
  keepRest(edge, target, isOurId ? ['Arn', 'Input', 'Id'] : ['Arn', 'Input'])
  edge.book['form'] = 'target'
  return true
}

/** The same limit on every route of an HTTP API is the API's, as we write it. */
export function liftTimeouts(draft: Draft): void {
  for (const node of draft.nodes.values()) {
    if (node.kind !== 'http-api' || node.book['type'] !== undefined) continue
    const routes = draft.edges.filter((edge) => edge.from === node && edge.book['form'] === 'event')
    const [first] = routes
    const limit = first && get(first.kept, 'TimeoutInMillis')
    if (typeof limit !== 'number' || routes.some((edge) => get(edge.kept, 'TimeoutInMillis') !== limit)) continue
    if (checked(nodeModels['http-api'].config, 'timeoutMs', limit) === undefined) continue
    node.config['timeoutMs'] = limit
    for (const edge of routes) delete edge.kept['TimeoutInMillis']
  }
}
