// Event buses and their rules as resources, and what lets a rule reach its targets and its dead-letter queue.
import type { Json, JsonObject } from '#base'
import { eventRuleName } from '#nodes/models'
import { type EdgeEntry, edgeConfig, findNode, type NodeEntry, type NodeId, outgoing } from '#workflow'
import type { Mutable } from './draft.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import { DEFAULT_BUS } from './read-event-buses.ts'
import { targetId } from './read-resources.ts'
import { asObject, ATTRIBUTES, EVENT_BUS, isEmpty, isObject, LAMBDA_FUNCTION, RULE, sameValue } from './template.ts'
import { permit, permitDeadLetters, setResource } from './write-resources.ts'
import {
  arnOf,
  arnOfNode,
  claim,
  lose,
  nameOf,
  propertiesOf,
  reference,
  renameKept,
  splitKept,
  type Writing,
} from './writing.ts'

export function writeEventBus(writing: Writing, { id, node }: NodeEntry<'event-bus'>): void {
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const isNamed = rememberedNode(writing.kept, id).book['named'] !== false
  if (node.name !== DEFAULT_BUS)
    setResource(writing, node.name, EVENT_BUS, attributes, isNamed ? { Name: node.name } : {}, kept)
  const rules = new Map<string, EdgeEntry[]>()
  for (const entry of outgoing(writing.workflow, id, 'rule')) {
    if (isEvent(writing, entry)) continue
    const name = nameOfRule(writing, entry)
    rules.set(name, [...(rules.get(name) ?? []), entry])
  }
  for (const [name, entries] of rules) writeRule(writing, name, entries)
  const { minimumDelayMs, maximumDelayMs } = node.config
  if (minimumDelayMs !== 1000 || maximumDelayMs !== 480_000)
    lose(writing, 'event-bus-model-unwritten', { name: node.name }, id)
}

function nameOfRule(writing: Writing, { id, edge }: EdgeEntry): string {
  const config = edgeConfig(writing.workflow, id, 'event-bus/rule')
  return eventRuleName({ name: config?.name ?? '' }, nameOf(writing, edge.from.node), nameOf(writing, edge.to.node))
}

/** Stands with the function it was imported with? */
function isEvent(writing: Writing, { id, edge }: EdgeEntry): boolean {
  return (
    rememberedEdge(writing.kept, id).book['form'] === 'event' &&
    edge.to.port === 'invoke' &&
    rememberedNode(writing.kept, edge.to.node).book['type'] !== LAMBDA_FUNCTION
  )
}

/** What all targets of a rule share; undefined where its pattern can't be written. */
function ruleProperties(writing: Writing, name: string, entry: EdgeEntry, property: string): Mutable | undefined {
  const { edge, id } = entry
  const config = edgeConfig(writing.workflow, id, 'event-bus/rule')
  const { values, book } = rememberedEdge(writing.kept, id)
  if (!config) return undefined
  const { made, put } = propertiesOf(writing, values, keptOf(writing, entry), {})
  const pattern = patternOf(writing, config.pattern)
  const rest = renameKept(writing, asObject(book['rest'])) as JsonObject
  if (pattern === undefined && rest['EventPattern'] === undefined) {
    const data = { name: nameOf(writing, edge.from.node), to: nameOf(writing, edge.to.node) }
    lose(writing, 'event-pattern-unwritten', data, edge.from.node)
    return undefined
  }
  const bus = nameOf(writing, edge.from.node)
  if (bus !== DEFAULT_BUS || values['EventBusName'] !== undefined)
    made['EventBusName'] = reference(writing, values, 'EventBusName', edge.from.node, { Ref: bus })
  if (!(book['unnamed'] === true && name === standardName(writing, entry)))
    made[property === 'Pattern' ? 'RuleName' : 'Name'] = name
  put(property, pattern, undefined)
  put('State', config.enabled ? 'ENABLED' : 'DISABLED', 'ENABLED')
  return { ...made, ...rest }
}

/** The name that an import gave a rule without one. */
function standardName(writing: Writing, { id, edge }: EdgeEntry): string {
  const { book } = rememberedEdge(writing.kept, id)
  const own = String(book['name'] ?? '')
  return book['form'] === 'event' ? `${nameOf(writing, edge.to.node)}${own}` : own
}

