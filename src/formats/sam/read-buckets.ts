// Buckets of a template.
import type { Json } from '#base'
import type { Draft, DraftNode } from './draft.ts'
import { asText, takeProperty } from './read-property.ts'
import { keepAttributes } from './read-resources.ts'
import { get, omit, type Resource } from './template.ts'

export function readBucket(draft: Draft, node: DraftNode, resource: Resource): void {
  const { properties } = resource
  const source = { own: properties, merged: properties }
  const seen = new Set<string>()
  takeProperty(draft, node, source, 'BucketName', 'bucketName', asText, seen)
  takeProperty(draft, node, source, 'VersioningConfiguration', 'versioning', asVersioning, seen)
  Object.assign(node.kept, omit(properties, seen))
  keepAttributes(node, resource)
}

/** Suspended versioning is none for what comes from then on. */
const asVersioning = (value: Json): Json | undefined => {
  const status = get(value, 'Status')
  return status === 'Enabled' || status === 'Suspended' ? status === 'Enabled' : undefined
}
