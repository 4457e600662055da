// What the destination of a stream mapping is told of records that were given up: where they are, not what they hold. [R]
import type { JsonObject } from '#base'

export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

export interface Discarded {
  readonly requestId: string
  readonly functionArn: string
  readonly condition: DiscardCondition
  readonly invokes: number
  readonly timestamp: string
  /** `DDBStreamBatchInfo` or `KinesisBatchInfo`. */
  readonly infoName: string
  readonly shard: string
  readonly streamArn: string
  readonly firstSequence: string
  readonly lastSequence: string
  readonly firstArrival: string
  readonly lastArrival: string
  readonly records: number
}

export const discardedRecord = (of: Discarded): JsonObject => ({
  requestContext: {
    requestId: of.requestId,
    functionArn: of.functionArn,
    condition: of.condition,
    approximateInvokeCount: of.invokes,
  },
  // Of a batch that grew too old before it was tried there is no response.
  ...(of.invokes > 0 && {
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  }),
  version: '1.0',
  timestamp: of.timestamp,
  [of.infoName]: {
    shardId: of.shard,
    startSequenceNumber: of.firstSequence,
    endSequenceNumber: of.lastSequence,
    approximateArrivalOfFirstRecord: of.firstArrival,
    approximateArrivalOfLastRecord: of.lastArrival,
    batchSize: of.records,
    streamArn: of.streamArn,
  },
})
