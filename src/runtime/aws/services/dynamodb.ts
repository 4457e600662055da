// DynamoDB as its SDK clients meet it: tables by name or ARN, the plain client and the document client over it.
import type { JsonObject } from '#base'
import { tableArn } from '#workflow'
import type { FunctionHosting } from '../../environment/function-hosting.ts'
import { jsonProtocol } from '../json-protocol.ts'
import { reach } from '../reach.ts'
import type { AwsRoute, AwsService } from '../wire.ts'

const OPERATIONS: AwsService['operations'] = {
  GetItem: 'read',
  BatchGetItem: 'read',
  TransactGetItems: 'read',
  Query: 'read',
  Scan: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  BatchWriteItem: 'write',
  TransactWriteItems: 'write',
  DescribeTable: 'any',
}

/** The document client's commands, by the name of theirs. */
const DOCUMENT_OPERATIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  BatchGet: 'BatchGetItem',
  TransactGet: 'TransactGetItems',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  BatchWrite: 'BatchWriteItem',
  TransactWrite: 'TransactWriteItems',
}

/** `PutItem` of a transaction is IAM's PutItem, whatever the request is called. [V] */
const PERMISSIONS: Readonly<Record<string, string>> = {
  TransactGetItems: 'GetItem',
  TransactWriteItems: 'PutItem',
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every table that a request names. */
function tablesOf(input: object): readonly string[] {
  const single: unknown = Reflect.get(input, 'TableName')
  if (typeof single === 'string') return [single]
  const batch: unknown = Reflect.get(input, 'RequestItems')
  if (isObject(batch)) return Object.keys(batch)
  const items: unknown = Reflect.get(input, 'TransactItems')
  if (!Array.isArray(items)) return []
  const names = (items as readonly unknown[]).flatMap((item) =>
    Object.values(isObject(item) ? item : {}).flatMap((action) => {
      const name = isObject(action) ? action['TableName'] : undefined
      return typeof name === 'string' ? [name] : []
    }),
  )
  return [...new Set(names)]
}

/** A table is called by its name or its ARN. */
const tableName = (given: string): string => (given.startsWith('arn:') ? (given.split(':table/')[1] ?? given) : given)

const validation = (message: string) => ({ status: 400, code: 'ValidationException', message })

function reachTable(hosting: FunctionHosting, operation: string, table: string): AwsRoute {
  return reach(hosting, {
    kind: 'table',
    name: table,
    arn: tableArn(table),
    action: OPERATIONS[operation] ?? 'any',
    permission: `dynamodb:${PERMISSIONS[operation] ?? operation}`,
    operation,
    deniedCode: 'AccessDeniedException',
    deniedStatus: 400,
    problem: 'no-edge-for-call',
    detail: { kind: 'table', target: table } satisfies JsonObject,
    missing: { status: 400, code: 'ResourceNotFoundException', message: 'Requested resource not found' },
  })
}

export const dynamodb: AwsService = {
  clients: ['DynamoDBClient', 'DynamoDB'],
  senders: ['DynamoDBDocumentClient'],
  operationOf: (command) => DOCUMENT_OPERATIONS[command] ?? command,
  protocol: jsonProtocol({ version: '1.0', namespace: 'com.amazonaws.dynamodb.v20120810' }),
  operations: OPERATIONS,
  unknownOperation: (operation) => ({
    status: 400,
    code: 'UnknownOperationException',
    message: `The operation ${operation} is not known here.`,
  }),
  route(hosting, operation, input) {
    const tables = [...new Set(tablesOf(input).map(tableName))]
    if (tables.length === 0)
      return {
        type: 'refused',
        error: validation('The parameter TableName is required but was not present in the request'),
      }
    // Each table is to be reached; the first leads.
    const routes = tables.map((table) => reachTable(hosting, operation, table))
    return routes.find(({ type }) => type !== 'call') ?? (routes[0] as AwsRoute)
  },
}
