// What a template is, and how one is written down: nodes by name on a grid, edges by their ends, one note that says what
// it teaches. Defaults are left out and filled in by reading.
import type { JsonObject } from '#base'
import type { NodeKind } from '#nodes/models'
import type { Workflow } from '../document.ts'
import { readWorkflow } from '../parse.ts'

export interface TemplateText {
  readonly en: string
  readonly 'zh-CN': string
}

export interface Template {
  readonly id: string
  readonly title: TemplateText
  /** One line for the list. */
  readonly summary: TemplateText
  readonly workflow: Workflow
}

interface Drawing {
  readonly id: string
  readonly title: TemplateText
  readonly summary: TemplateText
  /** One sentence above the first node. */
  readonly note: string
  readonly nodes: Readonly<Record<string, readonly [kind: NodeKind, column: number, row: number, config?: JsonObject]>>
  /** By `From.port > To.port`; where two lead the same way, the second says `From.port > To.port (again)`. */
  readonly edges: Readonly<Record<string, JsonObject>>
  readonly files: Readonly<Record<string, string>>
  readonly startAt?: string
  readonly duration: string
}

const COLUMN = 376
const ROW = 180
const NOTE_ABOVE = 150

function endOf(text: string): JsonObject {
  const [node = '', port = ''] = text.trim().split('.')
  return { node, port }
}

export function drawTemplate({ id, title, summary, note, startAt, duration, ...drawing }: Drawing): Template {
  const names = Object.keys(drawing.nodes)
  const idOf = (name: unknown): string => `n${names.indexOf(String(name)) + 1}`
  const nodes = Object.entries(drawing.nodes).map(([name, [kind, column, row, config = {}]]) => [
    idOf(name),
    { kind, name, position: { x: column * COLUMN, y: row * ROW }, config },
  ])
  const edges = Object.entries(drawing.edges).map(([ends, config], index) => {
    const [from, to] = ends
      .replace(/ \(.*\)$/, '')
      .split('>')
      .map(endOf)
    return [
      `e${index + 1}`,
      { from: { ...from, node: idOf(from?.['node']) }, to: { ...to, node: idOf(to?.['node']) }, config },
    ]
  })
  const read = readWorkflow({
    format: 'faaslab',
    version: 1,
    name: title.en,
    nodes: Object.fromEntries(nodes),
    edges: Object.fromEntries(edges),
    files: drawing.files,
    scenario: { startAt: startAt ?? '2026-01-05T09:00:00Z', seed: 7, duration },
    notes: { note1: { text: note, position: { x: 0, y: -NOTE_ABOVE } } },
  })
  if (!read.ok) throw new Error(`the template ${id} is no document: ${JSON.stringify(read.error)}`)
  return { id, title, summary, workflow: read.value }
}
