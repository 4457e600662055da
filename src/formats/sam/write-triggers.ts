// What triggers a function, as it is written with the function or beside it.
import type { Json, JsonObject } from '#base'
import { apiStage } from '#nodes/models'
import { type EdgeEntry, edgeConfig, findNode, type NodeId, type NodeOf } from '#workflow'
import type { Mutable } from './draft.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import { ATTRIBUTES, EVENT_SOURCE_MAPPING, isEmpty, PERMISSION, V2_API, V2_INTEGRATION, V2_ROUTE } from './template.ts'
import { putRouteSettings } from './write-routes.ts'
import { scheduleEvent } from './write-schedules.ts'
import { streamProperties } from './write-streams.ts'
import { arnOf, generate, lose, nameOf, propertiesOf, reference, renameKept, type Writing } from './writing.ts'

interface Event {
  readonly name: string
  readonly body: Json
}

function mappingProperties(writing: Writing, entry: EdgeEntry, property: string): Mutable {
  const { id, edge } = entry
  if (streamType(writing, entry)) return streamProperties(writing, entry, property)
  const { values } = rememberedEdge(writing.kept, id)
  const config = edgeConfig(writing.workflow, id, 'queue/consume')
  const kept = keptOf(writing, edge.kept)
  const { made, put } = propertiesOf(writing, values, kept, {})
  made[property] = reference(writing, values, property, edge.from.node, arnOf(nameOf(writing, edge.from.node)))
  if (!config) return made
  put('BatchSize', config.batchSize, 10)
  put('MaximumBatchingWindowInSeconds', config.batchWindowMs / 1000, 0)
  put('Enabled', config.enabled, true)
  put('FunctionResponseTypes', config.reportBatchItemFailures ? ['ReportBatchItemFailures'] : undefined, undefined)
  put(
    'ScalingConfig',
    config.maximumConcurrency === undefined ? undefined : { MaximumConcurrency: config.maximumConcurrency },
    undefined,
  )
  put('FilterCriteria', { Filters: config.filters.map(({ pattern }) => ({ Pattern: pattern })) }, { Filters: [] })
  const { minimumPollers, maximumPollers } = config
  if (minimumPollers !== undefined || maximumPollers !== undefined) {
    const least = minimumPollers === undefined ? {} : { MinimumPollers: minimumPollers }
    const most = maximumPollers === undefined ? {} : { MaximumPollers: maximumPollers }
    put('ProvisionedPollerConfig', { ...least, ...most }, undefined)
  }
  return made
}

/** The type of an event from a stream, a table's or one of its own. */
function streamType(writing: Writing, { edge }: EdgeEntry): 'DynamoDB' | 'Kinesis' | undefined {
  const kind = findNode(writing.workflow, edge.from.node)?.kind
  return kind === 'table' ? 'DynamoDB' : kind === 'stream' ? 'Kinesis' : undefined
}

const keptOf = (writing: Writing, kept: JsonObject | undefined): JsonObject =>
  renameKept(writing, kept ?? {}) as JsonObject

const rest = (kept: JsonObject, made: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(made, key) && !ATTRIBUTES.has(key)))

/** As an event of the function; undefined where the template had it as a resource of its own. */
export function mappingEvent(writing: Writing, entry: EdgeEntry): Event | undefined {
  const { book } = rememberedEdge(writing.kept, entry.id)
  if (book['form'] === 'mapping') return undefined
  const type = streamType(writing, entry)
  const made = mappingProperties(writing, entry, type ? 'Stream' : 'Queue')
  const properties = { ...made, ...rest(keptOf(writing, entry.edge.kept), made) }
  const name = typeof book['name'] === 'string' ? book['name'] : nameOf(writing, entry.edge.from.node)
  return { name, body: { Type: type ?? 'SQS', Properties: properties } }
}

export function writeMapping(writing: Writing, entry: EdgeEntry): void {
  const { book, values } = rememberedEdge(writing.kept, entry.id)
  const kept = keptOf(writing, entry.edge.kept)
  const made = mappingProperties(writing, entry, 'EventSourceArn')
  const target = entry.edge.to.node
  const name = book['name']
  const isFree = typeof name === 'string' && !writing.taken.has(name)
  if (isFree) writing.taken.add(name)
  const id = isFree ? name : generate(writing, `${nameOf(writing, entry.edge.from.node)}To${nameOf(writing, target)}`)
  const attributes = Object.fromEntries(
    Object.entries(kept).filter(([key]) => ATTRIBUTES.has(key) && key !== 'Type' && key !== 'Properties'),
  )
  writing.resources[id] = {
    Type: EVENT_SOURCE_MAPPING,
    ...attributes,
    Properties: {
      ...made,
      FunctionName: reference(writing, values, 'FunctionName', target, { Ref: nameOf(writing, target) }),
      ...rest(kept, { ...made, FunctionName: null }),
    },
  }
}

