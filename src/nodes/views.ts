// How each kind looks: the third of the lists.
import type { NodeKind } from '#nodes/models'
import type { ConfigByKind, NodeOf } from '#workflow'
import type { Figure, KindView } from '#ui/kit'
import { bucketView } from './bucket/view.tsx'
import { clientView } from './client/view.tsx'
import { eventBusView } from './event-bus/view.tsx'
import { functionView } from './function/view.tsx'
import { httpApiView } from './http-api/view.tsx'
import { queueView } from './queue/view.tsx'
import { scheduleView } from './schedule/view.tsx'
import { serviceView } from './service/view.tsx'
import { streamView } from './stream/view.tsx'
import { tableView } from './table/view.tsx'
import { topicView } from './topic/view.tsx'

const nodeViews = {
  client: clientView,
  'http-api': httpApiView,
  schedule: scheduleView,
  function: functionView,
  queue: queueView,
  topic: topicView,
  'event-bus': eventBusView,
  bucket: bucketView,
  stream: streamView,
  table: tableView,
  service: serviceView,
} as const satisfies Record<NodeKind, unknown>

type StatusByKind = {
  readonly [Kind in NodeKind]: (typeof nodeViews)[Kind] extends KindView<infer _, infer Status> ? Status : never
}

type Views = { readonly [Kind in NodeKind]: KindView<ConfigByKind[Kind], StatusByKind[Kind]> }

const views: Views = nodeViews

/** What does not depend on a config or a status. */
export type KindLook = Pick<KindView<never, never>, 'icon' | 'title' | 'about' | 'ports' | 'form' | 'samples'>

export const lookOf = (kind: NodeKind): KindLook => nodeViews[kind]

/** The second line of a node's card. */
export const nodeDetail = <Kind extends NodeKind>(node: NodeOf<Kind>): string => views[node.kind].detail(node.config)

/** Live figures: a few for the card, or all. */
export const nodeFigures = <Kind extends NodeKind>(
  status: StatusByKind[Kind] & { readonly kind: Kind },
  which: 'badges' | 'figures',
): readonly Figure[] => views[status.kind][which](status)
