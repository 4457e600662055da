// A node on its own, asked one thing after the other: what its emulation answers at once.
import { createLuck } from '#base'
import type { Emulation, EmulationContext, Message, Reply } from '#emulator'
import { nodeEmulations } from '#nodes/emulations'
import type { NodeId, Workflow } from '#workflow'

export function askAlone(workflow: Workflow, id: string, nowUs = 0): (message: Message) => Reply {
  let reply: Reply | undefined
  let key = 0
  const node = workflow.nodes[id as NodeId]
  if (!node) throw new Error(`There is no node ${id}.`)
  const factory: (context: EmulationContext<never, unknown>) => Emulation<unknown> = nodeEmulations[node.kind]
  const emulation = factory({
    id: id as NodeId,
    index: 0,
    node: node as never,
    workflow,
    startAtMs: 1_767_225_600_000,
    luck: createLuck(7),
    common: (create) => create(),
    now: () => nowUs,
    outgoing: () => [],
    nameOf: () => '',
    nextId: () => 0,
    newTrace: () => 0,
    ask: () => 0,
    tell: () => undefined,
    schedule: () => ({ atUs: 0 }),
    cancel: () => undefined,
    record: () => 0,
    slowness: () => 1,
    environments: { create: () => 0, invoke: () => undefined, logged: () => [], end: () => undefined },
    answer: (_envelope, answered) => {
      reply = answered
    },
  })
  return (message) => {
    key += 1
    reply = undefined
    emulation.receive(message, { cause: -1, trace: -1, key, replyTo: undefined })
    if (!reply) throw new Error(`${node.name} did not answer.`)
    return reply
  }
}
