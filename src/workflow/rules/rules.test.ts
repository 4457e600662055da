import { describe, expect, test } from 'vitest'
import type { JsonObject } from '#base'
import { apply } from '../apply.ts'
import type { Workflow } from '../document.ts'
import { ordersExample } from '../examples/orders.ts'
import { newWorkflow, readWorkflow } from '../parse.ts'
import type { Problem } from '../refusal.ts'
import { type Language, sentence } from '../sentences.ts'
import { applyAll, draw, edge, type NodePlan } from '../testing/edit.ts'
import { checkWorkflow, rules } from './list.ts'

/** Kept out of the way of the rule that a test is about. */
const NOISE = new Set([
  'node-nothing-in',
  'node-nothing-out',
  'run-without-end',
  'queue-no-dead-letter',
  'queue-visibility-short',
])

const codes = (workflow: Workflow, about: (problem: Problem) => boolean = ({ code }) => !NOISE.has(code)): string[] =>
  checkWorkflow(workflow)
    .filter(about)
    .map(({ severity, code }) => `${severity} ${code}`)

const worker = (config: JsonObject = {}): NodePlan => ({ kind: 'function', config })
const queue = (config: JsonObject = {}): NodePlan => ({ kind: 'queue', config })
const retry = (maxAttempts: number): JsonObject => ({ type: 'retry', maxAttempts })

interface Case {
  readonly given: string
  readonly nodes: Readonly<Record<string, NodePlan>>
  readonly edges?: readonly (readonly [string, JsonObject?])[]
  readonly found: readonly string[]
}

