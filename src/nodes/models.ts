// The kinds there are. Three lists name them, because their code runs in three places: models, emulations, views.
import { bucketModel } from './bucket/model.ts'
import { clientModel } from './client/model.ts'
import { eventBusModel } from './event-bus/model.ts'
import { functionModel } from './function/model.ts'
import { httpApiModel } from './http-api/model.ts'
import { queueModel } from './queue/model.ts'
import { scheduleModel } from './schedule/model.ts'
import { serviceModel } from './service/model.ts'
import { streamModel } from './stream/model.ts'
import { tableModel } from './table/model.ts'
import { topicModel } from './topic/model.ts'

export const nodeModels = {
  client: clientModel,
  'http-api': httpApiModel,
  schedule: scheduleModel,
  function: functionModel,
  queue: queueModel,
  topic: topicModel,
  'event-bus': eventBusModel,
  bucket: bucketModel,
  stream: streamModel,
  table: tableModel,
  service: serviceModel,
} as const

export type NodeKind = keyof typeof nodeModels
export const NODE_KINDS = Object.keys(nodeModels) as readonly NodeKind[]

export { BUCKET_EVENTS, type BucketConfig, type BucketEvent, type BucketNotification } from './bucket/model.ts'
export { coversEvent } from './bucket/covers-event.ts'
export { type BucketInput, readBucketInput } from './bucket/put-input.ts'
export type { CallEdgeConfig } from './call-edge.ts'
export { CALL_ACTIONS, callEdgeConfigSchema } from './call-edge.ts'
export type { ClientConfig, Arrivals } from './client/model.ts'
export type { FunctionConfig } from './function/model.ts'
export { REST_TIMEOUT_MS } from './http-api/limits.ts'
export {
  apiStage,
  authorizerName,
  authorizerOfRoute,
  authorizerTtlMs,
  integrationTimeoutMs,
  longestTimeoutMs,
} from './http-api/defaults.ts'
export type { Authorizer, HttpApiConfig, Route } from './http-api/model.ts'
export type { ChangeEffect, EdgeType, InPort, NodeModel, OutPort, Port, PortRole } from './node-model.ts'
export { readRequestInput } from './http-api/request-input.ts'
export { readEventText } from './event-bus/event.ts'
export { eventArchiveFault, eventRuleFaults } from './event-bus/rule-faults.ts'
export {
  type EventArchive,
  type EventBusConfig,
  type EventRule,
  MATCHES_ALL,
  type RuleDeadLetters,
} from './event-bus/model.ts'
export { eventRuleName, targetInputSettings } from './event-bus/rule.ts'
export type { EventSourceMapping, QueueConfig, Redrive } from './queue/model.ts'
export {
  parseScheduleExpression,
  type ScheduleExpression,
  type ScheduleFlavour,
  type ScheduleReason,
  scheduleRefusal,
} from './schedule/expression.ts'
export type { ScheduleConfig, ScheduleTarget } from './schedule/model.ts'
export { isTimeZone, similarTimeZone } from './schedule/time-zone-names.ts'
export { UTC } from './schedule/utc.ts'
export type { Outage, ServiceConfig } from './service/model.ts'
export type { DiscardedRecords, StreamMapping } from './stream-edge.ts'
export { queueFilterFault } from './queue/filter-fault.ts'
export { STARTING_POSITIONS, type StreamConfig, type StreamConsumer } from './stream/model.ts'
export { readStreamInput, type StreamInput } from './stream/put-input.ts'
export { streamFilterFault } from './table/stream-filter-fault.ts'
export { STREAM_VIEW_TYPES, type StreamViewType, type TableConfig, type TableIndex } from './table/model.ts'
export { readTableInput, type TableInput } from './table/put-input.ts'
export { filterPolicyFault } from './topic/filter-policy-fault.ts'
export type { Subscription, SubscriptionDeadLetters, TopicConfig } from './topic/model.ts'
export { type PublishInput, readPublishInput } from './topic/publish-input.ts'
