// Nodes that nothing reaches, or that lead nowhere although that is all they are for.
import { entriesInOrder } from '#base'
import { nodeModels, type Port } from '#nodes/models'
import type { Workflow } from '../document.ts'
import { incoming, outgoing, takesDeadLetters } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function unconnectedPorts(workflow: Workflow): Problem[] {
  return entriesInOrder(workflow.nodes).flatMap(([id, node]): Problem[] => {
    const ports: readonly Port[] = nodeModels[node.kind].ports
    const entry = ports.find((port) => port.direction === 'in')
    const firstOut = ports.find((port) => port.direction === 'out' && (port.edge === 'trigger' || !entry))
    const isDeadLetterQueue = takesDeadLetters(workflow, id)
    const problems: Problem[] = []
    if (entry && incoming(workflow, id).length === 0)
      problems.push({
        code: 'node-nothing-in',
        severity: 'info',
        node: id,
        data: { name: node.name, port: entry.name },
      })
    if (firstOut && !isDeadLetterQueue && outgoing(workflow, id, firstOut.name).length === 0)
      problems.push({
        code: 'node-nothing-out',
        severity: 'info',
        node: id,
        data: { name: node.name, port: firstOut.name },
      })
    return problems
  })
}
