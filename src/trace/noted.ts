// What a run noted for a person to see: each code with the same data at the same node once, however many environments
// met it. The sentence is made where the document is known.
import { fieldOf, handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import type { NotedProblem } from './summary-view-types.ts'

export interface NotedFold {
  advance(reader: TraceReader): void
  /** In the order in which they were noted first. */
  readonly noted: readonly NotedProblem[]
}

/** Nobody reads more; a run could make as many as it likes. */
const NOTED_AT_MOST = 200

const NOTED_CODE = fieldOf('problem-noted', 'code')
const NOTED_DETAIL = fieldOf('problem-noted', 'detail')
const CHANGED_WHAT = fieldOf('intrinsics-changed', 'what')

export function createNotedFold(): NotedFold {
  const noted: NotedProblem[] = []
  const known = new Set<string>()
  let folded = 0
  let log: TraceReader

  function note(event: number, code: string, detail: string): void {
    if (noted.length >= NOTED_AT_MOST) return
    const node = log.nodeOf(event)
    const key = JSON.stringify([node, code, detail])
    if (known.has(key)) return
    known.add(key)
    noted.push({ event, node, code, detail })
  }

  const handlers = handlerTable({
    'problem-noted': (event) => note(event, log.textOf(event, NOTED_CODE), log.textOf(event, NOTED_DETAIL)),
    'intrinsics-changed': (event) =>
      note(event, 'intrinsics-changed', JSON.stringify({ what: log.textOf(event, CHANGED_WHAT) })),
  })

  return {
    noted,
    advance(reader) {
      log = reader
      for (; folded < reader.length; folded++) handlers[reader.typeNumber(folded)]?.(folded)
    },
  }
}
