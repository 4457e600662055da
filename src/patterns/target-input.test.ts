// What targets get. The texts marked [R] are what AWS delivered; the others follow the EventBridge user guide [V] or [K].
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '#base'
import { parseTargetInput, renderTargetInput, type TargetInputSettings } from './target-input.ts'

const event: JsonObject = {
  version: '0',
  'detail-type': 'customerCreated',
  source: 'app',
  time: '2026-01-01T00:00:00Z',
  resources: ['arn:one', 'arn:two'],
  detail: {
    command: 'display-message',
    count: 5,
    flag: true,
    nothing: null,
    quote: 'say "hi"',
    payload: { acc_id: '0a78', items: [{ id: 'x' }, { id: 'y' }] },
  },
}
const context = {
  ruleArn: 'arn:aws:events:us-east-1:123456789012:rule/r',
  ruleName: 'r',
  ingestionTime: '2026-01-01T00:00:01Z',
}

function render(settings: TargetInputSettings): string {
  const parsed = parseTargetInput(settings, 't1')
  if (!parsed.ok) throw new Error(parsed.error)
  return renderTargetInput(parsed.value, event, context)
}

const template = (inputTemplate: string, inputPathsMap: Readonly<Record<string, string>> = {}) =>
  render({ inputTransformer: { inputPathsMap, inputTemplate } })

describe('without a template', () => {
  test('the event itself', () => expect(JSON.parse(render({}))).toEqual(event))
  test('a constant, to the letter', () => expect(render({ input: '{ "a":  1 }' })).toBe('{ "a":  1 }'))
  test.each([
    ['$', JSON.stringify(event)],
    ['$.detail.payload.acc_id', '"0a78"'],
    ['$.detail.count', '5'],
    ['$.detail-type', '"customerCreated"'],
    ['$.resources[1]', '"arn:two"'],
    ['$.detail.payload.items[*].id', '["x","y"]'],
    ['$.missing', 'null'],
    ['$.detail.command.length', 'null'],
  ])('the part at %s', (inputPath, expected) => expect(render({ inputPath })).toBe(expected))
})

describe('from a template', () => {
  const paths = {
    'detail-type': '$.detail-type',
    timestamp: '$.time',
    command: '$.detail.command',
    count: '$.detail.count',
    flag: '$.detail.flag',
    nothing: '$.detail.nothing',
    payload: '$.detail.payload',
    resources: '$.resources',
    missing: '$.detail.notinmessage',
    quote: '$.detail.quote',
  }

  test.each([
    // [R]
    [
      '"Event of <detail-type> type, at time <timestamp>, info extracted from detail <command>"',
      '"Event of customerCreated type, at time 2026-01-01T00:00:00Z, info extracted from detail display-message"',
    ],
    ['"extracted from detail <missing>"', '"extracted from detail "'],
    // [V]
    ['{"a": <command>, "b": "<command>"}', '{"a": "display-message", "b": "display-message"}'],
    ['{"a":<count>,"b":<flag>,"c":"<count> <flag>"}', '{"a":5,"b":true,"c":"5 true"}'],
    ['{"a":<resources>}', '{"a":["arn:one","arn:two"]}'],
    ['"<resources>"', '"[arn:one,arn:two]"'],
    ['"<payload>"', '"{acc_id:0a78,items:[{id:x},{id:y}]}"'],
    ['"<quote>"', '"say "hi""'],
    ['"an \\"escaped <count>\\" quote"', '"an \\"escaped 5\\" quote"'],
    ['"line <count>"\n"line <flag>"', '"line 5"\n"line true"'],
    // [K]
    ['{"a":<missing>,"b":<nothing>}', '{"a":"","b":null}'],
    ['"a < b"', '"a < b"'],
  ])('%s', (text, expected) => expect(template(text, paths)).toBe(expected))

  test('predefined variables', () => {
    expect(template('"<aws.events.rule-name> <aws.events.rule-arn> <aws.events.event.ingestion-time>"')).toBe(
      '"r arn:aws:events:us-east-1:123456789012:rule/r 2026-01-01T00:00:01Z"',
    )
    const { detail: _, ...withoutDetail } = event
    const text = template(
      '{"e": <aws.events.event>, "j": <aws.events.event.json>, "t": <aws.events.event.ingestion-time>}',
    )
    expect(JSON.parse(text)).toEqual({ e: withoutDetail, j: event, t: '2026-01-01T00:00:01Z' })
  })
})

describe('PutTargets refuses', () => {
  const refusal = (settings: TargetInputSettings) => {
    const parsed = parseTargetInput(settings, 't1')
    return parsed.ok ? undefined : parsed.error
  }

  test('more than one way of shaping the input', () => {
    expect(refusal({ input: '1', inputPath: '$' })).toBe(
      'Only one of Input, InputPath, or InputTransformer must be provided for target t1.',
    )
  })

  test('a placeholder that stands for nothing', () => {
    expect(refusal({ inputTransformer: { inputTemplate: '"<notdefinedkey>"' } })).toBe(
      'InputTemplate for target t1 contains invalid placeholder notdefinedkey.',
    )
  })

  test.each<[string, TargetInputSettings]>([
    ['a constant that is no JSON', { input: 'hello' }],
    ['a path that is none', { inputPath: 'detail' }],
    ['a path in brackets', { inputPath: "$['detail']" }],
    ['a template that is no JSON', { inputTransformer: { inputTemplate: '{"a": }' } }],
    ['a reserved name', { inputTransformer: { inputPathsMap: { 'aws.x': '$.a' }, inputTemplate: '"a"' } }],
    ['an empty template', { inputTransformer: { inputTemplate: '' } }],
  ])('%s', (_, settings) => expect(refusal(settings)).toContain('t1'))
})
