import { expect, test } from 'vitest'
import { apply } from './apply.ts'
import type { Command } from './command.ts'
import type { Workflow } from './document.ts'
import { newWorkflow, parseWorkflow } from './parse.ts'
import { documentBytes, serializeWorkflow } from './serialize.ts'
import { settingsOf } from './settings.ts'
import { isParameterName, isSecretName } from './settings-names.ts'
import { settingsSchema } from './settings-schema.ts'

const edited = (workflow: Workflow, patch: Extract<Command, { type: 'edit-settings' }>['patch']): Workflow => {
  const result = apply(workflow, { type: 'edit-settings', patch })
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}

const refusal = (patch: Extract<Command, { type: 'edit-settings' }>['patch']): unknown => {
  const result = apply(newWorkflow('W'), { type: 'edit-settings', patch })
  return result.ok ? undefined : [result.error.code, result.error.data.field]
}

test('where a document has none, what the schema says holds', () => {
  expect(settingsOf({})).toEqual(settingsSchema.parse({}))
})

test('a document without settings is written as it was before there were any', () => {
  expect(serializeWorkflow(newWorkflow('W'))).not.toContain('settings')
})

test('settings are saved with the document and come back as they were', () => {
  const workflow = edited(newWorkflow('W'), {
    parameters: { '/shop/limit': { type: 'String', value: '7' }, names: { type: 'StringList', value: 'a,b' } },
    secrets: { 'shop/token': { value: '{"key":"密"}' } },
  })
  const text = serializeWorkflow(workflow)
  expect(parseWorkflow(text)).toEqual({ ok: true, value: workflow })
  expect(documentBytes(workflow)).toBeGreaterThanOrEqual(new TextEncoder().encode(text).length)
  expect(workflow.settings?.account).toEqual({ latencyMedianMs: 10, latencyP99Ms: 50 })
})

test('settings that are taken away again leave nothing in the document', () => {
  const with_ = edited(newWorkflow('W'), { secrets: { token: { value: 'x' } } })
  expect(edited(with_, { secrets: {} })).toEqual(newWorkflow('W'))
})

test.each([
  ['/a/b', true],
  ['plain.name-1_2', true],
  ['a/b', false],
  ['/a//b', false],
  ['/a/', false],
  ['', false],
  ['with space', false],
  ['aws-thing', false],
  ['/SSM/x', false],
  [`/${Array.from({ length: 15 }, (_, level) => `l${level}`).join('/')}`, true],
  [`/${Array.from({ length: 16 }, (_, level) => `l${level}`).join('/')}`, false],
  ['a'.repeat(1011), true],
  ['a'.repeat(1012), false],
])('may a parameter be called %j? %s', (name, may) => {
  expect(isParameterName(name)).toBe(may)
})

test('a secret’s name has 512 characters at most, of those that AWS takes', () => {
  expect(['prod/db+=.@-_1', 'a'.repeat(512), 'a'.repeat(513), 'a b', ''].map(isSecretName)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

test('values over the provider’s limits are refused, with the place', () => {
  const parameter = (value: string) => ({ parameters: { p: { type: 'String', value } as const } })
  expect(refusal(parameter('x'.repeat(8192)))).toBeUndefined()
  expect(refusal(parameter('x'.repeat(8193)))).toEqual(['value-too-long', 'parameters.p.value'])
  expect(refusal(parameter(''))).toEqual(['value-too-short', 'parameters.p.value'])
  expect(refusal({ secrets: { s: { value: 'é'.repeat(32_768) } } })).toBeUndefined()
  expect(refusal({ secrets: { s: { value: `${'é'.repeat(32_768)}x` } } })).toEqual(['value-refused', 'secrets.s.value'])
  expect(refusal({ account: { concurrency: 0, latencyMedianMs: 1, latencyP99Ms: 1 } })).toEqual([
    'value-minimum',
    'account.concurrency',
  ])
})
