// The fields of each policy, with the facts that follow from them.
import {
  type CircuitBreakerPolicy,
  circuitBreakerPolicySchema,
  delayRanges,
  FAILURE_CLASSES,
  type FailureClass,
  JITTERS,
  type Policy,
  type RetryPolicy,
  retryPolicySchema,
  type TimeoutPolicy,
} from '#resilience'
import { ChoicesField, DurationField, formatUs, NumberField, SelectField, SwitchField, useText } from '#ui/kit'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

type Apply<P extends Policy> = (policy: P) => string | undefined

const BACKOFFS = ['exponential', 'fixed'] as const
const WINDOWS = ['COUNT_BASED', 'TIME_BASED'] as const
const RETRY = retryPolicySchema.parse({ type: 'retry' })
const BREAKER = circuitBreakerPolicySchema.parse({ type: 'circuit-breaker' })
const WAITS_SHOWN = 5

export function PolicyFields({ policy, onApply }: { readonly policy: Policy; readonly onApply: Apply<Policy> }) {
  switch (policy.type) {
    case 'retry':
      return <RetryFields policy={policy} onApply={onApply} />
    case 'timeout':
      return <TimeoutFields policy={policy} onApply={onApply} />
    case 'circuit-breaker':
      return <BreakerFields policy={policy} onApply={onApply} />
  }
}

function useFailureOptions(): readonly { readonly value: FailureClass; readonly label: string }[] {
  const t = useText(inspectorTexts)
  return FAILURE_CLASSES.map((value) => ({ value, label: t(value === 'timeout' ? 'timeoutFailure' : value) }))
}

function RetryFields({ policy, onApply }: { readonly policy: RetryPolicy; readonly onApply: Apply<RetryPolicy> }) {
  const t = useText(inspectorTexts)
  const failures = useFailureOptions()
  const set = (patch: Partial<RetryPolicy>) => onApply({ ...policy, ...patch })
  const ranges = delayRanges(policy, Math.min(WAITS_SHOWN, policy.maxAttempts - 1))
  const list = ranges.map(({ lowUs, highUs }) =>
    lowUs === highUs ? formatUs(highUs) : `${lowUs === 0 ? '0' : formatUs(lowUs)}–${formatUs(highUs)}`,
  )
  return (
    <div className={css.group}>
      <NumberField
        label={t('maxAttempts')}
        value={policy.maxAttempts}
        minimum={1}
        maximum={100_000}
        integer
        defaultText={String(RETRY.maxAttempts)}
        onApply={(value) => set({ maxAttempts: value ?? RETRY.maxAttempts })}
      />
      <SelectField
        label={t('backoff')}
        value={policy.backoff}
        options={BACKOFFS.map((value) => ({ value, label: t(value) }))}
        onApply={(backoff) => void set({ backoff })}
      />
      <DurationField
        label={t('base')}
        bareUnit="ms"
        valueMs={policy.baseMs}
        minimumMs={1}
        onApply={(value) => set({ baseMs: value ?? RETRY.baseMs })}
      />
      {policy.backoff === 'exponential' && (
        <>
          <NumberField
            label={t('factor')}
            value={policy.factor}
            minimum={1}
            maximum={100}
            onApply={(value) => set({ factor: value ?? RETRY.factor })}
          />
          <DurationField
            label={t('cap')}
            valueMs={policy.capMs}
            minimumMs={1}
            onApply={(value) => set({ capMs: value ?? RETRY.capMs })}
          />
        </>
      )}
      <SelectField
        label={t('jitter')}
        value={policy.jitter}
        options={JITTERS.map((value) => ({ value, label: t(value) }))}
        onApply={(jitter) => void set({ jitter })}
      />
      {list.length > 0 && (
        <p className={css.fact}>
          {t('waits', { list: list.join(', ') + (policy.maxAttempts - 1 > WAITS_SHOWN ? ', …' : '') })}
        </p>
      )}
      <ChoicesField
        label={t('retryOn')}
        values={policy.retryOn}
        options={failures}
        onApply={(retryOn) => void set({ retryOn })}
      />
    </div>
  )
}

