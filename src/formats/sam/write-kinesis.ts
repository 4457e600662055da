// Streams as resources.
import type { NodeEntry } from '#workflow'
import { rememberedNode } from './kept.ts'
import { ATTRIBUTES, STREAM } from './template.ts'
import { setResource } from './write-resources.ts'
import { lose, propertiesOf, splitKept, type Writing } from './writing.ts'

const HOUR_MS = 3_600_000
/** As the kind's model has it. */
const MODEL = { latencyMedianMs: 8, latencyP99Ms: 25 } as const

export function writeStream(writing: Writing, { id, node }: NodeEntry<'stream'>): void {
  const { values } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const { made, put } = propertiesOf(writing, values, kept, {})
  const { shardCount, retentionMs, latencyMedianMs, latencyP99Ms } = node.config
  // A stream on demand has no shards of its own.
  const isOnDemand = kept['StreamModeDetails'] !== undefined && shardCount === 1
  put('ShardCount', shardCount, isOnDemand ? 1 : undefined)
  put('RetentionPeriodHours', Math.floor(retentionMs / HOUR_MS), 24)
  setResource(writing, node.name, STREAM, attributes, made, kept)
  if (latencyMedianMs !== MODEL.latencyMedianMs || latencyP99Ms !== MODEL.latencyP99Ms || retentionMs % HOUR_MS > 0)
    lose(writing, 'stream-node-unwritten', { name: node.name }, id)
}
