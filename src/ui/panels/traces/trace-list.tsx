// The list of traces. Only the rows that are seen are asked for.
import type { RunDescription, TracePage, TraceQuery, TraceRow } from '#trace'
import { Button, EmptyState, formatCount, formatUs, OutcomeMark, Select, useText } from '#ui/kit'
import { memo, useMemo, useState } from 'react'
import { useApp, useView } from '../../shell/app-context.tsx'
import { FilterBar, NodeSelect, SearchBox, Spacer, Toggle } from '../observe/filters.tsx'
import { nodeName } from '../observe/names.ts'
import { usePage } from '../observe/page.ts'
import panel from '../observe/panel.module.css'
import { observeTexts } from '../observe/texts.ts'
import { formatInstant } from '../observe/times.ts'
import { usePanelState } from '../observe/use-panel-state.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { Cell, HeadCell } from '../rows/cell.tsx'
import { RowList } from '../rows/row-list.tsx'
import { tracesMemory } from './memory.ts'
import { traceTexts } from './texts.ts'
import { TraceEndMark } from './trace-end.tsx'
import css from './traces.module.css'

const ROW_HEIGHT = 24
const HEAD_HEIGHT = 22
const ORDERS = ['newest', 'oldest', 'slowest', 'errors'] as const

export function TraceList({ run }: { readonly run: RunDescription }) {
  const app = useApp()
  const t = useText(traceTexts)
  const [memory, change] = usePanelState(tracesMemory)
  const open = useView((state) => state.trace)
  const [chosen, setChosen] = useState<number>()
  const { text, node, errorsOnly, order } = memory
  const [page, onSeen] = usePage()
  const query: TraceQuery = {
    ...page,
    order,
    ...(text === '' ? {} : { text }),
    ...(node === undefined ? {} : { node }),
    ...(errorsOnly ? { errorsOnly } : {}),
  }
  const asked = { text, node, errorsOnly, order, ...page }
  const { answer } = useRunView<Asked>(JSON.stringify(asked), async (observer) => ({
    from: page.from,
    page: await observer.traces(query),
  }))
  const rowAt = (index: number): TraceRow | undefined => answer?.page.rows[index - answer.from]
  const current = chosen ?? open
  const selected = useMemo(() => {
    const place = answer?.page.rows.findIndex((row) => row.trace === current) ?? -1
    return place < 0 ? -1 : place + (answer?.from ?? 0)
  }, [answer, current])
  const slowestUs = Math.max(1, ...(answer?.page.rows.map((row) => row.durationUs) ?? []))
  const filtered = text !== '' || node !== undefined || errorsOnly
  const show = (index: number) => {
    const row = rowAt(index)
    if (row) app.view.show({ trace: row.trace })
  }

  return (
    <>
      <FilterBar label={t('filters')}>
        <SearchBox value={text} onChange={(next) => change({ text: next })} />
        <NodeSelect run={run} node={node} onChange={(next) => change({ node: next })} />
        <Toggle
          on={errorsOnly}
          onChange={(next) => change({ errorsOnly: next })}
          icon={<OutcomeMark outcome="error" />}
        >
          <ErrorsOnly />
        </Toggle>
        {/* Beside an open trace there is no room for more. */}
        {open === undefined && (
          <>
            <Select
              small
              aria-label={t('order')}
              value={order}
              options={ORDERS.map((value) => ({ value, label: t(value) }))}
              onChange={(next) => change({ order: next })}
            />
            <Spacer />
            {answer && <span className={panel.count}>{t('count', { count: formatCount(answer.page.total) })}</span>}
          </>
        )}
      </FilterBar>
      {answer && answer.page.total === 0 ? (
        <EmptyState
          text={t(filtered ? 'nothing' : 'empty')}
          action={filtered && <ClearFilters onClear={() => change(tracesMemory.initial)} />}
        />
      ) : (
        <div className={panel.main}>
          <RowList
            label={t('list')}
            count={answer?.page.total ?? 0}
            rowHeight={ROW_HEIGHT}
            headerHeight={HEAD_HEIGHT}
            header={<Head />}
            selected={selected}
            growsAtTop={order === 'newest'}
            onSeen={onSeen}
            onSelect={(index, how) => {
              setChosen(rowAt(index)?.trace)
              if (how === 'pointer' || open !== undefined) show(index)
            }}
            onOpen={show}
            onEscape={() => app.view.show({ trace: undefined })}
            row={(index) => <Row run={run} row={rowAt(index)} slowestUs={slowestUs} />}
          />
        </div>
      )}
    </>
  )
}

interface Asked {
  readonly from: number
  readonly page: TracePage
}

function ErrorsOnly() {
  const t = useText(observeTexts)
  return t('errorsOnly')
}

function ClearFilters({ onClear }: { readonly onClear: () => void }) {
  const t = useText(observeTexts)
  return <Button onClick={onClear}>{t('clearFilters')}</Button>
}

function Head() {
  const t = useText(traceTexts)
  return (
    <div className={css.row} role="presentation">
      <HeadCell>{t('end')}</HeadCell>
      <HeadCell data-right>{t('trace')}</HeadCell>
      <HeadCell>{t('root')}</HeadCell>
      <HeadCell data-right>{t('start')}</HeadCell>
      <HeadCell>{t('duration')}</HeadCell>
      <HeadCell data-right>{t('spans')}</HeadCell>
      <HeadCell data-right>{t('errorCount')}</HeadCell>
      <HeadCell data-right>{t('attempts')}</HeadCell>
    </div>
  )
}

const Row = memo(function Row({
  run,
  row,
  slowestUs,
}: {
  readonly run: RunDescription
  readonly row: TraceRow | undefined
  readonly slowestUs: number
}) {
  const t = useText(traceTexts)
  if (!row) return <Cell className={css.unknown} />
  return (
    <div className={css.row} role="presentation">
      <Cell>
        <TraceEndMark end={row.end} />
      </Cell>
      <Cell data-right className={css.number}>
        {row.trace}
      </Cell>
      <Cell className={css.root}>
        {nodeName(run, row.node)} <span className={css.muted}>{t(row.root)}</span>
      </Cell>
      <Cell data-right className={css.figure}>
        {formatInstant(row.startUs)}
      </Cell>
      <Cell className={css.duration}>
        <span className={css.durationText}>{formatUs(row.durationUs)}</span>
        {/* The root of the share: beside one of 30 s, 100 ms and 5 ms can still be told apart. */}
        <span className={css.durationBar} aria-hidden="true">
          <span data-end={row.end} style={{ width: `${100 * Math.sqrt(row.durationUs / slowestUs)}%` }} />
        </span>
      </Cell>
      <Cell data-right className={css.figure}>
        {row.spans}
      </Cell>
      <Cell data-right className={css.figure} data-bad={row.errors > 0}>
        {row.errors}
      </Cell>
      <Cell data-right className={css.figure}>
        {row.attempts}
      </Cell>
    </div>
  )
})
