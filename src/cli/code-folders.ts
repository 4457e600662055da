// The code beside a template: the texts in its functions' folders and archives, by path from the template.
import { failure, type Result, success } from '#base'
import { unzipFiles } from '#formats'
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'

export interface CodeFiles {
  readonly files: Readonly<Record<string, string>>
  /** What was passed over. */
  readonly notes: readonly string[]
}

const TEXT_ENDINGS = /\.(ts|mts|cts|tsx|js|mjs|cjs|jsx|json|py|txt|md|html|css|graphql|sql|ya?ml|csv|env)$/
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.aws-sam', 'dist', 'coverage', '__pycache__'])
const MOST_FILES = 5000
const MOST_BYTES = 10 * 1024 * 1024

interface Taking {
  readonly files: Record<string, string>
  readonly notes: string[]
  bytes: number
}

class TooMuch extends Error {}

async function takeFile(taking: Taking, root: string, path: string): Promise<void> {
  if (Object.hasOwn(taking.files, path)) return
  const { size } = await stat(join(root, path))
  taking.bytes += size
  if (taking.bytes > MOST_BYTES || Object.keys(taking.files).length >= MOST_FILES)
    throw new TooMuch(
      `Its functions' folders hold more than ${MOST_FILES} files or ${MOST_BYTES / 1024 / 1024} MB of code.`,
    )
  taking.files[path] = await readFile(join(root, path), 'utf8')
}

async function takeFolder(taking: Taking, root: string, folder: string): Promise<void> {
  const entries: Dirent[] = await readdir(join(root, folder), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) await takeFolder(taking, root, path)
    } else if (entry.isFile() && TEXT_ENDINGS.test(entry.name)) await takeFile(taking, root, path)
  }
}

async function takeArchive(taking: Taking, root: string, archive: string): Promise<void> {
  const unzipped = unzipFiles(new Uint8Array(await readFile(join(root, archive))))
  if (!unzipped.ok) {
    taking.notes.push(`${archive} can't be read as a zip file; the function has no code.`)
    return
  }
  for (const [path, text] of Object.entries(unzipped.value)) taking.files[posix.join(archive, path)] = text
}

/** `folders` as the template names them. A missing one is noted: the function then fails at its init. */
export async function readCodeFolders(root: string, folders: readonly string[]): Promise<Result<CodeFiles, string>> {
  const taking: Taking = { files: {}, notes: [], bytes: 0 }
  try {
    for (const folder of folders) {
      const found = await stat(join(root, folder)).catch(() => undefined)
      if (!found) taking.notes.push(`${folder} is not there; the function that names it has no code.`)
      else if (found.isDirectory()) await takeFolder(taking, root, posix.normalize(folder))
      else if (/\.(zip|jar)$/.test(folder)) await takeArchive(taking, root, folder)
      else await takeFile(taking, root, posix.normalize(folder))
    }
  } catch (error) {
    if (error instanceof TooMuch) return failure(error.message)
    throw error
  }
  return success({ files: taking.files, notes: taking.notes })
}
