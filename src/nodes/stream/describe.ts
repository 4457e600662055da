// What DescribeStream, DescribeStreamSummary and ListShards tell.
import type { Json, JsonObject } from '#base'
import { readStreamToken, streamArn, streamToken } from '#workflow'
import { type ApiAnswer, constraint, done, invalidArgument } from './refusal.ts'
import { type Shard, type Shards, sequenceOf } from './shards.ts'

/** ListShards gives 1,000 shards at most, DescribeStream 100. [V] */
const MOST_LISTED = 1000
const MOST_DESCRIBED = 100
const HOUR_MS = 3_600_000

export interface Described {
  readonly name: string
  readonly createdAtSeconds: number
  readonly retentionMs: number
  readonly shards: Shards
}

const shardOf = ({ id, firstHash, lastHash }: Shard): JsonObject => ({
  ShardId: id,
  HashKeyRange: { StartingHashKey: String(firstHash), EndingHashKey: String(lastHash) },
  SequenceNumberRange: { StartingSequenceNumber: sequenceOf(0) },
})

const common = ({ name, createdAtSeconds, retentionMs }: Described): JsonObject => ({
  StreamName: name,
  StreamARN: streamArn(name),
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: 'PROVISIONED' },
  RetentionPeriodHours: Math.floor(retentionMs / HOUR_MS),
  StreamCreationTimestamp: createdAtSeconds,
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  EncryptionType: 'NONE',
})

/** The shards behind the one called `after`, at most `limit`, and whether there are more. */
function page(
  { shards }: Described,
  after: Json | undefined,
  limit: number,
): { readonly listed: readonly Shard[]; readonly hasMore: boolean } {
  const rest = typeof after === 'string' ? shards.all.filter(({ id }) => id > after) : shards.all
  return { listed: rest.slice(0, limit), hasMore: rest.length > limit }
}

export function describeStream(input: JsonObject, of: Described): ApiAnswer {
  const limit = input['Limit'] ?? MOST_DESCRIBED
  if (typeof limit !== 'number' || limit < 1)
    return constraint(`'${String(limit)}'`, 'limit', 'have value greater than or equal to 1')
  const { listed, hasMore } = page(of, input['ExclusiveStartShardId'], Math.min(limit, MOST_DESCRIBED))
  return done({ StreamDescription: { ...common(of), Shards: listed.map(shardOf), HasMoreShards: hasMore } })
}

export const describeStreamSummary = (of: Described): ApiAnswer =>
  done({ StreamDescriptionSummary: { ...common(of), OpenShardCount: of.shards.all.length, ConsumerCount: 0 } })

export function listShards(input: JsonObject, of: Described): ApiAnswer {
  const { MaxResults: most = MOST_LISTED, NextToken: token, ExclusiveStartShardId: start } = input
  if (typeof most !== 'number' || most < 1)
    return constraint(`'${String(most)}'`, 'maxResults', 'have value greater than or equal to 1')
  if (token !== undefined && (input['StreamName'] !== undefined || start !== undefined))
    return invalidArgument('NextToken and StreamName cannot be provided together.')
  const after = typeof token === 'string' ? readStreamToken(token)?.rest[0] : start
  const { listed, hasMore } = page(of, after, Math.min(most, MOST_LISTED))
  const last = listed.at(-1)
  return done({ Shards: listed.map(shardOf), ...(hasMore && last && { NextToken: streamToken(of.name, [last.id]) }) })
}
