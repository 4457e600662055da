// The policies of a call, outermost first: add, order, remove, set, with what follows from them beside.
import type { JsonObject } from '#base'
import { type Policy, policySchema, PRESET_NAMES, PRESETS, worstCase } from '#resilience'
import { Button, EmptyState, formatUs, IconButton, Menu, useSay, useText } from '#ui/kit'
import { type EdgeId, edgeConfig, findEdge, findNode } from '#workflow'
import { ChevronDown, ChevronUp, Plus, Trash2 } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { editOrReason } from '../shell/edit.ts'
import { useFieldJump } from './config-form.tsx'
import css from './form.module.css'
import { PolicyFields } from './policy-fields.tsx'
import { PolicyFrames, usePolicyTitle } from './policy-frames.tsx'
import { moved } from './policy-order.ts'
import { PRESET_LINES, PRESET_TITLES, presetOf } from './preset-texts.ts'
import { EditsTake } from './run-under-way.tsx'
import { inspectorTexts } from './texts.ts'

const TYPES = [
  'retry',
  'timeout',
  'circuit-breaker',
  'bulkhead',
  'rate-limiter',
  'fallback',
  'hedge',
  'adaptive-throttle',
] as const
const NONE: readonly Policy[] = []
/** Beyond, the sum of waits is not worth its time while somebody types. */
const MOST_ATTEMPTS_SUMMED = 20_000

export function PolicyForm({ id }: { readonly id: EdgeId }) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const form = useRef<HTMLDivElement>(null)
  useFieldJump(form)
  const policies = useWorkflow(
    (workflow) =>
      (edgeConfig(workflow, id, 'function/call') ?? edgeConfig(workflow, id, 'client/call'))?.policies ?? NONE,
  )
  const attemptMs = useWorkflow((workflow) => {
    const edge = findEdge(workflow, id)
    const caller = edge && findNode(workflow, edge.from.node)
    return caller?.kind === 'client' ? caller.config.timeoutMs : undefined
  })
  const set = (next: readonly Policy[]): string | undefined =>
    editOrReason(app, {
      type: 'edit-edge-config',
      edge: id,
      patch: { policies: next as readonly (Policy & JsonObject)[] },
    })
  const move = (from: number, to: number) => void set(moved(policies, from, to))
  const titleOf = usePolicyTitle()
  const target = useWorkflow((workflow) => {
    const edge = findEdge(workflow, id)
    return (edge && findNode(workflow, edge.to.node)?.name) ?? ''
  })
  const adder = (
    <Menu
      trigger={
        <Button small icon={<Plus />}>
          {t('addPolicy')}
        </Button>
      }
      entries={[
        ...TYPES.map((type) => ({
          id: type,
          label: t(type),
          onSelect: () => void set([...policies, policySchema.parse({ type })]),
        })),
        { type: 'separator', id: 'presets' },
        { type: 'heading', id: 'presets-heading', label: t('presets') },
        ...PRESET_NAMES.map((name) => ({
          id: `preset-${name}`,
          label: PRESET_TITLES[name],
          onSelect: () => void set(PRESETS[name].policies),
        })),
      ]}
    />
  )
  if (policies.length === 0) return <EmptyState text={t('noPolicies')} action={adder} />
  return (
    <div className={css.form} ref={form}>
      <EditsTake effect="remember" />
      <section className={css.section} data-field="policies">
        <Facts policies={policies} attemptMs={attemptMs} />
        <p className={css.lead}>{t('policiesLead')}</p>
        <PolicyFrames policies={policies} target={target} onMove={move} />
        {policies.map((policy, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a policy is known by its place
          <div key={`${policy.type} ${index}`} className={css.row}>
            <div className={css.rowHead}>
              {titleOf(policies, index)}
              <span className={css.tools}>
                <IconButton
                  small
                  label={t('up')}
                  icon={<ChevronUp />}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                />
                <IconButton
                  small
                  label={t('down')}
                  icon={<ChevronDown />}
                  disabled={index === policies.length - 1}
                  onClick={() => move(index, index + 1)}
                />
                <IconButton
                  small
                  label={t('remove')}
                  icon={<Trash2 />}
                  onClick={() => set(policies.filter((_, at) => at !== index))}
                />
              </span>
            </div>
            <PolicyFields
              policy={policy}
              onApply={(next) => set(policies.map((each, at) => (at === index ? next : each)))}
            />
          </div>
        ))}
        <div className={css.buttons}>{adder}</div>
      </section>
    </div>
  )
}

function Facts({
  policies,
  attemptMs,
}: {
  readonly policies: readonly Policy[]
  readonly attemptMs: number | undefined
}) {
  const t = useText(inspectorTexts)
  const say = useSay()
  const preset = presetOf(policies)
  const worst = useMemo(() => {
    const many = policies.some((policy) => policy.type === 'retry' && policy.maxAttempts > MOST_ATTEMPTS_SUMMED)
    return many ? undefined : worstCase(policies, attemptMs === undefined ? undefined : attemptMs * 1000)
  }, [policies, attemptMs])
  return (
    <>
      {preset && <p className={css.fact}>{say(PRESET_LINES[preset])}</p>}
      {worst && (
        <p className={css.fact}>
          {worst.totalUs === undefined
            ? t('worstOpen', { attempts: worst.attempts })
            : t('worst', { attempts: worst.attempts, total: formatUs(worst.totalUs) })}
        </p>
      )}
    </>
  )
}
