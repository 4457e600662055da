// APIs as resources: their settings, CORS, throttles and authorizers.
import type { Json, JsonObject } from '#base'
import { apiStage, authorizerName, type HttpApiConfig } from '#nodes/models'
import { type EdgeEntry, edgeConfig, type NodeEntry, nodesOfKind, outgoing } from '#workflow'
import type { Mutable } from './draft.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import { ATTRIBUTES, HTTP_API, isEmpty, isList, isObject, REST_API, V2_API } from './template.ts'
import { isOwnApi, writeV2Route } from './write-triggers.ts'
import { setResource } from './write-resources.ts'
import { throttleSettings } from './write-routes.ts'
import {
  arnOf,
  globalsOf,
  nameOf,
  type Properties,
  propertiesOf,
  reference,
  renameKept,
  splitKept,
  type Writing,
} from './writing.ts'

type Api = NodeEntry<'http-api'>

const keptOf = (writing: Writing, kept: JsonObject | undefined): JsonObject =>
  renameKept(writing, kept ?? {}) as JsonObject

/** What the node is written as, whatever it was. */
function apiType(writing: Writing, { id, node }: Api): string {
  if (node.config.type === 'rest') return REST_API
  return rememberedNode(writing.kept, id).book['type'] === V2_API ? V2_API : HTTP_API
}

type Cors = Extract<HttpApiConfig['cors'], { readonly state: 'on' }>

const some = (name: string, values: readonly string[]): JsonObject =>
  values.length === 0 ? {} : { [name]: [...values] }

/** Any origin and nothing else has a short form. */
const httpCors = (cors: Cors): Json => {
  const all = httpCorsProperties(cors)
  return Object.keys(all).length === 1 && cors.allowOrigins.join() === '*' ? true : all
}

const httpCorsProperties = (cors: Cors): JsonObject => ({
  ...some('AllowOrigins', cors.allowOrigins),
  ...some('AllowMethods', cors.allowMethods),
  ...some('AllowHeaders', cors.allowHeaders),
  ...some('ExposeHeaders', cors.exposeHeaders),
  ...(cors.allowCredentials ? { AllowCredentials: true } : {}),
  ...(cors.maxAgeMs === undefined ? {} : { MaxAge: cors.maxAgeMs / 1000 }),
})

const quoted = (name: string, values: readonly string[]): JsonObject =>
  values.length === 0 ? {} : { [name]: `'${values.join(',')}'` }

/** Origins and nothing else have a short form. */
const restCors = (cors: Cors): Json => {
  const all = restCorsProperties(cors)
  return Object.keys(all).length === 1 && cors.allowOrigins.length > 0 ? (all['AllowOrigin'] as Json) : all
}

const restCorsProperties = (cors: Cors): JsonObject => ({
  ...quoted('AllowOrigin', cors.allowOrigins),
  ...(cors.allowMethods.includes('*') ? {} : quoted('AllowMethods', cors.allowMethods)),
  ...quoted('AllowHeaders', cors.allowHeaders),
  ...(cors.allowCredentials ? { AllowCredentials: true } : {}),
  ...(cors.maxAgeMs === undefined ? {} : { MaxAge: `'${cors.maxAgeMs / 1000}'` }),
})

const SOURCES = [
  ['Headers', '$request.header.'],
  ['QueryStrings', '$request.querystring.'],
  ['StageVariables', '$stageVariables.'],
  ['Context', '$context.'],
] as const

function authorizerProperties(writing: Writing, { id, edge }: EdgeEntry, isRest: boolean): JsonObject {
  const config = edgeConfig(writing.workflow, id, 'http-api/authorize')
  if (!config) return {}
  const { values } = rememberedEdge(writing.kept, id)
  const kept = keptOf(writing, edge.kept)
  const { identitySources, ttlMs, type, validation } = config
  const ttl = ttlMs === undefined ? {} : { ReauthorizeEvery: ttlMs / 1000 }
  const lists = SOURCES.flatMap(([name, prefix]) => {
    const named = identitySources
      .filter((source) => source.startsWith(prefix))
      .map((source) => source.slice(prefix.length))
    return named.length === 0 ? [] : [[name, named] as const]
  })
  const isToken = isRest && type === 'TOKEN'
  const header = (identitySources[0] ?? '').replace(/^\$request\.header\./, '')
  const identity: JsonObject = {
    ...(isToken ? { Header: header } : Object.fromEntries(lists)),
    ...(isToken && validation !== '' ? { ValidationExpression: validation } : {}),
    ...ttl,
  }
  const { payloadFormat, simpleResponses } = config
  return {
    FunctionArn: reference(writing, values, 'FunctionArn', edge.to.node, arnOf(nameOf(writing, edge.to.node))),
    ...(isRest
      ? { FunctionPayloadType: type }
      : {
          AuthorizerPayloadFormatVersion: payloadFormat,
          EnableSimpleResponses: payloadFormat === '2.0' && simpleResponses,
          // The connection is the permission.
          ...(kept['FunctionInvokeRole'] === undefined ? { EnableFunctionDefaultPermissions: true } : {}),
        }),
    ...(isEmpty(identity) ? {} : { Identity: identity }),
    ...kept,
  }
}

