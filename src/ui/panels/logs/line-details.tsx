// One log line in full, and the ways from it.
import type { LogRow, RunDescription } from '#trace'
import { Button, IconButton, useText } from '#ui/kit'
import { Code, Copy, ListTree, X } from 'lucide-react'
import { useApp } from '../../shell/app-context.tsx'
import { copyText } from '../observe/copy-text.ts'
import { showCode, showTrace } from '../observe/go.ts'
import { nodeName } from '../observe/names.ts'
import { observeTexts } from '../observe/texts.ts'
import { formatInstant, formatUtc } from '../observe/times.ts'
import { LevelMark } from './level-mark.tsx'
import css from './logs.module.css'
import { logTexts } from './texts.ts'

export function LineDetails({
  run,
  row,
  onClose,
  narrow,
}: {
  readonly run: RunDescription
  readonly row: LogRow
  readonly onClose: () => void
  readonly narrow: (patch: { readonly trace: number; readonly invocation?: number }) => void
}) {
  const app = useApp()
  const t = useText(logTexts)
  const say = useText(observeTexts)
  return (
    <aside className={css.details} aria-label={t('details')}>
      <div className={css.detailsHead}>
        <LevelMark level={row.level} />
        <strong>{nodeName(run, row.node)}</strong>
        <IconButton small label={say('copy')} icon={<Copy />} onClick={() => copyText(row.text, say)} />
        <IconButton small label={say('close')} icon={<X />} onClick={onClose} />
      </div>
      <dl className={css.facts}>
        <dt>{t('time')}</dt>
        <dd>
          {formatInstant(row.atUs)} · {formatUtc(run.startAtMs, row.atUs)}
        </dd>
        {row.requestId !== '' && (
          <>
            <dt>{t('requestId')}</dt>
            <dd>
              {row.requestId} · {t('environment', { environment: row.environment })}
            </dd>
          </>
        )}
      </dl>
      <pre className={css.text}>{row.message}</pre>
      <div className={css.actions}>
        <Button small icon={<Code />} onClick={() => showCode(app, run, row.node)}>
          {say('showCode')}
        </Button>
        {row.trace >= 0 && (
          <>
            <Button small icon={<ListTree />} onClick={() => showTrace(app, row.trace)}>
              {say('showTrace', { trace: row.trace })}
            </Button>
            <Button small look="quiet" onClick={() => narrow({ trace: row.trace })}>
              {t('onlyTrace', { trace: row.trace })}
            </Button>
          </>
        )}
      </div>
    </aside>
  )
}
