// What a run was told of the document since it began: edits that it can take while it goes on reach it, in their order;
// with the others it is another run.
import type { RunInput } from '#workers/protocol'
import type { Workflow } from '#workflow'
import type { DocumentStore } from '../document.ts'
import { type LiveEdit, liveEdits, runsAlike, withEdits } from './runs-alike.ts'

export interface ToldEdits {
  /** A run of the document as it is now. */
  begin(): void
  /** What ran was another document's. */
  forget(): void
  /** Whether a run of this document began. */
  isKnown(): boolean
  /** Would a run from the start be another one than this with all it can be told? */
  differs(): boolean
  /** Tells the run; resolves when it has heard of all edits so far. */
  tell(): Promise<void>
}

export interface ToldEditsOptions {
  readonly document: DocumentStore
  /** Can it still be told anything? */
  goesOn(): boolean
  /** The number of the run under way. */
  run(): number
  /** Tells this run, once it has started; one that was stopped meanwhile needs to know nothing. */
  apply(run: number, inputs: readonly RunInput[]): Promise<void>
}

function inputOf(edit: LiveEdit): RunInput {
  if (edit.type === 'edit-faults') return edit
  const config = { ...edit.after.config }
  return edit.type === 'edit'
    ? { type: 'edit', node: edit.node, config }
    : { type: 'edit-edge', edge: edit.edge, config }
}

export function createToldEdits({ document, goesOn, run, apply }: ToldEditsOptions): ToldEdits {
  /** The document as the run sees it: as it was at the start, with the edits the run was told of. */
  let running: { readonly workflow: Workflow; readonly generation: number } | undefined
  let telling: Promise<void> = Promise.resolve()

  function untold(): readonly LiveEdit[] {
    const { workflow, generation } = document.getState()
    return running && goesOn() && running.generation === generation ? liveEdits(running.workflow, workflow) : []
  }

  return {
    begin() {
      const { workflow, generation } = document.getState()
      running = { workflow, generation }
    },
    forget() {
      running = undefined
    },
    isKnown: () => running !== undefined,
    differs: () => !running || !runsAlike(withEdits(running.workflow, untold()), document.getState().workflow),
    tell() {
      const edits = untold()
      if (!running || edits.length === 0) return telling
      running = { ...running, workflow: withEdits(running.workflow, edits) }
      const told = run()
      telling = telling.then(() => apply(told, edits.map(inputOf)))
      return telling
    },
  }
}
