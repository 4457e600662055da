// What the bench page offers to the script that prints the table, on `window.bench`.

/** Figures of one run of the product, from the moment its realm was up. */
export interface RunFigures {
  readonly events: number
  readonly wallMs: number
  /** Of this many events: events a second between the first two marks, and between the last two. */
  readonly rates: { readonly early: number; readonly late: number } | undefined
}

export interface Bench {
  /** Runs it to its end, all spans folded. Rates are looked at between these numbers of events. */
  run(name: WorkflowName, size: number, marks?: readonly [number, number, number, number]): Promise<RunFigures>
  /** Opens `waiting`, and tells how long each hand-sent event took until its first trace event was in the page. */
  handSent(times: number, restMs: number): Promise<readonly number[]>
  /** From the call of start until the first sign that the run goes. */
  startMs(): Promise<number>
  /** Removes the realm. */
  reset(): Promise<void>
  bareHandlers(invocations: number): Promise<number>
  bareModel(requests: number): Promise<number>
  /** Each in milliseconds. */
  rawRoundTrips(times: number, restMs: number): Promise<readonly number[]>
  rawStartMs(): Promise<number>
}

export type WorkflowName =
  | 'handlers'
  | 'handlers-faulty'
  | 'handlers-5-pairs'
  | 'handlers-500-pairs'
  | 'models'
  | 'models-faulty'
  | 'environments'
  | 'dead'

declare global {
  interface Window {
    readonly bench: Bench
  }
}
