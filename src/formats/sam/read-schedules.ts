// Schedules of a template: events of a function, rules with a schedule expression, schedules of EventBridge Scheduler.
import type { Json } from '#base'
import { addEdge, addNode, type Draft, type DraftEdge, type DraftNode, note, targetOf } from './draft.ts'
import { targetSchema } from './edge-schemas.ts'
import { keepWhole } from './read-event-buses.ts'
import { asFlag, asNumber, asText, type Convert, secondsAsMs, type Source, takeProperty } from './read-property.ts'
import { keepAttributes, keepReference, keepRest, takeEdge, targetId } from './read-resources.ts'
import { asObject, get, isList, isObject, omit, type Resource, RULE, SCHEDULE } from './template.ts'

export const isSchedule = (resource: Resource): boolean =>
  resource.type === SCHEDULE || (resource.type === RULE && get(resource.properties, 'ScheduleExpression') !== undefined)

const asState: Convert = (state) => (state === 'ENABLED' || state === 'DISABLED' ? state === 'ENABLED' : undefined)

/** Off, or so many minutes. */
const asWindow: Convert = (given) => {
  if (!isObject(given)) return undefined
  const { Mode, MaximumWindowInMinutes, ...rest } = given
  if (Object.keys(rest).length > 0) return undefined
  if (Mode === 'OFF') return MaximumWindowInMinutes === undefined ? 0 : undefined
  return Mode === 'FLEXIBLE' && MaximumWindowInMinutes !== undefined ? asNumber(MaximumWindowInMinutes) : undefined
}

/** What Scheduler knows besides. */
function takeScheduler(draft: Draft, node: DraftNode, source: Source, seen: Set<string>): void {
  node.config['flavour'] = 'scheduler'
  takeProperty(draft, node, source, 'ScheduleExpressionTimezone', 'timeZone', asText, seen)
  takeProperty(draft, node, source, 'FlexibleTimeWindow', 'flexibleWindowMinutes', asWindow, seen)
  takeProperty(draft, node, source, 'StartDate', 'startDate', asText, seen)
  takeProperty(draft, node, source, 'EndDate', 'endDate', asText, seen)
}

export function readSchedule(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = { own: resource.properties, merged: resource.properties }
  const seen = new Set<string>([resource.type === RULE ? 'Targets' : 'Target'])
  takeProperty(draft, node, source, 'ScheduleExpression', 'expression', asText, seen)
  takeProperty(draft, node, source, 'State', 'enabled', asState, seen)
  if (resource.type === SCHEDULE) takeScheduler(draft, node, source, seen)
  Object.assign(node.kept, omit(resource.properties, seen))
  keepAttributes(node, resource)
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

const FIRED_PORTS: Readonly<Record<string, string>> = { queue: 'send', topic: 'publish', 'event-bus': 'put' }
const REFERRED_TO_BY_REF: ReadonlySet<string> = new Set(['topic'])
const POLICY = ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds']

function readTarget(draft: Draft, node: DraftNode, target: Json): boolean {
  const to = targetOf(draft, get(target, 'Arn'), ['function', 'queue', 'topic', 'event-bus'])
  const edge = to && addEdge(draft, node, 'fire', to, FIRED_PORTS[to.kind] ?? 'invoke')
  if (!edge) return false
  const seen = takeTarget(draft, edge, target)
  const bus = get(target, 'EventBridgeParameters')
  if (bus !== undefined) {
    takeEdge(draft, edge, bus, 'Source', 'eventSource', asText, targetSchema)
    takeEdge(draft, edge, bus, 'DetailType', 'eventDetailType', asText, targetSchema)
    keepWhole(edge, 'EventBridgeParameters', bus, ['Source', 'DetailType'])
  }
  const arn: Json = REFERRED_TO_BY_REF.has(to.kind) ? { Ref: to.logicalId } : { 'Fn::GetAtt': [to.logicalId, 'Arn'] }
  keepReference(edge, 'Arn', get(target, 'Arn'), arn)
  const isOurId = get(target, 'Id') === targetId(to.logicalId)
  keepRest(edge, target, ['Arn', 'EventBridgeParameters', ...seen, ...(isOurId ? ['Id'] : [])])
  edge.book['form'] = 'target'
  return true
}

/** What a target has wherever it stands; the names of what was read. */
function takeTarget(draft: Draft, edge: DraftEdge, from: Json): readonly string[] {
  takeEdge(draft, edge, from, 'Input', 'input', asText, targetSchema)
  const policy = get(from, 'RetryPolicy')
  takeEdge(draft, edge, policy, 'MaximumRetryAttempts', 'maximumRetryAttempts', asNumber, targetSchema)
  takeEdge(draft, edge, policy, 'MaximumEventAgeInSeconds', 'maximumEventAgeMs', secondsAsMs, targetSchema)
  keepWhole(edge, 'RetryPolicy', policy, POLICY)
  const letters = get(from, 'DeadLetterConfig')
  if (letters === undefined) return ['Input', 'RetryPolicy']
  const queue = targetOf(draft, get(letters, 'Arn'), ['queue'])
  // Until it is known that all targets have the same queue.
  edge.kept['DeadLetterConfig'] = letters
  if (queue && Object.keys(asObject(letters)).length === 1) draft.undelivered.set(edge, queue)
  else note(draft, 'redrive-elsewhere', {}, edge.from)
  return ['Input', 'RetryPolicy', 'DeadLetterConfig']
}

/** A dead-letter queue that all targets of a schedule have. */
export function readUndeliveredFirings(draft: Draft): void {
  for (const schedule of draft.nodes.values()) {
    if (schedule.kind !== 'schedule') continue
    const targets = draft.edges.filter((edge) => edge.from === schedule && edge.port === 'fire')
    const queues = new Set(targets.map((edge) => draft.undelivered.get(edge)))
    const [queue] = queues
    if (queues.size > 1) note(draft, 'redrive-elsewhere', {}, schedule)
    if (queues.size !== 1 || !queue || !addEdge(draft, schedule, 'undelivered', queue, 'send')) continue
    for (const edge of targets) {
      const arn = get(edge.kept['DeadLetterConfig'], 'Arn')
      keepReference(edge, 'DeadLetterArn', arn, { 'Fn::GetAtt': [queue.logicalId, 'Arn'] })
      delete edge.kept['DeadLetterConfig']
    }
  }
}

/** A function's event of type Schedule or ScheduleV2. */
export function readScheduleEvent(
  draft: Draft,
  target: DraftNode,
  name: string,
  type: 'Schedule' | 'ScheduleV2',
  properties: Json,
): boolean {
  const id = `${target.logicalId}${name}`
  if (draft.nodes.has(id) || Object.hasOwn(draft.template.resources, id)) return false
  const node = addNode(draft, 'schedule', id)
  node.book['form'] = 'event'
  node.book['event'] = name
  const source = { own: asObject(properties), merged: asObject(properties) }
  const seen = new Set<string>()
  takeProperty(draft, node, source, type === 'Schedule' ? 'Schedule' : 'ScheduleExpression', 'expression', asText, seen)
  if (type === 'Schedule') takeProperty(draft, node, source, 'Enabled', 'enabled', asFlag, seen)
  takeProperty(draft, node, source, 'State', 'enabled', asState, seen)
  if (type === 'ScheduleV2') takeScheduler(draft, node, source, seen)
  const edge = addEdge(draft, node, 'fire', target, 'invoke')
  if (edge) for (const property of takeTarget(draft, edge, properties)) seen.add(property)
  Object.assign(node.kept, omit(asObject(properties), seen))
  return true
}
