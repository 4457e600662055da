// APIs of a template: their settings, CORS, throttles and authorizers.
import type { Json, JsonObject } from '#base'
import { nodeModels } from '#nodes/models'
import {
  addEdge,
  addNode,
  type Draft,
  type DraftNode,
  globalsFor,
  type Mutable,
  targetOf,
  withGlobals,
} from './draft.ts'
import { authorizerSchema } from './edge-schemas.ts'
import { asFlag, asNumber, asText, checked, type Schema, type Source, takeProperty } from './read-property.ts'
import { keepAttributes, keepReference, keepRest } from './read-resources.ts'
import {
  asObject,
  get,
  HTTP_API,
  IMPLICIT_HTTP_API,
  IMPLICIT_REST_API,
  isEmpty,
  isList,
  isObject,
  listOf,
  omit,
  REST_API,
  type Resource,
  V2_API,
} from './template.ts'

const textsOf = (value: Json | undefined): string[] =>
  listOf(value).flatMap((each) => (typeof each === 'object' ? [] : [String(each)]))

const onlyHas = (object: JsonObject, names: readonly string[]): boolean =>
  Object.keys(object).every((name) => names.includes(name))

const HTTP_CORS = ['AllowOrigins', 'AllowMethods', 'AllowHeaders', 'ExposeHeaders', 'AllowCredentials', 'MaxAge']
const REST_CORS = ['AllowOrigin', 'AllowMethods', 'AllowHeaders', 'AllowCredentials', 'MaxAge']

const maxAgeOf = (seconds: Json | undefined): { readonly maxAgeMs?: number } => {
  const number = seconds === undefined ? undefined : asNumber(seconds)
  return typeof number === 'number' ? { maxAgeMs: number * 1000 } : {}
}

/** `true` allows any origin; false is none. */
function asHttpCors(value: Json): Json | undefined {
  const flag = isObject(value) ? undefined : asFlag(value)
  if (flag !== undefined) return flag ? { state: 'on', allowOrigins: ['*'], allowMethods: [] } : { state: 'off' }
  if (!isObject(value) || !onlyHas(value, HTTP_CORS)) return undefined
  return {
    state: 'on',
    allowOrigins: textsOf(value['AllowOrigins']),
    allowMethods: textsOf(value['AllowMethods']),
    allowHeaders: textsOf(value['AllowHeaders']),
    exposeHeaders: textsOf(value['ExposeHeaders']),
    allowCredentials: asFlag(value['AllowCredentials'] ?? false) === true,
    ...maxAgeOf(value['MaxAge']),
  }
}

/** REST: a header's value stands in quotes of its own, `"'GET,PUT'"`. */
const unquoted = (value: Json | undefined): string => String(value ?? '').replace(/^'|'$/g, '')
const listed = (value: Json | undefined): string[] =>
  unquoted(value)
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)

function asRestCors(value: Json): Json | undefined {
  if (typeof value === 'string') return { state: 'on', allowOrigins: listed(value) }
  if (!isObject(value) || !onlyHas(value, REST_CORS)) return undefined
  return {
    state: 'on',
    allowOrigins: listed(value['AllowOrigin'] ?? '*'),
    // Absent: those that there are.
    allowMethods: value['AllowMethods'] === undefined ? ['*'] : listed(value['AllowMethods']),
    allowHeaders: listed(value['AllowHeaders']),
    allowCredentials: asFlag(value['AllowCredentials'] ?? false) === true,
    ...maxAgeOf(value['MaxAge'] === undefined ? undefined : unquoted(value['MaxAge'])),
  }
}

const asTexts = (value: Json): Json | undefined =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asText(each) ?? each]))
    : undefined

/** A slash is written `~1`. */
const asMediaTypes = (value: Json): Json | undefined =>
  isList(value) ? value.map((each) => String(each).replaceAll('~1', '/')) : undefined

const THROTTLES = { ThrottlingRateLimit: 'throttleRate', ThrottlingBurstLimit: 'throttleBurst' } as const

