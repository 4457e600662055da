// Buckets as resources.
import type { NodeEntry } from '#workflow'
import { rememberedNode } from './kept.ts'
import { ATTRIBUTES, BUCKET } from './template.ts'
import { setResource } from './write-resources.ts'
import { propertiesOf, splitKept, type Writing } from './writing.ts'

export function writeBucket(writing: Writing, { id, node }: NodeEntry<'bucket'>): void {
  const { values } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const { made, put } = propertiesOf(writing, values, kept, {})
  put('BucketName', node.config.bucketName, '')
  const status = (isOn: boolean) => ({ Status: isOn ? 'Enabled' : 'Suspended' })
  put('VersioningConfiguration', status(node.config.versioning), status(false))
  setResource(writing, node.name, BUCKET, attributes, made, kept)
}
