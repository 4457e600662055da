// The document, its edits and its rules.
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
