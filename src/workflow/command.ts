// Every edit of a document, as plain data in the imperative. Mouse, keyboard, paste, import and auto-layout all
// speak these and nothing else, so that undo covers all of them. `apply` carries them out.
import type { JsonObject } from '#base'
import type { Fault } from '#faults'
import type { NodeKind } from '#nodes/models'
import type { Settings } from './settings-schema.ts'
import type { EdgeEnd, EdgeId, NodeId, Position, Scenario, Workflow, WorkflowEdge, WorkflowNode } from './document.ts'

export interface NewNode {
  readonly kind: NodeKind
  readonly position: Position
  /** Absent: the next free one (`n12`). */
  readonly id?: NodeId
  /** Absent: the kind's own, made unique. Taken or unusable: refused. */
  readonly name?: string
  /** Fields that differ from the kind's defaults. */
  readonly config?: JsonObject
  readonly kept?: JsonObject
  /** Of the file a new function gets when its config names neither codeUri nor handler; absent: TypeScript. */
  readonly language?: 'typescript' | 'javascript'
}

export interface NewEdge {
  readonly from: EdgeEnd
  readonly to: EdgeEnd
  /** Absent: the next free one (`e7`). */
  readonly id?: EdgeId
  /** Fields that differ from the defaults of an edge leaving that port. */
  readonly config?: JsonObject
  readonly kept?: JsonObject
}

/** A part of a document, as it is copied and imported. Its ids, names and paths are its own: `apply` finds free ones. */
export interface Fragment {
  readonly nodes: Readonly<Record<NodeId, WorkflowNode>>
  readonly edges: Readonly<Record<EdgeId, WorkflowEdge>>
  readonly files: Readonly<Record<string, string>>
  readonly notes: Workflow['notes']
}

/** Top-level fields to set; a field in `unset` goes back to its default, or away when it is optional. */
export interface ConfigEdit {
  readonly patch: JsonObject
  readonly unset?: readonly string[]
}

export type NewFault = Omit<Fault, 'id'> & {
  /** Absent: the next free one (`f3`). */
  readonly id?: string
}

export interface FaultEdit {
  readonly id: string
  readonly patch: Partial<Omit<Fault, 'id'>>
  readonly unset?: readonly ('endMs' | 'startMs' | 'percent')[]
}

export type Command =
  | ({ readonly type: 'add-node' } & NewNode)
  | {
      readonly type: 'add-and-connect'
      readonly node: NewNode
      /** The end that is there already; its port's direction says which way the edge goes. */
      readonly end: EdgeEnd
      /** Of the new node; absent: its first port that fits. */
      readonly port?: string
      readonly edge?: EdgeId
      readonly edgeConfig?: JsonObject
    }
  /** Edges of a removed node go with it, and so do the files of a removed function that no other function has. */
  | {
      readonly type: 'remove'
      readonly nodes?: readonly NodeId[]
      readonly edges?: readonly EdgeId[]
      readonly notes?: readonly string[]
    }
  | { readonly type: 'move-nodes'; readonly positions: Readonly<Record<NodeId, Position>> }
  /** As `move-nodes`, for positions that auto-layout found. */
  | { readonly type: 'arrange'; readonly positions: Readonly<Record<NodeId, Position>> }
  /** A handler that reads a variable derived from the old name keeps it: the edge then carries it. */
  | { readonly type: 'rename-node'; readonly node: NodeId; readonly name: string }
  | ({ readonly type: 'edit-config'; readonly node: NodeId } & ConfigEdit)
  | ({ readonly type: 'edit-edge-config'; readonly edge: EdgeId } & ConfigEdit)
  | ({ readonly type: 'connect' } & NewEdge)
  /** The edge keeps its id, and its config where the new source port carries the same. */
  | { readonly type: 'reconnect'; readonly edge: EdgeId; readonly from?: EdgeEnd; readonly to?: EdgeEnd }
  /** Makes the file or replaces its text. */
  | { readonly type: 'write-file'; readonly path: string; readonly text: string }
  | { readonly type: 'remove-file'; readonly path: string }
  | { readonly type: 'rename-file'; readonly path: string; readonly to: string }
  | { readonly type: 'paste'; readonly fragment: Fragment; readonly offset: Position }
  | { readonly type: 'import-fragment'; readonly fragment: Fragment; readonly offset: Position }
  | { readonly type: 'replace-document'; readonly workflow: Workflow }
  | { readonly type: 'edit-scenario'; readonly patch: Partial<Scenario> }
  | { readonly type: 'add-fault'; readonly fault: NewFault }
  | ({ readonly type: 'edit-fault' } & FaultEdit)
  | { readonly type: 'remove-faults'; readonly ids: readonly string[] }
  /** Each part that is given is replaced. */
  | { readonly type: 'edit-settings'; readonly patch: Partial<Settings> }
  | { readonly type: 'rename-workflow'; readonly name: string }
  | { readonly type: 'add-note'; readonly id?: string; readonly text: string; readonly position: Position }
  | { readonly type: 'edit-note'; readonly id: string; readonly text?: string; readonly position?: Position }
  | { readonly type: 'remove-note'; readonly id: string }

export type CommandType = Command['type']