/** The name under which routes know it. */
const writtenName = (writing: Writing, { id, edge }: EdgeEntry): string =>
  authorizerName(edgeConfig(writing.workflow, id, 'http-api/authorize') ?? { name: '' }, nameOf(writing, edge.to.node))

function authOf(writing: Writing, { id, node }: Api, kept: Json | undefined): JsonObject | undefined {
  const edges = outgoing(writing.workflow, id, 'authorize')
  if (edges.length === 0) return undefined
  const isRest = node.config.type === 'rest'
  const rest = isObject(kept) ? kept : {}
  const standard = edges.find((entry) => edgeConfig(writing.workflow, entry.id, 'http-api/authorize')?.forAllRoutes)
  const ours = edges.map(
    (entry) => [writtenName(writing, entry), authorizerProperties(writing, entry, isRest)] as const,
  )
  const others = rest['Authorizers']
  return {
    ...rest,
    ...(standard ? { DefaultAuthorizer: writtenName(writing, standard) } : {}),
    Authorizers: { ...Object.fromEntries(ours), ...(isObject(others) ? others : {}) },
  }
}

/** `/orders/{id}` → `/~1orders~1{id}` */
const settingsPath = (path: string): string => `/${(path === '$default' ? '/{proxy+}' : path).replaceAll('/', '~1')}`

function methodSettings(writing: Writing, { id, node }: Api, kept: Json | undefined): readonly Json[] {
  const common = throttleSettings(node.config)
  const routes = outgoing(writing.workflow, id, 'route').flatMap((entry): Json[] => {
    const route = edgeConfig(writing.workflow, entry.id, 'http-api/route')
    const own = route ? throttleSettings(route) : {}
    if (!route || isEmpty(own)) return []
    return [{ HttpMethod: route.method, ResourcePath: settingsPath(route.path), ...own }]
  })
  const all = isEmpty(common) ? [] : [{ HttpMethod: '*', ResourcePath: '/*', ...common }]
  return [...all, ...routes, ...(isList(kept) ? kept : [])]
}

function putSettings(writing: Writing, api: Api, { made, put }: Properties, kept: JsonObject, type: string): void {
  const { config } = api.node
  const isRest = type === REST_API
  if (type !== V2_API) put('StageName', apiStage(config), type === HTTP_API ? '$default' : undefined)
  if (config.cors.state === 'on') {
    if (isRest) put('Cors', restCors(config.cors), undefined)
    else put('CorsConfiguration', httpCors(config.cors), undefined)
  }
  if (type === V2_API) return
  put(isRest ? 'Variables' : 'StageVariables', config.stageVariables, {})
  if (isRest)
    put(
      'BinaryMediaTypes',
      config.binaryMediaTypes.map((each) => each.replaceAll('/', '~1')),
      [],
    )
  const throttles = throttleSettings(config)
  if (isRest) {
    const settings = methodSettings(writing, api, kept['MethodSettings'])
    if (settings.length > 0) made['MethodSettings'] = settings
  } else if (!isEmpty(throttles)) {
    const rest = kept['DefaultRouteSettings']
    put('DefaultRouteSettings', { ...throttles, ...(isObject(rest) ? rest : {}) }, undefined)
  }
  const auth = authOf(writing, api, kept['Auth'])
  if (auth) made['Auth'] = auth
}

export function writeApi(writing: Writing, api: Api): void {
  const { id, node } = api
  const { values, book } = rememberedNode(writing.kept, id)
  const type = apiType(writing, api)
  const routes = outgoing(writing.workflow, id, 'route')
  for (const entry of routes) {
    const target = rememberedNode(writing.kept, entry.edge.to.node).book['type']
    writeV2Route(writing, entry, target === undefined)
  }
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const globals = type === V2_API ? {} : globalsOf(writing, type === REST_API ? 'Api' : 'HttpApi', attributes)
  const properties = propertiesOf(writing, values, kept, globals)
  putSettings(writing, api, properties, kept, type)
  const { made } = properties
  // One that SAM makes has to be written where it has something of its own beside the stage.
  const isPlain = Object.keys(made).every((name) => name === 'StageName')
  if (book['form'] === 'implicit' && !isOwnApi(writing, id) && isPlain) return
  setResource(writing, node.name, type, attributes, made, kept)
  const output = `${node.name}Url`
  if (type === V2_API || !isEmpty(writing.kept.sections) || routes.length === 0) return
  writing.generated.outputs.push(output)
}

/** The address of an API, printed when the stack is made. */
export function writeOutputs(writing: Writing): JsonObject {
  const outputs: Mutable = {}
  for (const { node } of nodesOfKind(writing.workflow, 'http-api')) {
    const name = `${node.name}Url`
    if (!writing.generated.outputs.includes(name)) continue
    const named = apiStage(node.config)
    const stage = named === '$default' ? '' : '/${Stage}'
    const address = `https://\${${node.name}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}${stage}`
    outputs[name] = { Value: { 'Fn::Sub': stage === '' ? address : [address, { Stage: named }] } }
  }
  return outputs
}
