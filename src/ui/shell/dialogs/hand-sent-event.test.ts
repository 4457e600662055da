import { describe, expect, it } from 'vitest'
import { readEvent } from './hand-sent-event.ts'

describe('an event sent by hand', () => {
  it('is any text for a queue, JSON or not', () => {
    expect(readEvent('queue', '{ "a": ', 'async')).toEqual({ event: { kind: 'queue', body: '{ "a": ' } })
  })

  it('may name the group of a message and what it is known by', () => {
    const read = (group: string, deduplicationId: string) =>
      readEvent('queue', 'x', 'async', { group, deduplicationId })
    expect(read('', '')).toEqual({ event: { kind: 'queue', body: 'x' } })
    expect(read('customer-1', '')).toEqual({ event: { kind: 'queue', body: 'x', group: 'customer-1' } })
    expect(read('g', 'd')).toEqual({ event: { kind: 'queue', body: 'x', group: 'g', deduplicationId: 'd' } })
    expect(read('two words', '')).toMatchObject({ reason: 'badFifoId' })
    expect(read('', 'd'.repeat(129))).toMatchObject({ reason: 'badFifoId' })
  })

  it('needs JSON for a function, and carries it without its blanks', () => {
    expect(readEvent('function', '{ "a": 1 }', 'sync')).toEqual({
      event: { kind: 'function', payload: '{"a":1}', mode: 'sync' },
    })
    expect(readEvent('function', '{', 'async')).toMatchObject({ reason: 'badJson' })
  })

  it('needs a method and a path for an HTTP API; header names count in lower case, a body that is no text is written as JSON', () => {
    expect(readEvent('http-api', '{"method":"POST"}', 'async')).toMatchObject({ reason: 'badRequest' })
    expect(
      readEvent('http-api', '{"method":"POST","path":"/a?b=1","headers":{"X-A":1},"body":{"c":2}}', 'async'),
    ).toEqual({
      event: {
        kind: 'http-api',
        request: {
          method: 'POST',
          url: '/a?b=1',
          headers: { 'x-a': '1' },
          headerLines: [['X-A', '1']],
          body: '{"c":2}',
        },
      },
    })
  })

  it('needs nothing for a schedule or a client', () => {
    expect(readEvent('schedule', '', 'async')).toEqual({ event: { kind: 'schedule' } })
    expect(readEvent('client', '', 'async')).toEqual({ event: { kind: 'client' } })
  })
})
