// Given what all functions of an account hold, when one more is invoked, then it runs or is throttled, and with this reason.
import type { JsonObject } from '#base'
import { runScripts, type ScriptRun } from '#emulator/testing'
import { createRunFolds, describeRun } from '#trace'
import { apply, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccountConcurrency } from './account-concurrency.ts'

const QUICK = { coldStartMedianMs: 0, coldStartP99Ms: 0, latencyMedianMs: 0, latencyP99Ms: 0, timeoutMs: 60_000 }

interface Called {
  readonly atMs: number
  readonly node: string
}

function account(functions: Readonly<Record<string, JsonObject>>, concurrency: number): Workflow {
  const nodes = Object.entries(functions).map(
    ([name, config]) => [name, ['function', { ...QUICK, ...config }]] as const,
  )
  const edited = apply(buildWorkflow({ nodes: Object.fromEntries(nodes), edges: {} }), {
    type: 'edit-settings',
    patch: { account: { concurrency, latencyMedianMs: 1, latencyP99Ms: 1 } },
  })
  if (!edited.ok) throw new Error(edited.error.code)
  return edited.value
}

function run(
  functions: Readonly<Record<string, JsonObject>>,
  concurrency: number,
  called: readonly Called[],
  options: { readonly careful?: boolean; readonly busyMs?: number; readonly mode?: 'sync' | 'async' } = {},
): Promise<ScriptRun> {
  const { careful = false, busyMs = 1000, mode = 'sync' } = options
  return runScripts(account(functions, concurrency), {
    careful,
    byHand: called.map(({ atMs, node }) => ({ atMs, node, event: { kind: 'function', mode, payload: '{}' } })),
    handlers: Object.fromEntries(Object.keys(functions).map((name) => [name, (script) => script.sleep(busyMs)])),
  })
}

const many = (count: number, node: string, atMs = 0): Called[] => Array.from({ length: count }, () => ({ atMs, node }))

const throttled = (of: ScriptRun): string[] =>
  of.of('invocation-throttled').map((event) => `${of.nameOf(event)} ${event.reason}`)

describe('functions without a reservation', () => {
  test('have the account’s concurrency together: what one holds is not there for another', async () => {
    const of = await run({ f: {}, g: {} }, 5, [...many(3, 'f'), ...many(3, 'g', 100)])
    expect(throttled(of)).toEqual(['g ConcurrentInvocationLimitExceeded'])
  })

  test('have again what another has let go', async () => {
    const of = await run({ f: {}, g: {} }, 5, [...many(5, 'f'), ...many(1, 'g', 900), ...many(5, 'g', 1100)])
    expect(throttled(of)).toEqual(['g ConcurrentInvocationLimitExceeded'])
  })

  test('leave a reservation alone, and it them', async () => {
    const functions = { f: {}, g: {}, r: { reservedConcurrency: 2 } }
    const of = await run(functions, 5, [...many(3, 'r'), ...many(2, 'f', 100), ...many(2, 'g', 200)])
    expect(throttled(of)).toEqual([
      'r ReservedFunctionConcurrentInvocationLimitExceeded',
      'g ConcurrentInvocationLimitExceeded',
    ])
  })

  test('don’t get what is provisioned for another, busy or not', async () => {
    const of = await run({ f: {}, p: { provisionedConcurrency: 3 } }, 5, [...many(3, 'f', 100), ...many(3, 'p', 200)])
    expect(throttled(of)).toEqual(['f ConcurrentInvocationLimitExceeded'])
  })

  test('are invoked 10 times a second for each unit of the account’s concurrency, all of them together', async () => {
    const called = Array.from({ length: 40 }, (_, index) => ({ atMs: index * 2, node: index % 2 === 0 ? 'f' : 'g' }))
    const of = await run({ f: {}, g: {} }, 2, called, { busyMs: 0 })
    const reasons = new Set(throttled(of).map((text) => text.slice(2)))
    expect(reasons).toContain('FunctionInvocationRateLimitExceeded')
    expect(of.of('invocation-started').length).toBeLessThanOrEqual(21)
  })
})

