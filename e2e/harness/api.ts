// What the harness page offers to a test, on `window.harness`: the product's own stores and workers without its UI.
import type { RunState } from '#stores'
import type { LoggedInput, NumberedEvent } from '#workers/protocol'

export type Outcome = Pick<RunState, 'phase' | 'fingerprint' | 'events' | 'nowUs'> & {
  /** Codes of all messages the run showed, in order. */
  readonly messages: readonly string[]
  /** Why it failed, with its data. */
  readonly last: string
}

/** A step a test takes while a run plays: it waits until virtual time has come so far. */
export interface Step {
  readonly atMs: number
  readonly do: 'pause-and-play' | 'event' | 'edit' | 'undo' | 'pace-10' | 'pace-max'
  readonly node?: string
  readonly edge?: string
  readonly body?: string
  /** Fields of the config of the edge, or else the node; the run is waited for to be told of them. */
  readonly patch?: Readonly<Record<string, number | string>>
}

export interface RunRequest {
  /** Text of a `.faaslab.json`. */
  readonly document: string
  readonly seed?: number
  readonly pace?: number | 'max'
  readonly steps?: readonly Step[]
  readonly replay?: readonly LoggedInput[]
}

export interface Report {
  readonly outcome: Outcome
  readonly events: readonly NumberedEvent[]
  /** The longest the page's own timer was late, in milliseconds. */
  readonly latestBeatMs: number
}

export interface Harness {
  /** Opens the document as the user's own, runs it to its end, and tells how it ended. */
  run(request: RunRequest): Promise<Outcome>
  events(): Promise<readonly NumberedEvent[]>
  /**
   * Runs and posts a Report to the page's server, with a heartbeat every 100 ms until then. When a sandbox's process dies,
   * Playwright takes the page for crashed and speaks to it no more, although it lives.
   */
  report(request: RunRequest): void
  inputs(): readonly LoggedInput[]
  /** Opens it as a file that came from elsewhere; asks for whatever makes code run; tells what happened. */
  openForeign(document: string): Promise<{
    readonly opened: boolean
    readonly consentNeeded: boolean
    readonly framesAndWorkers: number
    readonly events: number
  }>
  allowAndRun(): Promise<Outcome>
  /** Runs with a realm whose whole text is hostile: it holds the ports. Tells how the run ended. */
  attack(text: string): Promise<Outcome>
  /** Breaches of the page's policy since the page was loaded. */
  readonly violations: readonly string[]
}

declare global {
  interface Window {
    readonly harness: Harness
    /** Set by payloads that were executed: nothing may. */
    breached?: string
  }
}
