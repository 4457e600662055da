// Ids and names: which are usable, which are free. Everything follows from the document, so that equal commands on
// equal documents give equal results.
import type { EdgeId, NodeId, Workflow } from './document.ts'
import { FORBIDDEN_KEYS } from './limits.ts'

export const ID_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
/** CloudFormation logical ids: letters and digits, 255 at most. [V] */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9]{0,254}$/
export const FILE_PATH_PATTERN = /^(?!\/)(?!.*\/$)(?!.*\/\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\\p{Cc}]{1,512}$/u

export const isUsableId = (id: string): boolean => ID_PATTERN.test(id) && !FORBIDDEN_KEYS.has(id)
export const isUsableName = (name: string): boolean => NAME_PATTERN.test(name)
export const isUsablePath = (path: string): boolean => FILE_PATH_PATTERN.test(path) && !FORBIDDEN_KEYS.has(path)

/** Beyond this a number in an id is text to us. */
const LONGEST_NUMBER = 9

/** Hands out `n1`, `n2`, …, always above the highest there is, so that an id freed by a removal is not used again at once. */
export function freeIds(taken: Readonly<Record<string, unknown>>, prefix: string): () => string {
  let highest = 0
  for (const id of Object.keys(taken)) {
    const digits = id.startsWith(prefix) ? id.slice(prefix.length) : ''
    if (digits.length <= LONGEST_NUMBER && /^[0-9]+$/.test(digits)) highest = Math.max(highest, Number(digits))
  }
  return () => {
    highest += 1
    return `${prefix}${highest}`
  }
}

export const nextNodeId = (workflow: Workflow): NodeId => freeIds(workflow.nodes, 'n')() as NodeId
export const nextEdgeId = (workflow: Workflow): EdgeId => freeIds(workflow.edges, 'e')() as EdgeId
export const nextNoteId = (workflow: Workflow): string => freeIds(workflow.notes, 'note')()

/** `base` itself or, where it is taken, `base2`, `base3`, … */
export function freeName(taken: ReadonlySet<string>, base: string): string {
  if (!taken.has(base)) return base
  const stem = base.replace(/[0-9]+$/, '')
  for (let number = 2; ; number++) {
    const name = `${stem}${number}`
    if (!taken.has(name)) return name
  }
}

export const namesIn = (workflow: Workflow): Set<string> =>
  new Set(Object.values(workflow.nodes).map((node) => node.name))

export const uniqueName = (workflow: Workflow, base: string): string => freeName(namesIn(workflow), base)

/** `ChargeCard` → `charge-card`: the folder of a new function. */
export const folderName = (name: string): string => words(name).join('-').toLowerCase()

/** `OrdersQueue2` → `Orders`, `Queue2`. */
export const words = (name: string): readonly string[] =>
  name.match(/[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+/g) ?? [name]

/** A file that is there under a name that `path` needs as a folder. */
export function clashingPath(files: Readonly<Record<string, string>>, path: string): string | undefined {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash)
    if (Object.hasOwn(files, folder)) return folder
  }
  return undefined
}