/** Throttles among other settings; undefined: nothing of them can be used. The rest comes back. */
export function readThrottles(
  draft: Draft,
  given: Json | undefined,
  schema: Schema,
): { readonly fields: JsonObject; readonly rest: JsonObject } | undefined {
  const settings = draft.resolver.resolve(given)
  if (!isObject(settings)) return undefined
  const fields: Mutable = {}
  for (const [name, field] of Object.entries(THROTTLES)) {
    const value = get(settings, name)
    if (value === undefined) continue
    const read = checked(schema, field, asNumber(value))
    if (read === undefined) return undefined
    fields[field] = read
  }
  return { fields, rest: omit(asObject(given), new Set(Object.keys(THROTTLES))) }
}

const EVERY_METHOD = (item: Json): boolean =>
  get(item, 'HttpMethod') === '*' && (get(item, 'ResourcePath') === '/*' || get(item, 'ResourcePath') === '/**')

/** Settings of all methods are the API's; those of one method are left to `readMethodThrottles`. */
function readStageThrottles(draft: Draft, node: DraftNode, source: Source, seen: Set<string>, isRest: boolean): void {
  const property = isRest ? 'MethodSettings' : 'DefaultRouteSettings'
  const given = get(source.merged, property)
  if (given === undefined) return
  const item = isRest ? (isList(given) ? given.find(EVERY_METHOD) : undefined) : given
  const read = readThrottles(draft, item, nodeModels['http-api'].config)
  if (!read || isEmpty(read.fields)) return
  Object.assign(node.config, read.fields)
  seen.add(property)
  if (get(source.own, property) === undefined) return
  if (!isRest) {
    if (!isEmpty(read.rest)) node.kept[property] = read.rest
    return
  }
  const rest = isEmpty(omit(read.rest, new Set(['HttpMethod', 'ResourcePath']))) ? [] : [read.rest]
  const others = isList(given) ? given.filter((each) => each !== item) : []
  if (rest.length + others.length > 0) node.kept[property] = [...rest, ...others]
}

/** `$request.header.X` of SAM's lists. */
const SOURCES = {
  Headers: '$request.header.',
  QueryStrings: '$request.querystring.',
  StageVariables: '$stageVariables.',
  Context: '$context.',
} as const

const AUTHORIZER_PROPERTIES = ['FunctionArn', 'Identity']
const HTTP_AUTHORIZER = [
  ...AUTHORIZER_PROPERTIES,
  'AuthorizerPayloadFormatVersion',
  'EnableSimpleResponses',
  'EnableFunctionDefaultPermissions',
]
const REST_AUTHORIZER = [...AUTHORIZER_PROPERTIES, 'FunctionPayloadType']
const IDENTITY = [...Object.keys(SOURCES), 'ReauthorizeEvery', 'Header', 'ValidationExpression']

export const asPayloadFormat = (value: Json): Json | undefined => {
  const number = asNumber(value)
  return number === 1 ? '1.0' : number === 2 ? '2.0' : undefined
}

function identityFields(identity: JsonObject): JsonObject {
  const seconds = get(identity, 'ReauthorizeEvery')
  const ttl = seconds === undefined ? undefined : asNumber(seconds)
  return {
    identitySources: Object.entries(SOURCES).flatMap(([name, prefix]) =>
      textsOf(get(identity, name)).map((each) => prefix + each),
    ),
    ...(typeof ttl === 'number' ? { ttlMs: ttl * 1000 } : {}),
  }
}

/** Undefined where it says what no authorizer here can be. */
function authorizerFields(authorizer: JsonObject, isRest: boolean): JsonObject | undefined {
  const identity = asObject(get(authorizer, 'Identity'))
  if (!onlyHas(identity, IDENTITY)) return undefined
  const common = identityFields(identity)
  if (!isRest)
    return {
      ...common,
      payloadFormat: asPayloadFormat(get(authorizer, 'AuthorizerPayloadFormatVersion') ?? '1.0') ?? '1.0',
      simpleResponses: asFlag(get(authorizer, 'EnableSimpleResponses') ?? false) === true,
    }
  if (get(authorizer, 'FunctionPayloadType') === 'REQUEST') return common
  return {
    ...common,
    type: 'TOKEN',
    identitySources: [`$request.header.${String(get(identity, 'Header') ?? 'Authorization')}`],
    validation: String(get(identity, 'ValidationExpression') ?? ''),
  }
}

