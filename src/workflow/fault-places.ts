// Which faults make sense where: for the strip that draws them and for the rule that looks at drawn ones. What is not
// possible says why.
import { EFFECT_TYPES, type EffectType, type FaultPlace } from '#faults'
import type { NodeKind } from '#nodes/models'
import type { Workflow } from './document.ts'
import { findEdge, findNode, outPort } from './graph.ts'
import type { SentenceCode } from './sentences/en.ts'

export interface PossibleEffect {
  readonly effect: EffectType
  /** Undefined: it can be drawn here. */
  readonly reason: Extract<SentenceCode, `fault-only-${string}`> | undefined
}

type Reason = PossibleEffect['reason']
type Reasons = Readonly<Record<EffectType, Reason>>

const all = (reason: Reason): Reasons =>
  Object.fromEntries(EFFECT_TYPES.map((effect) => [effect, reason])) as Record<EffectType, Reason>

const ON_THE_WAY = {
  latency: undefined,
  error: undefined,
  drop: undefined,
  corrupt: undefined,
  throttle: undefined,
  outage: undefined,
} as const

/** Who asks waits for the answer, so that nothing overtakes anything and nothing comes twice. */
const ASKED: Reasons = {
  ...ON_THE_WAY,
  duplicate: 'fault-only-messages',
  reorder: 'fault-only-messages',
  partition: 'fault-only-connections',
  poison: 'fault-only-consumed',
  'slow-start': 'fault-only-started',
  crash: 'fault-only-functions',
}
const SENT: Reasons = { ...ASKED, duplicate: undefined, reorder: undefined }
const CONSUMED: Reasons = { ...SENT, poison: undefined }

const BY_NODE: Readonly<Record<NodeKind, Reasons>> = {
  client: all('fault-only-reached'),
  schedule: all('fault-only-reached'),
  'http-api': ASKED,
  function: { ...CONSUMED, 'slow-start': undefined, crash: undefined },
  queue: CONSUMED,
  topic: CONSUMED,
  'event-bus': CONSUMED,
  bucket: { ...ASKED, poison: undefined },
  stream: CONSUMED,
  table: { ...ASKED, poison: undefined },
  service: { ...ASKED, 'slow-start': undefined },
}

/** Kinds that take messages for somebody else: what is sent there arrives whether anybody waits or not. */
const TAKES_MESSAGES: ReadonlySet<NodeKind> = new Set(['queue', 'topic', 'event-bus', 'stream'])

const joins = (reasons: Reasons): Reasons => ({ ...reasons, partition: undefined })

function reasonsOf(workflow: Workflow, on: FaultPlace): Reasons | undefined {
  if (on.type === 'node') {
    const node = findNode(workflow, on.node)
    return node && BY_NODE[node.kind]
  }
  const edge = findEdge(workflow, on.edge)
  const from = edge && findNode(workflow, edge.from.node)
  const to = edge && findNode(workflow, edge.to.node)
  const port = from && outPort(from.kind, edge.from.port)
  if (!to || !port) return undefined
  // A function's own destinations are calls of Lambda's; other failures move inside the provider.
  if (port.edge === 'failure' && from.kind !== 'function') return all('fault-only-outside')
  const waits = port.edge === 'call' || from.kind === 'http-api'
  const reasons = waits && !TAKES_MESSAGES.has(to.kind) ? ASKED : SENT
  return joins(to.kind === 'function' ? { ...reasons, poison: undefined } : reasons)
}

/** Each effect with why it can't be there; nothing at all for a place that is not in the document. */
export function effectsFor(workflow: Workflow, on: FaultPlace): readonly PossibleEffect[] {
  const reasons = reasonsOf(workflow, on)
  return reasons ? EFFECT_TYPES.map((effect) => ({ effect, reason: reasons[effect] })) : []
}
