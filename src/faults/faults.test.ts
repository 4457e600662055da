import { base64OfBytes, utf8Bytes } from '#base'
import { describe, expect, test } from 'vitest'
import { corruptBytes, corruptEvent, corruptText } from './corrupt.ts'
import { EFFECT_TYPES, effectSchema, type Fault, faultSchema } from './fault.ts'
import { judgePoison, poisonPatternFault, readPoisonPattern } from './poison.ts'
import { isActive, slownessAt, takeToken, type TokenBucket } from './windows.ts'

describe('a fault', () => {
  test('needs a place and an effect, and has sensible figures for the rest', () => {
    for (const type of EFFECT_TYPES) expect(effectSchema.parse({ type }).type).toBe(type)
    const on = { type: 'node', node: 'n1' } as const
    expect(faultSchema.parse({ id: 'f1', on, effect: { type: 'latency' } })).toEqual({
      id: 'f1',
      on,
      startMs: 0,
      percent: 100,
      effect: { type: 'latency', medianMs: 500, p99Ms: 2000 },
    })
  })

  test('is at work from its start to its end, the end not included', () => {
    const fault: Fault = faultSchema.parse({
      id: 'f1',
      on: { type: 'edge', edge: 'e1' },
      startMs: 1.5,
      endMs: 3,
      effect: { type: 'drop' },
    })
    expect([1499, 1500, 2999, 3000].map((atUs) => isActive(fault, atUs))).toEqual([false, true, true, false])
  })

  test('that starts slowly falls from its factor to 1 and stays there', () => {
    const slow = { type: 'slow-start', factor: 5, overMs: 1000 } as const
    expect([0, 500_000, 1_000_000, 9_000_000].map((us) => slownessAt(slow, us))).toEqual([5, 3, 1, 1])
  })

  test('that throttles lets a burst through, then as many a second as it says, whatever the rhythm', () => {
    const throttle = { type: 'throttle', perSecond: 4, burst: 2 } as const
    let bucket: TokenBucket | undefined
    const taken = Array.from({ length: 40 }, (_, index) => {
      const step = takeToken(throttle, bucket, index * 50_000)
      bucket = step.bucket
      return step.taken
    })
    expect(taken.slice(0, 3)).toEqual([true, true, false])
    // Two at first, then four a second over 1.95 s.
    expect(taken.filter(Boolean)).toHaveLength(9)
  })
})

describe('a poison message', () => {
  const pattern = readPoisonPattern('{"kind":["bad"]}')
  const matches = (payload: unknown): boolean =>
    pattern !== undefined && judgePoison(pattern, JSON.stringify(payload)).matches
  const bad = '{"kind":"bad"}'

  test.each([
    ['an SQS record', { Records: [{ body: '{}' }, { body: bad }] }],
    ['an SNS record', { Records: [{ Sns: { Message: bad } }] }],
    ['a Kinesis record', { Records: [{ kinesis: { data: base64OfBytes(utf8Bytes(bad)) } }] }],
    ['a record that is its own body', { Records: [{ kind: 'bad' }] }],
    ['the body of an HTTP request', { requestContext: { http: {} }, body: bad }],
    ['the event itself', { kind: 'bad', source: 'x' }],
  ])('is found in %s', (_what, payload) => {
    expect(matches(payload)).toBe(true)
  })

  test('is not what does not match, and what no pattern can be applied to', () => {
    expect(matches({ Records: [{ body: '{"kind":"good"}' }] })).toBe(false)
    const verdict = (payload: string) => pattern && judgePoison(pattern, payload)
    for (const payload of ['{"Records":[{"body":"plain"}]}', '{"Records":[{"body":"[1]"}]}', '5', 'no json'])
      expect(verdict(payload)).toEqual({ matches: false, unreadable: true })
    const deep = `${'{"a":'.repeat(1200)}1${'}'.repeat(1200)}`
    expect(verdict(deep)).toEqual({ matches: false, unreadable: true })
    expect(verdict('{"Records":[{"kinesis":{"data":"/w=="}}]}')).toEqual({ matches: false, unreadable: true })
  })

  test('has a pattern that AWS would take, or AWS’s reason and its place', () => {
    expect(poisonPatternFault('{"kind":["bad"]}')).toBeUndefined()
    expect(poisonPatternFault('{\n"kind":5}')).toMatchObject({ line: 2 })
    expect(readPoisonPattern('{}')).toBeUndefined()
  })
})

describe('a corrupted text', () => {
  test('is shorter, garbled or gone, and always alike', () => {
    expect(corruptText('abcdef', 'truncate')).toBe('abc')
    expect(corruptText('abcdef', 'empty')).toBe('')
    expect(corruptText('abcdef', 'garble')).toBe('\uFFFDbc\uFFFDef')
    expect([...corruptBytes(Uint8Array.of(0, 1, 2, 3), 'garble')]).toEqual([255, 1, 2, 252])
  })

  test('stands in an event that is still what its provider writes', () => {
    const sqs = { Records: [{ messageId: 'm', body: 'hello!', eventSourceARN: 'arn' }] }
    expect(JSON.parse(corruptEvent(JSON.stringify(sqs), 'truncate'))).toEqual({
      Records: [{ messageId: 'm', body: 'hel', eventSourceARN: 'arn' }],
    })
    const bus = { source: 'shop', detail: { id: 'abcd', n: 5 } }
    expect(JSON.parse(corruptEvent(JSON.stringify(bus), 'truncate'))).toEqual({
      source: 'shop',
      detail: { id: 'ab', n: 5 },
    })
    expect(JSON.parse(corruptEvent(JSON.stringify(bus), 'empty'))).toEqual({ source: 'shop', detail: {} })
    expect(JSON.parse(corruptEvent('"abcd"', 'truncate'))).toBe('ab')
  })
})
