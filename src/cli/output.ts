// What the commands print: the run's figures as JSON or as a table, log lines, the trace.
import { keysInOrder } from '#base'
import { summarise, type RunSummary, type TraceReader } from '#trace'
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { FinishedRun } from './run-workflow.ts'

/** Log lines asked of the fold at once. */
const LINES_AT_ONCE = 5000

export const summaryOf = (run: FinishedRun): RunSummary => summarise(run.description, run.folds.status)

export function jsonReport(run: FinishedRun, seed: number): string {
  const { messages, nodes } = summaryOf(run)
  const { fingerprint, virtualMs, wallMs, reader } = run
  return JSON.stringify(
    { fingerprint, seed, virtualMs, wallMs: Math.round(wallMs), events: reader.length, messages, nodes },
    undefined,
    2,
  )
}

const figures = (of: object): string =>
  Object.entries(of)
    .filter(([name]) => name !== 'kind')
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('  ')

export function textReport(run: FinishedRun, seed: number): string {
  const { messages, nodes, failures } = summaryOf(run)
  const names = keysInOrder(nodes)
  const width = Math.max(4, ...names.map((name) => name.length))
  const kinds = Math.max(4, ...names.map((name) => nodes[name]?.kind.length ?? 0))
  const rows = names.map(
    (name) => `${name.padEnd(width)}  ${nodes[name]?.kind.padEnd(kinds)}  ${figures(nodes[name] ?? {})}`,
  )
  return [
    ...rows,
    `messages  ${figures(messages)}`,
    `failures  ${figures(failures)}`,
    `virtual ${(run.virtualMs / 1000).toFixed(3)} s  wall ${Math.round(run.wallMs)} ms  events ${run.reader.length}  seed ${seed}`,
    `fingerprint ${run.fingerprint}`,
    '',
  ].join('\n')
}

/** Every log line of the run, or of one node, in order, each with its function's name in front unless it is alone. */
export function* logText(run: FinishedRun, node?: number): Generator<string> {
  const only = node === undefined ? {} : { node }
  for (let from = 0; ; from += LINES_AT_ONCE) {
    const page = run.folds.logs.query(run.reader, { from, count: LINES_AT_ONCE, ...only })
    for (const row of page.rows)
      yield node === undefined ? `${run.description.nodes[row.node]?.name ?? ''}  ${row.text}\n` : `${row.text}\n`
    if (from + LINES_AT_ONCE >= page.total) break
  }
}

/** One event a line. */
export async function writeTrace(reader: TraceReader, path: string): Promise<void> {
  const file = createWriteStream(path)
  for (let event = 0; event < reader.length; event++)
    if (!file.write(`${JSON.stringify(reader.eventAt(event))}\n`)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
}
