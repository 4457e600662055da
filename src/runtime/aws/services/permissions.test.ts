// Edges are permissions: whatever operation of whatever service a handler calls without one, it gets the provider's
// AccessDenied, and the problem has the edge as its fix.
import { ACCOUNT_ID, apply, type NodeId, notedProblems, REGION, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'
import { createFunctionHosting } from '../../environment/function-hosting.ts'
import type { AwsRoute, AwsService } from '../wire.ts'
import { dynamodb } from './dynamodb.ts'
import { eventBridge } from './eventbridge.ts'
import { kinesis } from './kinesis.ts'
import { lambda } from './lambda.ts'
import { s3 } from './s3.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'

const WORK = 'Work' as NodeId
const arnOf = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`

interface Reached {
  readonly service: AwsService
  readonly target: string
  readonly port: string
  readonly arn: string
  readonly code: string
  readonly status: number
  readonly prefix: string
  /** What IAM calls the permission, where that is not the operation. */
  readonly permissions?: Readonly<Record<string, string>>
  /** Naming the target in each way its operations do. */
  readonly input: Readonly<Record<string, unknown>>
}

const queueUrl = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/Orders`

const SERVICES: readonly Reached[] = [
  {
    service: sqs,
    target: 'Orders',
    port: 'send',
    arn: arnOf('sqs', 'Orders'),
    code: 'AccessDenied',
    status: 403,
    prefix: 'sqs',
    // SQS names the action in lower case. [R]
    permissions: Object.fromEntries(Object.keys(sqs.operations).map((name) => [name, name.toLowerCase()])),
    input: { QueueUrl: queueUrl, QueueName: 'Orders', SourceArn: arnOf('sqs', 'Orders') },
  },
  {
    service: sns,
    target: 'News',
    port: 'publish',
    arn: arnOf('sns', 'News'),
    code: 'AuthorizationError',
    status: 403,
    prefix: 'SNS',
    permissions: { PublishBatch: 'Publish' },
    input: { TopicArn: arnOf('sns', 'News') },
  },
  {
    service: eventBridge,
    target: 'Bus',
    port: 'put',
    arn: arnOf('events', 'event-bus/Bus'),
    code: 'AccessDeniedException',
    status: 400,
    prefix: 'events',
    input: { Entries: [{ EventBusName: 'Bus' }], Destination: { Arn: arnOf('events', 'event-bus/Bus') } },
  },
  {
    service: dynamodb,
    target: 'Items',
    port: 'items',
    arn: arnOf('dynamodb', 'table/Items'),
    code: 'AccessDeniedException',
    status: 400,
    prefix: 'dynamodb',
    permissions: { TransactGetItems: 'GetItem', TransactWriteItems: 'PutItem' },
    input: { TableName: 'Items' },
  },
  {
    service: kinesis,
    target: 'Readings',
    port: 'records',
    arn: arnOf('kinesis', 'stream/Readings'),
    code: 'AccessDeniedException',
    status: 400,
    prefix: 'kinesis',
    input: { StreamName: 'Readings' },
  },
  {
    service: s3,
    target: 'Files',
    port: 'objects',
    arn: '"arn:aws:s3:::files/a"',
    code: 'AccessDenied',
    status: 403,
    prefix: 's3',
    permissions: {
      CopyObject: 'PutObject',
      DeleteObjects: 'DeleteObject',
      HeadObject: 'GetObject',
      HeadBucket: 'ListBucket',
      ListObjects: 'ListBucket',
      ListObjectsV2: 'ListBucket',
      ListObjectVersions: 'ListBucketVersions',
    },
    input: { Bucket: 'files', Key: 'a', CopySource: 'files/a' },
  },
  {
    service: lambda,
    target: 'Other',
    port: 'invoke',
    arn: arnOf('lambda', 'function:Other'),
    code: 'AccessDeniedException',
    status: 403,
    prefix: 'lambda',
    permissions: { Invoke: 'InvokeFunction' },
    input: { FunctionName: 'Other' },
  },
]

const drawn = (edges: Readonly<Record<string, { readonly actions: string[] }>> = {}): Workflow =>
  buildWorkflow({
    nodes: {
      Work: ['function'],
      Other: ['function'],
      Orders: ['queue'],
      News: ['topic'],
      Bus: ['event-bus'],
      Items: ['table'],
      Readings: ['stream'],
      Files: ['bucket'],
    },
    edges,
  })

const CASES = SERVICES.flatMap((one) =>
  Object.entries(one.service.operations)
    // Tries a pattern out: no bus is reached.
    .filter(([operation]) => operation !== 'TestEventPattern')
    .map(([operation, action]) => [one.target, operation, action, one] as const),
)

const routed = (workflow: Workflow, { service, input }: Reached, operation: string): AwsRoute =>
  service.route(createFunctionHosting(workflow, WORK), operation, input)

/** As the quick fix leaves it. */
function mended(workflow: Workflow, route: AwsRoute): Workflow {
  if (route.type !== 'refused' || !route.problem) throw new Error('it was not refused with a problem')
  const { code, detail } = route.problem
  const [problem] = notedProblems(workflow, [{ node: WORK, code, detail: JSON.stringify(detail) }])
  if (!problem?.fix) throw new Error('there is no fix')
  const after = apply(workflow, problem.fix)
  if (!after.ok) throw new Error(after.error.code)
  return after.value
}

describe('without an edge', () => {
  test.each(CASES)(
    'to %s, %s is denied in the provider’s words, and the fix draws the edge',
    (_, operation, _a, one) => {
      const workflow = drawn()
      const route = routed(workflow, one, operation)
      const permission = `${one.prefix}:${one.permissions?.[operation] ?? operation}`
      const role = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Work-role/Work`
      const message = `User: ${role} is not authorized to perform: ${permission} on resource: ${one.arn} because no identity-based policy allows the ${permission} action`
      expect(route).toMatchObject({ type: 'refused', error: { code: one.code, status: one.status, message } })
      expect(routed(mended(workflow, route), one, operation).type).toBe('call')
    },
  )
})

describe('with an edge that allows something else', () => {
  test.each(CASES.filter(([, , action]) => action !== 'any'))(
    'to %s, %s is denied, and the fix allows it',
    (target, operation, action, one) => {
      const others = ['send', 'receive', 'invoke', 'read', 'write'].filter((other) => other !== action)
      const workflow = drawn({ [`Work.call > ${target}.${one.port}`]: { actions: others } })
      const route = routed(workflow, one, operation)
      expect(route).toMatchObject({ type: 'refused', error: { code: one.code, status: one.status } })
      expect(routed(mended(workflow, route), one, operation).type).toBe('call')
    },
  )
})

test('every kind that a function’s edge may lead to is asked through one of these services, or fetched', () => {
  const kinds = new Set(SERVICES.map(({ target }) => drawn().nodes[target as NodeId]?.kind))
  expect([...kinds].sort()).toEqual(['bucket', 'event-bus', 'function', 'queue', 'stream', 'table', 'topic'])
})
