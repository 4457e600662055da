// The run once more without one policy, laid over the run itself: how far it is, why it failed, what the policy bought.
import type { GhostResult, GhostState } from '#stores'
import type { RunDescription, RunEdge } from '#trace'
import { Button, formatShare, IconButton, useText } from '#ui/kit'
import { X } from 'lucide-react'
import { useApp, useGhost, useSaid } from '../../shell/app-context.tsx'
import { edgeName, nodeName } from '../observe/names.ts'
import { formatInstant } from '../observe/times.ts'
import { type GhostChoice, ghostChoices, isChosen, nameOfChoice } from './choices.ts'
import css from './ghost.module.css'
import { GhostChart } from './ghost-chart.tsx'
import { GhostTable } from './ghost-table.tsx'
import { ghostTexts } from './texts.ts'

interface Place {
  readonly run: RunDescription
  /** Of a call; both absent: whichever call, and a policy that has no panel of its own. */
  readonly edge?: number
  readonly layer?: number
}

interface Shown {
  readonly state: Exclude<GhostState, { readonly phase: 'none' }>
  readonly edge: RunEdge
  readonly choice: GhostChoice
}

/** The ghost that is seen in this place; undefined while there is none. */
export function useGhostHere({ run, edge, layer }: Place): Shown | undefined {
  const state = useGhost((ghost) => ghost)
  if (state.phase === 'none') return undefined
  const found = run.edges.find(({ id }) => id === state.target.edge)
  if (!found || (edge !== undefined && found.index !== edge)) return undefined
  const choice = ghostChoices(found, layer).find((one) => isChosen(one, state.target))
  return choice && { state, edge: found, choice }
}

export function GhostPane(place: Place) {
  const shown = useGhostHere(place)
  return shown ? <Pane run={place.run} {...shown} /> : null
}

function Pane({ run, state, edge, choice }: Shown & { readonly run: RunDescription }) {
  const app = useApp()
  const t = useText(ghostTexts)
  const said = useSaid()
  const { target } = state
  const result = state.phase === 'done' ? state.result : state.phase === 'running' ? state.before : undefined
  const node = nodeName(run, edge.to)
  return (
    <section className={css.pane} aria-label={t('pane')}>
      <header className={css.head}>
        <strong>{t('title', { what: nameOfChoice(choice, t) })}</strong>
        <span className={css.quiet}>{edgeName(run, edge.index)}</span>
        {state.phase === 'running' ? (
          <Progress nowUs={state.nowUs} toUs={state.toUs} onCancel={app.ghost.clear} />
        ) : (
          <>
            <Button small onClick={() => void app.ghost.start(target)}>
              {t('update')}
            </Button>
            <IconButton small label={t('close')} icon={<X />} onClick={app.ghost.clear} />
          </>
        )}
        {result && <Compared result={result} />}
      </header>
      {state.phase === 'failed' && (
        <p className={css.problem} role="alert">
          {said(state.message)}
        </p>
      )}
      {result && (
        <>
          <Bought result={result} node={node} />
          <div className={css.result}>
            <GhostChart result={result} variant={target.variant} node={node} />
            <GhostTable result={result} variant={target.variant} caller={nodeName(run, edge.from)} />
          </div>
        </>
      )}
    </section>
  )
}

function Progress({
  nowUs,
  toUs,
  onCancel,
}: {
  readonly nowUs: number
  readonly toUs: number
  readonly onCancel: () => void
}) {
  const t = useText(ghostTexts)
  const words = t('progress', { at: formatInstant(nowUs), to: formatInstant(toUs) })
  return (
    <>
      <progress className={css.progress} value={nowUs} max={toUs} aria-label={words} title={words} />
      <Button small onClick={onCancel}>
        {t('cancel')}
      </Button>
    </>
  )
}

/** The one thing to take away. */
function Bought({ result, node }: { readonly result: GhostResult; readonly node: string }) {
  const t = useText(ghostTexts)
  const { load } = result.withPolicy
  const other = result.without.load
  const count = Math.abs(other.attempts - load.attempts)
  const key = other.attempts > load.attempts ? 'more' : other.attempts < load.attempts ? 'fewer' : 'equal'
  const share = load.attempts === 0 ? '∞' : formatShare(count / load.attempts)
  return (
    <p className={css.bought} role="status">
      {t(key, { node, count, share, wasted: other.wasted, wastedNow: load.wasted })}
    </p>
  )
}

/** What is compared, so that nobody takes it for more. */
function Compared({ result }: { readonly result: GhostResult }) {
  const t = useText(ghostTexts)
  const { toUs, revision } = result
  const at = formatInstant(toUs)
  return (
    <span className={css.quiet}>
      {revision === undefined ? t('comparedToOnly', { at }) : t('comparedTo', { at, revision })}
    </span>
  )
}
