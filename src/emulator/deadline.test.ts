import { describe, expect, test } from 'vitest'
import { withDeadline } from './deadline.ts'
import { runScripts } from './testing/run-scripts.ts'

describe('a deadline', () => {
  test('goes along with what somebody waits for, and with nothing else', () => {
    const request = { method: 'GET', url: '/', headers: {}, body: '' }
    expect(withDeadline({ type: 'http', request }, 5)).toEqual({ type: 'http', request, deadlineUs: 5 })
    const asynchronous = { type: 'invoke', mode: 'async', payload: '1' } as const
    expect(withDeadline(asynchronous, 5)).toBe(asynchronous)
    expect(withDeadline({ type: 'http', request }, undefined)).toEqual({ type: 'http', request })
  })

  test.each([
    ['goes from a client’s time limit through an API to the function behind it', true, 400_000],
    ['stays where it is unless the policy says that it goes along', false, undefined],
  ])('%s', async (_, carried, deadlineUs) => {
    const told: (number | undefined)[] = []
    await runScripts(
      {
        nodes: {
          client: ['client', { arrivals: { shape: 'recorded', atMs: [100] }, method: 'GET', path: '/f' }],
          api: ['http-api'],
          f: ['function'],
        },
        edges: {
          'client.call > api.request': { policies: [{ type: 'timeout', timeoutMs: 300, carried }] },
          'api.route > f.invoke': { method: 'GET', path: '/f' },
        },
      },
      {
        handlers: {
          f: async ({ invocation }) => {
            told.push(invocation.callerDeadlineUs)
            return {}
          },
        },
      },
    )
    expect(told).toEqual([deadlineUs])
  })
})
