import { describe, expect, test } from 'vitest'
import type { Fault } from '#faults'
import { apply, type Command, type NodeId, parseWorkflow, serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'

const start = buildWorkflow({
  nodes: { f: ['function'], s: ['service'], q: ['queue'] },
  edges: { 'f.call > s.request': {}, 'f.call > q.send': {} },
})

const outage: Command = {
  type: 'add-fault',
  fault: {
    on: { type: 'edge', edge: 'e1' },
    startMs: 1000,
    endMs: 5000,
    percent: 100,
    effect: { type: 'outage', how: 'refused' },
  },
}
const onService: Command = {
  type: 'add-fault',
  fault: { on: { type: 'node', node: 's' }, startMs: 0, percent: 5, effect: { type: 'drop' } },
}

function done(workflow: Workflow, ...commands: Command[]): Workflow {
  return commands.reduce((current, command) => {
    const applied = apply(current, command)
    if (!applied.ok) throw new Error(`${applied.error.code} ${JSON.stringify(applied.error.data)}`)
    return applied.value
  }, workflow)
}

const faultsOf = (workflow: Workflow): readonly Fault[] => workflow.scenario.faults
const refusalOf = (workflow: Workflow, command: Command): string => {
  const applied = apply(workflow, command)
  return applied.ok ? '' : applied.error.code
}

describe('faults in a scenario', () => {
  test('are drawn, changed and removed, each in one step', () => {
    const drawn = done(start, outage, onService)
    expect(faultsOf(drawn).map(({ id }) => id)).toEqual(['f1', 'f2'])
    const longer = done(drawn, { type: 'edit-fault', id: 'f1', patch: { endMs: 9000, percent: 50 } })
    expect(faultsOf(longer)[0]).toMatchObject({ startMs: 1000, endMs: 9000, percent: 50, effect: { how: 'refused' } })
    const endless = done(longer, { type: 'edit-fault', id: 'f1', patch: {}, unset: ['endMs'] })
    expect(faultsOf(endless)[0]).not.toHaveProperty('endMs')
    expect(faultsOf(done(endless, { type: 'remove-faults', ids: ['f1'] })).map(({ id }) => id)).toEqual(['f2'])
  })

  test('are refused where there is nothing to draw on, with a word for what is wrong', () => {
    const drawn = done(start, outage)
    const elsewhere = { ...outage, fault: { ...outage.fault, on: { type: 'node', node: 'x' } } } as Command
    expect(refusalOf(drawn, elsewhere)).toBe('no-such-node')
    expect(refusalOf(drawn, { ...outage, fault: { ...outage.fault, id: 'f1' } })).toBe('id-taken')
    expect(refusalOf(drawn, { type: 'edit-fault', id: 'f1', patch: { percent: 0 } })).toBe('value-above')
    expect(refusalOf(drawn, { type: 'edit-fault', id: 'f9', patch: {} })).toBe('no-such-fault')
    expect(refusalOf(drawn, { type: 'remove-faults', ids: ['f1', 'f9'] })).toBe('no-such-fault')
  })

  test('go with the node or the connection they are drawn on', () => {
    const drawn = done(start, outage, onService)
    expect(faultsOf(done(drawn, { type: 'remove', nodes: ['s' as NodeId] }))).toEqual([])
    expect(faultsOf(done(drawn, { type: 'remove', nodes: ['q' as NodeId] }))).toEqual(faultsOf(drawn))
  })

  test('are saved with the document, which says nothing of faults when there are none', () => {
    const drawn = done(start, outage, onService)
    const read = parseWorkflow(serializeWorkflow(drawn))
    expect(read.ok && read.value).toEqual(drawn)
    expect(serializeWorkflow(start)).not.toContain('faults')
    const again = parseWorkflow(serializeWorkflow(start))
    expect(again.ok && again.value.scenario.faults).toEqual([])
  })

  test('of one id twice are no scenario', () => {
    const [fault] = faultsOf(done(start, outage))
    const twice = { ...start, scenario: { ...start.scenario, faults: [fault, fault] } }
    const read = parseWorkflow(JSON.stringify(twice))
    expect(!read.ok && read.error.map(({ code, path }) => [code, path])).toEqual([
      ['fault-id-twice', 'scenario.faults'],
    ])
  })
})
