// One change of a bucket's objects, as its notifications tell it.

export type ChangeName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated'

export interface Change {
  readonly name: ChangeName
  readonly key: string
  /** Empty in a bucket without versioning. */
  readonly versionId: string
  readonly etag: string
  readonly size: number
  readonly atMs: number
  /** Grows with each change of the bucket. */
  readonly sequencer: string
  readonly requestId: string
}
