// An edge: its line, what it carries as a short label, and its policies as shields that show their state.
import { formatDuration } from '#base'
import type { Policy } from '#resilience'
import type { RunState } from '#stores'
import type { BreakerWord } from '#trace'
import { fillText, useText } from '#ui/kit'
import { edgeConfig, type EdgeId, findEdge, findNode, type Workflow } from '#workflow'
import {
  CopyPlus,
  Fence,
  Funnel,
  Gauge,
  LifeBuoy,
  Repeat,
  ShieldAlert,
  ShieldCheck,
  ShieldOff,
  ShieldQuestion,
  Timer,
} from 'lucide-react'
import { memo, useLayoutEffect, useMemo } from 'react'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from 'reactflow'
import { useApp, useRun, useView, useWorkflow } from '../shell/app-context.tsx'
import { curveBetween, curvePath, pointOn } from './curve.ts'
import { curves } from './curves.ts'
import css from './link.module.css'
import { canvasTexts } from './texts.ts'

/** A handle is larger than the dot it shows: lines begin and end at the dot. */
const PORT_INSET = 7
/** They leave a node below. */
const FAILURE_PORTS: ReadonlySet<string> = new Set([
  'redrive',
  'undelivered',
  'on-success',
  'on-failure',
  'dead-letter',
])
const NO_POLICIES: readonly Policy[] = []

export const Link = memo(function Link(props: EdgeProps) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, sourceHandleId, selected, markerEnd } = props
  const edge = id as EdgeId
  const failure = FAILURE_PORTS.has(sourceHandleId ?? '')
  const curve = useMemo(
    () =>
      curveBetween(
        failure ? { x: sourceX, y: sourceY - PORT_INSET } : { x: sourceX - PORT_INSET, y: sourceY },
        { x: targetX + PORT_INSET, y: targetY },
        failure ? 'bottom' : 'right',
        source === target,
      ),
    [sourceX, sourceY, targetX, targetY, failure, source, target],
  )
  useLayoutEffect(() => {
    curves.set(edge, curve)
    return () => {
      curves.delete(edge)
    }
  }, [edge, curve])
  const middle = pointOn(curve, 0.5)
  return (
    <>
      <BaseEdge
        path={curvePath(curve)}
        interactionWidth={20}
        className={css.line}
        data-selected={selected}
        data-failure={failure}
        {...(markerEnd && { markerEnd })}
      />
      <EdgeLabelRenderer>
        <div
          className={css.label}
          data-selected={selected}
          style={{ transform: `translate(-50%, -100%) translate(${middle.x}px, ${middle.y - 8}px)` }}
        >
          <Label edge={edge} />
        </div>
      </EdgeLabelRenderer>
    </>
  )
})

function Label({ edge }: { readonly edge: EdgeId }) {
  const t = useText(canvasTexts)
  const route = useWorkflow((workflow) => edgeConfig(workflow, edge, 'http-api/route'))
  const mapping = useWorkflow((workflow) => edgeConfig(workflow, edge, 'queue/consume'))
  const redrive = useWorkflow((workflow) => edgeConfig(workflow, edge, 'queue/redrive'))
  if (route)
    return <Words edge={edge} text={route.path === '$default' ? route.path : `${route.method} ${route.path}`} />
  if (mapping) return <Words edge={edge} text={t('batch', { count: mapping.batchSize })} />
  if (redrive) return <Words edge={edge} text={t('after', { count: redrive.maxReceiveCount })} />
  return <Shields edge={edge} />
}

function Words({ edge, text }: { readonly edge: EdgeId; readonly text: string }) {
  const app = useApp()
  return (
    <button
      type="button"
      tabIndex={-1}
      className={css.words}
      onClick={() => {
        app.selection.select({ edges: [edge] })
        app.view.show({ inspector: 'config' })
      }}
    >
      {text}
    </button>
  )
}

const policiesOf = (workflow: Workflow, edge: EdgeId): readonly Policy[] =>
  (edgeConfig(workflow, edge, 'function/call') ?? edgeConfig(workflow, edge, 'client/call'))?.policies ?? NO_POLICIES

