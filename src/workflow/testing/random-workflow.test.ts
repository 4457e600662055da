import { checkWorkflow, parseWorkflow, serializeWorkflow } from '#workflow'
import { expect, test } from 'vitest'
import { randomWorkflow } from './random-workflow.ts'

const ALL = Array.from({ length: 100 }, (_, seed) => randomWorkflow(seed))

test('each of a hundred random workflows is without errors, and all six kinds and all three policies are among them', () => {
  const kinds = new Set<string>()
  const policies = new Set<string>()
  for (const workflow of ALL) {
    expect(checkWorkflow(workflow).filter(({ severity }) => severity === 'error')).toEqual([])
    for (const node of Object.values(workflow.nodes)) kinds.add(node.kind)
    for (const edge of Object.values(workflow.edges))
      if ('policies' in edge.config) for (const policy of edge.config.policies) policies.add(policy.type)
  }
  expect([...kinds].sort()).toEqual(['client', 'function', 'http-api', 'queue', 'schedule', 'service'])
  expect([...policies].sort()).toEqual(['circuit-breaker', 'retry', 'timeout'])
})

test('the same seed gives the same random workflow, another seed another one', () => {
  expect(randomWorkflow(3)).toEqual(randomWorkflow(3))
  expect(new Set(ALL.map(serializeWorkflow)).size).toBe(ALL.length)
})

test('a random workflow read from its text is the same document', () => {
  for (const workflow of ALL.slice(0, 10))
    expect(parseWorkflow(serializeWorkflow(workflow))).toEqual({ ok: true, value: workflow })
})
