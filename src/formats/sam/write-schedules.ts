// Schedules as they are written: an event of the one function they fire, a rule, or a schedule of EventBridge Scheduler
// with the role that lets it reach its target.
import type { Json, JsonObject } from '#base'
import { type EdgeEntry, edgeConfig, findNode, type NodeEntry, type NodeId, type NodeOf, outgoing } from '#workflow'
import type { Mutable } from './draft.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import { targetId } from './read-resources.ts'
import { ATTRIBUTES, isEmpty, isList, RULE, SCHEDULE } from './template.ts'
import { permit, permitDeadLetters, setResource } from './write-resources.ts'
import {
  arnOf,
  arnOfNode,
  generate,
  lose,
  nameOf,
  type Properties,
  propertiesOf,
  reference,
  renameKept,
  splitKept,
  type Writing,
} from './writing.ts'

const OFF: Json = { Mode: 'OFF' }

const windowOf = (minutes: number): Json =>
  minutes === 0 ? OFF : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: minutes }

/** SAM fills in that a schedule has no window; CloudFormation wants it said. */
function putScheduler({ put }: Properties, { config }: NodeOf<'schedule'>, standardWindow: Json | undefined): void {
  put('ScheduleExpressionTimezone', config.timeZone, 'UTC')
  put('FlexibleTimeWindow', windowOf(config.flexibleWindowMinutes), standardWindow)
  put('StartDate', config.startDate === '' ? undefined : config.startDate, undefined)
  put('EndDate', config.endDate === '' ? undefined : config.endDate, undefined)
}

const deadLettersOf = (writing: Writing, schedule: NodeId): NodeId | undefined =>
  outgoing(writing.workflow, schedule, 'undelivered')[0]?.edge.to.node

/** What a target has wherever it stands. */
function targetProperties(writing: Writing, entry: EdgeEntry): Mutable {
  const config = edgeConfig(writing.workflow, entry.id, 'schedule/fire')
  if (!config) return {}
  const { values } = rememberedEdge(writing.kept, entry.id)
  const { made, put } = propertiesOf(writing, values, {}, {})
  put('Input', config.input === '' ? undefined : config.input, undefined)
  const policy = propertiesOf(writing, values, {}, {})
  policy.put('MaximumRetryAttempts', config.maximumRetryAttempts, 185)
  policy.put('MaximumEventAgeInSeconds', config.maximumEventAgeMs / 1000, 86_400)
  if (!isEmpty(policy.made)) made['RetryPolicy'] = policy.made
  const letters = deadLettersOf(writing, entry.edge.from.node)
  if (letters !== undefined)
    made['DeadLetterConfig'] = {
      Arn: reference(writing, values, 'DeadLetterArn', letters, arnOf(nameOf(writing, letters))),
    }
  return made
}

function target(writing: Writing, entry: EdgeEntry, isScheduler: boolean): Mutable {
  const name = nameOf(writing, entry.edge.to.node)
  const { values } = rememberedEdge(writing.kept, entry.id)
  const kept = keptOf(writing, entry.edge.kept)
  const made: Mutable = {
    Arn: reference(writing, values, 'Arn', entry.edge.to.node, arnOfNode(writing, entry.edge.to.node)),
    ...(isScheduler ? {} : { Id: kept['Id'] ?? targetId(name) }),
    ...targetProperties(writing, entry),
  }
  const config = edgeConfig(writing.workflow, entry.id, 'schedule/fire')
  if (isScheduler && config && entry.edge.to.port === 'put') {
    const event = propertiesOf(writing, values, {}, {})
    event.put('DetailType', config.eventDetailType, undefined)
    event.put('Source', config.eventSource, undefined)
    made['EventBridgeParameters'] = event.made
  }
  return { ...made, ...rest(kept, made) }
}

