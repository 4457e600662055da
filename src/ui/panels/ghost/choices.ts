// What a call could go without: each of its policies, and of a retry its jitter alone.
import type { GhostTarget } from '#stores'
import type { RunEdge } from '#trace'
import type { Say } from '#ui/kit'
import { hasJitter } from '#workflow'
import type { ghostTexts } from './texts.ts'

export interface GhostChoice extends GhostTarget {
  readonly key: string
  readonly type: RunEdge['policies'][number]['type']
  /** There is another policy of its type. */
  readonly needsLayer: boolean
}

/** Of the policy at this layer; without one, of all that have no panel of their own, as breakers have. Retries first. */
export function ghostChoices({ id, policies }: RunEdge, ofLayer?: number): readonly GhostChoice[] {
  const all = policies.flatMap((policy, layer): GhostChoice[] => {
    const { type } = policy
    if (ofLayer === undefined ? type === 'circuit-breaker' : layer !== ofLayer) return []
    const needsLayer = policies.filter((other) => other.type === type).length > 1
    const without: GhostChoice = { edge: id, layer, variant: 'without', key: `${layer}`, type, needsLayer }
    return hasJitter(policy) ? [without, { ...without, variant: 'no-jitter', key: `${layer} jitter` }] : [without]
  })
  return [...all.filter(({ type }) => type === 'retry'), ...all.filter(({ type }) => type !== 'retry')]
}

export const isChosen = (choice: GhostTarget, target: GhostTarget): boolean =>
  choice.edge === target.edge && choice.layer === target.layer && choice.variant === target.variant

type Key = keyof (typeof ghostTexts)['en'] & string

export function nameOfChoice({ type, variant, layer, needsLayer }: GhostChoice, t: Say<Key>): string {
  const what = t(variant === 'no-jitter' ? 'without.jitter' : `without.${type}`)
  return needsLayer ? t('layer', { what, layer: layer + 1 }) : what
}
