// The waterfall of one trace: names as a tree that keyboards and screen readers walk, bars on a canvas beside them.
// Only the rows that are seen are asked for, mounted and painted.
import type { RunDescription, Waterfall as WaterfallView, WaterfallRow } from '#trace'
import { Button, EmptyState, formatUs, IconButton, OutcomeMark, useText } from '#ui/kit'
import { ChevronDown, ChevronLeft, ChevronUp, FoldHorizontal, Maximize2, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, memo, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useApp, useRun } from '../../shell/app-context.tsx'
import { Axis } from '../draw/axis.tsx'
import { type Paper, Surface } from '../draw/surface.tsx'
import { ticksOf } from '../draw/ticks.ts'
import { type Stretch, timeScale } from '../draw/time-scale.ts'
import { useWidth } from '../draw/use-width.ts'
import { FilterBar, SearchBox, Spacer, Toggle } from '../observe/filters.tsx'
import { showNode } from '../observe/go.ts'
import { usePage } from '../observe/page.ts'
import panel from '../observe/panel.module.css'
import { observeTexts } from '../observe/texts.ts'
import { formatInstant } from '../observe/times.ts'
import { usePanelState } from '../observe/use-panel-state.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { Cell, HeadCell } from '../rows/cell.tsx'
import { RowList } from '../rows/row-list.tsx'
import { zoomed } from './bars.ts'
import { Legend } from './legend.tsx'
import { tracesMemory } from './memory.ts'
import { paintWaterfall, type WaterfallPicture } from './paint-waterfall.ts'
import { SpanDetails } from './span-details.tsx'
import { spanText } from './span-text.ts'
import { traceTexts } from './texts.ts'
import css from './traces.module.css'

const ROW_HEIGHT = 22
const HEAD_HEIGHT = 24
/** Right of the last bar, for its mark and its length. */
const END_ROOM = 64
const INDENT = 12
const DEEPEST_INDENT = 12

const ZOOMS: Readonly<Record<string, number>> = { '+': 0.5, '=': 0.5, '-': 2 }
const SHIFTS: Readonly<Record<string, number>> = { ArrowLeft: -0.2, ArrowRight: 0.2 }

interface Answer {
  readonly from: number
  readonly view: WaterfallView | undefined
}

interface Chosen {
  readonly index: number
  readonly row: WaterfallRow
}