test('an event that code sends over the rate is not taken: its sender is told', async () => {
  const workflow = buildWorkflow({
    nodes: { a: ['function', { ...QUICK, timeoutMs: 10_000 }], f: ['function', { ...QUICK, reservedConcurrency: 1 }] },
    edges: { 'a.call > f.invoke': {} },
  })
  const of = await runScripts(workflow, {
    byHand: [{ atMs: 0, node: 'a', event: { kind: 'function', mode: 'async', payload: '{}' } }],
    handlers: {
      a: (script) =>
        Promise.all(
          Array.from({ length: 12 }, () =>
            script.call('f', { type: 'invoke', mode: 'async', payload: '{}', byCode: true }),
          ),
        ),
    },
  })
  const [ended] = of.of('invocation-ended', 'a')
  const answers = JSON.parse(ended?.payload ?? '[]') as readonly { readonly type: string }[]
  expect(answers.map(({ type }) => type)).toEqual([...Array<string>(10).fill('invoked'), 'api-error', 'api-error'])
  expect(answers.at(-1)).toMatchObject({
    status: 429,
    code: 'TooManyRequestsException',
    members: { Reason: 'ReservedFunctionInvocationRateLimitExceeded' },
  })
  expect(of.of('invocation-refused')).toHaveLength(2)
})

test('however many functions draw from the account, looking ahead changes nothing, and no more run than there is', async () => {
  const call = fc.record({ atMs: fc.integer({ min: 0, max: 300 }), node: fc.constantFrom('f', 'g', 'h', 'r') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { maxLength: 40 }),
      fc.integer({ min: 2, max: 8 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom('sync' as const, 'async' as const),
      async (called, concurrency, busyMs, mode) => {
        const functions = { f: {}, g: { provisionedConcurrency: 1 }, h: {}, r: { reservedConcurrency: 1 } }
        const [fast, careful] = [
          await run(functions, concurrency, called, { busyMs, mode }),
          await run(functions, concurrency, called, { busyMs, mode, careful: true }),
        ]
        expect(fast.fingerprint).toBe(careful.fingerprint)
        const inHand = new Map<string, number>()
        for (const event of fast.events) {
          if (event.type !== 'invocation-started' && event.type !== 'invocation-ended') continue
          const name = fast.nameOf(event)
          inHand.set(name, (inHand.get(name) ?? 0) + (event.type === 'invocation-started' ? 1 : -1))
          const shared = (inHand.get('f') ?? 0) + (inHand.get('h') ?? 0) + Math.max(1, inHand.get('g') ?? 0)
          expect(shared).toBeLessThanOrEqual(Math.max(1, concurrency - 1))
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('what each holds is counted once, however often it says so', () => {
  const common = createAccountConcurrency()
  common.hold(0, 3)
  common.hold(0, 3)
  common.hold(1, 2)
  expect([0, 1, 2].map((node) => common.heldByOthers(node))).toEqual([2, 3, 5])
  common.hold(0, 0)
  expect(common.heldByOthers(1)).toBe(0)
})

test('a function that shares the account tells what all such functions have running', async () => {
  const functions = { f: {}, g: {}, r: { reservedConcurrency: 2 } }
  const called = [...many(3, 'f'), ...many(2, 'g'), ...many(1, 'r')]
  const { reader } = await run(functions, 10, called, { busyMs: 5000 })
  const folds = createRunFolds(describeRun(account(functions, 10)))
  folds.advance(reader)
  const [f, g, r] = folds.status.statusAt(reader, 3_000_000).nodes
  expect([f, g]).toMatchObject([
    { inFlight: 3, concurrencyLimit: 8, accountInFlight: 5 },
    { inFlight: 2, concurrencyLimit: 8, accountInFlight: 5 },
  ])
  expect(r).toMatchObject({ inFlight: 1, concurrencyLimit: 2 })
  expect(r).not.toHaveProperty('accountInFlight')
})