const TABLE: readonly Case[] = [
  {
    given: 'a filter policy that SNS refuses',
    nodes: { News: { kind: 'topic' }, Orders: queue() },
    edges: [['News/subscribe Orders/send', { filterPolicy: '{"a":"b"}' }]],
    found: ['error topic-filter-policy-refused'],
  },
  {
    given: 'a nested filter policy for attributes',
    nodes: { News: { kind: 'topic' }, Orders: queue() },
    edges: [['News/subscribe Orders/send', { filterPolicy: '{"a":{"b":["c"]}}' }]],
    found: ['error topic-filter-policy-refused'],
  },
  {
    given: 'a nested filter policy for the body',
    nodes: { News: { kind: 'topic' }, Orders: queue() },
    edges: [['News/subscribe Orders/send', { filterPolicy: '{"a":{"b":["c"]}}', filterPolicyScope: 'MessageBody' }]],
    found: [],
  },
  {
    given: 'dead letters of somebody who is not subscribed',
    nodes: { News: { kind: 'topic' }, Orders: queue(), Dead: queue() },
    edges: [['News/subscribe Orders/send'], ['News/undelivered Dead/send', { endpoint: 'Nobody' }]],
    found: ['warning topic-dead-letters-of-nobody'],
  },
  {
    given: 'a function that publishes to the topic it is subscribed to',
    nodes: { News: { kind: 'topic' }, Work: worker() },
    edges: [['News/subscribe Work/invoke'], ['Work/call News/publish']],
    found: ['warning function-feeds-itself'],
  },
  {
    given: 'a table whose keys clash',
    nodes: {
      Items: {
        kind: 'table',
        config: {
          hashKey: 'id',
          rangeKey: 'id',
          indexes: [
            { name: 'one', hashKey: 'day' },
            { name: 'one', hashKey: 'day', hashKeyType: 'N' },
          ],
        },
      },
    },
    edges: [],
    found: ['error table-key-twice', 'error table-key-types-differ', 'error table-index-twice'],
  },
  {
    given: 'a stream whose consumer never gives up',
    nodes: { Items: { kind: 'table' }, Work: worker() },
    edges: [['Items/consume Work/invoke']],
    found: ['warning stream-retries-for-ever'],
  },
  {
    given: 'a stream with a filter that Lambda refuses',
    nodes: { Items: { kind: 'table' }, Work: worker() },
    edges: [
      ['Items/consume Work/invoke', { maximumRetryAttempts: 2, filters: [{ pattern: '{"eventName":"INSERT"}' }] }],
    ],
    found: ['error stream-filter-refused'],
  },
  {
    given: 'a destination for a consumer that is not there',
    nodes: { Items: { kind: 'table' }, Work: worker(), Dead: queue() },
    edges: [
      ['Items/consume Work/invoke', { maximumRetryAttempts: 2 }],
      ['Items/undelivered Dead/send', { consumer: 'Nobody' }],
    ],
    found: ['warning stream-destination-of-nobody'],
  },
  {
    given: 'a Kinesis stream with an odd filter, endless retries and a destination for nobody',
    nodes: { Clicks: { kind: 'stream' }, Work: worker(), Dead: queue() },
    edges: [
      ['Clicks/consume Work/invoke', { filters: [{ pattern: '{"data":"x"}' }] }],
      ['Clicks/undelivered Dead/send', { consumer: 'Nobody' }],
    ],
    found: ['error stream-filter-refused', 'warning stream-retries-for-ever', 'warning stream-destination-of-nobody'],
  },
  {
    given: 'a consumer of a Kinesis stream that writes to it',
    nodes: { Clicks: { kind: 'stream' }, Work: worker() },
    edges: [['Clicks/consume Work/invoke', { maximumRetryAttempts: 2 }], ['Work/call Clicks/records']],
    found: ['warning function-feeds-itself'],
  },
  {
    given: 'a consumer of a stream that writes to its table',
    nodes: { Items: { kind: 'table' }, Work: worker() },
    edges: [['Items/consume Work/invoke', { maximumRetryAttempts: 2 }], ['Work/call Items/items']],
    found: ['warning function-feeds-itself'],
  },
  {
    given: 'a consumer that outlasts the visibility timeout',
    nodes: { Orders: queue({ visibilityTimeoutMs: 10_000 }), Work: worker({ timeoutMs: 11_000 }) },
    edges: [['Orders/consume Work/invoke']],
    found: ['error queue-visibility-below-timeout'],
  },
  {
    given: 'a batch above 10 without a window',
    nodes: { Orders: queue(), Work: worker() },
    edges: [['Orders/consume Work/invoke', { batchSize: 11 }]],
    found: ['error queue-batch-needs-window'],
  },
  {
    given: 'a batch above 10 with a window of 1 s',
    nodes: { Orders: queue(), Work: worker() },
    edges: [['Orders/consume Work/invoke', { batchSize: 11, batchWindowMs: 1000 }]],
    found: [],
  },
  {
    given: 'a FIFO queue whose consumer wants a large batch and a window',
    nodes: { Orders: queue({ fifo: true }), Work: worker() },
    edges: [['Orders/consume Work/invoke', { batchSize: 11, batchWindowMs: 1000 }]],
    found: ['error queue-fifo-batch-too-large', 'error queue-fifo-window'],
  },
  {
    given: 'a filter that Lambda refuses',
    nodes: { Orders: queue(), Work: worker() },
    edges: [['Orders/consume Work/invoke', { filters: [{ pattern: '{"body":"x"}' }] }]],
    found: ['error queue-filter-refused'],
  },
  {
    given: 'provisioned pollers, more at least than at most, with a maximum concurrency',
    nodes: { Orders: queue(), Work: worker() },
    edges: [['Orders/consume Work/invoke', { minimumPollers: 5, maximumPollers: 3, maximumConcurrency: 4 }]],
    found: ['error queue-pollers-and-concurrency', 'error queue-pollers-crossed'],
  },
  {
    given: 'a FIFO queue whose dead-letter queue is a standard one',
    nodes: { Orders: queue({ fifo: true }), Dead: queue() },
    edges: [['Orders/redrive Dead/send']],
    found: ['error queue-dead-letters-not-fifo'],
  },
  {
    given: 'a standard queue whose dead-letter queue is FIFO',
    nodes: { Orders: queue(), Dead: queue({ fifo: true }) },
    edges: [['Orders/redrive Dead/send']],
    found: ['error queue-dead-letters-fifo'],
  },
  {
    given: 'a topic that sends to a FIFO queue',
    nodes: { News: { kind: 'topic' }, Orders: queue({ fifo: true }) },
    edges: [['News/subscribe Orders/send']],
    found: ['error queue-fifo-needs-group'],
  },
  {
    given: 'a mapping that may run more than the function has reserved',
    nodes: { Orders: queue(), Work: worker({ reservedConcurrency: 3 }) },
    edges: [['Orders/consume Work/invoke', { maximumConcurrency: 4 }]],
    found: ['warning queue-concurrency-above-reserved'],
  },
  {
    given: 'reservations that leave 100 of the account',
    nodes: { A: worker({ reservedConcurrency: 500 }), B: worker({ reservedConcurrency: 400 }), C: worker() },
    found: [],
  },
  {
    given: 'reservations that leave less than 100 of the account',
    nodes: { A: worker({ reservedConcurrency: 500 }), B: worker({ reservedConcurrency: 401 }), C: worker() },
    found: ['error function-reserved-leaves-too-little'],
  },
  {
    given: 'the same in a larger account',
    nodes: {
      A: worker({ reservedConcurrency: 500, scaling: { type: 'lambda', accountConcurrency: 1001 } }),
      B: worker({ reservedConcurrency: 401, scaling: { type: 'lambda', accountConcurrency: 1001 } }),
    },
    found: [],
  },
  {
    given: 'a destination of a function whose callers all wait',
    nodes: { Shop: { kind: 'http-api' }, Work: worker(), Lost: queue() },
    edges: [['Shop/route Work/invoke'], ['Work/on-failure Lost/send']],
    found: ['info function-destination-idle'],
  },
  {
    given: 'a destination of a function that a topic invokes, too',
    nodes: { Shop: { kind: 'http-api' }, News: { kind: 'topic' }, Work: worker(), Lost: queue() },
    edges: [['Shop/route Work/invoke'], ['News/subscribe Work/invoke'], ['Work/on-failure Lost/send']],
    found: [],
  },
  {
    given: 'dead letters in a circle',
    nodes: { A: queue(), B: queue(), C: queue() },
    edges: [['A/redrive B/send'], ['B/redrive C/send'], ['C/redrive A/send']],
    found: ['error queue-redrive-cycle'],
  },
  {
    given: 'a retry before a retry',
    nodes: { Shoppers: { kind: 'client' }, Shop: { kind: 'http-api' }, Work: worker(), Pay: { kind: 'service' } },
    edges: [
      ['Shoppers/call Shop/request', { policies: [retry(3)] }],
      ['Shop/route Work/invoke'],
      ['Work/call Pay/request', { policies: [retry(4)] }],
    ],
    found: ['warning retry-multiplies'],
  },
  {
    given: 'one retry alone',
    nodes: { Work: worker(), Pay: { kind: 'service' } },
    edges: [['Work/call Pay/request', { policies: [retry(4)] }]],
    found: [],
  },
  {
    given: 'a function that calls itself, and one that feeds its own queue',
    nodes: { Work: worker(), Orders: queue() },
    edges: [['Work/call Work/invoke'], ['Work/call Orders/send'], ['Orders/consume Work/invoke']],
    found: ['warning function-calls-itself', 'warning function-feeds-itself'],
  },
  {
    given: 'a runtime that is not here',
    nodes: { Work: worker({ runtime: 'python3.13' }) },
    found: ['warning function-runtime-not-here'],
  },
  {
    given: 'a codeUri without files',
    nodes: { Work: worker({ codeUri: 'nowhere' }) },
    found: ['error function-no-code'],
  },
  {
    given: 'a handler that is no file.export',
    nodes: { Work: worker({ handler: 'index' }) },
    found: ['error function-handler-unreadable'],
  },
  {
    given: 'an API that gives up before its function',
    nodes: { Shop: { kind: 'http-api', config: { timeoutMs: 2000 } }, Work: worker({ timeoutMs: 3000 }) },
    edges: [['Shop/route Work/invoke']],
    found: ['warning api-gives-up-first'],
  },
  {
    given: 'two routes that differ in a parameter’s name only',
    nodes: { Shop: { kind: 'http-api' }, Work: worker() },
    edges: [
      ['Shop/route Work/invoke', { method: 'GET', path: '/orders/{id}' }],
      ['Shop/route Work/invoke', { method: 'GET', path: '/orders/{order}' }],
      ['Shop/route Work/invoke', { method: 'POST', path: '/orders/{id}' }],
    ],
    found: ['error api-route-twice'],
  },
  {
    given: 'one variable for two queues, and one that AWS reserves',
    nodes: { Work: worker({ environment: { AWS_REGION: 'x' } }), A: queue(), B: queue() },
    edges: [
      ['Work/call A/send', { env: 'QUEUE_URL' }],
      ['Work/call B/send', { env: 'QUEUE_URL' }],
    ],
    found: ['error variable-unusable', 'error variable-twice'],
  },
  {
    given: 'variables above 4 KB',
    nodes: { Work: worker({ environment: { LONG: 'x'.repeat(4100) } }) },
    found: ['error function-environment-large'],
  },
  {
    given: 'a schedule in the plural of one, with an input that is no JSON',
    nodes: { Nightly: { kind: 'schedule', config: { expression: 'rate(1 minutes)' } }, Work: worker() },
    edges: [['Nightly/fire Work/invoke', { input: '{' }]],
    found: ['error schedule-expression-invalid', 'error schedule-input-not-json'],
  },
  {
    given: 'a rule with what only Scheduler has',
    nodes: {
      Once: { kind: 'schedule', config: { expression: 'at(2026-01-31T08:00:00)', timeZone: 'Europe/Berlin' } },
      Work: worker(),
    },
    edges: [['Once/fire Work/invoke']],
    found: ['error schedule-expression-invalid', 'warning schedule-rule-has-none'],
  },
  {
    given: 'a schedule of Scheduler in a misspelt zone, that ends before it starts and has two targets',
    nodes: {
      Nightly: {
        kind: 'schedule',
        config: {
          flavour: 'scheduler',
          timeZone: 'europe/berlin',
          startDate: '2026-02-01T00:00:00Z',
          endDate: '2026-01-01T00:00:00Z',
        },
      },
      Work: worker(),
      Jobs: { kind: 'queue' },
    },
    edges: [
      ['Nightly/fire Work/invoke'],
      ['Nightly/fire Jobs/send', { input: 'no JSON' }],
      ['Jobs/consume Work/invoke'],
    ],
    found: ['error schedule-zone-misspelt', 'error schedule-ends-before-it-starts', 'error schedule-targets'],
  },
  {
    given: 'a schedule of Scheduler in no zone there is, with a date that is none, to a bus',
    nodes: {
      Nightly: {
        kind: 'schedule',
        config: { flavour: 'scheduler', timeZone: 'Middle/Earth', startDate: 'tomorrow' },
      },
      Bus: { kind: 'event-bus' },
      Work: worker(),
    },
    edges: [['Nightly/fire Bus/put', { eventSource: 'aws.mine' }], ['Bus/rule Work/invoke']],
    found: [
      'error schedule-zone-unknown',
      'error schedule-date-invalid',
      'error schedule-event-unnamed',
      'error schedule-event-of-aws',
    ],
  },
  {
    given: 'two services of one address',
    nodes: { Work: worker(), A: { kind: 'service' }, B: { kind: 'service' } },
    edges: [
      ['Work/call A/request', { env: 'A_URL' }],
      ['Work/call B/request', { env: 'B_URL' }],
    ],
    found: ['warning service-same-url'],
  },
]

