// The document, its edits and its rules.

export { apply, describe } from './apply.ts'
export {
  ACCOUNT_ID,
  bucketArn,
  bucketName,
  eventBusArn,
  eventRuleArn,
  functionArn,
  parameterArn,
  queueArn,
  queueName,
  queueUrl,
  REGION,
  ruleArn,
  scheduleArn,
  archiveArn,
  replayArn,
  secretArn,
  streamArn,
  tableArn,
  topicArn,
} from './arn.ts'
export {
  concurrencyLimit,
  LEAST_UNRESERVED_CONCURRENCY,
  reservedByOthers,
  sharesAccount,
  unreservedConcurrency,
} from './function-concurrency.ts'
export { settingsOf } from './settings.ts'
export {
  ADVANCED_PARAMETER_LENGTH,
  isParameterName,
  isSecretName,
  MAXIMUM_SECRET_BYTES,
  PARAMETER_TYPES,
  STANDARD_PARAMETER_LENGTH,
} from './settings-names.ts'
export type { AccountSettings, Parameter, Secret, Settings } from './settings-schema.ts'
export { readStreamToken, type StreamToken, streamToken } from './stream-token.ts'
export type { Command, CommandType, ConfigEdit, FaultEdit, Fragment, NewEdge, NewFault, NewNode } from './command.ts'
export {
  type ConnectionChoice,
  canConnect,
  connectionChoices,
  type Ends,
  endFor,
  type KindOffer,
  kindsFor,
  orderEnds,
} from './connect.ts'
export type {
  ConfigByKind,
  EdgeConfigByPort,
  EdgeEnd,
  EdgeId,
  NodeId,
  NodeOf,
  Position,
  Scenario,
  Workflow,
  WorkflowEdge,
  WorkflowNode,
} from './document.ts'
export { defaultEdgeConfig } from './edit-edges.ts'
export { copyFragment, parseFragment, serializeFragment } from './edit-fragment.ts'
export { loadTemplates } from './examples/load-templates.ts'
export { ordersExample } from './examples/orders.ts'
export type { Template, TemplateText } from './examples/template.ts'
export {
  defaultConfig,
  type EdgeEntry,
  type EdgePort,
  edgeConfig,
  edgePort,
  findEdge,
  findNode,
  findNodeByName,
  incoming,
  inPort,
  type NodeEntry,
  nodesOfKind,
  outgoing,
  outPort,
  portOf,
} from './graph.ts'
export { answerFromCode } from './edit-nodes.ts'
export { nextFaultId } from './edit-faults.ts'
export { effectsFor, type PossibleEffect } from './fault-places.ts'
export {
  codeOf,
  HANDLER_ENDINGS,
  type HandlerFile,
  type HandlerName,
  handlerFile,
  handlerFiles,
  isNodeRuntime,
  type NodeCode,
  readHandlerName,
} from './handlers.ts'
export {
  FORBIDDEN_KEYS,
  MAXIMUM_BYTES,
  MAXIMUM_DEPTH,
  MAXIMUM_EDGES,
  MAXIMUM_NODES,
} from './limits.ts'
export {
  type ChangedFields,
  changedEdgeFields,
  changedFields,
  withLiveEdgeFields,
  withLiveFields,
} from './live-changes.ts'
export { isUsableName, isUsablePath, nextEdgeId, nextNodeId, nextNoteId, uniqueName } from './names.ts'
export { NOTED_CODES, type Noted, type NotedCode, notedProblems } from './noted.ts'
export { newWorkflow, parseJsonText, parseWorkflow, readWorkflow } from './parse.ts'
export type { Connection, DocumentProblem, Problem, Refusal, SentenceData, Severity } from './refusal.ts'
export { type EmulatedPart, emulatedParts } from './emulated-parts.ts'
export { faultPlaceName } from './rules/faults.ts'
export { checkWorkflow } from './rules/list.ts'
export { workflowJsonSchema } from './schema.ts'
export type { SentenceCode } from './sentences/en.ts'
export { fillSentence, type Language, SENTENCE_CODES, sentence } from './sentences.ts'
export { scenarioJson, serializeWorkflow } from './serialize.ts'
export { readValue } from './values.ts'
export { type CallVariable, callEnvName, callVariables } from './variables.ts'
export { type GhostVariant, hasJitter, policyAt, type PolicyPlace, withoutPolicy } from './without-policy.ts'
export { CURRENT_VERSION, type Migration, migrateDocument, migrations } from './versions/list.ts'