export function Waterfall({ run, trace }: { readonly run: RunDescription; readonly trace: number }) {
  const app = useApp()
  const t = useText(traceTexts)
  const say = useText(observeTexts)
  const [memory, change] = usePanelState(tracesMemory)
  const [chosen, setChosen] = useState<Chosen>()
  const [view, setView] = useState<Stretch>()
  const lane = useRef<HTMLDivElement>(null)
  const [axisRef, axisWidth] = useWidth()
  const width = Math.max(0, axisWidth - END_ROOM)
  const { spanText: text, spanErrorsOnly: errorsOnly, foldsIdle } = memory
  const [page, onSeen] = usePage()
  const isOpen = useRef(true)
  const { answer } = useRunView<Answer>(
    `${trace} ${text} ${errorsOnly} ${page.from} ${page.count}`,
    async (observer) => {
      const filter = { ...(text === '' ? {} : { text }), ...(errorsOnly ? { errorsOnly } : {}) }
      const found = await observer.waterfall({ trace, ...filter, ...page })
      isOpen.current = found?.open ?? false
      return { from: page.from, view: found }
    },
    { newsOf: (news) => (isOpen.current ? news.events + news.nowUs : -1) },
  )
  const found = answer?.view
  const whole: Stretch = { fromUs: found?.startUs ?? 0, toUs: Math.max(found?.endUs ?? 1, (found?.startUs ?? 0) + 1) }
  const { fromUs, toUs } = view ?? whole
  const scale = useMemo(
    () => timeScale({ fromUs, toUs, width, folded: foldsIdle ? (found?.idle ?? []) : [] }),
    [fromUs, toUs, width, foldsIdle, found?.idle],
  )
  const ticks = useMemo(() => ticksOf(scale, whole.fromUs), [scale, whole.fromUs])
  const rowAt = useCallback((index: number) => answer?.view?.rows[index - answer.from], [answer])
  const nowUs = whole.toUs
  const total = found?.total ?? 0
  const selected =
    chosen === undefined
      ? -1
      : rowAt(chosen.index)?.span === chosen.row.span
        ? chosen.index
        : indexOfSpan(answer, chosen.row.span)
  const zoom = useCallback(
    (factor: number, aroundUs?: number) => {
      const whole = { fromUs: found?.startUs ?? 0, toUs: found?.endUs ?? 1 }
      setView((old) => {
        const now = old ?? whole
        return zoomed(now, whole, aroundUs ?? (now.fromUs + now.toUs) / 2, factor)
      })
    },
    [found?.startUs, found?.endUs],
  )
  useWheelZoom(lane, (x, factor) => zoom(factor, scale.us(x)))

  function select(index: number, how: 'keys' | 'pointer'): void {
    const row = rowAt(index)
    if (!row) return
    setChosen({ index, row })
    if (how === 'pointer') showNode(app, run, row.node)
  }

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const factor = ZOOMS[event.key]
    const shift = SHIFTS[event.key]
    if (factor !== undefined) zoom(factor, chosen?.row.startUs)
    else if (shift !== undefined) setView(view && shifted(view, whole, shift))
    else if (event.key === '0') setView(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const backdrop = (first: number, last: number) => (
    <div className={css.bars}>
      <Bars answer={answer} first={first} last={last} scale={scale} ticks={ticks} nowUs={nowUs} />
    </div>
  )

  return (
    <div className={css.waterfall}>
      <FilterBar label={t('waterfall', { trace })}>
        <IconButton
          small
          label={t('back')}
          icon={<ChevronLeft />}
          onClick={() => app.view.show({ trace: undefined })}
        />
        <strong className={css.title}>{t('waterfall', { trace })}</strong>
        <Neighbour trace={trace} step={-1} />
        <Neighbour trace={trace} step={1} />
        <SearchBox value={text} label={t('filterSpans')} onChange={(next) => change({ spanText: next })} />
        <Toggle
          on={errorsOnly}
          onChange={(next) => change({ spanErrorsOnly: next })}
          icon={<OutcomeMark outcome="error" />}
        >
          {say('errorsOnly')}
        </Toggle>
        {found && found.idle.length > 0 && (
          <Toggle on={foldsIdle} onChange={(next) => change({ foldsIdle: next })} icon={<FoldHorizontal size={14} />}>
            {t('foldIdle')}
          </Toggle>
        )}
        <Spacer />
        <Legend />
        <IconButton small label={t('zoomIn')} shortcut="+" icon={<ZoomIn />} onClick={() => zoom(0.5)} />
        <IconButton
          small
          label={t('zoomOut')}
          shortcut="−"
          icon={<ZoomOut />}
          disabled={!view}
          onClick={() => zoom(2)}
        />
        <IconButton
          small
          label={t('zoomAll')}
          shortcut="0"
          icon={<Maximize2 />}
          disabled={!view}
          onClick={() => setView(undefined)}
        />
      </FilterBar>
      {answer && !found ? (
        <EmptyState
          text={t('gone', { trace })}
          action={<Button onClick={() => app.view.show({ trace: undefined })}>{t('back')}</Button>}
        />
      ) : (
        <div className={css.split2}>
          <div className={panel.main} ref={lane} data-lane="true">
            {found && total === 0 ? (
              <EmptyState
                text={t('noSpan')}
                action={
                  <Button onClick={() => change({ spanText: '', spanErrorsOnly: false })}>{say('clearFilters')}</Button>
                }
              />
            ) : (
              <RowList
                role="treegrid"
                label={t('waterfall', { trace })}
                count={total}
                rowHeight={ROW_HEIGHT}
                headerHeight={HEAD_HEIGHT}
                header={
                  <div className={css.spanRow} role="presentation">
                    <HeadCell className={css.spanHead}>
                      {t('spanCount', { count: total })} · {formatUs(whole.toUs - whole.fromUs)}
                      {found?.open && ` · ${t('open')}`}
                    </HeadCell>
                    <HeadCell ref={axisRef} className={css.axis}>
                      <Axis ticks={ticks} label={t('duration')} />
                    </HeadCell>
                  </div>
                }
                selected={selected}
                onSeen={onSeen}
                onSelect={select}
                onOpen={(index) => {
                  const row = rowAt(index)
                  if (row) showNode(app, run, row.node)
                }}
                onEscape={() => (chosen ? setChosen(undefined) : app.view.show({ trace: undefined }))}
                onKey={key}
                backdrop={backdrop}
                rowProps={(index) => {
                  const row = rowAt(index)
                  return { 'aria-level': (row?.depth ?? 0) + 1 }
                }}
                row={(index) => <SpanRow run={run} row={rowAt(index)} startUs={whole.fromUs} nowUs={nowUs} />}
              />
            )}
          </div>
          {chosen && <SpanDetails run={run} row={rowAt(selected) ?? chosen.row} onClose={() => setChosen(undefined)} />}
        </div>
      )}
    </div>
  )
}

function indexOfSpan(answer: Answer | undefined, span: number): number {
  const place = answer?.view?.rows.findIndex((row) => row.span === span) ?? -1
  return place < 0 ? -1 : place + (answer?.from ?? 0)
}

function shifted(view: Stretch, whole: Stretch, share: number): Stretch {
  const length = view.toUs - view.fromUs
  const fromUs = Math.min(Math.max(whole.fromUs, view.fromUs + share * length), whole.toUs - length)
  return { fromUs, toUs: fromUs + length }
}

/** Ctrl with the wheel, or a pinch. */
function useWheelZoom(
  element: { readonly current: HTMLElement | null },
  zoom: (x: number, factor: number) => void,
): void {
  const onZoom = useEffectEvent(zoom)
  useEffect(() => {
    const box = element.current
    if (!box) return
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      const bars = box.querySelector(`.${css.bars}`)
      if (bars) onZoom(event.clientX - bars.getBoundingClientRect().left, event.deltaY < 0 ? 0.8 : 1.25)
    }
    box.addEventListener('wheel', onWheel, { passive: false })
    return () => box.removeEventListener('wheel', onWheel)
  }, [element])
}