const POLICY_TABLE: readonly (readonly [given: string, policies: readonly JsonObject[], found: readonly string[]])[] = [
  ['a cap below the base', [{ type: 'retry', baseMs: 500, capMs: 100 }], ['warning policy-cap-below-base']],
  ['a fixed wait, whose cap says nothing', [{ type: 'retry', backoff: 'fixed', baseMs: 500, capMs: 100 }], []],
  [
    'a longest time open below the first',
    [{ type: 'circuit-breaker', openWaitCapMs: 1000 }],
    ['warning policy-open-cap-below-wait'],
  ],
  [
    'opossum’s rule over a count of calls',
    [{ type: 'circuit-breaker', rules: 'opossum' }],
    ['info policy-opossum-counts-seconds'],
  ],
  [
    'a wait for a bulkhead that a time limit cuts off',
    [
      { type: 'timeout', timeoutMs: 900 },
      { type: 'bulkhead', maxWaitMs: 2000 },
    ],
    ['warning policy-wait-past-timeout'],
  ],
  [
    'a wait for a bulkhead within its time limit',
    [
      { type: 'timeout', timeoutMs: 900 },
      { type: 'bulkhead', maxWaitMs: 200 },
    ],
    [],
  ],
  [
    'a wait shorter than a token takes to come',
    [{ type: 'rate-limiter', perSecond: 0.5, maxWaitMs: 1000 }],
    ['info policy-wait-below-token'],
  ],
  ['a fallback inside a retry', [{ type: 'retry' }, { type: 'fallback' }], ['warning policy-fallback-hides']],
  [
    'a fallback inside a breaker',
    [{ type: 'circuit-breaker' }, { type: 'fallback' }],
    ['warning policy-fallback-hides'],
  ],
  ['a fallback around a retry', [{ type: 'fallback' }, { type: 'retry' }], []],
  [
    'a fallback that leaves the retry something',
    [{ type: 'retry' }, { type: 'fallback', fallBackOn: ['not-permitted', 'throttled'] }],
    [],
  ],
  [
    'hedging that begins after the end',
    [
      { type: 'timeout', timeoutMs: 900 },
      { type: 'hedge', delayMs: 2000 },
    ],
    ['warning policy-hedge-never'],
  ],
  [
    'a budget that holds no retry',
    [{ type: 'retry', budget: { type: 'tokens', capacity: 3 } }],
    ['warning policy-budget-never'],
  ],
  ['a throttle that counts nothing', [{ type: 'adaptive-throttle', rejectedOn: [] }], ['info policy-throttle-nothing']],
  ['a retry of one attempt', [{ type: 'retry', maxAttempts: 1 }], ['info policy-retry-nothing']],
  [
    'more calls needed than the window holds',
    [{ type: 'circuit-breaker', slidingWindowSize: 4, minimumNumberOfCalls: 5 }],
    ['info policy-window-below-minimum'],
  ],
  [
    'a half-open that permits nothing',
    [{ type: 'circuit-breaker', permittedNumberOfCallsInHalfOpenState: 0 }],
    ['error policy-half-open-none'],
  ],
  [
    'spare half-open permits',
    [{ type: 'circuit-breaker', permittedNumberOfCallsInHalfOpenState: 6 }],
    ['info policy-half-open-spare'],
  ],
  [
    'a shared breaker whose half-open has no end, under rules that let others wait',
    [{ type: 'circuit-breaker', scope: 'shared', rules: 'cockatiel' }],
    ['info policy-shared-probe-lost', 'info policy-shared-refuses'],
  ],
  [
    'a shared breaker whose half-open ends',
    [{ type: 'circuit-breaker', scope: 'shared', maxWaitDurationInHalfOpenStateMs: 5000 }],
    [],
  ],
  [
    'a whole shorter than one attempt',
    [{ type: 'timeout', timeoutMs: 500 }, { type: 'retry' }, { type: 'timeout', timeoutMs: 900 }],
    ['warning policy-total-below-attempt'],
  ],
  [
    'a total, a retry and an attempt in order',
    [{ type: 'timeout', timeoutMs: 2000 }, { type: 'retry' }, { type: 'timeout', timeoutMs: 900 }],
    [],
  ],
  [
    'slow calls that a time limit ends first',
    [
      { type: 'circuit-breaker', slowCallDurationThresholdMs: 1000 },
      { type: 'timeout', timeoutMs: 900 },
    ],
    ['info policy-slow-never'],
  ],
  [
    'a time limit beyond the function’s',
    [{ type: 'timeout', timeoutMs: 3000 }],
    ['warning policy-timeout-after-function'],
  ],
]

