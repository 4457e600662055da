// Retries: a lane for each call, event or message that was tried more than once. Only lanes that are seen are asked
// for, mounted and painted.
import type { RetryLane, RetryPage, RetryQuery, RunDescription } from '#trace'
import { Button, EmptyState, formatCount, OutcomeMark, Select, useText } from '#ui/kit'
import { memo, useCallback, useMemo, useState } from 'react'
import { useApp, useRun, useWorkflow } from '../../shell/app-context.tsx'
import { Axis } from '../draw/axis.tsx'
import { type Paper, Surface } from '../draw/surface.tsx'
import { ticksOf } from '../draw/ticks.ts'
import { timeScale } from '../draw/time-scale.ts'
import { useWidth } from '../draw/use-width.ts'
import { CursorStrip } from '../cursor/cursor-strip.tsx'
import { newsFor, useTimeCursor } from '../cursor/time-cursor.ts'
import { GhostPane, useGhostHere } from '../ghost/ghost-pane.tsx'
import { EdgeSelect, FilterBar, Spacer, Toggle } from '../observe/filters.tsx'
import { edgeName, nodeName } from '../observe/names.ts'
import { usePage } from '../observe/page.ts'
import panel from '../observe/panel.module.css'
import { RunEmpty } from '../observe/run-empty.tsx'
import { observeTexts } from '../observe/texts.ts'
import { usePanelState } from '../observe/use-panel-state.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { Cell, HeadCell } from '../rows/cell.tsx'
import { RowList } from '../rows/row-list.tsx'
import { AmplificationPane } from './amplification.tsx'
import { LaneDetails } from './lane-details.tsx'
import { LaneEnd } from './lane-end.tsx'
import { alignedRange, clockRange, mostTries } from './lane-shapes.ts'
import { Legend } from './legend.tsx'
import { retriesMemory } from './memory.ts'
import { type LanesPicture, paintLanes } from './paint-lanes.ts'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const ROW_HEIGHT = 30
const HEAD_HEIGHT = 22
/** Right of a lane, for its length. */
const END_ROOM = 64
const NO_LANES: readonly RetryLane[] = []
const BINS = 60
/** As far back as the histogram looks. */
const ARRIVALS_US = 120_000_000

export function RetriesPanel() {
  const t = useText(retryTexts)
  const run = useRun((state) => state.description)
  if (!run) return <RunEmpty text={t('emptyRun')} />
  return <Retries run={run} />
}

interface Answer {
  readonly from: number
  readonly page: RetryPage
  readonly nowUs: number
}

function Retries({ run }: { readonly run: RunDescription }) {
  const app = useApp()
  const t = useText(retryTexts)
  const say = useText(observeTexts)
  const [memory, change] = usePanelState(retriesMemory)
  const [chosen, setChosen] = useState<number>()
  const [axisRef, axisWidth] = useWidth()
  const width = Math.max(0, axisWidth - END_ROOM)
  const mostOf = useMostTries(run)
  const { edge, errorsOnly, showsRefused, axis } = memory
  const [asked, onSeen] = usePage()
  const { atUs } = useTimeCursor()
  const { answer } = useRunView<Answer>(
    `${edge} ${errorsOnly} ${showsRefused} ${asked.from} ${asked.count} ${atUs}`,
    async (observer) => {
      const nowUs = atUs ?? app.run.getState().nowUs
      const arrivals = { fromUs: Math.max(0, nowUs - ARRIVALS_US), toUs: Math.max(1, nowUs), bins: BINS }
      const query: RetryQuery = {
        ...asked,
        arrivals,
        ...(edge === undefined ? {} : { edge }),
        ...(errorsOnly ? { errorsOnly } : {}),
        ...(showsRefused ? {} : { triedOnly: true }),
        ...(atUs === undefined ? {} : { atUs }),
      }
      return { from: asked.from, page: await observer.retries(query), nowUs }
    },
    newsFor(atUs),
  )
  const nowUs = answer?.nowUs ?? 0
  const laneAt = useCallback((index: number) => answer?.page.lanes[index - answer.from], [answer])
  const { fromUs, toUs } = useMemo(() => {
    const lanes = answer?.page.lanes ?? []
    return axis === 'clock' ? clockRange(lanes, nowUs) : alignedRange(lanes, nowUs)
  }, [answer, axis, nowUs])
  const scale = useMemo(() => timeScale({ fromUs, toUs, width }), [fromUs, toUs, width])
  const ticks = useMemo(() => ticksOf(scale, 0), [scale])
  const hasGhost = useGhostHere({ run }) !== undefined
  const total = answer?.page.total ?? 0
  const refused = answer?.page.refusedAtOnce ?? 0
  const selected = useMemo(() => {
    const place = answer?.page.lanes.findIndex(({ lane }) => lane === chosen) ?? -1
    return place < 0 ? -1 : place + (answer?.from ?? 0)
  }, [answer, chosen])
  const lane = selected < 0 ? undefined : laneAt(selected)
  const edges = run.edges.filter(({ kind }) => kind === 'call' || kind === 'consume').map(({ index }) => index)

  return (
    <section className={panel.panel} aria-label={t('list')}>
      <FilterBar label={t('filters')}>
        <EdgeSelect run={run} edges={edges} edge={edge} onChange={(next) => change({ edge: next })} />
        <Toggle
          on={errorsOnly}
          onChange={(next) => change({ errorsOnly: next })}
          icon={<OutcomeMark outcome="error" />}
        >
          {say('errorsOnly')}
        </Toggle>
        {(refused > 0 || showsRefused) && (
          <Toggle
            on={showsRefused}
            onChange={(next) => change({ showsRefused: next })}
            icon={<OutcomeMark outcome="refused" />}
            help={t('refusedAtOnceHelp')}
          >
            {t('refusedAtOnce', { count: formatCount(refused) })}
          </Toggle>
        )}
        <Select
          small
          aria-label={t('axis')}
          value={axis}
          options={[
            { value: 'own', label: t('own') },
            { value: 'aligned', label: t('aligned') },
            { value: 'clock', label: t('clock') },
          ]}
          onChange={(next) => change({ axis: next })}
        />
        <Spacer />
        <Legend run={run} lanes={answer?.page.lanes ?? NO_LANES} />
        {answer && <span className={panel.count}>{t('lanes', { count: formatCount(total) })}</span>}
      </FilterBar>
      <CursorStrip />
      <div className={panel.body}>
        {answer && <AmplificationPane run={run} page={answer.page} edge={edge} />}
        {hasGhost && (
          <div className={css.ghost}>
            <GhostPane run={run} />
          </div>
        )}
        <div className={css.lanes} hidden={hasGhost}>
          {answer && total === 0 ? (
            <NoLanes refused={refused} />
          ) : (
            <RowList
              label={t('list')}
              count={total}
              rowHeight={ROW_HEIGHT}
              headerHeight={HEAD_HEIGHT}
              header={
                <div className={css.row} role="presentation">
                  <HeadCell>{t('end')}</HeadCell>
                  <HeadCell>{t('tries')}</HeadCell>
                  <HeadCell>{t('what')}</HeadCell>
                  <HeadCell ref={axisRef} className={css.axis}>
                    <Axis ticks={axis === 'own' ? [] : ticks} label={t('time')} />
                  </HeadCell>
                </div>
              }
              selected={selected}
              growsAtTop
              onSeen={onSeen}
              onSelect={(index) => setChosen(laneAt(index)?.lane)}
              onEscape={() => setChosen(undefined)}
              backdrop={(first, last) => (
                <div className={css.bars}>
                  <Lanes run={run} answer={answer} first={first} last={last} scale={scale} ticks={ticks} axis={axis} />
                </div>
              )}
              row={(index) => <Row run={run} lane={laneAt(index)} mostOf={mostOf} />}
            />
          )}
        </div>
        {lane && <LaneDetails run={run} lane={lane} most={mostOf(lane)} onClose={() => setChosen(undefined)} />}
      </div>
    </section>
  )
}

