// Logs: the lines of all functions in the order in which they were written. Only the lines that are seen are asked for.
import type { LogPage, LogQuery, LogRow, RunDescription } from '#trace'
import { EmptyState, Button, formatCount, IconButton, useText } from '#ui/kit'
import { ArrowDownToLine, Copy, Pause } from 'lucide-react'
import { type KeyboardEvent, memo, type ReactNode, useCallback, useState } from 'react'
import { useApp, useRun, useView } from '../../shell/app-context.tsx'
import { copyText } from '../observe/copy-text.ts'
import { Chip, FilterBar, NodeSelect, SearchBox, Spacer, Toggle } from '../observe/filters.tsx'
import { nodeName } from '../observe/names.ts'
import { usePage } from '../observe/page.ts'
import panel from '../observe/panel.module.css'
import { RunEmpty } from '../observe/run-empty.tsx'
import { observeTexts } from '../observe/texts.ts'
import { formatInstant, formatUtcTime } from '../observe/times.ts'
import { usePanelState } from '../observe/use-panel-state.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { Cell, HeadCell } from '../rows/cell.tsx'
import { RowList } from '../rows/row-list.tsx'
import { LevelMark } from './level-mark.tsx'
import { LEVEL_GROUPS, levelsOf, oneLine } from './line-text.ts'
import { LineDetails } from './line-details.tsx'
import css from './logs.module.css'
import { logsMemory } from './memory.ts'
import { logTexts } from './texts.ts'

const ROW_HEIGHT = 20
const HEAD_HEIGHT = 22
/** Copied at once at most; the observer answers no larger page either. */
const COPIED_AT_MOST = 10_000

export function LogsPanel() {
  const t = useText(logTexts)
  const run = useRun((state) => state.description)
  if (!run) return <RunEmpty text={t('emptyRun')} />
  return <Logs run={run} />
}

type Filter = Omit<LogQuery, 'from' | 'count' | 'follow'>

function Logs({ run }: { readonly run: RunDescription }) {
  const t = useText(logTexts)
  const [memory, change] = usePanelState(logsMemory)
  const [chosen, setChosen] = useState<number>()
  const { text, node, trace, invocation, pausedAt } = memory
  const levels = levelsOf(memory.levels)
  const filter: Filter = {
    ...(text === '' ? {} : { text }),
    ...(levels ? { levels } : {}),
    ...(node === undefined ? {} : { node }),
    ...(trace === undefined ? {} : { trace }),
    ...(invocation === undefined ? {} : { invocation }),
  }
  const following = pausedAt === undefined
  const [page, onSeen] = usePage()
  const filterKey = JSON.stringify(filter)
  const wanted: LogQuery = following ? { ...filter, from: 0, count: page.count, follow: true } : { ...filter, ...page }
  const { answer } = useRunView<LogPage>(
    `${filterKey} ${following ? 'end' : page.from} ${page.count}`,
    (observer) => observer.logs(wanted),
    { newsOf: (news) => news.logLines },
  )
  const total = answer?.total ?? 0
  const shown = following ? total : Math.min(pausedAt, total)
  const rowAt = (index: number): LogRow | undefined => answer?.rows[index - answer.from]
  const selected = chosen !== undefined && chosen < shown ? chosen : -1
  const pause = useCallback(() => change({ pausedAt: total }), [change, total])
  const narrow = (patch: Partial<typeof memory>) => {
    setChosen(undefined)
    change({ ...patch, pausedAt: undefined })
  }
  const line = selected < 0 ? undefined : rowAt(selected)
  const copyLine = useCopyLine(line)

  return (
    <section className={panel.panel} aria-label={t('list')}>
      <Filters run={run} memory={memory} narrow={narrow}>
        <Spacer />
        {answer && answer.dropped > 0 && (
          <span className={panel.warning}>▲ {t('dropped', { count: answer.dropped })}</span>
        )}
        <span className={panel.count}>{t('lines', { count: formatCount(total) })}</span>
        <CopyAll filter={filter} />
        {following ? (
          <Button small icon={<Pause />} onClick={pause}>
            {t('pause')}
          </Button>
        ) : (
          <Button small look="primary" icon={<ArrowDownToLine />} onClick={() => change({ pausedAt: undefined })}>
            {total > pausedAt ? t('since', { count: total - pausedAt }) : t('follow')}
          </Button>
        )}
      </Filters>
      {answer && total === 0 ? (
        <EmptyState
          text={t(filterKey === '{}' ? 'empty' : 'nothing')}
          action={filterKey !== '{}' && <ClearFilters onClear={() => narrow(logsMemory.initial)} />}
        />
      ) : (
        <div className={panel.body}>
          <div className={panel.main}>
            <RowList
              label={t('list')}
              count={shown}
              rowHeight={ROW_HEIGHT}
              headerHeight={HEAD_HEIGHT}
              header={<Head />}
              selected={selected}
              follow={following}
              onLeaveEnd={pause}
              onSeen={onSeen}
              onSelect={(index) => {
                setChosen(index)
                if (following) pause()
              }}
              onEscape={() => setChosen(undefined)}
              onKey={copyLine}
              rowProps={(index) => ({ 'data-level': rowAt(index)?.level })}
              row={(index) => <Line run={run} row={rowAt(index)} />}
            />
          </div>
          {line && <LineDetails run={run} row={line} onClose={() => setChosen(undefined)} narrow={narrow} />}
        </div>
      )}
    </section>
  )
}

