// How a node or a call fares at this instant.
import { nodeFigures } from '#nodes/views'
import { Button, EmptyState, type Figure, formatClock, useSay, useText } from '#ui/kit'
import type { EdgeId, NodeId } from '#workflow'
import type { ReactNode } from 'react'
import { useApp, useRun } from '../shell/app-context.tsx'
import { runCommand } from '../shell/commands/shortcuts.ts'
import { EventBusLive } from './event-bus-live.tsx'
import { QueueLive } from './queue-live.tsx'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

export function NodeLive({ id }: { readonly id: NodeId }) {
  const status = useRun((state) => state.nodes[id])
  if (!status) return <NotRun />
  return (
    <>
      <Figures figures={nodeFigures(status, 'figures')} />
      {status.kind === 'event-bus' ? <EventBusLive id={id} /> : undefined}
      {status.kind === 'queue' ? <QueueLive id={id} paused={status.paused} /> : undefined}
    </>
  )
}

export function EdgeLive({ id }: { readonly id: EdgeId }) {
  const t = useText(inspectorTexts)
  const status = useRun((state) => state.edges[id])
  if (!status) return <NotRun />
  const rows: readonly [key: 'calls_' | 'attempts' | 'retries' | 'refused' | 'opened' | 'inFlight', count: number][] = [
    ['calls_', status.calls],
    ['inFlight', status.inFlight],
    ['attempts', status.attempts],
    ['retries', status.retries],
    ['refused', status.refused],
    ['opened', status.opened],
  ]
  return (
    <Frame>
      {rows.map(([key, count]) => (
        <Row
          key={key}
          label={t(key)}
          value={String(count)}
          tone={
            count === 0
              ? 'plain'
              : key === 'refused' || key === 'opened'
                ? 'refused'
                : key === 'retries'
                  ? 'retry'
                  : 'plain'
          }
        />
      ))}
    </Frame>
  )
}

function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  const say = useSay()
  return (
    <Frame>
      {figures.map((figure) => (
        <Row key={figure.id} label={say(figure.label)} value={figure.value} tone={figure.tone ?? 'plain'} />
      ))}
    </Frame>
  )
}

function Frame({ children }: { readonly children: ReactNode }) {
  const t = useText(inspectorTexts)
  const nowUs = useRun((state) => state.nowUs)
  return (
    <div className={css.form}>
      <div className={css.section}>
        <p className={css.lead}>{t('liveLead', { time: formatClock(nowUs) })}</p>
        <dl className={css.figures}>{children}</dl>
      </div>
    </div>
  )
}

function Row({ label, value, tone }: { readonly label: string; readonly value: string; readonly tone: string }) {
  return (
    <div className={css.figure}>
      <dt>{label}</dt>
      <dd data-tone={tone}>{value}</dd>
    </div>
  )
}

function NotRun() {
  const app = useApp()
  const t = useText(inspectorTexts)
  return (
    <EmptyState text={t('notRun')} action={<Button onClick={() => runCommand(app, 'play-pause')}>{t('run')}</Button>} />
  )
}
