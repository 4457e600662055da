// Short documents for tests: `node name: [kind, config]`, `edge: 'from.port > to.port'`, defaults for the rest.
import type { JsonObject } from '#base'
import { type Workflow, readWorkflow } from '#workflow'

export interface ShortWorkflow {
  readonly nodes: Readonly<Record<string, readonly [kind: string, config?: JsonObject]>>
  /** By `from.port > to.port`; ids are e1, e2, … in this order. Names serve as ids. */
  readonly edges: Readonly<Record<string, JsonObject>>
  readonly files?: Readonly<Record<string, string>>
  readonly scenario?: Partial<Workflow['scenario']>
}

export function buildWorkflow(short: ShortWorkflow): Workflow {
  const nodes = Object.fromEntries(
    Object.entries(short.nodes).map(([name, [kind, config]], index) => [
      name,
      { kind, name, position: { x: index * 200, y: 0 }, config: config ?? {} },
    ]),
  )
  const edges = Object.fromEntries(
    Object.entries(short.edges).map(([ends, config], index) => {
      const [from, to] = ends.split('>').map((end) => {
        const [node, port] = end.trim().split('.')
        return { node, port }
      })
      return [`e${index + 1}`, { from, to, config }]
    }),
  )
  const scenario = { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '', ...short.scenario }
  const read = readWorkflow({
    format: 'faaslab',
    version: 1,
    name: 'Test',
    profile: 'aws',
    nodes,
    edges,
    files: short.files ?? {},
    scenario,
    notes: {},
  })
  if (!read.ok) throw new Error(`not a workflow: ${JSON.stringify(read.error)}`)
  return read.value
}
