// What a run noted, as problems of the document it came from: where it is, what to do, and for a missing edge the
// command that draws it. The data comes out of a sealed realm: it is looked at, never trusted.
import type { NodeKind } from '#nodes/models'
import { changingFile } from './changed-intrinsics.ts'
import type { Command } from './command.ts'
import { connectionChoices } from './connect.ts'
import type { NodeId, Workflow } from './document.ts'
import { edgeConfig, findNode, findNodeByName, outgoing } from './graph.ts'
import { isUsableName, uniqueName } from './names.ts'
import type { Problem, SentenceData, Severity } from './refusal.ts'
import type { SentenceCode } from './sentences/en.ts'
import { settingsOf } from './settings.ts'
import { isParameterName, isSecretName } from './settings-names.ts'

/** Every code a run may note; each is one way to read the data that goes with it. */
export const NOTED_CODES = [
  'no-edge-for-fetch',
  'no-edge-for-queue',
  'no-edge-for-call',
  'no-such-event-bus',
  'no-such-setting',
  'operation-not-emulated',
  'event-refused',
  'replay-refused',
  'object-refused',
  'service-answer-unusable',
  'intrinsics-changed',
  'poison-not-applied',
] as const
export type NotedCode = (typeof NOTED_CODES)[number]

export interface Noted {
  readonly node: NodeId
  readonly code: string
  /** An object of texts and numbers, as JSON. */
  readonly detail: string
}

/** Longer values are cut: they come from code, and the sentence has one line. */
const LONGEST_VALUE = 300
/** Beside the function, out of the way of what it leads to. */
const BESIDE = { x: 260, y: 120 } as const

interface Place {
  readonly workflow: Workflow
  readonly node: NodeId
  readonly data: SentenceData
}

interface Reading {
  readonly code: SentenceCode
  readonly severity: Severity
  readonly fix?: Command | undefined
  /** Where the problem is, if not at the node that noted it. */
  readonly node?: NodeId
  readonly field?: string
  readonly data?: SentenceData
}

/** Undefined: the document has been mended since. */
type Read = (place: Place) => Reading | undefined

const text = (data: SentenceData, name: string): string => String(data[name] ?? '')

/** The edge that is missing, or the action that an edge lacks. `mended`: neither is. */
function callFix({ workflow, node, data }: Place, kind: string, target: string): Command | 'mended' | undefined {
  const found = findNodeByName(workflow, target)
  if (found?.node.kind !== kind) return undefined
  const there = outgoing(workflow, node, 'call').find(({ edge }) => edge.to.node === found.id)
  if (!there) {
    const choice = connectionChoices(workflow, node, found.id).find(({ from }) => from.port === 'call')
    return choice && { type: 'connect', ...choice }
  }
  const actions: readonly string[] = edgeConfig(workflow, there.id, 'function/call')?.actions ?? []
  const action = text(data, 'action')
  if (actions.length === 0 || action === 'any' || actions.includes(action)) return 'mended'
  return { type: 'edit-edge-config', edge: there.id, patch: { actions: [...actions, action] } }
}

const missingEdge =
  (code: SentenceCode, kindOf: (data: SentenceData) => string, target: string): Read =>
  (place) => {
    const fix = callFix(place, kindOf(place.data), text(place.data, target))
    return fix === 'mended' ? undefined : { code, severity: 'error', fix }
  }

/** A new node that the function calls. */
function addTarget({ workflow, node }: Place, kind: NodeKind, name: string, config: Record<string, string>): Command {
  const at = findNode(workflow, node)?.position ?? { x: 0, y: 0 }
  const position = { x: at.x + BESIDE.x, y: at.y + BESIDE.y }
  return { type: 'add-and-connect', node: { kind, name, position, config }, end: { node, port: 'call' } }
}

