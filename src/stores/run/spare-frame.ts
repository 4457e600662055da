// An empty frame kept loaded for the next run, so that it starts sooner. It may share its process with a realm that died:
// it is asked whether it lives before it is given away, and none outlives a repair.
import { type EmptyFrame, lives, openEmptyFrame } from './sealed-frame.ts'

/** An answer takes a fraction of a millisecond; a new frame is loaded in the time lost by asking longer. */
const ANSWER_WITHIN_MS = 200

export interface Frames {
  /** The spare one, else a new one. */
  take(): Promise<EmptyFrame>
  /** A new one, and no spare is kept: a realm has just gone. */
  takeNew(): EmptyFrame
  /** Loads a spare one, if there is none. */
  prepare(): void
  /** Removes the spare one: what was beside it may have got at it. */
  drop(): void
}

export function createFrames(frameDocument: string): Frames {
  let spare: EmptyFrame | undefined

  function drop(): void {
    spare?.element.remove()
    spare = undefined
  }

  return {
    takeNew() {
      drop()
      return openEmptyFrame(frameDocument)
    },
    async take() {
      const kept = spare
      spare = undefined
      if (!kept) return openEmptyFrame(frameDocument)
      if (await lives(kept.element, ANSWER_WITHIN_MS)) return kept
      kept.element.remove()
      return openEmptyFrame(frameDocument)
    },
    prepare() {
      spare ??= openEmptyFrame(frameDocument)
    },
    drop,
  }
}
