// A schedule that EventBridge would refuse, in its words, and what one flavour of schedule has and the other has not.
import { type JsonObject, parseIsoUtc } from '#base'
import {
  isTimeZone,
  parseScheduleExpression,
  type ScheduleReason,
  scheduleRefusal,
  similarTimeZone,
  UTC,
} from '#nodes/models'
import type { NodeId, NodeOf, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import { checkJsonText } from '../json-text.ts'
import type { Problem } from '../refusal.ts'

/** A schedule of Scheduler calls one target. API reference, CreateSchedule. [V] */
const SCHEDULER_TARGETS = 1

export const schedules = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'schedule').flatMap(({ id, node }) => [
    ...expressionProblems(id, node),
    ...(node.config.flavour === 'scheduler' ? schedulerProblems(id, node) : ruleProblems(id, node)),
    ...targetProblems(workflow, id, node),
  ])

const patchOf = (id: NodeId, patch: JsonObject) => ({ fix: { type: 'edit-config', node: id, patch } as const })

function expressionProblems(id: NodeId, node: NodeOf<'schedule'>): Problem[] {
  const { expression, flavour } = node.config
  const parsed = parseScheduleExpression(expression, flavour)
  if (parsed.ok) return []
  const data = { schedule: node.name, expression, reason: parsed.error, said: scheduleRefusal(expression, flavour) }
  const problem = { severity: 'error', node: id, field: 'expression', data } as const
  return [{ ...problem, code: 'schedule-expression-invalid', ...repair(id, expression, parsed.error) }]
}

function repair(id: NodeId, expression: string, reason: ScheduleReason) {
  if (reason === 'at-in-rule') {
    const isAt = parseScheduleExpression(expression, 'scheduler').ok
    return isAt ? patchOf(id, { flavour: 'scheduler' }) : {}
  }
  if (reason !== 'rate-plural') return {}
  const right = expression.replace(/(\d+) (minute|hour|day)s?\)$/, (_, count: string, unit: string) =>
    count === '1' ? `1 ${unit})` : `${count} ${unit}s)`,
  )
  return patchOf(id, { expression: right })
}

function schedulerProblems(id: NodeId, node: NodeOf<'schedule'>): Problem[] {
  const { timeZone, startDate, endDate } = node.config
  const problems: Problem[] = []
  const at = { severity: 'error', node: id } as const
  if (!isTimeZone(timeZone)) {
    const similar = similarTimeZone(timeZone)
    const data = { schedule: node.name, zone: timeZone, similar: similar ?? UTC }
    const code = similar === undefined ? 'schedule-zone-unknown' : 'schedule-zone-misspelt'
    problems.push({ ...at, code, field: 'timeZone', data, ...(similar && patchOf(id, { timeZone: similar })) })
  }
  for (const [field, text] of Object.entries({ startDate, endDate })) {
    if (text === '' || parseIsoUtc(text) !== undefined) continue
    problems.push({ ...at, code: 'schedule-date-invalid', field, data: { schedule: node.name, date: text } })
  }
  const [startMs, endMs] = [parseIsoUtc(startDate), parseIsoUtc(endDate)]
  if (startMs !== undefined && endMs !== undefined && endMs <= startMs) {
    const data = { schedule: node.name, start: startDate, end: endDate }
    problems.push({ ...at, code: 'schedule-ends-before-it-starts', field: 'endDate', data })
  }
  return problems
}

/** What a rule has not is left alone by it. */
function ruleProblems(id: NodeId, node: NodeOf<'schedule'>): Problem[] {
  const { timeZone, startDate, endDate, flexibleWindowMinutes } = node.config
  const field =
    (timeZone !== UTC && 'timeZone') ||
    (flexibleWindowMinutes > 0 && 'flexibleWindowMinutes') ||
    (startDate !== '' && 'startDate') ||
    (endDate !== '' && 'endDate')
  if (!field) return []
  const at = { severity: 'warning', node: id, field, data: { schedule: node.name } } as const
  return [{ ...at, code: 'schedule-rule-has-none', ...patchOf(id, { flavour: 'scheduler' }) }]
}

function targetProblems(workflow: Workflow, id: NodeId, node: NodeOf<'schedule'>): Problem[] {
  const isScheduler = node.config.flavour === 'scheduler'
  const edges = outgoing(workflow, id, 'fire')
  const problems: Problem[] = []
  if (isScheduler && edges.length > SCHEDULER_TARGETS) {
    const data = { schedule: node.name, count: edges.length }
    problems.push({ code: 'schedule-targets', severity: 'error', node: id, data })
  }
  for (const { id: edge, edge: fire } of edges) {
    const config = edgeConfig(workflow, edge, 'schedule/fire')
    if (!config) continue
    const at = { severity: 'error', node: id, edge } as const
    const data = { schedule: node.name, target: findNode(workflow, fire.to.node)?.name ?? '' }
    // Scheduler gives a queue or a topic any text. [V]
    const isFree = isScheduler && (fire.to.port === 'send' || fire.to.port === 'publish')
    if (config.input !== '' && !isFree && checkJsonText(config.input))
      problems.push({ ...at, code: 'schedule-input-not-json', field: 'input', data })
    if (!isScheduler || fire.to.port !== 'put') continue
    for (const field of ['eventSource', 'eventDetailType'] as const)
      if (config[field] === '') problems.push({ ...at, code: 'schedule-event-unnamed', field, data })
    if (config.eventSource.startsWith('aws.'))
      problems.push({ ...at, code: 'schedule-event-of-aws', field: 'eventSource', data })
  }
  return problems
}