function NoLanes({ refused }: { readonly refused: number }) {
  const t = useText(retryTexts)
  const say = useText(observeTexts)
  const [{ edge, errorsOnly }, change] = usePanelState(retriesMemory)
  if (refused > 0) {
    return (
      <EmptyState
        text={t('onlyRefused', { count: refused })}
        action={<Button onClick={() => change({ showsRefused: true })}>{t('showRefused')}</Button>}
      />
    )
  }
  const filtered = edge !== undefined || errorsOnly
  return (
    <EmptyState
      text={t(filtered ? 'nothing' : 'empty')}
      action={
        filtered && (
          <Button onClick={() => change({ edge: undefined, errorsOnly: false })}>{say('clearFilters')}</Button>
        )
      }
    />
  )
}

/** Of an asynchronous event the document knows how often it is tried: once, and its function's retries. */
function useMostTries(run: RunDescription): (lane: RetryLane) => number {
  const nodes = useWorkflow((workflow) => workflow.nodes)
  return useCallback(
    (lane) => {
      const id = run.nodes[lane.node]?.id
      const node = id === undefined ? undefined : nodes[id]
      return mostTries(lane, node?.kind === 'function' ? node.config.maximumRetryAttempts + 1 : undefined)
    },
    [run, nodes],
  )
}

interface LanesProps extends Omit<LanesPicture, 'rowHeight' | 'lanes' | 'nowUs'> {
  readonly answer: Answer | undefined
  readonly first: number
  readonly last: number
}

const Lanes = memo(function Lanes({ answer, first, last, ...picture }: LanesProps) {
  const paint = (paper: Paper) => {
    const lanes = Array.from({ length: last - first }, (_, place) => answer?.page.lanes[first + place - answer.from])
    paintLanes(paper, { ...picture, lanes, rowHeight: ROW_HEIGHT, nowUs: answer?.nowUs ?? 0 })
  }
  return <Surface paint={paint} />
})

/** Whom a call asks; where a message waits; which function an event is for. */
const whatOf = (run: RunDescription, lane: RetryLane): string =>
  nodeName(run, lane.kind === 'call' ? (run.edges[lane.edge]?.to ?? lane.node) : lane.node)

const Row = memo(function Row({
  run,
  lane,
  mostOf,
}: {
  readonly run: RunDescription
  readonly lane: RetryLane | undefined
  readonly mostOf: (lane: RetryLane) => number
}) {
  const t = useText(retryTexts)
  if (!lane) return <Cell className={css.unknown} />
  const most = mostOf(lane)
  const tries = lane.attempts.length
  return (
    <div className={css.row} role="presentation">
      <Cell>
        <LaneEnd end={lane.end} by={lane.refusedBy.at(-1)} />
      </Cell>
      <Cell className={css.number} aria-label={most === 0 ? t('noMost', { tries }) : t('ofMost', { tries, most })}>
        {tries}/{most === 0 ? '∞' : most}
      </Cell>
      <Cell className={css.what} title={lane.edge >= 0 ? edgeName(run, lane.edge) : ''}>
        {whatOf(run, lane)} <span className={css.quiet}>{lane.operation === '' ? t(lane.kind) : lane.operation}</span>
      </Cell>
    </div>
  )
})