function useCopyLine(line: LogRow | undefined) {
  const t = useText(observeTexts)
  return (event: KeyboardEvent) => {
    if (!line || event.key !== 'c' || !(event.ctrlKey || event.metaKey) || getSelection()?.toString()) return
    event.preventDefault()
    event.stopPropagation()
    copyText(line.text, t)
  }
}

function ClearFilters({ onClear }: { readonly onClear: () => void }) {
  const t = useText(observeTexts)
  return <Button onClick={onClear}>{t('clearFilters')}</Button>
}

function Filters({
  run,
  memory,
  narrow,
  children,
}: {
  readonly run: RunDescription
  readonly memory: (typeof logsMemory)['initial']
  readonly narrow: (patch: Partial<(typeof logsMemory)['initial']>) => void
  readonly children: ReactNode
}) {
  const t = useText(logTexts)
  const opened = useView((state) => state.trace)
  const { levels, trace } = memory
  return (
    <FilterBar label={t('filters')}>
      <SearchBox value={memory.text} onChange={(text) => narrow({ text })} />
      <NodeSelect run={run} only="function" node={memory.node} onChange={(node) => narrow({ node })} />
      <fieldset className={css.levels} aria-label={t('levels')}>
        {LEVEL_GROUPS.map((group) => (
          <Toggle
            key={group}
            on={levels.includes(group)}
            onChange={(on) => narrow({ levels: on ? [...levels, group] : levels.filter((other) => other !== group) })}
          >
            <LevelMark level={group} />
          </Toggle>
        ))}
      </fieldset>
      {trace !== undefined ? (
        <Chip label={t('ofTrace', { trace })} onRemove={() => narrow({ trace: undefined, invocation: undefined })} />
      ) : (
        opened !== undefined && (
          <Toggle on={false} onChange={() => narrow({ trace: opened })}>
            {t('onlyTrace', { trace: opened })}
          </Toggle>
        )
      )}
      {children}
    </FilterBar>
  )
}

function CopyAll({ filter }: { readonly filter: Filter }) {
  const app = useApp()
  const t = useText(logTexts)
  const say = useText(observeTexts)
  const copy = async () => {
    const page = await app.run.observer()?.logs({ ...filter, from: 0, count: COPIED_AT_MOST })
    if (!page) return
    copyText(page.rows.map((row) => row.text).join('\n'), (key) =>
      key === 'copied' && page.total > page.rows.length ? t('copyCut', { count: page.rows.length }) : say(key),
    )
  }
  return <IconButton small label={t('copyAll')} icon={<Copy />} onClick={() => void copy()} />
}

function Head() {
  const t = useText(logTexts)
  const say = useText(observeTexts)
  return (
    <div className={css.line} role="presentation">
      <HeadCell>{t('time')}</HeadCell>
      <HeadCell>{t('utc')}</HeadCell>
      <HeadCell>{t('level')}</HeadCell>
      <HeadCell>{say('node')}</HeadCell>
      <HeadCell>{t('message')}</HeadCell>
    </div>
  )
}

const Line = memo(function Line({ run, row }: { readonly run: RunDescription; readonly row: LogRow | undefined }) {
  if (!row) return <Cell className={css.waiting} />
  return (
    <div className={css.line} role="presentation">
      <Cell className={css.time}>{formatInstant(row.atUs)}</Cell>
      <Cell className={css.utc}>{formatUtcTime(run.startAtMs, row.atUs)}</Cell>
      <Cell>
        <LevelMark level={row.level} />
      </Cell>
      <Cell className={css.node}>{nodeName(run, row.node)}</Cell>
      <Cell className={css.message} data-level={row.level}>
        <code>{oneLine(row.message)}</code>
      </Cell>
    </div>
  )
})
