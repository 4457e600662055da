// Copying a part of a document, and putting one in: with free ids, free names and free folders, so that the same
// text can be pasted any number of times and anywhere.
import { failure, keysInOrder, type Result, success } from '#base'
import type { Fragment } from './command.ts'
import type { EdgeId, NodeId, Position, Workflow, WorkflowEdge, WorkflowNode } from './document.ts'
import { checkPosition, type Edited } from './edit.ts'
import { codeOf, filesBelow, folderPrefix } from './handlers.ts'
import { freeIds, freeName, namesIn } from './names.ts'
import { newWorkflow, parseJsonText, type Reading, readWorkflow } from './parse.ts'
import type { DocumentProblem } from './refusal.ts'
import { serializeWorkflow } from './serialize.ts'
import { CURRENT_VERSION } from './versions/list.ts'

/** These nodes, the edges among them, the files of their code, and these notes. */
export function copyFragment(workflow: Workflow, nodes: readonly NodeId[], notes: readonly string[] = []): Fragment {
  const chosen = new Set<string>(nodes)
  const fragment = {
    nodes: {} as Record<NodeId, WorkflowNode>,
    edges: {} as Record<EdgeId, WorkflowEdge>,
    files: {} as Record<string, string>,
    notes: {} as Record<string, Workflow['notes'][string]>,
  }
  for (const id of keysInOrder(workflow.nodes)) {
    const node = workflow.nodes[id]
    if (!node || !chosen.has(id)) continue
    fragment.nodes[id] = node
    const code = codeOf(node)
    if (!code) continue
    for (const path of filesBelow(workflow.files, code.codeUri)) fragment.files[path] = workflow.files[path] as string
  }
  for (const id of keysInOrder(workflow.edges)) {
    const edge = workflow.edges[id]
    if (edge && chosen.has(edge.from.node) && chosen.has(edge.to.node)) fragment.edges[id] = edge
  }
  for (const id of notes) {
    const note = Object.hasOwn(workflow.notes, id) ? workflow.notes[id] : undefined
    if (note) fragment.notes[id] = note
  }
  return fragment
}

const asWorkflow = (fragment: Fragment): Workflow => ({ ...newWorkflow('Fragment'), ...fragment })

/** As text for the clipboard: a small document. */
export const serializeFragment = (fragment: Fragment): string => serializeWorkflow(asWorkflow(fragment))

/** From the clipboard, so from anywhere: checked as a document is. */
export function parseFragment(text: string): Result<Fragment, readonly DocumentProblem[]> {
  const json = parseJsonText(text)
  return json.ok ? readFragment(readWorkflow(json.value)) : json
}

function readFragment(read: Reading): Result<Fragment, readonly DocumentProblem[]> {
  if (!read.ok) return failure(read.error)
  const { nodes, edges, files, notes } = read.value
  return success({ nodes, edges, files, notes })
}

/** Old top folder → a free one, for the files that come along. */
function freeFolders(workflow: Workflow, fragment: Fragment): (path: string) => string {
  const taken = new Set(Object.keys(workflow.files).map((path) => path.split('/')[0] as string))
  const renamed = new Map<string, string>()
  for (const path of keysInOrder(fragment.files)) {
    const top = path.split('/')[0] as string
    if (renamed.has(top)) continue
    const free = freeTop(taken, top, path.includes('/'))
    taken.add(free)
    renamed.set(top, free)
  }
  return (path) => {
    const [top, ...rest] = path.split('/') as [string, ...string[]]
    return [renamed.get(top) ?? top, ...rest].join('/')
  }
}

function freeTop(taken: ReadonlySet<string>, top: string, folder: boolean): string {
  if (!taken.has(top)) return top
  const dot = folder ? -1 : top.indexOf('.', 1)
  const [stem, ending] = dot === -1 ? [top, ''] : [top.slice(0, dot), top.slice(dot)]
  for (let number = 2; ; number++) {
    const name = `${stem}${number}${ending}`
    if (!taken.has(name)) return name
  }
}

