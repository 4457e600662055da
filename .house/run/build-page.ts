// Builds the page.
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { PAGE_FILE } from './stale.ts'

export const buildPage = async (root: string): Promise<void> => {
  const startedAt = new Date()
  await build({ root, logLevel: 'warn' })
  // What was edited during the build is newer than the build.
  utimesSync(join(root, PAGE_FILE), startedAt, startedAt)
}
