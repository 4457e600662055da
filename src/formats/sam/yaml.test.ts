import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Json, JsonObject } from '#base'
import { soakRuns } from '#base/testing/soak'
import { HOSTILE, hostileText, keptJson } from '../testing/hostile-texts.ts'
import { readYaml } from './read-yaml.ts'
import { writeYaml } from './write-yaml.ts'

const read = (text: string): Json => {
  const result = readYaml(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.value
}

test('every hostile text comes back exactly, as value, as key, in a list and under an intrinsic', {
  timeout: 120_000,
}, () => {
  for (const text of HOSTILE) {
    const value = {
      value: text,
      list: [text, [text]],
      sub: { 'Fn::Sub': text },
      deep: { [text]: { [`${text}.`]: text } },
    }
    if (text === 'constructor') continue
    expect(read(writeYaml(value)), JSON.stringify(text)).toEqual(value)
  }
})

test('text that is printed means the same to YAML 1.1 and 1.2', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(hostileText(), (text) => {
      const printed = writeYaml({ value: text, list: [text] })
      for (const version of ['1.1', '1.2'] as const)
        expect(parse(printed, { version, merge: false })).toEqual({ value: text, list: [text] })
    }),
    { numRuns: soakRuns(10_000) },
  )
})

test('any tree comes back exactly', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(keptJson(), (tree: JsonObject) => {
      expect(read(writeYaml({ tree }))).toEqual({ tree })
    }),
    { numRuns: soakRuns(10_000) },
  )
})

test.each([
  ['!Ref X', { Ref: 'X' }],
  ['!GetAtt Queue.Arn', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
  ['!GetAtt Stack.Outputs.Url', { 'Fn::GetAtt': ['Stack', 'Outputs.Url'] }],
  ['!GetAtt [Queue, Arn]', { 'Fn::GetAtt': ['Queue', 'Arn'] }],
  ["!Sub '${A}-${!B}'", { 'Fn::Sub': '${A}-${!B}' }],
  ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
  ['!If [Prod, 1, !Ref AWS::NoValue]', { 'Fn::If': ['Prod', 1, { Ref: 'AWS::NoValue' }] }],
  ['!Condition Prod', { Condition: 'Prod' }],
  ['Fn::ImportValue: !Sub "${A}-x"', { 'Fn::ImportValue': { 'Fn::Sub': '${A}-x' } }],
  ['!Unheard [1]', { 'Fn::Unheard': [1] }],
  ['2012-10-17', '2012-10-17'],
  ['0123', '0123'],
  ['1.0', '1.0'],
  ['{a: 1, <<: {b: 2, a: 3}}', { a: 1, b: 2 }],
])('%s reads as %j', (text, value) => {
  expect(read(`v: ${text.startsWith('Fn') ? `\n  ${text}` : text}`)).toEqual({ v: value })
})

test('brackets that stand further left than YAML wants are read as CloudFormation reads them', () => {
  const text = 'a:\n  b: [{\n  "c": "[", # ]\n  "d": !Ref E\n}]\n  f: |\n    [not\n   \n  g: it[s\n'
  expect(read(text)).toEqual({ a: { b: [{ c: '[', d: { Ref: 'E' } }], f: '[not\n', g: 'it[s' } })
})

test.each([
  ['a: [1', 'yaml-unreadable', 1],
  ['a: 1\nb: *nobody', 'yaml-alias', 2],
  ['a: &a [*a]', 'yaml-alias', 1],
  ['a:\n  __proto__: 1', 'template-forbidden-key', 2],
  ['a: &c constructor\n*c : 1', 'template-forbidden-key', 2],
  ['? [a]\n: 1', 'yaml-key', 1],
  [`a: ${'['.repeat(2000)}`, 'template-too-deep', 1],
  [`a: ${'['.repeat(90)}${']'.repeat(90)}`, 'template-too-deep', 1],
])('%s is refused with %s', (text, code, line) => {
  const result = readYaml(text)
  expect(result.ok ? undefined : result.error[0]).toMatchObject({ code, data: { line } })
})

test.each([
  [`a: "${'x\n'.repeat(200_000)}`, 'template-too-long'],
  ['x'.repeat(2_100_000), 'template-too-large'],
])('a template beyond the limits is refused before it is parsed', (text, code) => {
  const result = readYaml(text)
  expect(result.ok ? undefined : result.error[0]?.code).toBe(code)
})

test('an alias bomb is refused, not unfolded', { timeout: 120_000 }, () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
  )
  const result = readYaml(['l0: &l0 [x]', ...levels].join('\n'))
  expect(result.ok ? undefined : result.error[0]?.code).toBe('template-too-many-values')
})
