// Whether two ports may be joined: the one answer for mouse, keyboard, paste, import and rules. It knows roles, not
// kinds, so a new kind needs no line here.
import {
  type InPort,
  NODE_KINDS,
  type NodeKind,
  nodeModels,
  type OutPort,
  type Port,
  type PortRole,
} from '#nodes/models'
import type { EdgeEnd, EdgeId, NodeId, Workflow, WorkflowNode } from './document.ts'
import { findNode, outgoing, portOf } from './graph.ts'
import type { Connection, SentenceData } from './refusal.ts'
import type { SentenceCode } from './sentences/en.ts'

const refuse = (code: SentenceCode, data: SentenceData): Connection => ({ ok: false, code, data })

const inPorts = (kind: NodeKind): InPort[] => nodeModels[kind].ports.filter((port: Port) => port.direction === 'in')
const outPorts = (kind: NodeKind): OutPort[] => nodeModels[kind].ports.filter((port: Port) => port.direction === 'out')

const fits = (from: OutPort, to: InPort): boolean => from.connectsTo.some((role: PortRole) => to.roles.includes(role))

/** A kind that takes what `from` gives and can itself reach `to`, if one lies between. */
function kindBetween(from: OutPort, to: InPort): NodeKind | undefined {
  return NODE_KINDS.find(
    (kind) =>
      inPorts(kind).some((port) => fits(from, port)) &&
      outPorts(kind).some((port) => port.edge === 'call' && fits(port, to)),
  )
}

/** A kind that does lead to this port. */
const kindBefore = (to: InPort): NodeKind | undefined => NODE_KINDS.find((kind) => otherPort(kind, to) !== undefined)

/** Another way out of the same node that does lead to the target. */
const otherPort = (kind: NodeKind, to: InPort): OutPort | undefined => outPorts(kind).find((port) => fits(port, to))

function refuseRoles(from: WorkflowNode, fromPort: OutPort, to: WorkflowNode, toPort: InPort): Connection {
  const data = {
    from: from.name,
    fromKind: from.kind,
    fromPort: fromPort.name,
    to: to.name,
    toKind: to.kind,
    toPort: toPort.name,
  }
  const other = otherPort(from.kind, toPort)
  if (other) return refuse('connect-other-port', { ...data, otherPort: other.name })
  const between = kindBetween(fromPort, toPort)
  if (between) return refuse('connect-put-between', { ...data, between })
  if (outPorts(to.kind).some((port) => inPorts(from.kind).some((entry) => fits(port, entry))))
    return refuse('connect-turn-round', data)
  return refuse('connect-impossible', { ...data, source: kindBefore(toPort) ?? from.kind })
}

/**
 * May an edge go from one port to the other? `except` is left out of account: the edge that is being reconnected.
 * A function may call itself, as on AWS; a rule warns about it.
 */
export function canConnect(workflow: Workflow, from: EdgeEnd, to: EdgeEnd, except?: EdgeId): Connection {
  const source = findNode(workflow, from.node)
  const target = findNode(workflow, to.node)
  if (!source) return refuse('connect-no-node', { node: from.node })
  if (!target) return refuse('connect-no-node', { node: to.node })
  const sourcePort = portOf(source.kind, from.port)
  const targetPort = portOf(target.kind, to.port)
  if (!sourcePort) return refuse('connect-no-port', { node: source.name, kind: source.kind, port: from.port })
  if (!targetPort) return refuse('connect-no-port', { node: target.name, kind: target.kind, port: to.port })
  if (sourcePort.direction === 'in')
    return refuse('connect-from-input', { node: source.name, kind: source.kind, port: from.port })
  if (targetPort.direction === 'out')
    return refuse('connect-to-output', { node: target.name, kind: target.kind, port: to.port })
  if (!fits(sourcePort, targetPort)) return refuseRoles(source, sourcePort, target, targetPort)
  const data = { from: source.name, fromKind: source.kind, to: target.name, toKind: target.kind, port: from.port }
  if (from.node === to.node && sourcePort.edge !== 'call') return refuse('connect-self', data)
  const others = outgoing(workflow, from.node, from.port).filter(({ id }) => id !== except)
  if (!sourcePort.parallelEdges && others.some(({ edge }) => edge.to.node === to.node && edge.to.port === to.port))
    return refuse('connect-duplicate', data)
  const maximum = sourcePort.maximumEdges
  if (maximum !== undefined && others.length >= maximum)
    return refuse(maximum === 1 ? 'connect-one-only' : 'connect-too-many', { ...data, maximum })
  return { ok: true }
}

export interface Ends {
  readonly from: EdgeEnd
  readonly to: EdgeEnd
}

/** Both ends the right way round, whichever was clicked first. */
export function orderEnds(workflow: Workflow, first: EdgeEnd, second: EdgeEnd): Ends {
  const node = findNode(workflow, first.node)
  const startsAtInput = node !== undefined && portOf(node.kind, first.port)?.direction === 'in'
  return startsAtInput ? { from: second, to: first } : { from: first, to: second }
}

export interface ConnectionChoice {
  readonly from: EdgeEnd
  readonly to: EdgeEnd
}

/** Every edge that may be drawn from one node to another, the likeliest first; for connecting without ports. */
export function connectionChoices(workflow: Workflow, from: NodeId, to: NodeId): readonly ConnectionChoice[] {
  const source = findNode(workflow, from)
  const target = findNode(workflow, to)
  if (!source || !target) return []
  return outPorts(source.kind).flatMap((out) =>
    inPorts(target.kind)
      .map((entry) => ({ from: { node: from, port: out.name }, to: { node: to, port: entry.name } }))
      .filter((ends) => canConnect(workflow, ends.from, ends.to).ok),
  )
}

export interface KindOffer {
  readonly kind: NodeKind
  /** Of the new node. */
  readonly port: string
}

/** The kinds that may stand at the other side of an edge from or to this port: what dropping on empty canvas offers. */
export function kindsFor(workflow: Workflow, end: EdgeEnd): readonly KindOffer[] {
  const node = findNode(workflow, end.node)
  const port = node && portOf(node.kind, end.port)
  if (!port) return []
  if (port.direction === 'in') {
    return NODE_KINDS.flatMap((kind) =>
      outPorts(kind)
        .filter((out) => fits(out, port))
        .map((out) => ({ kind, port: out.name })),
    )
  }
  if (port.maximumEdges !== undefined && outgoing(workflow, end.node, end.port).length >= port.maximumEdges) return []
  return NODE_KINDS.flatMap((kind) =>
    inPorts(kind)
      .filter((entry) => fits(port, entry))
      .map((entry) => ({ kind, port: entry.name })),
  )
}

/** The end of an existing node where a new node of this kind would be joined, if any: the node's outputs first. */
export function endFor(workflow: Workflow, existing: NodeId, kind: NodeKind): EdgeEnd | undefined {
  const node = findNode(workflow, existing)
  if (!node) return undefined
  const ends = [...outPorts(node.kind), ...inPorts(node.kind)].map((port) => ({ node: existing, port: port.name }))
  return ends.find((end) => kindsFor(workflow, end).some((offer) => offer.kind === kind))
}
