// The same emulator without a browser: the command line, on a document's text.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const COMMAND = resolve(import.meta.dirname, '../../dist/cli/faaslab.mjs')

export interface HeadlessRun {
  readonly fingerprint: string
  readonly events: number
  readonly rows: readonly string[]
}

/** What `faaslab ghost … --json` says of a document. */
export async function ghostHeadless(document: string, without: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'faaslab-'))
  const file = join(folder, 'run.faaslab.json')
  try {
    await writeFile(file, document)
    const args = [COMMAND, 'ghost', file, '--without', without, '--json']
    return (await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 })).stdout
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `withRows`: the log as well, an event a row. */
export async function runHeadless(document: string, seed: number, withRows = false): Promise<HeadlessRun> {
  const folder = await mkdtemp(join(tmpdir(), 'faaslab-'))
  const file = join(folder, 'run.faaslab.json')
  const traceFile = join(folder, 'trace.ndjson')
  try {
    await writeFile(file, document)
    const traced = withRows ? ['--trace', traceFile] : []
    const args = [COMMAND, 'run', file, '--json', '--seed', String(seed), ...traced]
    const report = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 }).then(
      ({ stdout }) => stdout,
      (error: { readonly code?: unknown; readonly stdout?: string; readonly stderr?: string }) => {
        // 1: an event finally failed, which is how many of these runs end.
        if (error.code === 1 && error.stdout !== undefined) return error.stdout
        throw new Error(`faaslab run: exit ${String(error.code)}: ${error.stderr ?? ''}`)
      },
    )
    const { fingerprint, events } = JSON.parse(report) as { fingerprint: string; events: number }
    const rows = withRows ? (await readFile(traceFile, 'utf8')).trimEnd().split('\n') : []
    return { fingerprint, events, rows }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
