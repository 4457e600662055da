// One breaker: where it is, why, what it remembers, what it saw, and the switches to set it by hand. Looking never
// changes it: all of this is read from the log.
import { isShared, sharedLatency } from '#resilience'
import type { BreakerRow, BreakerView, RunDescription } from '#trace'
import { Button, formatUs, Tooltip, useText } from '#ui/kit'
import type { ForcedBreakerState } from '#workers/protocol'
import { useState } from 'react'
import { useApp, useRun } from '../../shell/app-context.tsx'
import { cursorTexts } from '../cursor/texts.ts'
import { newsFor, useTimeCursor } from '../cursor/time-cursor.ts'
import { GhostPane } from '../ghost/ghost-pane.tsx'
import { GhostStart } from '../ghost/ghost-start.tsx'
import { edgeName } from '../observe/names.ts'
import { formatInstant } from '../observe/times.ts'
import { usePanelState } from '../observe/use-panel-state.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { BreakerMark } from './breaker-mark.tsx'
import { BreakerTimeline } from './breaker-timeline.tsx'
import css from './breakers.module.css'
import { breakersMemory, RANGES } from './memory.ts'
import { reasonOf } from './reason.ts'
import { StateMachine } from './state-machine.tsx'
import { breakerTexts } from './texts.ts'
import { timelineAround } from './timeline.ts'
import { Window } from './window.tsx'

/** More can't be told apart on a screen. */
const TICKS = 1500
const US_PER_MS = 1000
const CHANGES_LISTED = 50

interface Answer {
  /** At the instant shown. */
  readonly view: BreakerView | undefined
  /** What the timeline shows: up to now, or to some time after the instant. */
  readonly line: BreakerView | undefined
  readonly fromUs: number
}

