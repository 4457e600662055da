// The shapes in which a change is told: S3's own record for functions, queues and topics, EventBridge's event for a bus,
// and the test that S3 sends first. A3.4 [R]
import { formatIsoUtc, type JsonObject } from '#base'
import { ACCOUNT_ID, bucketArn, REGION } from '#workflow'
import type { Change } from './change.ts'

/** Nobody here has an account's real identities or addresses; the values are ours. */
const OWNER = 'A1FAASLABEXAMPLE'
const PRINCIPAL = 'AWS:AIDAFAASLABEXAMPLE'
const SOURCE_ADDRESS = '127.0.0.1'
const HOST_ID = 'RmFhc2xhYkVtdWxhdGVkSG9zdElkRm9yTm90aWZpY2F0aW9ucw=='

/** What a URL of a form leaves as it is, and the slash. [R] */
const ESCAPED_BY_S3 = /[!'()~]/g

/** URL-encoded, a space as a plus: `my photo(1).jpg` is `my+photo%281%29.jpg`. [R] */
export const encodedKey = (key: string): string =>
  key
    .split('/')
    .map((part) =>
      encodeURIComponent(part)
        .replace(ESCAPED_BY_S3, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+'),
    )
    .join('/')

const isCreation = ({ name }: Change): boolean => name.startsWith('ObjectCreated:')

export const s3Event = (bucket: string, configurationId: string, change: Change) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: REGION,
      eventTime: formatIsoUtc(change.atMs),
      eventName: change.name,
      userIdentity: { principalId: PRINCIPAL },
      requestParameters: { sourceIPAddress: SOURCE_ADDRESS },
      responseElements: { 'x-amz-request-id': change.requestId, 'x-amz-id-2': HOST_ID },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId,
        bucket: { name: bucket, ownerIdentity: { principalId: OWNER }, arn: bucketArn(bucket) },
        object: {
          key: encodedKey(change.key),
          // What is gone has neither. [R]
          ...(isCreation(change) ? { size: change.size } : {}),
          ...(change.etag !== '' && isCreation(change) ? { eTag: change.etag } : {}),
          ...(change.versionId === '' ? {} : { versionId: change.versionId }),
          sequencer: change.sequencer,
        },
      },
    },
  ],
})

const REASONS: Readonly<Record<Change['name'], string>> = {
  'ObjectCreated:Put': 'PutObject',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectRemoved:Delete': 'DeleteObject',
  'ObjectRemoved:DeleteMarkerCreated': 'DeleteObject',
}

const DELETION_TYPES: Readonly<Partial<Record<Change['name'], string>>> = {
  'ObjectRemoved:Delete': 'Permanently Deleted',
  'ObjectRemoved:DeleteMarkerCreated': 'Delete Marker Created',
}

/** As EventBridge gets it: the key as it is. "EventBridge event message structure" [V] */
export function eventBridgeEvent(bucket: string, change: Change): JsonObject {
  const deletion = DELETION_TYPES[change.name]
  return {
    version: '0',
    'detail-type': isCreation(change) ? 'Object Created' : 'Object Deleted',
    source: 'aws.s3',
    account: ACCOUNT_ID,
    time: `${formatIsoUtc(change.atMs).slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`,
    region: REGION,
    resources: [bucketArn(bucket)],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: {
        key: change.key,
        ...(isCreation(change) ? { size: change.size } : {}),
        ...(change.etag === '' ? {} : { etag: change.etag }),
        ...(change.versionId === '' ? {} : { 'version-id': change.versionId }),
        sequencer: change.sequencer,
      },
      'request-id': change.requestId,
      requester: ACCOUNT_ID,
      'source-ip-address': SOURCE_ADDRESS,
      reason: REASONS[change.name],
      ...(deletion === undefined ? {} : { 'deletion-type': deletion }),
    },
  }
}

export const testEvent = (bucket: string, atMs: number, requestId: string) => ({
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: formatIsoUtc(atMs),
  Bucket: bucket,
  RequestId: requestId,
  HostId: HOST_ID,
})
