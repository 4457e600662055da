// Random documents for round trips: built by commands, so that they are well formed.
import type { Effect, FaultPlace } from '#faults'
import fc from 'fast-check'
import type { JsonObject } from '#base'
import { NODE_KINDS, type NodeKind, nodeModels, type Port } from '#nodes/models'
import { apply, type Command, newWorkflow, type NodeId, type Workflow } from '#workflow'
import { hostileText, keptJson } from './hostile-texts.ts'
import { configs, edgeConfigs } from './random-configs.ts'

const nodeArbitrary = (): fc.Arbitrary<Command> =>
  fc.constantFrom(...NODE_KINDS).chain((kind) =>
    fc
      .record({
        kind: fc.constant(kind),
        name: fc.option(
          fc.constantFrom(
            'Orders',
            'OrdersQueue',
            'y',
            'Null',
            'Api',
            'ServerlessHttpApi',
            'ServerlessRestApi',
            'Nothing',
            'Ref',
            'A',
            'toString',
          ),
          { nil: undefined },
        ),
        position: fc.record({
          x: fc.integer({ min: -999, max: 999 }),
          y: fc.double({ min: -999, max: 999, noNaN: true }).map((n) => n + 0),
        }),
        config: configs[kind](),
        kept: fc.option(keptJson(), { nil: undefined }),
      })
      .map(
        ({ name, kept, ...node }): Command => ({
          type: 'add-node',
          ...node,
          ...(name !== undefined && { name }),
          ...(kept && { kept }),
        }),
      ),
  )

interface WantedEdge {
  readonly from: number
  readonly fromPort: number
  readonly to: number
  readonly toPort: number
  readonly config: JsonObject
  readonly kept: JsonObject | undefined
}

const edgeArbitrary = (): fc.Arbitrary<WantedEdge> =>
  fc.record({
    from: fc.nat(11),
    fromPort: fc.nat(2),
    to: fc.nat(11),
    toPort: fc.nat(2),
    config: edgeConfigs(),
    kept: fc.option(keptJson(), { nil: undefined }),
  })

const filesArbitrary = (): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.dictionary(
    fc.constantFrom(
      'work/index.ts',
      'work/lib/a.ts',
      'index.mjs',
      'template.yaml',
      'README.md',
      'package.json',
      'work/package.json',
      'notes.txt',
      'a/b/src/app.js',
      'up/up/x.js',
      '订单/index.js',
    ),
    fc.oneof(
      hostileText(),
      fc.constant("import { SQSClient } from '@aws-sdk/client-sqs'\nexport const handler = async () => {}\n"),
    ),
    { noNullPrototype: true },
  )

/** Whatever is refused is left out: what is left is a document. */
const attempt = (workflow: Workflow, command: Command): Workflow => {
  const edited = apply(workflow, command)
  return edited.ok ? edited.value : workflow
}

function connect(workflow: Workflow, wanted: WantedEdge): Workflow {
  const ids = Object.keys(workflow.nodes) as NodeId[]
  const from = ids[wanted.from % Math.max(1, ids.length)]
  const to = ids[wanted.to % Math.max(1, ids.length)]
  if (from === undefined || to === undefined) return workflow
  const ports = (id: NodeId, direction: 'in' | 'out'): readonly Port[] =>
    nodeModels[workflow.nodes[id]?.kind as NodeKind].ports.filter((port: Port) => port.direction === direction)
  const [out, into] = [ports(from, 'out'), ports(to, 'in')]
  const ends = {
    from: { node: from, port: out[wanted.fromPort % Math.max(1, out.length)]?.name ?? '' },
    to: { node: to, port: into[wanted.toPort % Math.max(1, into.length)]?.name ?? '' },
  }
  const kept = wanted.kept && { kept: wanted.kept }
  const configured = attempt(workflow, { type: 'connect', ...ends, config: wanted.config, ...kept })
  return configured === workflow ? attempt(workflow, { type: 'connect', ...ends, ...kept }) : configured
}

/** Without anything secret: that goes into no template. */
const settingsArbitrary = () =>
  fc.record(
    {
      parameters: fc.dictionary(
        fc.constantFrom('/shop/limit', 'zones', '/a/b.c-d_e', '7', 'Ref', 'yes'),
        fc.record({ type: fc.constantFrom('String' as const, 'StringList' as const), value: hostileText() }),
        { maxKeys: 3, noNullPrototype: true },
      ),
      account: fc.record(
        {
          concurrency: fc.integer({ min: 1, max: 2000 }),
          latencyMedianMs: fc.integer({ min: 0, max: 50 }),
          latencyP99Ms: fc.integer({ min: 0, max: 500 }),
        },
        { requiredKeys: ['latencyMedianMs', 'latencyP99Ms'] },
      ),
    },
    { requiredKeys: [] },
  )

/** On what is there by then, or on nothing: then it is not drawn. */
const faultArbitrary = (): fc.Arbitrary<Command> =>
  fc
    .record({
      on: fc.constantFrom<FaultPlace>(
        { type: 'node', node: 'n1' },
        { type: 'node', node: 'n4' },
        { type: 'edge', edge: 'e1' },
      ),
      startMs: fc.integer({ min: 0, max: 60_000 }),
      percent: fc.constantFrom(100, 12.5),
      effect: fc.oneof(
        fc.constant<Effect>({ type: 'drop' }),
        hostileText().map((body): Effect => ({ type: 'error', kind: 'server-error', status: 503, body })),
        hostileText().map((pattern): Effect => ({ type: 'poison', pattern: pattern.slice(0, 4096) })),
      ),
    })
    .map((fault) => ({ type: 'add-fault', fault }))

export const randomDocument = (): fc.Arbitrary<Workflow> =>
  fc
    .record({
      name: hostileText()
        .filter((text) => text !== '')
        .map((text) => text.slice(0, 200)),
      nodes: fc.array(nodeArbitrary(), { maxLength: 12 }),
      edges: fc.array(edgeArbitrary(), { maxLength: 20 }),
      files: filesArbitrary(),
      kept: fc.option(keptJson(), { nil: undefined }),
      note: fc.option(hostileText(), { nil: undefined }),
      seed: fc.nat(),
      duration: fc.constantFrom('', '10m', '1h30m'),
      settings: settingsArbitrary(),
      faults: fc.array(faultArbitrary(), { maxLength: 3 }),
      removed: fc.subarray(['n2', 'n3'] as NodeId[]),
    })
    .map(({ name, nodes, edges, files, kept, note, seed, duration, settings, faults, removed }) => {
      let workflow: Workflow = newWorkflow(name)
      for (const node of nodes) workflow = attempt(workflow, node)
      for (const edge of edges) workflow = connect(workflow, edge)
      for (const [path, text] of Object.entries(files)) workflow = attempt(workflow, { type: 'write-file', path, text })
      const gone = removed.filter((id) => Object.hasOwn(workflow.nodes, id))
      if (gone.length > 0) workflow = attempt(workflow, { type: 'remove', nodes: gone })
      if (note !== undefined) workflow = attempt(workflow, { type: 'add-note', text: note, position: { x: 1, y: 2 } })
      workflow = attempt(workflow, { type: 'edit-scenario', patch: { seed, duration } })
      workflow = attempt(workflow, { type: 'edit-settings', patch: settings })
      for (const fault of faults) workflow = attempt(workflow, fault)
      return kept ? { ...workflow, kept } : workflow
    })
