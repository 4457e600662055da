import type { TraceEvent } from '#trace'
import { expect, test } from 'vitest'
import { attributesOf, invocationOf } from './attributes.ts'

const ended: TraceEvent = {
  at: 5_000_000,
  node: 2,
  cause: 7,
  trace: 1,
  type: 'invocation-ended',
  invocation: 12,
  environment: 3,
  outcome: 'threw',
  durationUs: 1_500_000,
  billedMs: 1500,
  initUs: -1,
  maxMemoryMb: 60,
  payload: '{"errorType":"Error"}',
}

test('an event’s fields are attributes, times readable, payloads apart', () => {
  const { type, facts, texts } = attributesOf(ended)
  expect(type).toBe('invocation-ended')
  expect(facts).toContainEqual({ name: 'duration', value: '1.5 s' })
  expect(facts).toContainEqual({ name: 'outcome', value: 'threw' })
  expect(facts.some(({ name }) => name === 'init' || name === 'at' || name === 'node')).toBe(false)
  expect(texts).toEqual([{ name: 'payload', value: '{\n  "errorType": "Error"\n}' }])
})

test('a payload that is no JSON stays as it is', () => {
  expect(attributesOf({ ...ended, payload: '{oops' }).texts).toEqual([{ name: 'payload', value: '{oops' }])
})

test('an event knows its invocation, or that it has none', () => {
  expect(invocationOf(ended)).toBe(12)
  expect(invocationOf({ at: 0, node: 0, cause: -1, trace: 0, type: 'request-arrived', request: 1 })).toBeUndefined()
})
