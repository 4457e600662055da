// The breaker's states and the ways between them; the one it is in is lit.
import type { CircuitBreakerPolicy } from '#resilience'
import type { BreakerChange, BreakerWord } from '#trace'
import { formatUs, useText } from '#ui/kit'
import css from './breakers.module.css'
import { percent } from './reason.ts'
import { breakerTexts } from './texts.ts'

const US_PER_MS = 1000

interface Place {
  readonly x: number
  readonly y: number
}

const WIDE = 84
const HIGH = 28
const PLACES: Readonly<Record<'closed' | 'open' | 'half-open', Place>> = {
  closed: { x: 4, y: 14 },
  open: { x: 232, y: 14 },
  'half-open': { x: 118, y: 106 },
}

/** From edge to edge of the boxes. */
const WAYS = [
  { from: 'closed', to: 'open', path: 'M90 28H229', text: { x: 160, y: 20, anchor: 'middle' } },
  { from: 'open', to: 'half-open', path: 'M274 44V120H205', text: { x: 210, y: 136, anchor: 'start' } },
  { from: 'half-open', to: 'open', path: 'M186 104L240 46', text: { x: 204, y: 72, anchor: 'end' } },
  { from: 'half-open', to: 'closed', path: 'M116 120H46V46', text: { x: 112, y: 136, anchor: 'end' } },
] as const

export function StateMachine({
  state,
  policy,
  changes,
}: {
  readonly state: BreakerWord
  readonly policy: CircuitBreakerPolicy
  readonly changes: readonly BreakerChange[]
}) {
  const t = useText(breakerTexts)
  const last = changes.at(-1)
  const words: Readonly<Record<string, string>> = {
    'closed open': t('toOpen', { threshold: percent(policy.failureRateThreshold) }),
    'open half-open': t('toHalfOpen', { wait: formatUs(policy.waitDurationInOpenStateMs * US_PER_MS) }),
    'half-open open': t('toOpenAgain'),
    'half-open closed': t('toClosed'),
  }
  const times = (from: BreakerWord, to: BreakerWord) =>
    changes.reduce((sum, change) => sum + (change.from === from && change.to === to ? 1 : 0), 0)
  const isManual = state === 'forced-open' || state === 'disabled' || state === 'metrics-only'
  return (
    <svg className={css.machine} viewBox="0 0 320 144" role="img" aria-label={t('machine', { state: t(state) })}>
      <defs>
        {['plain', 'lit'].map((look) => (
          <marker
            key={look}
            id={`breaker-arrow-${look}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M0 0.5L8 4L0 7.5z" className={css.arrow} data-look={look} />
          </marker>
        ))}
      </defs>
      {WAYS.map(({ from, to, path, text }) => {
        const lit = last?.from === from && last.to === to && !isManual
        const count = times(from, to)
        return (
          <g key={`${from} ${to}`} className={css.way} data-lit={lit}>
            <path d={path} markerEnd={`url(#breaker-arrow-${lit ? 'lit' : 'plain'})`} />
            <text x={text.x} y={text.y} textAnchor={text.anchor}>
              {words[`${from} ${to}`]}
              {count > 0 && ` · ${count}×`}
            </text>
          </g>
        )
      })}
      {(Object.keys(PLACES) as (keyof typeof PLACES)[]).map((name) => {
        const { x, y } = PLACES[name]
        return (
          <g key={name} className={css.state} data-state={name} data-lit={state === name}>
            <rect x={x} y={y} width={WIDE} height={HIGH} rx="6" />
            <text x={x + WIDE / 2} y={y + HIGH / 2} textAnchor="middle" dominantBaseline="central">
              {t(name)}
            </text>
          </g>
        )
      })}
      {isManual && (
        <g className={css.state} data-state={state} data-lit="true">
          <rect x={102} y={46} width={116} height={HIGH} rx="6" />
          <text x={160} y={46 + HIGH / 2} textAnchor="middle" dominantBaseline="central">
            {t(state)}
          </text>
        </g>
      )}
    </svg>
  )
}