function writeRule(writing: Writing, name: string, entries: readonly EdgeEntry[]): void {
  const [first] = entries
  if (!first) return
  const made = ruleProperties(writing, name, first, 'EventPattern')
  if (!made) return
  const { book } = rememberedEdge(writing.kept, first.id)
  const remembered = book['form'] === 'rule' && typeof book['name'] === 'string' ? book['name'] : undefined
  const id = claim(writing, remembered ?? (name.replace(/[^A-Za-z0-9]/g, '') || 'Rule'))
  const taken = new Set<string>()
  const targets = entries.map((entry) => target(writing, entry, taken))
  const attributes = renameKept(writing, asObject(book['attributes'])) as JsonObject
  setResource(writing, id, RULE, attributes, { ...made, Targets: targets }, {})
  for (const entry of entries) {
    if (rememberedEdge(writing.kept, entry.id).book['form'] !== undefined) continue
    permit(writing, id, entry)
    const letters = deadLetters(writing, entry)
    if (letters !== undefined) permitDeadLetters(writing, id, letters)
  }
}

function target(writing: Writing, entry: EdgeEntry, taken: Set<string>): Json {
  const { edge, id } = entry
  const { values } = rememberedEdge(writing.kept, id)
  const kept = keptOf(writing, entry)
  const to = edge.to.node
  const base = targetId(nameOf(writing, to))
  let own = kept['Id'] ?? base
  for (let number = 2; taken.has(String(own)); number++) own = targetId(`${base}${number}`)
  taken.add(String(own))
  const made: Mutable = {
    Arn: reference(writing, values, 'Arn', to, arnOfNode(writing, to)),
    Id: own,
    ...targetProperties(writing, entry),
  }
  return { ...made, ...rest(kept, made) }
}

function targetProperties(writing: Writing, entry: EdgeEntry): Mutable {
  const config = edgeConfig(writing.workflow, entry.id, 'event-bus/rule')
  if (!config) return {}
  const { values } = rememberedEdge(writing.kept, entry.id)
  const { made, put } = propertiesOf(writing, values, keptOf(writing, entry), {})
  put('Input', config.input === '' ? undefined : config.input, undefined)
  put('InputPath', config.inputPath === '' ? undefined : config.inputPath, undefined)
  if (config.inputTemplate !== '') {
    const inner = propertiesOf(writing, values, {}, {})
    inner.put('InputPathsMap', isEmpty(config.inputPaths) ? undefined : config.inputPaths, undefined)
    inner.put('InputTemplate', config.inputTemplate, undefined)
    made['InputTransformer'] = inner.made
  }
  const policy = propertiesOf(writing, values, {}, {})
  policy.put('MaximumRetryAttempts', config.maximumRetryAttempts, 185)
  policy.put('MaximumEventAgeInSeconds', config.maximumEventAgeMs / 1000, 86_400)
  if (!isEmpty(policy.made)) made['RetryPolicy'] = policy.made
  const letters = deadLetters(writing, entry)
  if (letters !== undefined)
    made['DeadLetterConfig'] = {
      Arn: reference(writing, values, 'DeadLetterArn', letters, arnOf(nameOf(writing, letters))),
    }
  return made
}

/** As an event of the function; undefined where the rule is a resource. */
export function ruleEvent(writing: Writing, entry: EdgeEntry): { name: string; body: Json } | undefined {
  if (findNode(writing.workflow, entry.edge.from.node)?.kind !== 'event-bus' || !isEvent(writing, entry))
    return undefined
  const rule = ruleProperties(writing, nameOfRule(writing, entry), entry, 'Pattern')
  if (!rule) return undefined
  const { book } = rememberedEdge(writing.kept, entry.id)
  const made = { ...rule, ...targetProperties(writing, entry) }
  const type = book['type'] === 'CloudWatchEvent' ? 'CloudWatchEvent' : 'EventBridgeRule'
  return {
    name: String(book['name'] ?? nameOf(writing, entry.edge.from.node)),
    body: { Type: type, Properties: { ...made, ...rest(keptOf(writing, entry), made) } },
  }
}

const keptOf = (writing: Writing, { edge }: EdgeEntry): JsonObject => renameKept(writing, edge.kept ?? {}) as JsonObject

const rest = (kept: JsonObject, made: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(made, key)))

/** As an object; what is none, or what CloudFormation would read otherwise, can't be written. */
export function patternOf(writing: Writing, text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) && sameValue(writing.resolver.resolve(value), value) ? value : undefined
  } catch {
    return undefined // the caller says that it is left out
  }
}

function deadLetters(writing: Writing, entry: EdgeEntry): NodeId | undefined {
  const name = nameOfRule(writing, entry)
  const ends = outgoing(writing.workflow, entry.edge.from.node, 'undelivered').map(({ id, edge }) => ({
    rule: edgeConfig(writing.workflow, id, 'event-bus/undelivered')?.rule,
    to: edge.to.node,
  }))
  return (ends.find((end) => end.rule === name) ?? ends.find((end) => end.rule === ''))?.to
}