/** `https://api.example.com:8080` → `ApiExampleCom`. */
function nameOfHost(url: string): string {
  const words = url.replace(/^https?:\/\//, '').match(/[A-Za-z][A-Za-z0-9]*/g) ?? []
  const name = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')
  return isUsableName(name) ? name : 'Service'
}

const fetched: Read = (place) => {
  const { workflow, data } = place
  if (text(data, 'service') !== '') return missingEdge('no-edge-for-fetch', () => 'service', 'service')(place)
  const url = text(data, 'url')
  const isAdded = outgoing(workflow, place.node, 'call').some(({ edge }) => {
    const target = findNode(workflow, edge.to.node)
    return target?.kind === 'service' && `${target.config.baseUrl}/`.startsWith(`${url}/`)
  })
  if (isAdded) return undefined
  const isHttp = /^https?:\/\/[^\s/]+$/.test(url)
  const fix = isHttp ? addTarget(place, 'service', uniqueName(workflow, nameOfHost(url)), { baseUrl: url }) : undefined
  return { code: 'no-service-for-fetch', severity: 'error', fix }
}

const eventBus: Read = (place) => {
  const bus = text(place.data, 'bus')
  const found = findNodeByName(place.workflow, bus)
  if (found?.node.kind === 'event-bus') return undefined
  const fix = found || !isUsableName(bus) ? undefined : addTarget(place, 'event-bus', bus, {})
  return { code: 'no-such-event-bus', severity: 'warning', fix }
}

/** For somebody to replace. */
const VALUE_TO_SET = 'to-be-set'

const setting: Read = ({ workflow, data }) => {
  const { parameters, secrets } = settingsOf(workflow)
  const name = text(data, 'name')
  if (text(data, 'service') === 'secretsmanager') {
    if (Object.hasOwn(secrets, name)) return undefined
    const patch = { secrets: { ...secrets, [name]: { value: VALUE_TO_SET } } }
    const fix = isSecretName(name) ? { type: 'edit-settings' as const, patch } : undefined
    return { code: 'no-such-secret', severity: 'warning', fix }
  }
  if (Object.hasOwn(parameters, name)) return undefined
  const patch = { parameters: { ...parameters, [name]: { type: 'String' as const, value: VALUE_TO_SET } } }
  const fix = isParameterName(name) ? { type: 'edit-settings' as const, patch } : undefined
  return { code: 'no-such-parameter', severity: 'warning', fix }
}

const intrinsics: Read = ({ workflow, node, data }) => {
  const changing = changingFile(workflow, node, text(data, 'what'))
  if (!changing) return { code: 'intrinsics-changed', severity: 'warning' }
  const { node: by, file } = changing
  const named = { ...data, function: findNode(workflow, by)?.name ?? '', file }
  return { code: 'intrinsics-changed-in', severity: 'warning', node: by, field: file, data: named }
}

/** A service's own handler stands for what is outside: no edge can leave it. */
const callsNobody: Read = ({ data }) => ({
  code: 'service-calls-nobody',
  severity: 'warning',
  data: { service: text(data, 'function'), what: text(data, 'url') || text(data, 'operation') },
})

const READ: Readonly<Record<NotedCode, Read>> = {
  'no-edge-for-fetch': fetched,
  'no-edge-for-queue': missingEdge('no-edge-for-queue', () => 'queue', 'queue'),
  'no-edge-for-call': missingEdge('no-edge-for-call', (data) => text(data, 'kind'), 'target'),
  'no-such-event-bus': eventBus,
  'no-such-setting': setting,
  'operation-not-emulated': () => ({ code: 'operation-not-emulated', severity: 'warning' }),
  'event-refused': () => ({ code: 'event-refused', severity: 'warning' }),
  'replay-refused': () => ({ code: 'replay-refused', severity: 'warning' }),
  'service-answer-unusable': () => ({ code: 'service-answer-unusable', severity: 'error' }),
  'object-refused': () => ({ code: 'object-refused', severity: 'warning' }),
  'intrinsics-changed': intrinsics,
  'poison-not-applied': () => ({ code: 'poison-not-applied', severity: 'warning' }),
}

const isNotedCode = (code: string): code is NotedCode => Object.hasOwn(READ, code)

function readDetail(detail: string): SentenceData | undefined {
  let value: unknown
  try {
    value = JSON.parse(detail)
  } catch {
    return undefined // what is no JSON was noted by nobody of ours
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const data: Record<string, string | number> = {}
  for (const [name, held] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    if (typeof held === 'number') data[name] = held
    else if (typeof held === 'string')
      data[name] = held.length > LONGEST_VALUE ? `${held.slice(0, LONGEST_VALUE)}…` : held
  }
  return data
}

function problemOf(workflow: Workflow, { node, code, detail }: Noted): Problem | undefined {
  const found = findNode(workflow, node)
  const noted = readDetail(detail)
  if (!found || !noted || !isNotedCode(code)) return undefined
  const data = { ...noted, function: found.name }
  const calls = code.startsWith('no-edge-for-') && found.kind === 'service'
  const reading = calls ? callsNobody({ workflow, node, data }) : READ[code]({ workflow, node, data })
  if (!reading) return undefined
  const { fix, ...rest } = reading
  return { node, data, ...rest, ...(fix && { fix }) }
}

/** One problem for each thing to do, in the order in which the run came upon them; none for what is mended by now. */
export function notedProblems(workflow: Workflow, noted: readonly Noted[]): readonly Problem[] {
  const problems = new Map<string, Problem>()
  for (const one of noted) {
    const problem = problemOf(workflow, one)
    if (!problem) continue
    const { code, node, fix, data } = problem
    const key = JSON.stringify([code, node, fix ?? data])
    if (!problems.has(key)) problems.set(key, problem)
  }
  return [...problems.values()]
}