export function BreakerDetail({
  run,
  row,
  siblings,
}: {
  readonly run: RunDescription
  readonly row: BreakerRow
  /** All breakers of this edge and layer that live, this one included. */
  readonly siblings: readonly BreakerRow[]
}) {
  const app = useApp()
  const t = useText(breakerTexts)
  const sayCursor = useText(cursorTexts)
  const [memory, change] = usePanelState(breakersMemory)
  const { edge, environment, layer } = row
  const { range } = memory
  const { atUs, moveTo } = useTimeCursor()
  const { answer } = useRunView<Answer>(
    `${edge} ${environment} ${layer} ${range} ${atUs}`,
    async (observer) => {
      const key = { edge, environment, layer, ticks: TICKS }
      if (atUs === undefined) {
        const fromUs = Math.max(0, app.run.getState().nowUs - RANGES[range])
        const view = await observer.breaker({ ...key, fromUs })
        return { view, line: view, fromUs }
      }
      const { fromUs, toUs } = timelineAround(atUs, RANGES[range], app.run.getState().nowUs)
      const [view, line] = await Promise.all([
        observer.breaker({ ...key, atUs, fromUs }),
        observer.breaker({ ...key, atUs: toUs, fromUs }),
      ])
      return { view, line, fromUs }
    },
    newsFor(atUs),
  )
  const policy = run.edges[edge]?.policies[layer]
  const view = answer?.view
  if (!view || !answer?.line || policy?.type !== 'circuit-breaker') return null
  const last = view.changes.at(-1)
  const reason = last && reasonOf(last, policy)
  return (
    <section className={css.detail} aria-label={t('detail', { edge: edgeName(run, edge) })}>
      <header className={css.detailHead}>
        <span className={css.reason}>
          <BreakerMark state={view.state} />
          {last && reason ? (
            <>
              {t(reason.key, reason.data)}{' '}
              <span className={css.quiet}>· {t('since', { at: formatInstant(last.atUs) })}</span>
            </>
          ) : (
            t('neverChanged')
          )}
        </span>
        <Countdown view={view} />
        <GhostStart run={run} edge={edge} layer={layer} />
        {atUs === undefined ? (
          <Force row={row} lastChange={last?.event ?? -1} />
        ) : (
          <span className={css.sent}>{sayCursor('lookingBack', { at: formatInstant(atUs) })}</span>
        )}
      </header>
      <GhostPane run={run} edge={edge} layer={layer} />
      <div className={css.pictures}>
        <StateMachine state={view.state} policy={policy} changes={view.changes} />
        <Window view={view} />
        <BreakerTimeline
          line={answer.line}
          state={view.state}
          fromUs={answer.fromUs}
          cursorUs={atUs}
          onPoint={(us) => {
            change({ chosen: { edge, environment, layer } })
            moveTo(us)
          }}
          range={range}
          onRange={(next) => change({ range: next, chosen: { edge, environment, layer } })}
        />
      </div>
      <p className={css.quiet}>
        {environment < 0
          ? isShared(policy)
            ? t('sharedByAll', { time: formatUs(sharedLatency(policy).medianMs * US_PER_MS) })
            : t('oneForAll')
          : t('perEnvironment', {
              count: siblings.length,
              open: siblings.filter(({ state }) => state !== 'closed').length,
            })}
      </p>
      {view.changes.length > 0 && (
        <table className={css.changes} aria-label={t('changes')}>
          <thead>
            <tr>
              <th scope="col">{t('at')}</th>
              <th scope="col">{t('change')}</th>
              <th scope="col">{t('why')}</th>
            </tr>
          </thead>
          <tbody>
            {view.changes
              .slice(-CHANGES_LISTED)
              .reverse()
              .map((one) => {
                const why = reasonOf(one, policy)
                return (
                  <tr key={one.event}>
                    <td>{formatInstant(one.atUs)}</td>
                    <td>
                      {t(one.from)} → {t(one.to)}
                    </td>
                    <td>{why ? t(why.key, why.data) : one.reason}</td>
                  </tr>
                )
              })}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Countdown({ view }: { readonly view: BreakerView }) {
  const t = useText(breakerTexts)
  const { opensUntilUs, refused } = view.snapshot
  return (
    <span className={css.countdown}>
      {opensUntilUs !== undefined &&
        (opensUntilUs > view.atUs ? t('countdown', { time: formatUs(opensUntilUs - view.atUs) }) : t('countdownOver'))}
      {refused > 0 && <span className={css.quiet}> {t('refusedNow', { count: refused })}</span>}
    </span>
  )
}

type SwitchKey = 'forceOpen' | 'forceClose' | 'reset'

const SWITCHES: readonly { readonly to: ForcedBreakerState; readonly key: SwitchKey }[] = [
  { to: 'forced-open', key: 'forceOpen' },
  { to: 'disabled', key: 'forceClose' },
  { to: 'closed', key: 'reset' },
]

/** A frozen environment takes it in when it is thawed: until then it is said to be on its way. */
function Force({ row, lastChange }: { readonly row: BreakerRow; readonly lastChange: number }) {
  const app = useApp()
  const t = useText(breakerTexts)
  const canForce = useRun((state) => state.phase === 'running' || state.phase === 'paused')
  const edge = useRun((state) => state.description?.edges[row.edge]?.id)
  const [, change] = usePanelState(breakersMemory)
  const [sent, setSent] = useState<{ readonly key: SwitchKey; readonly lastChange: number }>()
  if (edge === undefined || row.endedAtUs !== undefined) return null
  const force = (to: ForcedBreakerState, key: SwitchKey) => {
    setSent({ key, lastChange })
    // Whoever sets one wants to see what becomes of it, also when another one gets worse.
    change({ chosen: { edge: row.edge, environment: row.environment, layer: row.layer } })
    void app.run.forceBreaker(edge, row.layer, row.environment, to)
  }
  return (
    <span className={css.switches}>
      {canForce && row.environment >= 0 && sent?.lastChange === lastChange && (
        <span className={css.sent} role="status">
          {t('pendingForce', { what: t(sent.key) })}
        </span>
      )}
      {SWITCHES.map(({ to, key }) => (
        <Tooltip key={key} text={t(`${key}Help`)}>
          <Button small disabled={!canForce} onClick={() => force(to, key)}>
            {t(key)}
          </Button>
        </Tooltip>
      ))}
    </span>
  )
}
