// Any sequence of edits, sensible or not, leaves a document that can be saved and opened, and never touches the one
// it started from.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '#base'
import type { Effect } from '#faults'
import { NODE_KINDS, nodeModels } from '#nodes/models'
import { apply, describe } from './apply.ts'
import type { Command, NewFault } from './command.ts'
import { canConnect } from './connect.ts'
import type { EdgeEnd, NodeId, Workflow } from './document.ts'
import { copyFragment } from './edit-fragment.ts'
import { ordersExample } from './examples/orders.ts'
import { newWorkflow, parseWorkflow } from './parse.ts'
import { checkWorkflow } from './rules/list.ts'
import { sentence } from './sentences.ts'
import { documentBytes, serializeWorkflow } from './serialize.ts'
import { edge, node } from './testing/edit.ts'

const id = fc
  .oneof(
    { weight: 20, arbitrary: fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n8') },
    { weight: 1, arbitrary: fc.constantFrom('n99', 'toString', '__proto__') },
  )
  .map(node)
const edgeId = fc.constantFrom('e1', 'e2', 'e3', 'e5', 'e7', 'e8').map(edge)
const noteId = fc.constantFrom('note1', 'note2')
const number = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, Number.NaN, 1e300, Number.POSITIVE_INFINITY) },
)
const position = fc.record({ x: number, y: number })
const port = fc.constantFrom(...new Set(NODE_KINDS.flatMap((kind) => nodeModels[kind].ports.map(({ name }) => name))))
const end: fc.Arbitrary<EdgeEnd> = fc.record({ node: id, port })
const name = fc.constantFrom('Orders', 'Work', 'Pay', 'not usable', 'constructor', '')
const path = fc.constantFrom('work/index.ts', 'work', 'a/b.ts', 'a', '../x', '__proto__', 'charge-card/index.ts')
const field = fc.constantFrom(
  'timeoutMs',
  'environment',
  'batchSize',
  'policies',
  'env',
  'kept',
  'constructor',
  'baseUrl',
  'codeUri',
  'handler',
)
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<never>,
  fc.constantFrom(1, 5000, -0, 'work', 'x.y', [{ type: 'retry' }], JSON.parse('{"__proto__":"x"}'), { A: 'b' }),
)
const config = fc.dictionary(field, value, { maxKeys: 2 }) as fc.Arbitrary<JsonObject>
const kind = fc.constantFrom(...NODE_KINDS)
const newNode = fc.record({ kind, position, name, id, config }, { requiredKeys: ['kind', 'position'] })
const ids = fc.array(id, { maxLength: 2 })
const orders = ordersExample()
const faultId = fc.constantFrom('f1', 'f2', 'f3', 'constructor')
const faultPlace = fc.oneof(
  id.map((on) => ({ type: 'node' as const, node: on as string })),
  edgeId.map((on) => ({ type: 'edge' as const, edge: on as string })),
)
const effect = fc.oneof(
  fc.constantFrom<Effect>({ type: 'drop' }, { type: 'outage', how: 'silent' }, { type: 'poison', pattern: '{"a":1}' }),
  fc.record({ medianMs: number, p99Ms: number }).map((times): Effect => ({ type: 'latency', ...times })),
)

