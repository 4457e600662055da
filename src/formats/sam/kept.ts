// What an imported document remembers of its template, in `workflow.kept.sam`: whole resources and sections that are no
// nodes, expressions behind values, and the form in which nodes and edges stood there.
import type { Json, JsonObject } from '#base'
import type { EdgeId, NodeId, Workflow } from '#workflow'
import { asObject, get, isEmpty } from './template.ts'

export const KEPT_KEY = 'sam'

export interface SamKept {
  /** Logical ids by node, as what is kept names them. */
  readonly names: JsonObject
  readonly sections: JsonObject
  readonly resources: JsonObject
  readonly nodes: JsonObject
  readonly edges: JsonObject
}

const PARTS = ['names', 'sections', 'resources', 'nodes', 'edges'] as const

/** Safe for any document: parts that are no objects count as absent. */
export function readKept(workflow: Workflow): SamKept {
  const kept = get(workflow.kept, KEPT_KEY)
  const [names, sections, resources, nodes, edges] = PARTS.map((part) => asObject(get(kept, part))) as [
    JsonObject,
    JsonObject,
    JsonObject,
    JsonObject,
    JsonObject,
  ]
  return { names, sections, resources, nodes, edges }
}

/** Undefined when nothing is left to remember; names alone serve nobody. */
export function writeKept(kept: SamKept): JsonObject | undefined {
  const parts = PARTS.filter((part) => part !== 'names' && !isEmpty(kept[part]))
  if (parts.length === 0) return undefined
  return Object.fromEntries(['names' as const, ...parts].map((part): [string, Json] => [part, kept[part]]))
}

export interface Remembered {
  readonly values: JsonObject
  readonly book: JsonObject
}

const remembered = (entry: Json | undefined): Remembered => ({
  values: asObject(get(entry, 'values')),
  book: asObject(get(entry, 'book')),
})

export const rememberedNode = (kept: SamKept, id: NodeId): Remembered => remembered(get(kept.nodes, id))
export const rememberedEdge = (kept: SamKept, id: EdgeId): Remembered => remembered(get(kept.edges, id))

export function rememberEntry({ values, book }: Remembered): JsonObject | undefined {
  if (isEmpty(values) && isEmpty(book)) return undefined
  return { ...(!isEmpty(book) && { book }), ...(!isEmpty(values) && { values }) }
}
