// Kinesis as its SDK client meets it: streams by name or ARN, or by the iterator or token that they gave.
import type { JsonObject } from '#base'
import { ACCOUNT_ID, readStreamToken, streamArn } from '#workflow'
import { jsonProtocol } from '../json-protocol.ts'
import { reach } from '../reach.ts'
import type { AwsService } from '../wire.ts'

const OPERATIONS: AwsService['operations'] = {
  PutRecord: 'write',
  PutRecords: 'write',
  GetShardIterator: 'read',
  GetRecords: 'read',
  DescribeStream: 'any',
  DescribeStreamSummary: 'any',
  ListShards: 'any',
}

const ARN = ':stream/'

/** Undefined: the request names none. */
function streamOf(input: object): string | undefined {
  const [name, arn, ...tokens] = ['StreamName', 'StreamARN', 'ShardIterator', 'NextToken'].map((member): unknown =>
    Reflect.get(input, member),
  )
  if (typeof name === 'string') return name
  if (typeof arn === 'string') return arn.includes(ARN) ? arn.slice(arn.indexOf(ARN) + ARN.length) : arn
  for (const token of tokens) if (typeof token === 'string') return readStreamToken(token)?.stream
  return undefined
}

const refusal = (code: string, message: string) => ({ status: 400, code, message })

export const kinesis: AwsService = {
  clients: ['KinesisClient', 'Kinesis'],
  protocol: jsonProtocol({ version: '1.1', namespace: 'com.amazonaws.kinesis' }),
  operations: OPERATIONS,
  unknownOperation: (operation) =>
    refusal('UnknownOperationException', `The operation ${operation} is not known here.`),
  route(hosting, operation, input) {
    const name = streamOf(input)
    if (name === undefined)
      return {
        type: 'refused',
        error: refusal('InvalidArgumentException', 'Either StreamName, StreamARN or a valid iterator must be present.'),
      }
    return reach(hosting, {
      kind: 'stream',
      name,
      arn: streamArn(name),
      action: OPERATIONS[operation] ?? 'any',
      permission: `kinesis:${operation}`,
      operation,
      deniedCode: 'AccessDeniedException',
      deniedStatus: 400,
      problem: 'no-edge-for-call',
      detail: { kind: 'stream', target: name } satisfies JsonObject,
      missing: refusal('ResourceNotFoundException', `Stream ${name} under account ${ACCOUNT_ID} not found.`),
    })
  },
}