function readAuthorizer(
  draft: Draft,
  node: DraftNode,
  name: string,
  given: Json,
  isRest: boolean,
  isDefault: boolean,
): boolean {
  const arn = get(given, 'FunctionArn')
  const target = targetOf(draft, arn, ['function'])
  const resolved = draft.resolver.resolve(omit(asObject(given), new Set(['FunctionArn'])))
  const fields = target && isObject(resolved) ? authorizerFields(resolved, isRest) : undefined
  const config = fields && { ...fields, name, forAllRoutes: isDefault }
  if (!target || !config || !authorizerSchema.safeParse(config).success) return false
  const edge = addEdge(draft, node, 'authorize', target, 'invoke')
  if (!edge) return false
  Object.assign(edge.config, config)
  keepReference(edge, 'FunctionArn', arn, { 'Fn::GetAtt': [target.logicalId, 'Arn'] })
  keepRest(edge, given, isRest ? REST_AUTHORIZER : HTTP_AUTHORIZER)
  return true
}

/** Authorizers by function become connections; whatever else stands there is kept. */
function readAuth(draft: Draft, node: DraftNode, source: Source, seen: Set<string>, isRest: boolean): void {
  const auth = get(source.merged, 'Auth')
  if (!isObject(auth)) return
  const standard = draft.resolver.resolve(get(auth, 'DefaultAuthorizer'))
  const authorizers = asObject(get(auth, 'Authorizers'))
  const read = Object.entries(authorizers).flatMap(([name, given]) =>
    readAuthorizer(draft, node, name, given, isRest, standard === name) ? [name] : [],
  )
  if (read.length === 0) return
  seen.add('Auth')
  if (get(source.own, 'Auth') === undefined) return
  const others = omit(authorizers, new Set(read))
  const isStandardRead = typeof standard === 'string' && read.includes(standard)
  const rest = {
    ...omit(auth, new Set(['Authorizers', ...(isStandardRead ? ['DefaultAuthorizer'] : [])])),
    ...(isEmpty(others) ? {} : { Authorizers: others }),
  }
  if (!isEmpty(rest)) node.kept['Auth'] = rest
}

function readSettings(draft: Draft, node: DraftNode, source: Source, seen: Set<string>, type: string): void {
  const isRest = type === REST_API
  if (type !== V2_API) takeProperty(draft, node, source, 'StageName', 'stage', asText, seen)
  const cors = isRest ? 'Cors' : 'CorsConfiguration'
  takeProperty(draft, node, source, cors, 'cors', isRest ? asRestCors : asHttpCors, seen)
  if (type === V2_API) return
  takeProperty(draft, node, source, isRest ? 'Variables' : 'StageVariables', 'stageVariables', asTexts, seen)
  if (isRest) takeProperty(draft, node, source, 'BinaryMediaTypes', 'binaryMediaTypes', asMediaTypes, seen)
  readStageThrottles(draft, node, source, seen, isRest)
  readAuth(draft, node, source, seen, isRest)
}

const sectionOf = (type: string): string => (type === REST_API ? 'Api' : type === HTTP_API ? 'HttpApi' : '')

export function readApi(draft: Draft, node: DraftNode, resource: Resource): void {
  const section = sectionOf(resource.type)
  const globals = section === '' ? {} : globalsFor(draft.template, section, resource.body)
  const source = { own: resource.properties, merged: withGlobals(globals, resource.properties) }
  const seen = new Set<string>()
  if (resource.type === REST_API) node.config['type'] = 'rest'
  readSettings(draft, node, source, seen, resource.type)
  // What was read in part has its rest there already.
  const kept = Object.entries(resource.properties).filter(([name]) => !seen.has(name))
  Object.assign(node.kept, Object.fromEntries(kept))
  keepAttributes(node, resource)
  if (resource.type !== HTTP_API) node.book['type'] = resource.type
}

/** The API that SAM makes when events name none, as the Globals have it. */
export function implicitApi(draft: Draft, rest: boolean): DraftNode {
  const id = rest ? IMPLICIT_REST_API : IMPLICIT_HTTP_API
  const known = draft.nodes.get(id)
  if (known) return known
  const node = addNode(draft, 'http-api', id)
  node.book['form'] = 'implicit'
  if (rest) {
    node.book['type'] = REST_API
    node.config['type'] = 'rest'
  }
  const type = rest ? REST_API : HTTP_API
  const globals = globalsFor(draft.template, sectionOf(type), {})
  readSettings(draft, node, { own: {}, merged: globals }, new Set(), type)
  return node
}
