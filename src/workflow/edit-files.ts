// Edits of files.
import { success } from '#base'
import type { Workflow } from './document.ts'
import { type Edited, refuse, without } from './edit.ts'
import { clashingPath, isUsablePath } from './names.ts'
import { noteFileEdit } from './serialize.ts'

const hasFile = (workflow: Workflow, path: string): boolean => Object.hasOwn(workflow.files, path)

/** A folder can't be a file as well. */
function checkPath(files: Workflow['files'], path: string): Edited | undefined {
  if (!isUsablePath(path)) return refuse('file-path-unusable', { path })
  const folder = clashingPath(files, path)
  if (folder !== undefined) return refuse('file-is-folder', { path, other: folder })
  const inside = Object.keys(files).find((other) => other.startsWith(`${path}/`))
  return inside === undefined ? undefined : refuse('file-is-folder', { path: inside, other: path })
}

export function writeFile(workflow: Workflow, path: string, text: string): Edited {
  if (hasFile(workflow, path) && workflow.files[path] === text) return success(workflow)
  const wrong = checkPath(workflow.files, path)
  if (wrong) return wrong
  const files = { ...workflow.files, [path]: text }
  noteFileEdit(workflow.files, files, path)
  return success({ ...workflow, files })
}

export function removeFile(workflow: Workflow, path: string): Edited {
  if (!hasFile(workflow, path)) return refuse('no-such-file', { path })
  return success({ ...workflow, files: without(workflow.files, new Set([path])) })
}

export function renameFile(workflow: Workflow, path: string, to: string): Edited {
  if (!hasFile(workflow, path)) return refuse('no-such-file', { path })
  if (path === to) return success(workflow)
  if (hasFile(workflow, to)) return refuse('file-exists', { path: to })
  const others = without(workflow.files, new Set([path]))
  return checkPath(others, to) ?? success({ ...workflow, files: { ...others, [to]: workflow.files[path] as string } })
}
