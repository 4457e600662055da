// Routes of a template's APIs: of events, of definitions, of resources of their own; and what is said of them beside
// method and path.
import { type Json, type JsonObject, keysInOrder } from '#base'
import { addEdge, type Draft, type DraftEdge, type DraftNode, note, targetOf } from './draft.ts'
import { routeConfig, routeSchema } from './edge-schemas.ts'
import { asPayloadFormat, readThrottles } from './read-apis.ts'
import { asNumber } from './read-property.ts'
import { takeEdge } from './read-resources.ts'
import { asObject, get, isEmpty, isList, isObject, omit, type Resource, V2_API, V2_INTEGRATION } from './template.ts'

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

/** What an event says of its route beside method and path; the names of what was read. */
export function readRouteSettings(draft: Draft, edge: DraftEdge, properties: Json): readonly string[] {
  const isRest = edge.from.config['type'] === 'rest'
  takeEdge(draft, edge, properties, 'TimeoutInMillis', 'timeoutMs', asNumber, routeSchema)
  if (!isRest) takeEdge(draft, edge, properties, 'PayloadFormatVersion', 'payloadFormat', asPayloadFormat, routeSchema)
  const read = ['TimeoutInMillis', ...(isRest ? [] : ['PayloadFormatVersion'])]
  const throttles = isRest ? undefined : readThrottles(draft, get(properties, 'RouteSettings'), routeSchema)
  if (throttles) {
    Object.assign(edge.config, throttles.fields)
    read.push('RouteSettings')
    if (!isEmpty(throttles.rest)) edge.kept['RouteSettings'] = throttles.rest
  }
  const auth = get(properties, 'Auth')
  const name = draft.resolver.resolve(get(auth, 'Authorizer'))
  const authorizers = draft.edges.filter((each) => each.from === edge.from && each.port === 'authorize')
  const isOurs = authorizers.some((each) => each.config['name'] === name) || (name === 'NONE' && authorizers.length > 0)
  if (typeof name === 'string' && isOurs) {
    edge.config['authorizer'] = name
    read.push('Auth')
    const rest = omit(asObject(auth), new Set(['Authorizer']))
    if (!isEmpty(rest)) edge.kept['Auth'] = rest
  }
  return read
}

/** The payload format of an integration that is no event: 1.0 unless it says otherwise. [V] */
const integrationFormat = (draft: Draft, given: Json | undefined): Json =>
  asPayloadFormat(draft.resolver.resolve(given) ?? '1.0') ?? '1.0'

/** The same limit on every route is the API's, as we write it. */
export function liftTimeouts(draft: Draft): void {
  for (const node of draft.nodes.values()) {
    if (node.kind !== 'http-api') continue
    const routes = draft.edges.filter((edge) => edge.from === node && edge.port === 'route')
    const [first] = routes
    const limit = first?.config['timeoutMs']
    const isShared = routes.every((edge) => edge.book['form'] === 'event' && edge.config['timeoutMs'] === limit)
    const isPlain = routes.every((edge) => edge.values['TimeoutInMillis'] === undefined)
    if (limit === undefined || !isShared || !isPlain) continue
    node.config['timeoutMs'] = limit
    for (const edge of routes) delete edge.config['timeoutMs']
  }
}

/** `/~1orders~1{id}` → `/orders/{id}` */
const plainPath = (path: string): string => path.replace(/^\/(?=~1)/, '').replaceAll('~1', '/')

/** Throttles of one method of a REST API are its route's. */
export function readMethodThrottles(draft: Draft): void {
  for (const node of draft.nodes.values()) {
    const settings = node.kept['MethodSettings']
    if (node.kind !== 'http-api' || !isList(settings)) continue
    const rest = settings.filter((item) => !readMethod(draft, node, item))
    if (rest.length === 0) delete node.kept['MethodSettings']
    else node.kept['MethodSettings'] = rest
  }
}

function readMethod(draft: Draft, node: DraftNode, item: Json): boolean {
  const method = get(item, 'HttpMethod')
  const path = get(item, 'ResourcePath')
  if (typeof method !== 'string' || typeof path !== 'string') return false
  const route = routeConfig(method, plainPath(path))
  const edge = draft.edges.find(
    ({ from, port, config }) =>
      from === node && port === 'route' && config['method'] === route?.method && config['path'] === route?.path,
  )
  const read = edge && readThrottles(draft, item, routeSchema)
  if (!edge || !read || !isEmpty(omit(read.rest, new Set(['HttpMethod', 'ResourcePath'])))) return false
  Object.assign(edge.config, read.fields)
  return true
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
    if (edge) edge.config['payloadFormat'] = integrationFormat(draft, get(integration, 'payloadFormatVersion'))
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
  edge.config['payloadFormat'] = integrationFormat(draft, get(integration.properties, 'PayloadFormatVersion'))
  edge.book['form'] = 'route'
  edge.book['name'] = resource.id
  draft.became.set(resource.id, 'edge')
  draft.became.set(integration.id, 'edge')
}
