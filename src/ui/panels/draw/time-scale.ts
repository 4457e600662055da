// From virtual time to pixels and back: straight, but for idle stretches that are folded to a fixed width.
export interface Stretch {
  readonly fromUs: number
  readonly toUs: number
}

export interface Fold extends Stretch {
  readonly x: number
  readonly width: number
}

export interface TimeScale {
  readonly fromUs: number
  readonly toUs: number
  readonly width: number
  readonly folds: readonly Fold[]
  /** Pixels of a microsecond outside of folds. */
  readonly perUs: number
  readonly x: (us: number) => number
  readonly us: (x: number) => number
}

export interface TimeScaleOptions extends Stretch {
  readonly width: number
  readonly folded?: readonly Stretch[]
  readonly foldWidth?: number
}

const FOLD_WIDTH = 28
/** Of the width, for all folds together. */
const FOLD_SHARE = 0.4

interface Piece extends Stretch {
  readonly x: number
  readonly width: number
}

export function timeScale({ fromUs, toUs, width, folded = [], foldWidth = FOLD_WIDTH }: TimeScaleOptions): TimeScale {
  const endUs = Math.max(toUs, fromUs + 1)
  const wanted = folded
    .map((stretch) => ({ fromUs: Math.max(stretch.fromUs, fromUs), toUs: Math.min(stretch.toUs, endUs) }))
    .filter((stretch) => stretch.toUs > stretch.fromUs)
    .sort((a, b) => a.fromUs - b.fromUs)
  const each = Math.min(foldWidth, (width * FOLD_SHARE) / Math.max(1, wanted.length))
  // A stretch that would take less room unfolded stays as it is.
  const straight = width / (endUs - fromUs)
  const stretches = wanted.filter((stretch) => (stretch.toUs - stretch.fromUs) * straight > each)
  const idleUs = stretches.reduce((sum, stretch) => sum + stretch.toUs - stretch.fromUs, 0)
  const busyUs = endUs - fromUs - idleUs
  const perUs = busyUs > 0 ? (width - each * stretches.length) / busyUs : 0

  const pieces: Piece[] = []
  const folds: Fold[] = []
  let x = 0
  let atUs = fromUs
  const straightTo = (untilUs: number): void => {
    if (untilUs <= atUs) return
    const piece = { fromUs: atUs, toUs: untilUs, x, width: (untilUs - atUs) * perUs }
    pieces.push(piece)
    x += piece.width
    atUs = untilUs
  }
  for (const stretch of stretches) {
    straightTo(stretch.fromUs)
    const fold = { fromUs: atUs, toUs: stretch.toUs, x, width: each }
    pieces.push(fold)
    folds.push(fold)
    x += each
    atUs = stretch.toUs
  }
  straightTo(endUs)

  const within = (piece: Piece, share: number): number => Math.max(0, Math.min(1, share)) * piece.width + piece.x
  const last = pieces.at(-1) as Piece
  return {
    fromUs,
    toUs: endUs,
    width,
    folds,
    perUs,
    x(us) {
      if (us < fromUs) return (us - fromUs) * perUs
      const piece = pieces.find((candidate) => us < candidate.toUs)
      if (!piece) return last.x + last.width + (us - endUs) * perUs
      return within(piece, (us - piece.fromUs) / (piece.toUs - piece.fromUs))
    },
    us(at) {
      const piece = pieces.find((candidate) => at < candidate.x + candidate.width) ?? last
      const share = piece.width === 0 ? 0 : (at - piece.x) / piece.width
      return piece.fromUs + share * (piece.toUs - piece.fromUs)
    },
  }
}
