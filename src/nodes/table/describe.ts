// What DescribeTable tells.
import type { JsonObject } from '#base'
import { tableArn } from '#workflow'
import { type KeySchema, partsOf } from './keys.ts'
import type { TableConfig } from './model.ts'
import type { TableStore } from './store.ts'

const keySchema = (schema: KeySchema): JsonObject[] =>
  partsOf(schema).map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' }))

export interface Described {
  readonly name: string
  readonly id: string
  readonly createdAtSeconds: number
  readonly config: TableConfig
  readonly store: TableStore
  /** Undefined: it has no stream. */
  readonly streamArn: string | undefined
}

export function describeTable({ name, id, createdAtSeconds, config, store, streamArn }: Described): JsonObject {
  const schemas = [store.schema, ...store.indexes.map(({ schema }) => schema)]
  const types = new Map(schemas.flatMap(partsOf).map((part) => [part.name, part.type]))
  const arn = tableArn(name)
  const GlobalSecondaryIndexes = store.indexes.map(({ index, schema, rows }) => ({
    IndexName: index.name,
    KeySchema: keySchema(schema),
    Projection: {
      ProjectionType: index.projection,
      ...(index.projection === 'INCLUDE' && { NonKeyAttributes: index.nonKeyAttributes.map((one) => one.name) }),
    },
    IndexStatus: 'ACTIVE',
    ItemCount: rows.partitions().reduce((count, { entries }) => count + entries.length, 0),
    IndexArn: `${arn}/index/${index.name}`,
  }))
  return {
    Table: {
      TableName: name,
      TableStatus: 'ACTIVE',
      TableArn: arn,
      TableId: id,
      CreationDateTime: createdAtSeconds,
      KeySchema: keySchema(store.schema),
      AttributeDefinitions: Array.from(types, ([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ItemCount: store.count,
      TableSizeBytes: store.bytes,
      DeletionProtectionEnabled: false,
      ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
      ...(streamArn !== undefined && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: config.streamViewType },
        LatestStreamArn: streamArn,
        LatestStreamLabel: streamArn.slice(streamArn.lastIndexOf('/') + 1),
      }),
    },
  }
}
