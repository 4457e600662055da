// A span's name from its parts. Operations, codes and names of nodes are the user's and stay as they are.
import type { GatePolicy } from '#resilience'
import type { RunDescription, WaterfallRow } from '#trace'
import type { Say } from '#ui/kit'
import { nodeName } from '../observe/names.ts'
import type { traceTexts } from './texts.ts'

type SayTrace = Say<keyof (typeof traceTexts)['en']>

export interface SpanText {
  readonly kind: string
  readonly name: string
  /** Status code, failure class: what is worth a glance. */
  readonly note: string
}

const GATES = ['circuit-breaker', 'bulkhead', 'rate-limiter', 'adaptive-throttle'] as const satisfies GatePolicy[]
const isGate = (policy: string): policy is GatePolicy => (GATES as readonly string[]).includes(policy)

const joined = (...parts: readonly (string | number | false | undefined)[]): string =>
  parts.filter((part) => part !== '' && part !== 0 && part !== false && part !== undefined).join(' ')

export function spanText(run: RunDescription, row: WaterfallRow, t: SayTrace): SpanText {
  const { operation, attempt, status, detail } = row.name
  const node = nodeName(run, row.node)
  const to = run.edges[row.edge]
  const target = to ? nodeName(run, to.to) : ''
  const failed = row.status === 'error' || row.status === 'refused'
  const note = joined(status, failed && detail)
  switch (row.kind) {
    case 'call':
      return { kind: t('k.call'), name: joined(target, operation), note }
    case 'attempt':
      return { kind: t('attemptNumber', { attempt }), name: '', note }
    case 'refusal':
      return { kind: t('k.refusal'), name: isGate(detail) ? t(`by.${detail}`) : detail, note: '' }
    case 'retry-wait':
      return { kind: t('k.retry-wait'), name: '', note: '' }
    case 'run':
      return { kind: t('k.run'), name: node, note: joined(attempt > 1 && t('attemptNumber', { attempt }), note) }
    case 'http-server':
    case 'service':
      return { kind: t(`k.${row.kind}`), name: joined(node, operation), note }
    default:
      return { kind: t(`k.${row.kind}`), name: node, note }
  }
}