/** A route, or a schedule that was an event; undefined where it is written elsewhere. */
export function routeEvent(writing: Writing, entry: EdgeEntry): Event | undefined {
  const source = findNode(writing.workflow, entry.edge.from.node)
  if (source?.kind === 'schedule') return scheduleEvent(writing, entry, source)
  if (source?.kind !== 'http-api') return undefined
  const route = edgeConfig(writing.workflow, entry.id, 'http-api/route')
  const { book, values } = rememberedEdge(writing.kept, entry.id)
  const api = rememberedNode(writing.kept, entry.edge.from.node).book
  const type = api['type']
  if (!route || book['form'] === 'definition' || (type === V2_API && source.config.type === 'http')) return undefined
  const isRest = source.config.type === 'rest'
  const apiProperty = isRest ? 'RestApiId' : 'ApiId'
  const kept = keptOf(writing, entry.edge.kept)
  const { made, put } = propertiesOf(writing, values, kept, {})
  const isDefault = route.path === '$default' && !isRest
  if (!isDefault) put('Path', route.path === '$default' ? '/{proxy+}' : route.path, undefined)
  // A route without path and method is SAM's $default; with a method it keeps both.
  if (isDefault && route.method !== 'ANY') put('Path', '$default', undefined)
  if (!isDefault || route.method !== 'ANY') put('Method', route.method, undefined)
  const isImplicit = api['form'] === 'implicit' && !isOwnApi(writing, entry.edge.from.node)
  if (!isImplicit && book['implied'] !== true)
    made[apiProperty] = reference(writing, values, apiProperty, entry.edge.from.node, { Ref: source.name })
  putRouteSettings(writing, entry, { made, put }, kept)
  const name = typeof book['name'] === 'string' ? book['name'] : source.name
  const properties = { ...made, ...rest(kept, made) }
  return { name, body: { Type: isRest ? 'Api' : 'HttpApi', ...(!isEmpty(properties) && { Properties: properties }) } }
}

/** An implicit API that was given something of its own has to be written. */
export function isOwnApi(writing: Writing, id: NodeId): boolean {
  const node = findNode(writing.workflow, id) as NodeOf<'http-api'>
  const isRest = node.config.type === 'rest'
  return (
    node.name !== (isRest ? 'ServerlessRestApi' : 'ServerlessHttpApi') ||
    apiStage(node.config) !== (isRest ? 'Prod' : '$default')
  )
}

/** Routes of an API that SAM's events can't say: a plain API, or a function that is no SAM function. */
export function writeV2Route(writing: Writing, entry: EdgeEntry, isSamTarget: boolean): void {
  const source = findNode(writing.workflow, entry.edge.from.node)
  const route = edgeConfig(writing.workflow, entry.id, 'http-api/route')
  const { book } = rememberedEdge(writing.kept, entry.id)
  const api = rememberedNode(writing.kept, entry.edge.from.node).book['type']
  const isRest = source?.kind === 'http-api' && source.config.type === 'rest'
  if (!source || !route || book['form'] === 'definition' || ((api !== V2_API || isRest) && isSamTarget)) return
  const target = nameOf(writing, entry.edge.to.node)
  if (isRest) {
    lose(writing, 'route-unwritten', { name: source.name, to: target }, entry.edge.from.node)
    return
  }
  if (book['form'] === 'route') return
  const integration = generate(writing, `${source.name}${target}Integration`)
  writing.resources[integration] = {
    Type: V2_INTEGRATION,
    Properties: {
      ApiId: { Ref: source.name },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arnOf(target),
      PayloadFormatVersion: route.payloadFormat,
    },
  }
  writing.resources[generate(writing, `${source.name}${target}Route`)] = {
    Type: V2_ROUTE,
    Properties: {
      ApiId: { Ref: source.name },
      RouteKey: route.path === '$default' ? '$default' : `${route.method} ${route.path}`,
      Target: { 'Fn::Sub': `integrations/\${${integration}}` },
    },
  }
  writing.resources[generate(writing, `${source.name}${target}Permission`)] = {
    Type: PERMISSION,
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: target },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${source.name}}/*`,
      },
    },
  }
}
