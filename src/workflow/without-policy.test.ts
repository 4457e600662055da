import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import type { EdgeId } from './document.ts'
import { edgeConfig } from './graph.ts'
import { parseWorkflow } from './parse.ts'
import { checkWorkflow } from './rules/list.ts'
import { serializeWorkflow } from './serialize.ts'
import { hasJitter, policyAt, withoutPolicy } from './without-policy.ts'

const EDGE = 'e1' as EdgeId
const workflow = buildWorkflow({
  nodes: { Shop: ['client'], Payments: ['service'] },
  edges: {
    'Shop.call > Payments.request': {
      policies: [
        { type: 'timeout' },
        { type: 'circuit-breaker' },
        { type: 'retry' },
        { type: 'retry', jitter: 'none' },
      ],
    },
  },
})
const typesOf = (document: typeof workflow | undefined) =>
  document && edgeConfig(document, EDGE, 'client/call')?.policies.map(({ type }) => type)

test('a policy is taken away, and the others keep their layers', () => {
  const without = withoutPolicy(workflow, { edge: EDGE, layer: 1 }, 'without')
  expect(typesOf(without)).toEqual(['timeout', 'fallback', 'retry', 'retry'])
  expect(without && policyAt(without, { edge: EDGE, layer: 1 })).toMatchObject({ fallBackOn: [] })
  expect(typesOf(workflow)).toEqual(['timeout', 'circuit-breaker', 'retry', 'retry'])
})

test('what is left is a document that opens and has no new problem', () => {
  for (const layer of [0, 1, 2, 3]) {
    const without = withoutPolicy(workflow, { edge: EDGE, layer }, 'without') ?? workflow
    expect(parseWorkflow(serializeWorkflow(without)).ok).toBe(true)
    expect(checkWorkflow(without).filter(({ severity }) => severity === 'error')).toEqual([])
  }
})

test('a retry can go without its jitter alone', () => {
  const place = { edge: EDGE, layer: 2 }
  const without = withoutPolicy(workflow, place, 'no-jitter')
  expect(without && policyAt(without, place)).toEqual({ ...policyAt(workflow, place), jitter: 'none' })
})

test('where there is nothing to take away there is no such document', () => {
  expect(withoutPolicy(workflow, { edge: EDGE, layer: 3 }, 'no-jitter')).toBeUndefined()
  expect(withoutPolicy(workflow, { edge: EDGE, layer: 1 }, 'no-jitter')).toBeUndefined()
  expect(withoutPolicy(workflow, { edge: EDGE, layer: 4 }, 'without')).toBeUndefined()
  expect(withoutPolicy(workflow, { edge: 'e9' as EdgeId, layer: 0 }, 'without')).toBeUndefined()
  expect(
    [0, 1, 2, 3].map((layer) =>
      hasJitter(policyAt(workflow, { edge: EDGE, layer }) ?? { type: 'timeout', timeoutMs: 1 }),
    ),
  ).toEqual([false, false, true, false])
})
