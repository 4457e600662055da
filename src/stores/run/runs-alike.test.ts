import { describe, expect, test } from 'vitest'
import { apply, type Command, type EdgeId, type NodeId, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { liveEdits, runsAlike, withEdits } from './runs-alike.ts'

const start = buildWorkflow({
  nodes: { c: ['client'], s: ['service'], q: ['queue'], d: ['queue'] },
  edges: { 'c.call > s.request': {}, 'q.redrive > d.send': {} },
})

const id = (name: string): NodeId => name as NodeId

function edit(workflow: Workflow, ...commands: Command[]): Workflow {
  return commands.reduce((current, command) => {
    const applied = apply(current, command)
    if (!applied.ok) throw new Error(applied.error.code)
    return applied.value
  }, workflow)
}

const slower: Command = { type: 'edit-config', node: id('s'), patch: { latencyMedianMs: 90 } }
const elsewhere: Command = { type: 'edit-config', node: id('s'), patch: { baseUrl: 'https://elsewhere.example.com' } }

describe('a document that was edited while it runs', () => {
  test('runs alike once the run was told, when only live fields changed', () => {
    const edited = edit(start, slower, { type: 'edit-config', node: id('q'), patch: { delayMs: 1000 } })
    const edits = liveEdits(start, edited)
    expect(edits.map((told) => (told.type === 'edit' ? told.node : told.type))).toEqual(['q', 's'])
    expect(runsAlike(start, edited)).toBe(false)
    expect(runsAlike(withEdits(start, edits), edited)).toBe(true)
    expect(liveEdits(withEdits(start, edits), edited)).toEqual([])
  })

  test('gives its live fields to the run and waits for a restart with the others', () => {
    const edited = edit(start, slower, elsewhere)
    const told = withEdits(start, liveEdits(start, edited))
    expect(told.nodes[id('s')]?.config).toMatchObject({ latencyMedianMs: 90, baseUrl: 'https://api.example.com' })
    expect(runsAlike(told, edited)).toBe(false)
    const back = edit(edited, { type: 'edit-config', node: id('s'), patch: {}, unset: ['baseUrl'] })
    expect(runsAlike(told, back)).toBe(true)
  })

  test('tells the run of an undone edit as of any other', () => {
    const told = withEdits(start, liveEdits(start, edit(start, slower)))
    expect(withEdits(told, liveEdits(told, start))).toEqual(start)
    expect(runsAlike(withEdits(told, liveEdits(told, start)), start)).toBe(true)
  })

  test('is told of live fields of edges, and not of the others', () => {
    const sooner: Command = { type: 'edit-edge-config', edge: 'e2' as EdgeId, patch: { maxReceiveCount: 9 } }
    const once: Command = { type: 'edit-edge-config', edge: 'e1' as EdgeId, patch: { policies: [{ type: 'retry' }] } }
    const told = withEdits(start, liveEdits(start, edit(start, sooner)))
    expect(liveEdits(start, edit(start, sooner))).toMatchObject([{ type: 'edit-edge', edge: 'e2' }])
    expect(runsAlike(told, edit(start, sooner))).toBe(true)
    expect(liveEdits(start, edit(start, once))).toEqual([])
    expect(runsAlike(start, edit(start, once))).toBe(false)
    expect(runsAlike(start, { ...start, edges: {} })).toBe(false)
  })

  test('waits for a restart with other settings, and runs alike when they are back', () => {
    const token: Command = { type: 'edit-settings', patch: { secrets: { token: { value: 'x' } } } }
    expect(liveEdits(start, edit(start, token))).toEqual([])
    expect(runsAlike(start, edit(start, token))).toBe(false)
    expect(runsAlike(edit(start, token), edit(start, token))).toBe(true)
    expect(runsAlike(start, edit(start, token, { type: 'edit-settings', patch: { secrets: {} } }))).toBe(true)
  })

  test('is told of its faults at once, whatever was done to them', () => {
    const drawn = edit(start, {
      type: 'add-fault',
      fault: { on: { type: 'node', node: 's' }, startMs: 0, percent: 100, effect: { type: 'drop' } },
    })
    const longer = edit(drawn, { type: 'edit-fault', id: 'f1', patch: { endMs: 5000 } })
    for (const [before, after] of [
      [start, drawn],
      [drawn, longer],
      [longer, start],
    ] as const) {
      const edits = liveEdits(before, after)
      expect(edits).toEqual([{ type: 'edit-faults', faults: after.scenario.faults }])
      expect(runsAlike(before, after)).toBe(false)
      expect(runsAlike(withEdits(before, edits), after)).toBe(true)
    }
    const seeded = edit(drawn, { type: 'edit-scenario', patch: { seed: 99 } })
    expect(liveEdits(drawn, seeded)).toEqual([])
    expect(runsAlike(drawn, seeded)).toBe(false)
  })

  test('tells it nothing of nodes that are new, gone or of another kind', () => {
    const renamed = { ...start, nodes: { ...start.nodes, [id('s')]: start.nodes[id('q')] } } as Workflow
    expect(liveEdits(start, renamed)).toEqual([])
    expect(liveEdits(start, { ...start, nodes: {} })).toEqual([])
    expect(runsAlike(start, { ...start, nodes: {} })).toBe(false)
  })
})
