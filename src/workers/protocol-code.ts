// What a sealed realm is told of the code that stands in its text.

/** What the realm has to know of the code in its text. */
export interface RunCode {
  /** By node id of each function. */
  readonly functions: Readonly<Record<string, CodeEntry>>
  /** Which lines of the joined text are whose; the text begins after `lineOffset` lines of the script. */
  readonly lines: readonly CodeLines[]
  readonly lineOffset: number
}

export interface CodeEntry {
  readonly handlerPath: string
  readonly handlerExport: string
  /** Set: its environments fail at init, in Lambda's words. */
  readonly initFailure:
    | { readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] }
    | undefined
}

export interface CodeLines {
  readonly functionKey: string
  readonly file: string
  readonly firstLine: number
  /** By line: pairs of compiled and source columns; empty: the same. */
  readonly lineMap: readonly (readonly number[])[]
}
