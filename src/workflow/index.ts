// The document, its edits and its rules.
export type { Command, CommandType, ConfigEdit, Fragment, NewEdge, NewNode } from './command.ts'
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
export {
  defaultConfig,
  type EdgeEntry,
  type EdgePort,
  edgeConfig,
  edgePort,
  findEdge,
  findNode,
  findNodeByName,
  inPort,
  incoming,
  type NodeEntry,
  nodesOfKind,
  outgoing,
  outPort,
  portOf,
} from './graph.ts'
export type { Connection, DocumentProblem, Problem, Refusal, SentenceData, Severity } from './refusal.ts'
export type { SentenceCode } from './sentences/en.ts'
