// Short ways to a document in tests of edits: every step is a command, and one that is refused fails the test.
import type { JsonObject } from '#base'
import type { NodeKind } from '#nodes/models'
import { apply } from '../apply.ts'
import type { Command } from '../command.ts'
import type { EdgeId, NodeId, Workflow } from '../document.ts'
import { newWorkflow } from '../parse.ts'

export const node = (id: string): NodeId => id as NodeId
export const edge = (id: string): EdgeId => id as EdgeId

export function applyAll(workflow: Workflow, commands: readonly Command[]): Workflow {
  return commands.reduce((before, command) => {
    const edited = apply(before, command)
    if (!edited.ok) throw new Error(`${command.type}: ${edited.error.code} ${JSON.stringify(edited.error.data)}`)
    return edited.value
  }, workflow)
}

export interface NodePlan {
  readonly kind: NodeKind
  readonly config?: JsonObject
}

/** Nodes by name (the id is the name), and edges as `from/port to/port`, each with its config; they become e1, e2, … */
export function draw(
  nodes: Readonly<Record<string, NodePlan>>,
  edges: readonly (readonly [string, JsonObject?])[] = [],
): Workflow {
  const position = { x: 0, y: 0 }
  const adding = Object.entries(nodes).map(
    ([name, plan]): Command => ({
      type: 'add-node',
      id: node(name),
      name,
      position,
      kind: plan.kind,
      ...(plan.config && { config: plan.config }),
    }),
  )
  const connecting = edges.map(([ends, config]): Command => {
    const [from, to] = ends.split(' ').map((end) => {
      const [name, port] = end.split('/') as [string, string]
      return { node: node(name), port }
    }) as [{ node: NodeId; port: string }, { node: NodeId; port: string }]
    return { type: 'connect', from, to, ...(config && { config }) }
  })
  return applyAll(newWorkflow('Test'), [...adding, ...connecting])
}
