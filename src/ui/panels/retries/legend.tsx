// What the marks in lanes mean; only those that can be seen.
import type { RetryLane, RunDescription } from '#trace'
import { useText } from '#ui/kit'
import { useMemo } from 'react'
import { FallbackMark } from './lane-end.tsx'
import { deadlineOf } from './lane-shapes.ts'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const LOOKS = {
  wait: 'legendWait',
  range: 'legendRange',
  deadline: 'legendDeadline',
  visible: 'legendVisible',
  gate: 'legendGate',
  hedge: 'legendHedge',
} as const
type Look = keyof typeof LOOKS

function looksOf(run: RunDescription, lanes: readonly RetryLane[]): readonly Look[] {
  const has: Readonly<Record<Look, (lane: RetryLane) => boolean>> = {
    wait: ({ waits }) => waits.length > 0,
    range: ({ waits }) => waits.some(({ lowUs, highUs }) => highUs > lowUs),
    deadline: (lane) => deadlineOf(run, lane) !== undefined,
    visible: ({ attempts }) => attempts.some(({ limitUs }) => limitUs !== undefined),
    gate: ({ gates }) => gates.length > 0,
    hedge: ({ attempts }) => attempts.some(({ hedge }) => hedge !== undefined),
  }
  return (Object.keys(LOOKS) as Look[]).filter((look) => lanes.some(has[look]))
}

export function Legend({ run, lanes }: { readonly run: RunDescription; readonly lanes: readonly RetryLane[] }) {
  const t = useText(retryTexts)
  const looks = useMemo(() => looksOf(run, lanes), [run, lanes])
  return (
    <ul className={css.legend}>
      {looks.map((look) => (
        <li key={look}>
          <span className={css.swatch} data-look={look} aria-hidden="true" />
          {t(LOOKS[look])}
        </li>
      ))}
      {lanes.some(({ fellBackUs }) => fellBackUs !== undefined) && (
        <li>
          <FallbackMark />
          {t('legendFallback')}
        </li>
      )}
    </ul>
  )
}
