// A queue in a run, by hand: pause it, empty it, send dead letters back, and look at what is in it without taking it.
import { Button, formatUs, useText } from '#ui/kit'
import type { NodeId } from '#workflow'
import type { QueueCommand } from '#workers/protocol'
import { useRunView } from '../panels/observe/use-run-view.ts'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

const SHOWN = 20
/** A list is read, unlike a figure. */
const EVERY_MS = 1000

export function QueueLive({ id, paused }: { readonly id: NodeId; readonly paused: boolean }) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const isDeadLetterQueue = useWorkflow(({ edges }) =>
    Object.values(edges).some(({ from, to }) => to.node === id && from.port === 'redrive'),
  )
  const { answer, answersKey } = useRunView(id, (observer) => observer.waiting({ node: id, count: SHOWN }), {
    everyMs: EVERY_MS,
  })
  const page = answersKey === id ? answer : undefined
  const command = (what: QueueCommand) => () => void app.run.commandQueue(id, what)
  return (
    <div className={css.form}>
      <div className={css.section}>
        <h3 className={css.title}>{t('queueTitle')}</h3>
        <div className={css.buttons}>
          <Button onClick={command(paused ? 'resume' : 'pause')}>{t(paused ? 'resume' : 'pause')}</Button>
          <Button title={t('purgeHelp')} onClick={command('purge')}>
            {t('purge')}
          </Button>
          {isDeadLetterQueue ? (
            <Button title={t('redriveHelp')} onClick={command('redrive')}>
              {t('redrive')}
            </Button>
          ) : undefined}
        </div>
      </div>
      <div className={css.section}>
        <h3 className={css.title}>{t('waitingTitle')}</h3>
        <p className={css.lead}>
          {page && page.total > 0 ? t('waitingLead', { shown: page.rows.length, total: page.total }) : t('waitingNone')}
        </p>
        {page?.rows.map((row) => (
          <div key={row.messageId} className={css.message} title={row.messageId}>
            <span className={css.lead}>
              {t(`state_${row.state}`)} · {t('waitingRow', { age: formatUs(row.ageUs), count: row.receiveCount })}
            </span>
            <code>{row.body}</code>
          </div>
        ))}
      </div>
    </div>
  )
}
