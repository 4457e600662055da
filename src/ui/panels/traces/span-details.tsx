// A span in full: when, how it came out, what its events say, and the lines that were written in it.
import type { LogRow, RunDescription, TraceEvent, WaterfallRow } from '#trace'
import { Button, formatUs, IconButton, OutcomeMark, useText } from '#ui/kit'
import type { RunObserver } from '#workers/protocol'
import { Code, ScrollText, X } from 'lucide-react'
import { useApp } from '../../shell/app-context.tsx'
import { LevelMark } from '../logs/level-mark.tsx'
import { oneLine } from '../logs/line-text.ts'
import { showLogsOf } from '../logs/memory.ts'
import { isFunction, showCode, showNode } from '../observe/go.ts'
import { edgeName, nodeName } from '../observe/names.ts'
import { observeTexts } from '../observe/texts.ts'
import { formatInstant, formatUtc } from '../observe/times.ts'
import { useRunView } from '../observe/use-run-view.ts'
import { attributesOf, type EventAttributes, invocationOf } from './attributes.ts'
import { spanText } from './span-text.ts'
import { traceTexts } from './texts.ts'
import css from './traces.module.css'

const LINES_SHOWN = 100

interface Answer {
  readonly opened: TraceEvent | undefined
  readonly closed: TraceEvent | undefined
  readonly lines: readonly LogRow[]
}

async function look(observer: RunObserver, run: RunDescription, row: WaterfallRow): Promise<Answer> {
  const [opened] = await observer.events(row.event, 1)
  const closed = row.endEvent < 0 ? undefined : (await observer.events(row.endEvent, 1))[0]
  const invocation = [opened, closed]
    .map((numbered) => numbered && invocationOf(numbered.event))
    .find((found) => found !== undefined)
  const isWriter = isFunction(run, row.node)
  const where = invocation === undefined ? { trace: row.trace } : { invocation }
  const logs = isWriter ? await observer.logs({ node: row.node, ...where, from: 0, count: LINES_SHOWN }) : undefined
  return { opened: opened?.event, closed: closed?.event, lines: logs?.rows ?? [] }
}

export function SpanDetails({
  run,
  row,
  onClose,
}: {
  readonly run: RunDescription
  readonly row: WaterfallRow
  readonly onClose: () => void
}) {
  const app = useApp()
  const t = useText(traceTexts)
  const say = useText(observeTexts)
  const { answer } = useRunView<Answer>(`${row.span} ${row.endEvent}`, (observer) => look(observer, run, row), {
    newsOf: (news) => (row.endUs === undefined ? news.logLines : -1),
  })
  const { kind, name, note } = spanText(run, row, t)
  return (
    <aside className={css.details} aria-label={t('details')}>
      <div className={css.detailsHead}>
        {row.status !== 'unset' && <OutcomeMark outcome={row.status} />}
        <strong>
          {kind} {name}
        </strong>
        <IconButton small label={say('close')} icon={<X />} onClick={onClose} />
      </div>
      <div className={css.actions}>
        {isFunction(run, row.node) && (
          <Button small icon={<Code />} onClick={() => showCode(app, run, row.node)}>
            {say('showCode')}
          </Button>
        )}
        <Button small look="quiet" onClick={() => showNode(app, run, row.node)}>
          {say('showNode')}
        </Button>
        <Button small look="quiet" icon={<ScrollText />} onClick={() => showLogsOf(app, row.trace)}>
          {t('allLogs')}
        </Button>
      </div>
      <dl className={css.facts}>
        <dt>{t('status')}</dt>
        <dd>
          {t(`s.${row.status}`)} {note}
        </dd>
        <dt>{say('node')}</dt>
        <dd>{nodeName(run, row.node)}</dd>
        {row.edge >= 0 && (
          <>
            <dt>{say('edge')}</dt>
            <dd>{edgeName(run, row.edge)}</dd>
          </>
        )}
        <dt>{t('from')}</dt>
        <dd title={formatUtc(run.startAtMs, row.startUs)}>{formatInstant(row.startUs)}</dd>
        {row.endUs !== undefined && (
          <>
            <dt>{t('until')}</dt>
            <dd title={formatUtc(run.startAtMs, row.endUs)}>{formatInstant(row.endUs)}</dd>
            <dt>{t('lasted')}</dt>
            <dd>{formatUs(row.endUs - row.startUs)}</dd>
          </>
        )}
      </dl>
      {row.async && <p className={css.muted}>{t('async')}</p>}
      {row.links.length > 0 && (
        <p className={css.muted}>
          {t('links', { list: row.links.map((link) => `${t('waterfall', { trace: link.trace })}`).join(', ') })}
        </p>
      )}
      {isFunction(run, row.node) && (
        <section aria-label={t('logLines')}>
          <h3 className={css.heading}>{t('logLines')}</h3>
          {answer?.lines.length === 0 && <p className={css.muted}>{t('noLogs')}</p>}
          <ol className={css.lines}>
            {answer?.lines.map((line) => (
              <li key={line.line}>
                <span className={css.lineTime}>{formatInstant(line.atUs)}</span>
                <LevelMark level={line.level} />
                <span className={css.lineText} title={line.message}>
                  {oneLine(line.message)}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {answer?.opened && <Attributes title={t('began')} attributes={attributesOf(answer.opened)} />}
      {answer?.closed && row.endEvent !== row.event && (
        <Attributes title={t('ended')} attributes={attributesOf(answer.closed)} />
      )}
    </aside>
  )
}

function Attributes({ title, attributes }: { readonly title: string; readonly attributes: EventAttributes }) {
  return (
    <section aria-label={title}>
      <h3 className={css.heading}>
        {title} <code className={css.muted}>{attributes.type}</code>
      </h3>
      <dl className={css.facts}>
        {attributes.facts.map(({ name, value }) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} value`}>{value}</dd>,
        ])}
      </dl>
      {attributes.texts.map(({ name, value }) => (
        <pre key={name} className={css.payload}>
          {value}
        </pre>
      ))}
    </section>
  )
}
