// Capacity units as DynamoDB counts them: what ReturnConsumedCapacity tells. [V]
import type { JsonObject } from '#base'

const READ_UNIT_BYTES = 4096
const WRITE_UNIT_BYTES = 1024

/** Half a unit where the answer may be some moments old; at least one unit of work even for nothing. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5)

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES))

export function capacity(input: JsonObject, tableName: string, units: number): JsonObject {
  const asked = input['ReturnConsumedCapacity']
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {}
  const ConsumedCapacity = { TableName: tableName, CapacityUnits: units }
  return {
    ConsumedCapacity: asked === 'TOTAL' ? ConsumedCapacity : { ...ConsumedCapacity, Table: { CapacityUnits: units } },
  }
}
