// A change as the stream tells it: the record a function gets. A3.5 [R]
import type { JsonObject } from '#base'
import { type Item, itemBytes, itemJson } from '#items'
import { REGION } from '#workflow'
import type { StreamViewType } from './model.ts'

export interface Change {
  readonly name: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly keys: Item
  readonly before: Item | undefined
  readonly after: Item | undefined
  /** Deleted by the table itself, because its time was over. */
  readonly isExpiry: boolean
}

export interface StreamPlace {
  readonly eventId: string
  readonly sequence: string
  readonly atSeconds: number
  readonly streamArn: string
  readonly view: StreamViewType
}

export function streamRecord(
  change: Change,
  place: StreamPlace,
): { readonly event: JsonObject; readonly bytes: number } {
  const { view } = place
  const images = {
    ...(change.after && (view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES') && { NewImage: change.after }),
    ...(change.before && (view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES') && { OldImage: change.before }),
  }
  const bytes = [change.keys, ...Object.values(images)].reduce((sum, item) => sum + itemBytes(item), 0)
  const shown = Object.fromEntries(Object.entries(images).map(([name, image]) => [name, itemJson(image)]))
  const event: JsonObject = {
    eventID: place.eventId,
    eventName: change.name,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    ...(change.isExpiry && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    dynamodb: {
      ApproximateCreationDateTime: place.atSeconds,
      Keys: itemJson(change.keys),
      ...shown,
      SequenceNumber: place.sequence,
      SizeBytes: bytes,
      StreamViewType: view,
    },
    eventSourceARN: place.streamArn,
  }
  return { event, bytes }
}