function TimeoutFields({
  policy,
  onApply,
}: {
  readonly policy: TimeoutPolicy
  readonly onApply: Apply<TimeoutPolicy>
}) {
  const t = useText(inspectorTexts)
  return (
    <DurationField
      label={t('timeoutMs')}
      bareUnit="ms"
      valueMs={policy.timeoutMs}
      minimumMs={1}
      onApply={(timeoutMs) => onApply({ ...policy, timeoutMs: timeoutMs ?? policy.timeoutMs })}
    />
  )
}

function BreakerFields({
  policy,
  onApply,
}: {
  readonly policy: CircuitBreakerPolicy
  readonly onApply: Apply<CircuitBreakerPolicy>
}) {
  const t = useText(inspectorTexts)
  const failures = useFailureOptions()
  const set = (patch: Partial<CircuitBreakerPolicy>) => onApply({ ...policy, ...patch })
  const size = Math.max(policy.minimumNumberOfCalls, policy.slidingWindowSize)
  const needed = Math.ceil((policy.failureRateThreshold / 100) * size)
  const number = (field: NumberKey, minimum: number, maximum: number, integer: boolean, unit?: string) => ({
    value: policy[field],
    minimum,
    maximum,
    integer,
    ...(unit !== undefined && { unit }),
    ...(policy[field] !== BREAKER[field] && { defaultText: String(BREAKER[field]) }),
    onApply: (value: number | undefined) => set({ [field]: value ?? BREAKER[field] }),
  })
  return (
    <div className={css.group}>
      {policy.slidingWindowType === 'COUNT_BASED' && (
        <p className={css.fact}>{t('breakerFact', { needed, size: policy.slidingWindowSize })}</p>
      )}
      <SelectField
        label={t('windowType')}
        value={policy.slidingWindowType}
        options={WINDOWS.map((value) => ({ value, label: t(value) }))}
        onApply={(slidingWindowType) => void set({ slidingWindowType })}
      />
      <NumberField
        label={t('windowSize')}
        {...number(
          'slidingWindowSize',
          1,
          10_000,
          true,
          t(policy.slidingWindowType === 'COUNT_BASED' ? 'calls' : 'seconds'),
        )}
      />
      <NumberField label={t('minimumCalls')} {...number('minimumNumberOfCalls', 1, 10_000, true, t('calls'))} />
      <NumberField label={t('failureRate')} {...number('failureRateThreshold', 0.1, 100, false, '%')} />
      <NumberField label={t('slowRate')} {...number('slowCallRateThreshold', 0.1, 100, false, '%')} />
      <DurationField
        label={t('slowCall')}
        valueMs={policy.slowCallDurationThresholdMs}
        minimumMs={1}
        onApply={(value) => set({ slowCallDurationThresholdMs: value ?? BREAKER.slowCallDurationThresholdMs })}
      />
      <DurationField
        label={t('openWait')}
        valueMs={policy.waitDurationInOpenStateMs}
        minimumMs={1}
        onApply={(value) => set({ waitDurationInOpenStateMs: value ?? BREAKER.waitDurationInOpenStateMs })}
      />
      <NumberField
        label={t('permitted')}
        {...number('permittedNumberOfCallsInHalfOpenState', 1, 1000, true, t('calls'))}
      />
      <DurationField
        label={t('maxHalfOpen')}
        help={t('maxHalfOpenHelp')}
        valueMs={policy.maxWaitDurationInHalfOpenStateMs}
        minimumMs={0}
        onApply={(value) => set({ maxWaitDurationInHalfOpenStateMs: value ?? 0 })}
      />
      <SwitchField
        label={t('automatic')}
        help={t('automaticHelp')}
        value={policy.automaticTransitionFromOpenToHalfOpen}
        onApply={(on) => void set({ automaticTransitionFromOpenToHalfOpen: on })}
      />
      <ChoicesField
        label={t('recordOn')}
        values={policy.recordOn}
        options={failures}
        onApply={(recordOn) => void set({ recordOn })}
      />
      <ChoicesField
        label={t('ignoreOn')}
        values={policy.ignoreOn}
        options={failures}
        onApply={(ignoreOn) => void set({ ignoreOn })}
      />
      <p className={css.lead}>{t('sourceOfDefaults')}</p>
    </div>
  )
}

type NumberKey =
  | 'slidingWindowSize'
  | 'minimumNumberOfCalls'
  | 'failureRateThreshold'
  | 'slowCallRateThreshold'
  | 'permittedNumberOfCallsInHalfOpenState'
