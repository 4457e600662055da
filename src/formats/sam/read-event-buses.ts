// Event buses of a template and the rules on them that choose by a pattern: as resources of their own or as events of a
// function. A rule of no bus is the default bus's.
import type { Json, JsonObject } from '#base'
import { eventRuleName, type NodeKind } from '#nodes/models'
import { addEdge, addNode, type Draft, type DraftEdge, type DraftNode, type Mutable, note, targetOf } from './draft.ts'
import { ruleSchema } from './edge-schemas.ts'
import { asFlag, asNumber, asText, checked, secondsAsMs } from './read-property.ts'
import { keepAttributes, keepReference, keepRest, takeEdge, targetId } from './read-resources.ts'
import { ATTRIBUTES, get, isList, isObject, omit, type Resource, RULE, sameValue } from './template.ts'

/** The bus every account has: a name, and no resource. */
export const DEFAULT_BUS = 'default'

const TARGET_PORTS = {
  function: 'invoke',
  queue: 'send',
  topic: 'publish',
  'event-bus': 'put',
} as const satisfies Partial<Record<NodeKind, string>>
const TARGET_KINDS = ['function', 'queue', 'topic', 'event-bus'] as const

export function readEventBus(_draft: Draft, node: DraftNode, resource: Resource): void {
  const { properties } = resource
  Object.assign(node.kept, get(properties, 'Name') === resource.id ? omit(properties, new Set(['Name'])) : properties)
  if (get(properties, 'Name') !== resource.id) node.book['named'] = false
  keepAttributes(node, resource)
}

/** Undefined: a bus that is not in this template. */
function busOf(draft: Draft, given: Json | undefined): DraftNode | undefined {
  if (given !== undefined && draft.resolver.resolve(given) !== DEFAULT_BUS) return targetOf(draft, given, ['event-bus'])
  return draft.nodes.get(DEFAULT_BUS) ?? addNode(draft, 'event-bus', DEFAULT_BUS)
}

const isPatternRule = ({ type, properties }: Resource): boolean =>
  type === RULE && get(properties, 'EventPattern') !== undefined && get(properties, 'ScheduleExpression') === undefined

/** What a rule says besides its targets. */
const RULE_PROPERTIES = new Set(['Name', 'EventBusName', 'EventPattern', 'State', 'Targets'])

/** Becomes edges when its bus and all of its targets are here; else it is kept whole. */
export function readPatternRule(draft: Draft, resource: Resource): void {
  if (!isPatternRule(resource)) return
  const { properties, id } = resource
  const targets = get(properties, 'Targets')
  const nodes = isList(targets)
    ? targets.map((target) => targetOf(draft, get(target, 'Arn'), TARGET_KINDS))
    : [undefined]
  const known = nodes.filter((node) => node !== undefined)
  const name = draft.resolver.resolve(get(properties, 'Name') ?? id)
  const isUsable =
    known.length > 0 &&
    known.length === nodes.length &&
    typeof name === 'string' &&
    checked(ruleSchema, 'name', name) !== undefined &&
    Object.keys(resource.body).every((key) => ATTRIBUTES.has(key))
  const bus = isUsable ? busOf(draft, get(properties, 'EventBusName')) : undefined
  if (!bus || typeof name !== 'string' || known.includes(bus)) return
  for (const [index, node] of known.entries()) {
    const target = (targets as readonly Json[])[index] as Json
    const edge = addEdge(draft, bus, 'rule', node, TARGET_PORTS[node.kind as keyof typeof TARGET_PORTS])
    if (!edge) continue
    edge.config['name'] = name
    readRule(draft, edge, properties, 'EventPattern')
    readTarget(draft, edge, target)
    const arn: Json = node.kind === 'topic' ? { Ref: node.logicalId } : { 'Fn::GetAtt': [node.logicalId, 'Arn'] }
    keepReference(edge, 'Arn', get(target, 'Arn'), arn)
    const isOurId = get(target, 'Id') === targetId(node.logicalId)
    keepRest(edge, target, ['Arn', ...TARGET_PROPERTIES, ...(isOurId ? ['Id'] : [])])
    Object.assign(edge.book, {
      form: 'rule',
      name: id,
      ...(get(properties, 'Name') === undefined && { unnamed: true }),
    })
    const beside: Mutable = { ...omit(properties, RULE_PROPERTIES) }
    for (const property of ['EventPattern', 'State']) {
      const unread = edge.kept[property]
      if (unread !== undefined) beside[property] = unread
      delete edge.kept[property]
    }
    if (Object.keys(beside).length > 0) edge.book['rest'] = beside
    const attributes = omit(resource.body, new Set(['Type', 'Properties']))
    if (Object.keys(attributes).length > 0) edge.book['attributes'] = attributes
    keepReference(edge, 'EventBusName', get(properties, 'EventBusName'), standardBus(bus) ?? null)
  }
  draft.became.set(id, 'edge')
}

/** The default bus goes without saying. */
const standardBus = ({ logicalId }: DraftNode): Json | undefined =>
  logicalId === DEFAULT_BUS ? undefined : { Ref: logicalId }