const command: fc.Arbitrary<Command> = fc.oneof(
  newNode.map((added): Command => ({ type: 'add-node', ...added })),
  fc.record({ kind, position }).map((added): Command => ({ type: 'add-node', ...added })),
  fc
    .record({ node: fc.record({ kind, position }), end })
    .map((added): Command => ({ type: 'add-and-connect', ...added })),
  fc.record({ from: end, to: end }).map((ends): Command => ({ type: 'connect', ...ends })),
  fc.record({ from: end, to: end, config, id: edgeId }).map((added): Command => ({ type: 'connect', ...added })),
  fc
    .record({ edge: edgeId, from: end, to: end }, { requiredKeys: ['edge'] })
    .map((ends): Command => ({ type: 'reconnect', ...ends })),
  fc
    .record({ nodes: ids, edges: fc.array(edgeId, { maxLength: 1 }) }, { requiredKeys: [] })
    .map((what): Command => ({ type: 'remove', ...what })),
  fc
    .dictionary(id, position, { maxKeys: 3 })
    .map((positions): Command => ({ type: 'move-nodes', positions: positions as Record<NodeId, never> })),
  fc.record({ node: id, name }).map((what): Command => ({ type: 'rename-node', ...what })),
  fc
    .record({ node: id, patch: config, unset: fc.array(field, { maxLength: 1 }) })
    .map((what): Command => ({ type: 'edit-config', ...what })),
  fc.record({ edge: edgeId, patch: config }).map((what): Command => ({ type: 'edit-edge-config', ...what })),
  fc.record({ path, text: fc.string({ unit: 'binary' }) }).map((what): Command => ({ type: 'write-file', ...what })),
  path.map((removed): Command => ({ type: 'remove-file', path: removed })),
  fc.record({ path, to: path }).map((what): Command => ({ type: 'rename-file', ...what })),
  fc
    .record({ chosen: ids, offset: position })
    .map(({ chosen, offset }): Command => ({ type: 'paste', fragment: copyFragment(orders, chosen), offset })),
  fc
    .record({ seed: number, duration: fc.constantFrom('10m', 'x', '') }, { requiredKeys: [] })
    .map((patch): Command => ({ type: 'edit-scenario', patch })),
  fc
    .record(
      { on: faultPlace, startMs: number, percent: number, effect, id: faultId },
      { requiredKeys: ['on', 'effect'] },
    )
    .map((fault): Command => ({ type: 'add-fault', fault: fault as NewFault })),
  fc
    .record({ id: faultId, patch: fc.record({ on: faultPlace, endMs: number, effect }, { requiredKeys: [] }) })
    .map(
      (what): Command => ({ type: 'edit-fault', ...what, patch: what.patch as Partial<NewFault>, unset: ['startMs'] }),
    ),
  fc.array(faultId, { maxLength: 2 }).map((removed): Command => ({ type: 'remove-faults', ids: removed })),
  fc.record({ text: fc.string(), position }).map((what): Command => ({ type: 'add-note', ...what })),
  fc.record({ id: noteId, position }).map((what): Command => ({ type: 'edit-note', ...what })),
  noteId.map((removed): Command => ({ type: 'remove-note', id: removed })),
  fc.string().map((text): Command => ({ type: 'rename-workflow', name: text })),
  fc.constant<Command>({ type: 'replace-document', workflow: orders }),
)

function deepFreeze<T>(given: T): T {
  if (typeof given === 'object' && given !== null && !Object.isFrozen(given)) {
    Object.freeze(given)
    for (const inner of Object.values(given)) deepFreeze(inner)
  }
  return given
}

test('any sequence of edits keeps the document whole', () => {
  let done = 0
  fc.assert(
    fc.property(fc.boolean(), fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }), (empty, commands) => {
      let workflow: Workflow = deepFreeze(empty ? newWorkflow('Empty') : ordersExample())
      for (const edit of commands) {
        const before = serializeWorkflow(workflow)
        const edited = apply(workflow, edit)
        const again = apply(workflow, edit)
        expect(again).toEqual(edited)
        expect(serializeWorkflow(workflow)).toBe(before)
        if (!edited.ok) {
          expect(sentence(edited.error.code, edited.error.data, 'zh')).not.toBe('')
          continue
        }
        done += 1
        expect(sentence(describe(edit).code, describe(edit).data, 'en')).not.toBe('')
        workflow = deepFreeze(edited.value)
        const text = serializeWorkflow(workflow)
        expect(parseWorkflow(text)).toEqual({ ok: true, value: workflow })
        expect(documentBytes(workflow)).toBeGreaterThanOrEqual(new TextEncoder().encode(text).length)
        for (const problem of checkWorkflow(workflow)) expect(problem.code).not.toBe('')
      }
      for (const [edgeKey, { from, to }] of Object.entries(workflow.edges))
        expect(canConnect(workflow, from, to, edge(edgeKey)).ok).toBe(true)
    }),
    { numRuns: 120 },
  )
  // Most random edits are refused; enough were not.
  expect(done).toBeGreaterThan(800)
})