function Neighbour({ trace, step }: { readonly trace: number; readonly step: 1 | -1 }) {
  const app = useApp()
  const t = useText(traceTexts)
  return (
    <IconButton
      small
      label={t(step > 0 ? 'newer' : 'older')}
      icon={step > 0 ? <ChevronUp /> : <ChevronDown />}
      disabled={trace + step < 0}
      onClick={() => app.view.show({ trace: trace + step })}
    />
  )
}

interface BarsProps extends Omit<WaterfallPicture, 'rowHeight' | 'rows'> {
  readonly answer: Answer | undefined
  readonly first: number
  readonly last: number
}

const Bars = memo(function Bars({ answer, first, last, ...picture }: BarsProps) {
  const paint = (paper: Paper) => {
    const rows = Array.from({ length: last - first }, (_, place) => answer?.view?.rows[first + place - answer.from])
    paintWaterfall(paper, { ...picture, rows, rowHeight: ROW_HEIGHT })
  }
  return <Surface paint={paint} />
})

const SpanRow = memo(function SpanRow({
  run,
  row,
  startUs,
  nowUs,
}: {
  readonly run: RunDescription
  readonly row: WaterfallRow | undefined
  readonly startUs: number
  readonly nowUs: number
}) {
  const t = useText(traceTexts)
  const selectedRun = useRun((state) => state.description)
  if (!row || selectedRun !== run) return <Cell className={css.unknown} />
  const { kind, name, note } = spanText(run, row, t)
  const durationUs = (row.endUs ?? nowUs) - row.startUs
  const spoken = t('row', {
    kind,
    name,
    status: t(`s.${row.status}`),
    duration: formatUs(durationUs),
    start: formatInstant(row.startUs - startUs),
  })
  return (
    <div className={css.spanRow} role="presentation">
      <Cell
        className={css.spanName}
        style={{ paddingLeft: 8 + Math.min(row.depth, DEEPEST_INDENT) * INDENT }}
        aria-label={row.critical ? `${spoken}, ${t('rowCritical')}` : spoken}
      >
        {(row.status === 'error' || row.status === 'refused') && (
          <OutcomeMark outcome={row.status === 'error' ? 'error' : 'refused'} />
        )}
        <span className={css.spanKind}>{kind}</span>
        <span className={css.spanLabel} title={`${kind} ${name} ${note}`}>
          {name}
        </span>
        {note !== '' && (
          <span className={css.spanNote} data-status={row.status}>
            {note}
          </span>
        )}
      </Cell>
    </div>
  )
})
