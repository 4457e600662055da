// Before the journeys: builds the harness page, with the product's own configuration, and the command line, if need be.
import { utimesSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { buildCli } from '../../.house/run/build-cli.ts'
import { CLI_FILE, isStale } from '../../.house/run/stale.ts'

const HARNESS = 'dist/harness'
const HARNESS_PAGE = 'e2e/harness/index.html'

// Playwright asks for a default export.
// oxlint-disable-next-line import/no-default-export
export default async function buildHarness(): Promise<void> {
  const root = resolve(import.meta.dirname, '../..')
  const page = join(HARNESS, HARNESS_PAGE)
  if (isStale(root, page, ['e2e/harness'])) {
    const startedAt = new Date()
    await build({
      root,
      logLevel: 'warn',
      build: { outDir: HARNESS, rolldownOptions: { input: HARNESS_PAGE } },
    })
    utimesSync(join(root, page), startedAt, startedAt)
  }
  if (isStale(root, CLI_FILE)) await buildCli(root)
}