const withPolicies = (policies: readonly JsonObject[]): Workflow =>
  draw({ Work: worker(), Pay: { kind: 'service' } }, [['Work/call Pay/request', { policies: [...policies] }]])

describe('given … the rules find …', () => {
  test.each(TABLE)('$given', ({ nodes, edges, found }) => {
    expect(codes(draw(nodes, edges ?? []))).toEqual(found)
  })

  test.each(POLICY_TABLE)('%s', (_given, policies, found) => {
    expect(codes(withPolicies(policies))).toEqual(found)
  })

  test('an impossible policy has a fix', () => {
    const fixed = (policies: readonly JsonObject[]): readonly string[] =>
      checkWorkflow(withPolicies(policies)).flatMap(({ code, fix }) => (fix ? [code] : []))
    expect(fixed([{ type: 'circuit-breaker', permittedNumberOfCallsInHalfOpenState: 0 }])).toEqual([
      'policy-half-open-none',
    ])
    expect(fixed([{ type: 'retry', baseMs: 500, capMs: 100 }])).toEqual(['policy-cap-below-base'])
    expect(
      fixed([{ type: 'timeout', timeoutMs: 500 }, { type: 'retry' }, { type: 'timeout', timeoutMs: 900 }]),
    ).toEqual(['policy-total-below-attempt'])
  })

  test('a shared breaker of a client, who shares it with nobody', () => {
    const workflow = draw({ Shoppers: { kind: 'client' }, Work: worker() }, [
      ['Shoppers/call Work/invoke', { policies: [{ type: 'circuit-breaker', scope: 'shared' }] }],
    ])
    expect(codes(workflow)).toContain('info policy-shared-by-one')
  })

  test.each([
    ['export const handler = async () => 1', true],
    ['export async function handler() {}', true],
    ['export function* handler() {}', true],
    ['const handler = 1\nexport { handler }', true],
    ['export { main as handler }', true],
    ['export const other = 1, handler = 2', true],
    ['exports.handler = () => 1', true],
    ['module.exports = { handler }', true],
    ['export * from "./other"', true],
    ['Object.defineProperty(exports, "handler", {})', true],
    ['export const handlers = 1', false],
    ['const handler = 1', false],
    ['export default () => 1', false],
    ['', false],
  ])('the export is looked for in %j: %s', (text, there) => {
    const workflow = applyAll(draw({ Work: worker() }), [{ type: 'write-file', path: 'work/index.ts', text }])
    expect(codes(workflow)).toEqual(there ? [] : ['warning function-no-export'])
  })

  test('a removed module', () => {
    const moved = applyAll(draw({ Work: worker() }), [
      { type: 'rename-file', path: 'work/index.ts', to: 'work/main.ts' },
    ])
    expect(codes(moved)).toEqual(['error function-no-module'])
  })

  test('a queue without dead letters, its visibility below six timeouts, loose ends, a run without end', () => {
    const workflow = draw({ Shoppers: { kind: 'client' }, Orders: queue(), Work: worker({ timeoutMs: 6000 }) }, [
      ['Orders/consume Work/invoke'],
    ])
    expect(codes(workflow, () => true)).toEqual([
      'warning queue-no-dead-letter',
      'info queue-visibility-short',
      'info node-nothing-in',
      'info node-nothing-out',
      'info run-without-end',
    ])
  })

  test('what an import kept is named', () => {
    const read = readWorkflow({
      ...newWorkflow('Kept'),
      nodes: {
        n1: { kind: 'queue', name: 'Orders', position: { x: 0, y: 0 }, kept: { KmsMasterKeyId: 'x', Tags: [] } },
      },
    })
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(checkWorkflow(read.value).find(({ code }) => code === 'kept-not-emulated')?.data).toEqual({
      name: 'Orders',
      properties: 'KmsMasterKeyId, Tags',
    })
  })

  test('the product of retries names its factors', () => {
    const workflow = draw({ Shoppers: { kind: 'client' }, Work: worker(), Pay: { kind: 'service' } }, [
      ['Shoppers/call Work/invoke', { policies: [retry(3)] }],
      ['Work/call Pay/request', { policies: [retry(3), retry(3)] }],
    ])
    const problem = checkWorkflow(workflow).find(({ code }) => code === 'retry-multiplies')
    expect(problem).toMatchObject({
      edge: edge('e2'),
      data: { product: 27, factors: '3 × 9', path: 'Shoppers → Work, Work → Pay' },
    })
  })

  test('receives of a queue, a policy and the retries of the AWS SDK multiply', () => {
    const workflow = draw({ Jobs: queue(), Dead: queue(), Work: worker(), Done: queue() }, [
      ['Jobs/consume Work/invoke'],
      ['Jobs/redrive Dead/send', { maxReceiveCount: 4 }],
      ['Work/call Done/send', { policies: [retry(2)] }],
    ])
    expect(checkWorkflow(workflow).find(({ code }) => code === 'retry-multiplies')?.data).toEqual({
      product: 24,
      factors: '4 × 2 × 3',
      path: 'Jobs → Work, Work → Done, AWS SDK',
    })
  })

  test('what everybody has without asking multiplies only with a policy', () => {
    const nodes = { News: { kind: 'topic' }, Work: worker(), Done: queue(), Pay: { kind: 'service' } } as const
    const rest = (policies: readonly JsonObject[]) =>
      draw(nodes, [['News/subscribe Work/invoke'], ['Work/call Done/send'], ['Work/call Pay/request', { policies }]])
    const found = (policies: readonly JsonObject[]) =>
      checkWorkflow(rest([...policies])).find(({ code }) => code === 'retry-multiplies')?.data
    expect(found([])).toBeUndefined()
    expect(found([retry(3)])).toMatchObject({ product: 9, path: 'News → Work, Work → Pay' })
  })
})

