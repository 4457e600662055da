// A lane in words: each try and each wait.
import type { RetryLane, RunDescription } from '#trace'
import { Button, formatUs, IconButton, useText } from '#ui/kit'
import { ListTree, X } from 'lucide-react'
import { useApp } from '../../shell/app-context.tsx'
import { showTrace } from '../observe/go.ts'
import { edgeName, nodeName } from '../observe/names.ts'
import { observeTexts } from '../observe/texts.ts'
import { formatInstant } from '../observe/times.ts'
import { gateWord, LaneEnd, refusalWord } from './lane-end.tsx'
import { deadlineOf } from './lane-shapes.ts'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

interface Step {
  readonly atUs: number
  readonly what: string
  readonly note: string
  readonly bad: boolean
}

export function LaneDetails({
  run,
  lane,
  most,
  onClose,
}: {
  readonly run: RunDescription
  readonly lane: RetryLane
  readonly most: number
  readonly onClose: () => void
}) {
  const app = useApp()
  const t = useText(retryTexts)
  const say = useText(observeTexts)
  const deadlineUs = deadlineOf(run, lane)
  const steps: Step[] = [
    ...lane.attempts.map(({ attempt, startUs, endUs, failure, status, hedge, givenUp, limitUs }) => ({
      atUs: startUs,
      what: hedge === undefined ? t('attempt', { attempt }) : t(`hedge.${hedge}`, { attempt }),
      note: [
        endUs === undefined ? t('tookNothing') : `${failure === '' ? t('ok') : failure} · ${formatUs(endUs - startUs)}`,
        ...(givenUp ? [t('givenUp')] : []),
        ...(limitUs === undefined ? [] : [t('visibleAgain', { at: formatInstant(limitUs) })]),
      ].join(' · '),
      bad: status === 'error',
    })),
    ...lane.waits.map(({ startUs, delayUs, lowUs, highUs }) => ({
      atUs: startUs,
      what: t('waited', { delay: formatUs(delayUs) }),
      note: highUs > lowUs ? t('drawn', { low: formatUs(lowUs), high: formatUs(highUs) }) : '',
      bad: false,
    })),
    ...lane.gates.map(({ policy, startUs, endUs, untilUs }) => ({
      atUs: startUs,
      what: t(gateWord(policy)),
      note:
        endUs !== undefined
          ? formatUs(endUs - startUs)
          : untilUs === undefined
            ? t('tookNothing')
            : t('atLatest', { at: formatInstant(untilUs) }),
      bad: false,
    })),
    ...(lane.deniedUs === undefined ? [] : [{ atUs: lane.deniedUs, what: t('denied'), note: '', bad: true }]),
    ...(lane.fellBackUs === undefined ? [] : [{ atUs: lane.fellBackUs, what: t('fellBack'), note: '', bad: false }]),
    ...lane.refusedAtUs.map((atUs, at) => ({ atUs, what: t(refusalWord(lane.refusedBy[at])), note: '', bad: true })),
  ].sort((a, b) => a.atUs - b.atUs)
  return (
    <aside className={css.details} aria-label={t('details')}>
      <div className={css.detailsHead}>
        <LaneEnd end={lane.end} by={lane.refusedBy.at(-1)} />
        <strong>{lane.edge >= 0 ? edgeName(run, lane.edge) : nodeName(run, lane.node)}</strong>
        <IconButton small label={say('close')} icon={<X />} onClick={onClose} />
      </div>
      <p className={css.quiet}>
        {t(lane.kind)} {lane.operation} ·{' '}
        {most === 0 ? t('noMost', { tries: lane.attempts.length }) : t('ofMost', { tries: lane.attempts.length, most })}
        {deadlineUs !== undefined && ` · ${t('deadline', { time: formatUs(deadlineUs - lane.startUs) })}`}
      </p>
      <table className={css.steps}>
        <tbody>
          {steps.map(({ atUs, what, note, bad }) => (
            <tr key={`${atUs} ${what}`}>
              <td className={css.number}>{formatInstant(atUs)}</td>
              <td>{what}</td>
              <td data-bad={bad}>{note}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lane.trace >= 0 && (
        <Button small icon={<ListTree />} onClick={() => showTrace(app, lane.trace)}>
          {say('showTrace', { trace: lane.trace })}
        </Button>
      )}
    </aside>
  )
}