const namesOf = (workflow: Workflow, id: EdgeId): string => {
  const edge = findEdge(workflow, id)
  if (!edge) return ''
  return `${findNode(workflow, edge.from.node)?.name ?? ''}\n${findNode(workflow, edge.to.node)?.name ?? ''}`
}

function Shields({ edge }: { readonly edge: EdgeId }) {
  const app = useApp()
  const t = useText(canvasTexts)
  const policies = useWorkflow((workflow) => policiesOf(workflow, edge))
  const names = useWorkflow((workflow) => namesOf(workflow, edge))
  const refused = useRun((state) => (state.edges[edge]?.refused ?? 0) > 0)
  const dock = useView((state) => state.dock)
  const list = useSpokenPolicies(edge, policies)
  if (policies.length === 0) return null
  const [from = '', to = ''] = names.split('\n')
  return (
    <button
      type="button"
      tabIndex={-1}
      className={css.shields}
      data-refused={refused}
      aria-label={t('policies', { from, to, list })}
      onClick={() => {
        app.selection.select({ edges: [edge] })
        app.view.show({ inspector: 'policy', dock })
      }}
    >
      {policies.map((policy, layer) =>
        policy.type === 'circuit-breaker' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a policy is known by its layer
          <BreakerShield key={layer} edge={edge} layer={layer} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a policy is known by its layer
          <PolicyShield key={layer} policy={policy} />
        ),
      )}
    </button>
  )
}

/** As the shields show it: a breaker with the state it is in. */
function useSpokenPolicies(edge: EdgeId, policies: readonly Policy[]): string {
  const t = useText(canvasTexts)
  return useRun((state) =>
    policies
      .map((policy, layer) =>
        policy.type === 'circuit-breaker' ? t('breaker', { state: t(wordOf(state, edge, layer)) }) : t(policy.type),
      )
      .join(', '),
  )
}

const wordOf = (state: RunState, edge: EdgeId, layer: number): BreakerWord =>
  state.edges[edge]?.breakers.find((breakers) => breakers.layer === layer)?.worst ?? 'closed'

const POLICY_ICONS: Readonly<Record<Exclude<Policy['type'], 'circuit-breaker'>, typeof Timer>> = {
  timeout: Timer,
  retry: Repeat,
  bulkhead: Fence,
  'rate-limiter': Gauge,
  fallback: LifeBuoy,
  hedge: CopyPlus,
  'adaptive-throttle': Funnel,
}

/** The one figure that says most. */
function figureOf(policy: Exclude<Policy, { type: 'circuit-breaker' }>): string {
  switch (policy.type) {
    case 'timeout':
      return formatDuration(policy.timeoutMs)
    case 'retry':
      return fillText('{n}×', { n: policy.maxAttempts })
    case 'bulkhead':
      return String(policy.maxConcurrentCalls)
    case 'rate-limiter':
      return fillText('{n}/s', { n: policy.perSecond })
    case 'fallback':
      return String(policy.status)
    case 'hedge':
      return fillText('+{n}', { n: policy.maxHedges })
    case 'adaptive-throttle':
      return fillText('{n}×', { n: policy.k })
  }
}

function PolicyShield({ policy }: { readonly policy: Exclude<Policy, { type: 'circuit-breaker' }> }) {
  const Icon = POLICY_ICONS[policy.type]
  return (
    <span className={css.shield}>
      <Icon size={12} aria-hidden="true" />
      {figureOf(policy)}
    </span>
  )
}

const BREAKER_ICONS: Readonly<Record<BreakerWord, typeof ShieldCheck>> = {
  closed: ShieldCheck,
  open: ShieldAlert,
  'half-open': ShieldQuestion,
  'forced-open': ShieldAlert,
  disabled: ShieldOff,
  'metrics-only': ShieldOff,
}

function BreakerShield({ edge, layer }: { readonly edge: EdgeId; readonly layer: number }) {
  const t = useText(canvasTexts)
  const word = useRun((state) => wordOf(state, edge, layer))
  const Icon = BREAKER_ICONS[word]
  return (
    <span className={css.shield} data-breaker={word} title={t('breaker', { state: t(word) })}>
      <Icon size={13} aria-hidden="true" />
      {t(word)}
    </span>
  )
}