describe('every problem', () => {
  const all = [
    ...TABLE.map(({ nodes, edges }) => draw(nodes, edges ?? [])),
    ...POLICY_TABLE.map(([, policies]) => withPolicies(policies)),
    ordersExample(),
  ].flatMap((workflow) => checkWorkflow(workflow).map((problem) => ({ workflow, problem })))

  test.each<Language>(['en', 'zh'])('is a whole sentence (%s)', (language) => {
    for (const { problem } of all) {
      const plain = Object.entries(problem.data).map(([key, value]) => [
        key,
        typeof value === 'string' ? value.replace(/[{}]/g, '') : value,
      ])
      expect(sentence(problem.code, Object.fromEntries(plain), language)).not.toMatch(/[{}]|undefined/)
    }
  })

  test('its fix is accepted and makes it go away without an error in its place', () => {
    const fixes = all.filter(({ problem }) => problem.fix)
    expect(fixes.length).toBeGreaterThan(3)
    for (const { workflow, problem } of fixes) {
      if (!problem.fix) continue
      const fixed = apply(workflow, problem.fix)
      if (!fixed.ok) throw new Error(fixed.error.code)
      const same = (other: Problem): boolean =>
        other.code === problem.code && other.node === problem.node && other.edge === problem.edge
      expect(checkWorkflow(fixed.value).some(same)).toBe(false)
      const errors = (checked: Workflow): number =>
        checkWorkflow(checked).filter(({ severity }) => severity === 'error').length
      expect(errors(fixed.value)).toBeLessThanOrEqual(errors(workflow))
    }
  })

  test('comes after those that are worse', () => {
    const ranks = checkWorkflow(draw(Object.fromEntries(TABLE.flatMap(({ nodes }) => Object.entries(nodes))))).map(
      ({ severity }) => ['error', 'warning', 'info'].indexOf(severity),
    )
    expect(ranks).toEqual([...ranks].sort())
  })
})

