// Builds the page when what lies in dist is older than its sources.
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { isStale } from './stale.ts'

const BUILT = 'dist/page/index.html'

export const buildPageIfStale = async (root: string): Promise<void> => {
  if (!isStale(root, BUILT)) return
  const startedAt = new Date()
  await build({ root, logLevel: 'warn' })
  // What was edited during the build is newer than the build.
  utimesSync(join(root, BUILT), startedAt, startedAt)
}
