// The figures of two runs side by side, as rows: one order and one meaning for the page and for the command line.
import type { RunFigures, WaitFigures } from './run-figures-types.ts'

export const FIGURE_ROWS = [
  'attempts',
  'peak',
  'attemptsFailed',
  'wasted',
  'refusals',
  'calls',
  'callsFailed',
  'callsP50',
  'callsP99',
  'callsPending',
  'invocationsFailed',
  'invocationsP99',
  'requestsFailed',
  'requestsP99',
] as const
export type FigureRowName = (typeof FIGURE_ROWS)[number]

export interface FigureRow {
  readonly name: FigureRowName
  readonly unit: 'count' | 'us'
  /** Undefined: nothing ended that could be measured. */
  readonly withPolicy: number | undefined
  readonly without: number | undefined
}

type Pick = (figures: RunFigures) => number | undefined

const counts = (of: (figures: RunFigures) => WaitFigures | undefined, what: 'ended' | 'failed' | 'pending'): Pick => {
  return (figures) => of(figures)?.[what]
}

const calls = ({ calls: found }: RunFigures): WaitFigures => found
const invocations = ({ invocations: found }: RunFigures): WaitFigures | undefined => found
const requests = ({ requests: found }: RunFigures): WaitFigures | undefined => found

const PICKS: Readonly<Record<FigureRowName, Pick>> = {
  attempts: ({ load }) => load.attempts,
  peak: ({ load }) => load.peak,
  attemptsFailed: ({ load }) => load.failed,
  wasted: ({ load }) => load.wasted,
  refusals: ({ refusals }) => refusals,
  calls: counts(calls, 'ended'),
  callsFailed: counts(calls, 'failed'),
  callsP50: (figures) => figures.calls.p50Us,
  callsP99: (figures) => figures.calls.p99Us,
  callsPending: counts(calls, 'pending'),
  invocationsFailed: counts(invocations, 'failed'),
  invocationsP99: (figures) => figures.invocations?.p99Us,
  requestsFailed: counts(requests, 'failed'),
  requestsP99: (figures) => figures.requests?.p99Us,
}

const isTime = (name: FigureRowName): boolean => name.endsWith('P50') || name.endsWith('P99')

/** Rows that neither run has are left out. */
export const figureRows = (withPolicy: RunFigures, without: RunFigures): readonly FigureRow[] =>
  FIGURE_ROWS.flatMap((name): FigureRow[] => {
    const [one, other] = [PICKS[name](withPolicy), PICKS[name](without)]
    if (one === undefined && other === undefined) return []
    return [{ name, unit: isTime(name) ? 'us' : 'count', withPolicy: one, without: other }]
  })