test('the example has no error, and its one warning is the one it wants to teach', () => {
  expect(codes(ordersExample(), ({ severity }) => severity !== 'info')).toEqual(['warning retry-multiplies'])
})

test('an empty workflow has no problems', () => {
  expect(rules.length).toBeGreaterThan(10)
  expect(checkWorkflow(newWorkflow('Empty'))).toEqual([])
})

test('hostile text in a handler takes no longer than honest text', () => {
  const texts = [`export${' '.repeat(1_000_000)}`, 'export{'.repeat(200_000), 'export const x,'.repeat(100_000)]
  for (const text of texts) {
    const workflow = applyAll(draw({ Work: worker() }), [{ type: 'write-file', path: 'work/index.ts', text }])
    const started = performance.now()
    checkWorkflow(workflow)
    expect(performance.now() - started).toBeLessThan(1000)
  }
})

test('sixty functions with 1,500 calls among them are checked in good time', () => {
  const nodes = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`F${index}`, worker({ codeUri: 'x' })]))
  const edges = Object.keys(nodes).flatMap((from) =>
    Object.keys(nodes).map((to): [string] => [`${from}/call ${to}/invoke`]),
  )
  const workflow = draw(nodes, edges.slice(0, 1500))
  const started = performance.now()
  checkWorkflow(workflow)
  expect(performance.now() - started).toBeLessThan(2000)
})