export function writeSchedule(writing: Writing, { id, node }: NodeEntry<'schedule'>): void {
  if (isScheduleEvent(writing, id)) return
  const { values } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const properties = propertiesOf(writing, values, kept, {})
  const { made, put } = properties
  put('ScheduleExpression', node.config.expression, undefined)
  put('State', node.config.enabled ? 'ENABLED' : 'DISABLED', 'ENABLED')
  const edges = outgoing(writing.workflow, id, 'fire')
  if (node.config.flavour === 'scheduler') {
    putScheduler(properties, node, undefined)
    const [first, ...more] = edges
    if (first) made['Target'] = schedulerTarget(writing, node.name, first)
    for (const { edge } of more)
      lose(writing, 'target-unwritten', { name: node.name, to: nameOf(writing, edge.to.node) }, id)
    setResource(writing, node.name, SCHEDULE, attributes, made, kept)
    return
  }
  const others = isList(kept['Targets']) ? kept['Targets'] : []
  const targets = edges.map((entry) => target(writing, entry, false))
  if (targets.length + others.length > 0) made['Targets'] = [...targets, ...others]
  for (const entry of edges) permit(writing, node.name, entry)
  const letters = deadLettersOf(writing, id)
  const isOwn = edges.some((entry) => rememberedEdge(writing.kept, entry.id).book['form'] !== 'target')
  if (letters !== undefined && isOwn) permitDeadLetters(writing, node.name, letters)
  setResource(writing, node.name, RULE, attributes, made, kept)
}

const ACTIONS: Readonly<Record<string, string>> = {
  invoke: 'lambda:InvokeFunction',
  send: 'sqs:SendMessage',
  publish: 'sns:Publish',
  put: 'events:PutEvents',
}

/** Scheduler acts by a role: what was imported brought its own, anything else gets one. */
function schedulerTarget(writing: Writing, schedule: string, entry: EdgeEntry): Json {
  const made = target(writing, entry, true)
  if (made['RoleArn'] !== undefined) return made
  const { node, port } = entry.edge.to
  const letters = deadLettersOf(writing, entry.edge.from.node)
  const allow = (action: string | undefined, resource: NodeId): Json => ({
    Effect: 'Allow',
    Action: action ?? '',
    Resource: arnOfNode(writing, resource),
  })
  const role = generate(writing, `${schedule}Role`)
  writing.resources[role] = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'Target',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              allow(ACTIONS[port], node),
              ...(letters === undefined ? [] : [allow(ACTIONS['send'], letters)]),
            ],
          },
        },
      ],
    },
  }
  return { ...made, RoleArn: arnOf(role) }
}

/** As an event of the function; undefined where it is a resource of its own. */
export function scheduleEvent(
  writing: Writing,
  entry: EdgeEntry,
  source: NodeOf<'schedule'>,
): { readonly name: string; readonly body: Json } | undefined {
  const id = entry.edge.from.node
  if (!isScheduleEvent(writing, id)) return undefined
  const { book, values } = rememberedNode(writing.kept, id)
  const kept = keptOf(writing, source.kept)
  const isV2 = source.config.flavour === 'scheduler'
  const properties = propertiesOf(writing, values, kept, {})
  const { made, put } = properties
  put(isV2 ? 'ScheduleExpression' : 'Schedule', source.config.expression, undefined)
  if (isV2) {
    put('State', source.config.enabled ? 'ENABLED' : 'DISABLED', 'ENABLED')
    putScheduler(properties, source, OFF)
  } else if (kept['Enabled'] === undefined) put('Enabled', source.config.enabled, true)
  Object.assign(made, targetProperties(writing, entry))
  const body = { ...made, ...rest(kept, made), ...rest(keptOf(writing, entry.edge.kept), made) }
  return {
    name: typeof book['event'] === 'string' ? book['event'] : source.name,
    body: { Type: isV2 ? 'ScheduleV2' : 'Schedule', Properties: body },
  }
}

/** Still an event of the one function it fires, under the name that SAM gives it? */
function isScheduleEvent(writing: Writing, id: NodeId): boolean {
  const { book } = rememberedNode(writing.kept, id)
  const [first, ...more] = outgoing(writing.workflow, id, 'fire')
  const target = first && findNode(writing.workflow, first.edge.to.node)
  if (book['form'] !== 'event' || target?.kind !== 'function' || !first || more.length > 0) return false
  return (
    rememberedNode(writing.kept, first.edge.to.node).book['type'] === undefined &&
    findNode(writing.workflow, id)?.name === `${target.name}${String(book['event'])}`
  )
}

const keptOf = (writing: Writing, kept: JsonObject | undefined): JsonObject =>
  renameKept(writing, kept ?? {}) as JsonObject

const rest = (kept: JsonObject, made: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(made, key) && !ATTRIBUTES.has(key)))
