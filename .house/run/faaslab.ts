// `npm run --silent faaslab -- …`: the command line, bundled anew when a source is newer. Prints nothing of its own, so
// that standard output is the command's alone; files are looked up where the caller stands.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { CLI_FILE, isStale } from './stale.ts'

const root = resolve(import.meta.dirname, '../..')
// The bundler takes longer to load than most commands to run.
if (isStale(root, CLI_FILE)) await import('./build-cli.ts').then(({ buildCli }) => buildCli(root))
const { status, signal } = spawnSync(process.execPath, [join(root, CLI_FILE), ...process.argv.slice(2)], {
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  stdio: 'inherit',
})
if (signal !== null) process.kill(process.pid, signal)
process.exitCode = status ?? 1
