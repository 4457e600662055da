// The fields of one policy, from its description, with the facts that follow from them.
import type { Json, JsonObject } from '#base'
import { delayRanges, type Policy, policySchema, rulesOf } from '#resilience'
import { formatUs, useSay, useText } from '#ui/kit'
import { FieldControl } from './field-control.tsx'
import css from './form.module.css'
import { policySections } from './policy-specs.ts'
import { inspectorTexts } from './texts.ts'

const WAITS_SHOWN = 5
/** What an absent field stands for, where that is a choice of its own. */
const ABSENT: Readonly<Record<string, Json>> = {
  rules: 'resilience4j',
  scope: 'environment',
  afterMaxWaitInHalfOpen: 'OPEN',
  budget: { type: 'none' },
  carried: false,
}
/** A variant the document states by leaving the field out. */
const isAbsent = (value: Json | undefined): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && 'type' in value && value['type'] === 'none')

export function PolicyFields({
  policy,
  onApply,
}: {
  readonly policy: Policy
  readonly onApply: (policy: Policy) => string | undefined
}) {
  const say = useSay()
  const config = policy as Policy & JsonObject
  const standards = policySchema.parse({ type: policy.type }) as Policy & JsonObject
  const set = (field: string, value: Json | undefined): string | undefined => {
    const rest = Object.fromEntries(Object.entries(config).filter(([key]) => key !== field))
    const chosen = isAbsent(value) ? standards[field] : value
    const next = policySchema.safeParse(chosen === undefined ? rest : { ...rest, [field]: chosen })
    return next.success ? onApply(next.data) : next.error.issues[0]?.message
  }
  return (
    <div className={css.group}>
      <Facts policy={policy} />
      {policySections(policy).map(({ id, title, fields, folded }) => {
        const controls = fields.map((spec) => (
          <FieldControl
            key={spec.field}
            spec={spec}
            value={config[spec.field] ?? ABSENT[spec.field]}
            standard={standards[spec.field] ?? ABSENT[spec.field]}
            onApply={(value) => set(spec.field, value)}
          />
        ))
        return folded ? (
          <details key={id} className={css.section}>
            <summary className={css.title}>{say(title)}</summary>
            <div className={css.group}>{controls}</div>
          </details>
        ) : (
          <div key={id} className={css.group}>
            {controls}
          </div>
        )
      })}
    </div>
  )
}

function Facts({ policy }: { readonly policy: Policy }) {
  const t = useText(inspectorTexts)
  if (policy.type === 'circuit-breaker' && policy.slidingWindowType === 'COUNT_BASED') {
    const size = Math.max(policy.minimumNumberOfCalls, policy.slidingWindowSize)
    const share = (policy.failureRateThreshold / 100) * size
    const needed = rulesOf(policy).trips === 'at-least' ? Math.ceil(share) : Math.floor(share) + 1
    return <p className={css.fact}>{t('breakerFact', { needed, size: policy.slidingWindowSize })}</p>
  }
  if (policy.type !== 'retry' || policy.maxAttempts < 2) return null
  const ranges = delayRanges(policy, Math.min(WAITS_SHOWN, policy.maxAttempts - 1))
  const list = ranges.map(({ lowUs, highUs }) =>
    lowUs === highUs ? formatUs(highUs) : `${lowUs === 0 ? '0' : formatUs(lowUs)}–${formatUs(highUs)}`,
  )
  const more = policy.maxAttempts - 1 > WAITS_SHOWN ? ', …' : ''
  return <p className={css.fact}>{t('waits', { list: list.join(', ') + more })}</p>
}
