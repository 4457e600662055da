// A hundred clients fail at once: the switch of jitters, what the chosen one makes of it, and a button that takes it over.
import { policySchema, type Policy, type RetryPolicy } from '#resilience'
import type { RunDescription } from '#trace'
import { Button, formatUs, useText } from '#ui/kit'
import type { JsonObject } from '#base'
import { edgeConfig, type EdgeId, type Workflow } from '#workflow'
import { useMemo, useState } from 'react'
import { useApp, useRun, useWorkflow } from '../../shell/app-context.tsx'
import { edit } from '../../shell/edit.ts'
import { Toggle } from '../observe/filters.tsx'
import { edgeName } from '../observe/names.ts'
import { binUs, Histogram } from './arrivals.tsx'
import { crowdArrivals, isShownJitter, mostAgain, SHOWN_JITTERS, type ShownJitter } from './crowd.ts'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const BINS = 60
const NONE: readonly Policy[] = []

const policiesOf = (workflow: Workflow, id: EdgeId): readonly Policy[] =>
  (edgeConfig(workflow, id, 'function/call') ?? edgeConfig(workflow, id, 'client/call'))?.policies ?? NONE

const isRetry = (policy: Policy): policy is RetryPolicy => policy.type === 'retry'

/** `edge`: whose retries are previewed, where it has any. */
export function JitterPreview({ run, edge }: { readonly run: RunDescription; readonly edge: number | undefined }) {
  const app = useApp()
  const t = useText(retryTexts)
  const seed = useRun((state) => state.seed)
  const id = edge === undefined ? undefined : run.edges[edge]?.id
  // As the document has it now: a change shows at once, before anything runs.
  const policies = useWorkflow((workflow) => (id === undefined ? NONE : policiesOf(workflow, id)))
  const own = policies.find(isRetry)
  const policy = useMemo(() => own ?? (policySchema.parse({ type: 'retry' }) as RetryPolicy), [own])
  const [picked, pick] = useState<ShownJitter>()
  const jitter = picked ?? (isShownJitter(policy.jitter) ? policy.jitter : 'full')
  const shown = useMemo(() => crowdArrivals(policy, seed, BINS), [policy, seed])
  const arrivals = shown[jitter]
  const name = edge === undefined ? '' : edgeName(run, edge)
  const words = t('crowdText', {
    jitter: t(`jitter.${jitter}`),
    most: mostAgain(arrivals),
    none: mostAgain(shown.none),
    bin: formatUs(binUs(arrivals)),
  })
  const use = () => {
    if (id === undefined) return
    const next = policies.map((one) => (one === own ? { ...one, jitter } : one))
    edit(app, { type: 'edit-edge-config', edge: id, patch: { policies: next as readonly (Policy & JsonObject)[] } })
  }
  return (
    <Histogram arrivals={arrivals} title={t('crowd')} words={words}>
      <fieldset className={css.jitters} aria-label={t('jitter')}>
        {SHOWN_JITTERS.map((one) => (
          <Toggle key={one} on={one === jitter} onChange={() => pick(one)}>
            {t(`jitter.${one}`)}
          </Toggle>
        ))}
      </fieldset>
      {own && own.jitter !== jitter && (
        <Button small onClick={use}>
          {t('useJitter', { edge: name })}
        </Button>
      )}
      <p className={css.quiet}>{own ? t('crowdOf', { edge: name }) : t('crowdDefault')}</p>
    </Histogram>
  )
}
