// Is what was built older than what it was built from?
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What each build writes last. */
export const PAGE_FILE = 'dist/page/index.html'
export const CLI_FOLDER = 'dist/cli'
export const CLI_FILE = `${CLI_FOLDER}/faaslab.mjs`

const SOURCES = ['src', 'public', '.house', 'index.html', 'vite.config.ts', 'package.json', 'package-lock.json']

const newestMs = (path: string): number => {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  // A folder's own time counts too: it tells of a file that was removed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), stat.mtimeMs)
}

/** `more`: what else it was built from. */
export const isStale = (root: string, built: string, more: readonly string[] = []): boolean => {
  const path = join(root, built)
  if (!existsSync(path)) return true
  const builtMs = statSync(path).mtimeMs
  return [...SOURCES, ...more].some(
    (source) => existsSync(join(root, source)) && newestMs(join(root, source)) > builtMs,
  )
}
