// Breakers: all of a run, and the one that is chosen in full.
import { isShared } from '#resilience'
import type { BreakerKey, BreakerRow, BreakerWord, RunDescription } from '#trace'
import { Button, EmptyState, useText } from '#ui/kit'
import { useCallback, useMemo } from 'react'
import { useApp, useRun } from '../../shell/app-context.tsx'
import { type Band, CursorStrip } from '../cursor/cursor-strip.tsx'
import type { Direction } from '../cursor/next-event.ts'
import { newsFor, useTimeCursor } from '../cursor/time-cursor.ts'
import { FilterBar, Toggle } from '../observe/filters.tsx'
import { edgeName } from '../observe/names.ts'
import panel from '../observe/panel.module.css'
import { RunEmpty } from '../observe/run-empty.tsx'
import { usePanelState } from '../observe/use-panel-state.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { Cell } from '../rows/cell.tsx'
import { RowList } from '../rows/row-list.tsx'
import { BreakerDetail } from './breaker-detail.tsx'
import { BreakerMark } from './breaker-mark.tsx'
import css from './breakers.module.css'
import { breakersMemory } from './memory.ts'
import { breakerTexts } from './texts.ts'

const ROW_HEIGHT = 40

export function BreakersPanel() {
  const t = useText(breakerTexts)
  const run = useRun((state) => state.description)
  if (!run) return <RunEmpty text={t('emptyRun')} />
  const has = run.edges.some(({ policies }) => policies.some(({ type }) => type === 'circuit-breaker'))
  return has ? <Breakers run={run} /> : <NoBreaker run={run} />
}

function NoBreaker({ run }: { readonly run: RunDescription }) {
  const app = useApp()
  const t = useText(breakerTexts)
  const edge = run.edges.find(({ kind }) => kind === 'call')
  if (!edge) return <EmptyState text={t('noneCan')} />
  const open = () => {
    app.selection.select({ edges: [edge.id] })
    app.preferences.setPanel('inspector', { collapsed: false })
    app.view.show({ inspector: 'policy' })
  }
  return (
    <EmptyState
      text={t('none')}
      action={<Button onClick={open}>{t('addTo', { edge: edgeName(run, edge.index) })}</Button>}
    />
  )
}

const WORST_FIRST: readonly BreakerWord[] = ['open', 'half-open', 'forced-open', 'disabled', 'metrics-only', 'closed']

const keyOf = ({ edge, environment, layer }: BreakerKey): BreakerKey => ({ edge, environment, layer })

const isSame = (a: BreakerKey, b: BreakerKey): boolean =>
  a.edge === b.edge && a.environment === b.environment && a.layer === b.layer

/** What is most worth a look when nobody chose. */
const worstOf = (rows: readonly BreakerRow[]): BreakerRow | undefined =>
  [...rows].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || b.opened - a.opened)[0]

function Breakers({ run }: { readonly run: RunDescription }) {
  const t = useText(breakerTexts)
  const [memory, change] = usePanelState(breakersMemory)
  const { atUs } = useTimeCursor()
  const { answer } = useRunView<readonly BreakerRow[]>(
    `list ${atUs}`,
    (observer) => observer.breakers(atUs),
    newsFor(atUs),
  )
  const ended = answer?.filter(({ endedAtUs }) => endedAtUs !== undefined).length ?? 0
  const rows = useMemo(
    () => answer?.filter((row) => memory.showsEnded || row.endedAtUs === undefined) ?? [],
    [answer, memory.showsEnded],
  )
  const { chosen } = memory
  const known = chosen && rows.find((row) => isSame(row, chosen))
  const shown = known ?? worstOf(rows)
  const seen = useCallback(() => undefined, [])
  if (answer && answer.length === 0) return <RunEmpty text={t('unused')} />
  return (
    <section className={panel.panel} aria-label={t('list')}>
      {shown && <BreakerStrip breaker={shown} onMove={() => change({ chosen: keyOf(shown) })} />}
      <div className={css.split}>
        <div className={css.list}>
          <RowList
            label={t('list')}
            count={rows.length}
            rowHeight={ROW_HEIGHT}
            selected={shown ? rows.indexOf(shown) : -1}
            onSeen={seen}
            onSelect={(index) => {
              const row = rows[index]
              if (row) change({ chosen: keyOf(row) })
            }}
            row={(index) => <Row run={run} row={rows[index]} />}
          />
          {ended > 0 && (
            <FilterBar label={t('list')}>
              <Toggle on={memory.showsEnded} onChange={(on) => change({ showsEnded: on })}>
                {t('showEnded', { count: ended })}
              </Toggle>
            </FilterBar>
          )}
        </div>
        {shown && (
          <BreakerDetail
            key={`${shown.edge} ${shown.layer} ${shown.environment}`}
            run={run}
            row={shown}
            siblings={(answer ?? []).filter(
              (row) => row.edge === shown.edge && row.layer === shown.layer && row.endedAtUs === undefined,
            )}
          />
        )}
      </div>
    </section>
  )
}

const TONES: Readonly<Record<BreakerWord, Band['tone']>> = {
  closed: 'ok',
  open: 'error',
  'half-open': 'retry',
  'forced-open': 'error',
  disabled: 'muted',
  'metrics-only': 'muted',
}
const BANDS_EVERY_MS = 500

/** The run's time, with this breaker's states; arrows go from one thing it saw to the next. */
function BreakerStrip({
  breaker: { edge, environment, layer },
  onMove,
}: {
  readonly breaker: BreakerKey
  readonly onMove: () => void
}) {
  const app = useApp()
  const { answer } = useRunView<readonly Band[]>(
    `${edge} ${environment} ${layer}`,
    async (observer) => {
      const view = await observer.breaker({ edge, environment, layer, fromUs: 0, ticks: 0 })
      return (view?.bands ?? []).map(({ state, fromUs, toUs }) => ({ fromUs, toUs, tone: TONES[state] }))
    },
    { everyMs: BANDS_EVERY_MS },
  )
  const step = async (atUs: number, direction: Direction) => {
    const view = await app.run.observer()?.breaker({ edge, environment, layer, atUs, fromUs: atUs, ticks: 0 })
    return direction < 0 ? view?.beforeUs : view?.afterUs
  }
  return <CursorStrip bands={answer ?? []} step={step} onMove={onMove} />
}

function Row({ run, row }: { readonly run: RunDescription; readonly row: BreakerRow | undefined }) {
  const t = useText(breakerTexts)
  if (!row) return null
  const policy = run.edges[row.edge]?.policies[row.layer]
  const byTable = policy?.type === 'circuit-breaker' && isShared(policy)
  const place =
    row.environment >= 0 ? t('environment', { environment: row.environment }) : t(byTable ? 'sharedThrough' : 'shared')
  return (
    <div className={css.row} role="presentation" data-ended={row.endedAtUs !== undefined}>
      <Cell className={css.rowHead}>
        <BreakerMark state={row.state} />
        <span className={css.rowName}>{edgeName(run, row.edge)}</span>
      </Cell>
      <Cell className={css.quiet}>
        {place} · {t('layer', { layer: row.layer + 1 })}
        {row.opened > 0 && ` · ${t('openedTimes', { count: row.opened })}`}
        {row.endedAtUs !== undefined && ` · ${t('ended')}`}
      </Cell>
    </div>
  )
}