/** Handlers at the root of the fragment can't stay there beside ours: they move into a folder of their own. */
function rootFolder(workflow: Workflow, fragment: Fragment): string {
  const hasRoot = Object.values(fragment.nodes).some((node) => folderPrefix(codeOf(node)?.codeUri ?? 'none') === '')
  if (!hasRoot || Object.keys(fragment.files).length === 0 || Object.keys(workflow.files).length === 0) return ''
  const taken = new Set(Object.keys(workflow.files).map((path) => path.split('/')[0] as string))
  return `${freeName(taken, 'code')}/`
}

export function insertFragment(workflow: Workflow, given: Fragment, offset: Position): Edited {
  const checked = readFragment(readWorkflow({ ...asWorkflow(given), version: CURRENT_VERSION }))
  if (!checked.ok) {
    const first = checked.error[0] as DocumentProblem
    return failure({ code: first.code, data: first.data })
  }
  const fragment = checked.value
  const root = rootFolder(workflow, fragment)
  const place = root === '' ? freeFolders(workflow, fragment) : (path: string) => root + path
  const nodes: Record<NodeId, WorkflowNode> = { ...workflow.nodes }
  const edges: Record<EdgeId, WorkflowEdge> = { ...workflow.edges }
  const files: Record<string, string> = { ...workflow.files }
  const notes: Record<string, Workflow['notes'][string]> = { ...workflow.notes }
  const names = namesIn(workflow)
  const newIds = new Map<NodeId, NodeId>()
  const newNames = new Map<string, string>()
  const nextNode = freeIds(workflow.nodes, 'n')
  const nextEdge = freeIds(workflow.edges, 'e')
  const nextNote = freeIds(workflow.notes, 'note')

  for (const id of keysInOrder(fragment.nodes)) {
    const node = fragment.nodes[id] as WorkflowNode
    const name = freeName(names, node.name)
    names.add(name)
    newNames.set(node.name, name)
    const position = checkPosition({ x: node.position.x + offset.x, y: node.position.y + offset.y }, name)
    if (!position.ok) return position
    const fresh = nextNode() as NodeId
    newIds.set(id, fresh)
    nodes[fresh] = moveCode({ ...node, name, position: position.value }, fragment, place, root)
  }
  for (const id of keysInOrder(fragment.edges)) {
    const edge = fragment.edges[id] as WorkflowEdge
    const from = { ...edge.from, node: newIds.get(edge.from.node) as NodeId }
    const to = { ...edge.to, node: newIds.get(edge.to.node) as NodeId }
    edges[nextEdge() as EdgeId] = { ...edge, from, to, config: renameEndpoint(edge.config, newNames) }
  }
  for (const path of keysInOrder(fragment.files)) files[place(path)] = fragment.files[path] as string
  for (const id of keysInOrder(fragment.notes)) {
    const note = fragment.notes[id] as Workflow['notes'][string]
    const position = checkPosition({ x: note.position.x + offset.x, y: note.position.y + offset.y }, id)
    if (!position.ok) return position
    notes[nextNote()] = { ...note, position: position.value }
  }
  return success({ ...workflow, nodes, edges, files, notes })
}

/** What names a node instead of joining it: a topic's edge for the dead letters of one subscriber. */
function renameEndpoint(config: WorkflowEdge['config'], names: ReadonlyMap<string, string>): WorkflowEdge['config'] {
  return 'endpoint' in config ? { ...config, endpoint: names.get(config.endpoint) ?? config.endpoint } : config
}

function moveCode(node: WorkflowNode, fragment: Fragment, place: (path: string) => string, root: string): WorkflowNode {
  const code = codeOf(node)
  if (!code) return node
  const folder = folderPrefix(code.codeUri)
  if (folder === '') return root === '' ? node : withFolder(node, root)
  return filesBelow(fragment.files, code.codeUri).length === 0 ? node : withFolder(node, place(folder))
}

function withFolder(node: WorkflowNode, folder: string): WorkflowNode {
  const codeUri = folder.replace(/\/$/, '')
  if (node.kind === 'function') return { ...node, config: { ...node.config, codeUri } }
  return node.kind === 'service' ? { ...node, config: { ...node.config, codeUri } } : node
}
