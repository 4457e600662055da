// S3 as its SDK client meets it: buckets by their names, objects by their keys.
import { bucketArn } from '#workflow'
import type { CallAction, FunctionHosting } from '../../environment/function-hosting.ts'
import { reach } from '../reach.ts'
import { readCopySource, s3Protocol } from '../s3-protocol.ts'
import type { AwsRoute, AwsService, WireError } from '../wire.ts'

const OPERATIONS: AwsService['operations'] = {
  PutObject: 'write',
  CopyObject: 'write',
  DeleteObject: 'write',
  DeleteObjects: 'write',
  GetObject: 'read',
  HeadObject: 'read',
  ListObjects: 'read',
  ListObjectsV2: 'read',
  ListObjectVersions: 'read',
  HeadBucket: 'read',
  GetBucketLocation: 'any',
  GetBucketVersioning: 'any',
}

/** What IAM calls the permission, where that is not the operation. [V] */
const PERMISSIONS: Readonly<Record<string, string>> = {
  CopyObject: 'PutObject',
  DeleteObjects: 'DeleteObject',
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
}

const NO_SUCH_BUCKET: WireError = { status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' }

const textOf = (input: object, name: string): string => {
  const value: unknown = Reflect.get(input, name)
  return typeof value === 'string' ? value : ''
}

interface Place {
  readonly bucket: string
  readonly key: string
}

function routeTo(
  hosting: FunctionHosting,
  operation: string,
  action: CallAction | 'any',
  { bucket, key }: Place,
): AwsRoute {
  const name = hosting.buckets.get(bucket)
  if (name === undefined) return { type: 'refused', error: NO_SUCH_BUCKET }
  return reach(hosting, {
    kind: 'bucket',
    name,
    // S3 names what was asked for in quotes. [V]
    arn: `"${bucketArn(bucket)}${key === '' ? '' : `/${key}`}"`,
    action,
    permission: `s3:${PERMISSIONS[operation] ?? operation}`,
    operation,
    deniedCode: 'AccessDenied',
    problem: 'no-edge-for-call',
    detail: { kind: 'bucket', target: name },
    missing: NO_SUCH_BUCKET,
  })
}

/** From another bucket it is read there first: no node sees what another one holds. */
function copyRoute(hosting: FunctionHosting, input: object): AwsRoute {
  const source = readCopySource(textOf(input, 'CopySource'))
  const from = routeTo(hosting, 'GetObject', 'read', source)
  const to = routeTo(hosting, 'CopyObject', 'write', { bucket: textOf(input, 'Bucket'), key: textOf(input, 'Key') })
  if (to.type !== 'call') return to
  if (from.type !== 'call') return from
  if (from.target.to === to.target.to) return to
  const { key: Key, versionId: VersionId } = source
  const input_ = VersionId === undefined ? { Key } : { Key, VersionId }
  return { ...to, first: { target: from.target, operation: 'GetObject', input: input_, member: 'Source' } }
}

export const s3: AwsService = {
  clients: ['S3Client', 'S3'],
  protocol: s3Protocol,
  // What is sent is what arrives; and a stream that is read for its checksum could not be read again.
  settings: { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
  operations: OPERATIONS,
  unknownOperation: () => ({
    status: 501,
    code: 'NotImplemented',
    message: 'A header you provided implies functionality that is not implemented',
  }),
  route(hosting, operation, input) {
    if (operation === 'CopyObject') return copyRoute(hosting, input)
    const place = { bucket: textOf(input, 'Bucket'), key: textOf(input, 'Key') }
    return routeTo(hosting, operation, OPERATIONS[operation] ?? 'any', place)
  },
}
