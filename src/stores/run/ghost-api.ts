// A ghost run as the page sees it: the run under way or the last one once more, without one policy, beside it.
import type { RunFigures } from '#trace'
import type { GhostVariant, PolicyPlace } from '#workflow'
import type { Readable } from '../readable.ts'
import type { Said } from '../said.ts'

export interface GhostTarget extends PolicyPlace {
  readonly variant: GhostVariant
}

export interface GhostResult {
  /** Both runs were compared up to this virtual time. */
  readonly toUs: number
  /** Of the document the run had come from, or had been told of last. */
  readonly revision: number | undefined
  readonly withPolicy: RunFigures
  readonly without: RunFigures
}

export type GhostState =
  | { readonly phase: 'none' }
  | {
      readonly phase: 'running'
      readonly target: GhostTarget
      readonly toUs: number
      readonly nowUs: number
      /** What was known of this target before. */
      readonly before: GhostResult | undefined
    }
  | { readonly phase: 'done'; readonly target: GhostTarget; readonly result: GhostResult }
  | { readonly phase: 'failed'; readonly target: GhostTarget; readonly message: Said }

export interface GhostStore extends Readable<GhostState> {
  /**
   * Runs what ran so far once more without the policy, as fast as it goes, and compares. The run itself goes on and
   * hears nothing of it. Ends one that is under way.
   */
  start(target: GhostTarget): Promise<void>
  /** Ends it, or forgets what it told. */
  clear(): void
}