/** A function's event of type EventBridgeRule or CloudWatchEvent. */
export function readRuleEvent(
  draft: Draft,
  node: DraftNode,
  name: string,
  type: 'EventBridgeRule' | 'CloudWatchEvent',
  properties: JsonObject,
): boolean {
  const given = draft.resolver.resolve(get(properties, 'RuleName') ?? '')
  if (typeof given !== 'string' || get(properties, 'Pattern') === undefined) return false
  const bus = busOf(draft, get(properties, 'EventBusName'))
  const edge = bus && addEdge(draft, bus, 'rule', node, 'invoke')
  if (!edge) return false
  const standard = `${node.logicalId}${name}`
  edge.config['name'] = given !== '' ? given : checked(ruleSchema, 'name', standard) === undefined ? '' : standard
  readRule(draft, edge, properties, 'Pattern')
  readTarget(draft, edge, properties)
  const seen = ['Pattern', 'EventBusName', 'RuleName', 'State', 'Enabled', ...TARGET_PROPERTIES]
  keepRest(edge, properties, seen)
  keepReference(edge, 'EventBusName', get(properties, 'EventBusName'), standardBus(bus) ?? null)
  Object.assign(edge.book, { form: 'event', type, name, ...(given === '' && { unnamed: true }) })
  return true
}

function readRule(draft: Draft, edge: DraftEdge, properties: JsonObject, property: string): void {
  takeEdge(draft, edge, properties, property, 'pattern', asPatternText, ruleSchema)
  const pattern = get(properties, property)
  if (edge.config['pattern'] !== undefined && !sameValue(draft.resolver.resolve(pattern), pattern))
    edge.values[property] = pattern as Json
  takeEdge(draft, edge, properties, 'State', 'enabled', asState, ruleSchema)
  if (property === 'Pattern') takeEdge(draft, edge, properties, 'Enabled', 'enabled', asFlag, ruleSchema)
}

export const asPatternText = (value: Json): Json | undefined =>
  isObject(value) ? JSON.stringify(value) : typeof value === 'string' ? value : undefined

const asState = (state: Json): Json | undefined =>
  state === 'ENABLED' || state === 'DISABLED' ? state === 'ENABLED' : undefined

const TARGET_PROPERTIES = ['Input', 'InputPath', 'InputTransformer', 'RetryPolicy', 'DeadLetterConfig']

function readTarget(draft: Draft, edge: DraftEdge, target: Json): void {
  takeEdge(draft, edge, target, 'Input', 'input', asText, ruleSchema)
  takeEdge(draft, edge, target, 'InputPath', 'inputPath', asText, ruleSchema)
  const transformer = get(target, 'InputTransformer')
  takeEdge(draft, edge, transformer, 'InputTemplate', 'inputTemplate', asText, ruleSchema)
  takeEdge(draft, edge, transformer, 'InputPathsMap', 'inputPaths', asTexts, ruleSchema)
  const policy = get(target, 'RetryPolicy')
  takeEdge(draft, edge, policy, 'MaximumRetryAttempts', 'maximumRetryAttempts', asNumber, ruleSchema)
  takeEdge(draft, edge, policy, 'MaximumEventAgeInSeconds', 'maximumEventAgeMs', secondsAsMs, ruleSchema)
  keepWhole(edge, 'InputTransformer', transformer, ['InputTemplate', 'InputPathsMap'])
  keepWhole(edge, 'RetryPolicy', policy, ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds'])
  const letters = get(target, 'DeadLetterConfig')
  if (letters === undefined) return
  const arn = get(letters, 'Arn')
  const queue = targetOf(draft, arn, ['queue'])
  if (!queue || Object.keys(letters as JsonObject).length !== 1) {
    edge.kept['DeadLetterConfig'] = letters
    note(draft, 'redrive-elsewhere', {}, edge.from)
    return
  }
  keepReference(edge, 'DeadLetterArn', arn, { 'Fn::GetAtt': [queue.logicalId, 'Arn'] })
  draft.undelivered.set(edge, queue)
}

/** What could not be used of a group stays with the whole group, where it stood. */
export function keepWhole(edge: DraftEdge, property: string, given: Json | undefined, parts: readonly string[]): void {
  for (const part of parts) {
    if (given === undefined || edge.kept[part] === undefined) continue
    delete edge.kept[part]
    edge.kept[property] = given
  }
}

const asTexts = (value: Json): Json | undefined =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string') ? value : undefined

/** The dead-letter queues of rules as edges: one for all where all have the same. */
export function readUndeliveredEvents(draft: Draft): void {
  for (const bus of draft.nodes.values()) {
    if (bus.kind !== 'event-bus') continue
    const rules = draft.edges.filter((edge) => edge.from === bus && edge.port === 'rule')
    const queues = new Set(rules.map((edge) => draft.undelivered.get(edge)))
    const [only] = queues
    if (queues.size === 1 && only) {
      addEdge(draft, bus, 'undelivered', only, 'send')
      continue
    }
    const said = new Set<string>()
    for (const rule of rules) {
      const queue = draft.undelivered.get(rule)
      const name = eventRuleName({ name: String(rule.config['name'] ?? '') }, bus.logicalId, rule.to.logicalId)
      if (!queue || said.has(name)) continue
      said.add(name)
      const edge = addEdge(draft, bus, 'undelivered', queue, 'send')
      if (edge) edge.config['rule'] = name
    }
  }
}
