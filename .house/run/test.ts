// `npm test`: the unit tests, then the journeys in a real browser against the built page. `npm run soak`: the same with
// the long checks whole. In CI nothing may be skipped.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { addCounts, BROKEN, type Counts, countPlaywright, countVitest, readCounts } from './counts.ts'
import { ensureChromium, thisMachine } from './find-chromium.ts'

const { values } = parseArgs({ options: { soak: { type: 'boolean', default: false } } })
const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.cache/tests')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const say = (sentence: string) => process.stdout.write(`${sentence}\n`)

const run = (command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): boolean =>
  spawnSync(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(values.soak ? { FAASLAB_SOAK: '1' } : {}), ...environment },
  }).status === 0

/** A runner that ends badly although its report names no failed test has failed all the same. */
const judged = (succeeded: boolean, counts: Counts): Counts =>
  succeeded || counts.failed > 0 ? counts : addCounts(counts, BROKEN)

const unitTests = (): Counts => {
  const report = join(folder, 'unit.json')
  const succeeded = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  return judged(succeeded, readCounts(report, countVitest))
}

const freePort = () =>
  new Promise<number>((resolvePort, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address === null || typeof address === 'string' ? reject(new Error('no free port')) : resolvePort(address.port),
      )
    })
  })

const journeys = async (): Promise<Counts> => {
  if ('reason' in chromium) {
    say(chromium.reason)
    return BROKEN
  }
  const report = join(folder, 'journeys.json')
  const succeeded = run('playwright', ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'], {
    FAASLAB_PORT: String(await freePort()),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  })
  return judged(succeeded, readCounts(report, countPlaywright))
}

// First of all, since some unit tests want a browser's engine too.
const chromium = ensureChromium(thisMachine())
if ('path' in chromium) {
  process.env['FAASLAB_CHROMIUM'] = chromium.path
  say(`Tests that need a browser run in ${chromium.path}.`)
}

const counts = addCounts(unitTests(), await journeys())
writeFileSync(join(folder, 'counts'), `${counts.passed} ${counts.failed} ${counts.skipped}\n`)

if (counts.skipped > 0) {
  say(`Skipped ${counts.skipped} tests, for want of what they read or need:`)
  for (const name of counts.skippedNames) say(`  ${name}`)
}
const skipsForbidden = process.env['CI'] === 'true' && counts.skipped > 0
if (skipsForbidden) say('In CI no test may be skipped.')
say(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed > 0 || counts.passed === 0 || skipsForbidden ? 1 : 0
