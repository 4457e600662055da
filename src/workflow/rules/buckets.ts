// Notifications that S3 would refuse or that do nothing, buckets of one name, and functions that write to the bucket that
// triggers them.
import { BUCKET_EVENTS, type BucketEvent, type BucketNotification, coversEvent } from '#nodes/models'
import { bucketName } from '../arn.ts'
import type { EdgeId, NodeId, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** S3 tells one bus of an account. [V] */
const DEFAULT_BUS = 'default'

interface Notification {
  readonly edge: EdgeId
  readonly to: NodeId
  readonly target: string
  readonly toBus: boolean
  readonly config: BucketNotification
}

function notificationsOf(workflow: Workflow, bucket: NodeId): Notification[] {
  return outgoing(workflow, bucket, 'notify').flatMap(({ id, edge }) => {
    const config = edgeConfig(workflow, id, 'bucket/notify')
    const found = findNode(workflow, edge.to.node)
    if (!config || !found) return []
    return { edge: id, to: edge.to.node, target: found.name, toBus: found.kind === 'event-bus', config }
  })
}

/** Those that happen, of which the others are groups. */
const SINGLE_EVENTS = BUCKET_EVENTS.filter((event) => !event.endsWith('*'))

const singles = ({ events }: BucketNotification): readonly BucketEvent[] =>
  SINGLE_EVENTS.filter((single) => events.some((event) => coversEvent(event, single)))

/** "Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type." [V] */
function overlap(one: BucketNotification, other: BucketNotification): BucketEvent | undefined {
  const areJoint =
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) &&
    (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix))
  return areJoint ? singles(one).find((event) => singles(other).includes(event)) : undefined
}

function overlaps(bucket: string, id: NodeId, notifications: readonly Notification[]): Problem[] {
  return notifications.flatMap((one, index) => {
    const earlier = notifications.slice(0, index).find((other) => overlap(one.config, other.config) !== undefined)
    const event = earlier && overlap(one.config, earlier.config)
    if (!earlier || event === undefined) return []
    const data = { bucket, target: one.target, other: earlier.target, event }
    const at = { severity: 'error', node: id, edge: one.edge, field: 'events', data } as const
    const isCovered =
      one.to === earlier.to &&
      one.config.prefix.startsWith(earlier.config.prefix) &&
      one.config.suffix.endsWith(earlier.config.suffix) &&
      singles(one.config).every((single) => singles(earlier.config).includes(single))
    // Its target hears of all of it by the other one.
    const fix = { type: 'remove', edges: [one.edge] } as const
    return [{ ...at, code: 'bucket-notifications-overlap', ...(isCovered && { fix }) }]
  })
}

const ALL: readonly BucketEvent[] = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*']

function toBuses(bucket: string, id: NodeId, notifications: readonly Notification[]): Problem[] {
  return notifications.flatMap(({ edge, target, config, toBus }): Problem[] => {
    if (!toBus) return []
    const at = { severity: 'warning', node: id, edge, data: { bucket, bus: target } } as const
    const isFiltered = config.prefix !== '' || config.suffix !== ''
    const patch = { prefix: '', suffix: '', events: ALL }
    return [
      ...(isFiltered
        ? [
            {
              ...at,
              code: 'bucket-bus-unfiltered',
              field: config.prefix === '' ? 'suffix' : 'prefix',
              fix: { type: 'edit-edge-config', edge, patch },
            } as const,
          ]
        : []),
      ...(target === DEFAULT_BUS ? [] : [{ ...at, code: 'bucket-bus-not-default' } as const]),
    ]
  })
}

/** Only where nothing tells what goes in from what comes out. */
function loops(workflow: Workflow, bucket: string, notifications: readonly Notification[], id: NodeId): Problem[] {
  return notifications.flatMap(({ to, config }): Problem[] => {
    if (config.prefix !== '' || config.suffix !== '') return []
    return outgoing(workflow, to, 'call').flatMap(({ id: edge, edge: drawn }): Problem[] => {
      const actions = edgeConfig(workflow, edge, 'function/call')?.actions ?? []
      if (drawn.to.node !== id || (actions.length > 0 && !actions.includes('write'))) return []
      const data = { function: findNode(workflow, to)?.name ?? '', bucket }
      return [{ code: 'function-writes-to-its-trigger', severity: 'warning', node: to, edge, data }]
    })
  })
}

export function buckets(workflow: Workflow): Problem[] {
  const names = new Map<string, string>()
  return nodesOfKind(workflow, 'bucket').flatMap(({ id, node }): Problem[] => {
    const bucket = node.name
    const notifications = notificationsOf(workflow, id)
    const name = bucketName(node)
    const other = names.get(name)
    if (other === undefined) names.set(name, bucket)
    const data = { bucket, other: other ?? '', name }
    const taken = { code: 'bucket-name-taken', severity: 'error', node: id, field: 'bucketName', data } as const
    return [
      ...(other === undefined ? [] : [taken]),
      ...overlaps(
        bucket,
        id,
        notifications.filter(({ toBus }) => !toBus),
      ),
      ...toBuses(bucket, id, notifications),
      ...loops(workflow, bucket, notifications, id),
    ]
  })
}
