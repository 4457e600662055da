// The document: immutable JSON, the one thing a person makes. Positions live in it; selection and zoom do not.
import type { JsonObject } from '#base'
import type { Fault } from '#faults'
import type {
  Authorizer,
  BucketConfig,
  BucketNotification,
  CallEdgeConfig,
  ClientConfig,
  DiscardedRecords,
  EventBusConfig,
  EventRule,
  EventSourceMapping,
  FunctionConfig,
  HttpApiConfig,
  NodeKind,
  QueueConfig,
  Redrive,
  Route,
  RuleDeadLetters,
  ScheduleConfig,
  ScheduleTarget,
  ServiceConfig,
  StreamConfig,
  StreamConsumer,
  StreamMapping,
  Subscription,
  SubscriptionDeadLetters,
  TableConfig,
  TopicConfig,
} from '#nodes/models'
import type { Settings } from './settings-schema.ts'

declare const nodeIdBrand: unique symbol
declare const edgeIdBrand: unique symbol
export type NodeId = string & { readonly [nodeIdBrand]: true }
export type EdgeId = string & { readonly [edgeIdBrand]: true }

export interface Position {
  readonly x: number
  readonly y: number
}

export interface ConfigByKind {
  readonly client: ClientConfig
  readonly 'http-api': HttpApiConfig
  readonly schedule: ScheduleConfig
  readonly function: FunctionConfig
  readonly queue: QueueConfig
  readonly topic: TopicConfig
  readonly 'event-bus': EventBusConfig
  readonly bucket: BucketConfig
  readonly stream: StreamConfig
  readonly table: TableConfig
  readonly service: ServiceConfig
}

/** What an edge carries, by `kind/port` of the end it leaves. */
export interface EdgeConfigByPort {
  readonly 'client/call': CallEdgeConfig
  readonly 'function/call': CallEdgeConfig
  readonly 'http-api/route': Route
  readonly 'http-api/authorize': Authorizer
  readonly 'schedule/fire': ScheduleTarget
  readonly 'queue/consume': EventSourceMapping
  readonly 'queue/redrive': Redrive
  readonly 'topic/subscribe': Subscription
  readonly 'topic/undelivered': SubscriptionDeadLetters
  readonly 'event-bus/rule': EventRule
  readonly 'event-bus/undelivered': RuleDeadLetters
  readonly 'stream/consume': StreamConsumer
  readonly 'stream/undelivered': DiscardedRecords
  readonly 'table/consume': StreamMapping
  readonly 'table/undelivered': DiscardedRecords
  readonly 'bucket/notify': BucketNotification
}

export interface NodeOf<Kind extends NodeKind> {
  readonly kind: Kind
  /** Unique in the document, usable as a logical id: letters and digits, a letter first. */
  readonly name: string
  readonly position: Position
  readonly config: ConfigByKind[Kind]
  /** Properties that came with an import and that nothing here emulates: kept, flagged, exported again. */
  readonly kept?: JsonObject
}

export type WorkflowNode = { readonly [Kind in NodeKind]: NodeOf<Kind> }[NodeKind]

export interface EdgeEnd<Port extends string = string> {
  readonly node: NodeId
  readonly port: Port
}

export interface WorkflowEdge {
  readonly from: EdgeEnd
  readonly to: EdgeEnd
  /** One of EdgeConfigByPort, by the kind and port of `from`; read it with `edgeConfig`. */
  readonly config: EdgeConfigByPort[keyof EdgeConfigByPort]
  readonly kept?: JsonObject
}

export interface Scenario {
  /** ISO 8601 in UTC; virtual time 0. */
  readonly startAt: string
  readonly seed: number
  /** Such as `10m`; empty: until nothing is left to happen. */
  readonly duration: string
  /** What goes wrong; no two of one id. */
  readonly faults: readonly Fault[]
}

export interface Workflow {
  readonly format: 'faaslab'
  readonly version: 1
  readonly name: string
  readonly profile: 'aws'
  readonly nodes: Readonly<Record<NodeId, WorkflowNode>>
  readonly edges: Readonly<Record<EdgeId, WorkflowEdge>>
  /** By path: `work/index.ts`. A function's codeUri names a folder of these. */
  readonly files: Readonly<Record<string, string>>
  readonly scenario: Scenario
  /** Sticky notes by id. */
  readonly notes: Readonly<Record<string, { readonly text: string; readonly position: Position }>>
  /** Parameters, secrets and the account's figures; absent: none are set. */
  readonly settings?: Settings
  /** Whole resources and sections of an imported project that are no node here: kept for export, by format. */
  readonly kept?: JsonObject
}
