// A pattern is read token by token, as AWS reads it, so that of several faults the same one is named. The first fault
// ends the reading from wherever it stands; the doors of this room turn it into a value.
import { failure, type Result, success } from '#base'

export interface InvalidPattern {
  /** AWS's reason: the first line of its message, without what leads it in. */
  readonly reason: string
  /** AWS's whole first line, as the API answers it. */
  readonly message: string
  /** Where in the text, counted from 1. */
  readonly line: number
  readonly column: number
}

export class Refusal extends Error {
  readonly line: number
  readonly column: number

  constructor(reason: string, line: number, column: number) {
    super(reason)
    this.line = line
    this.column = column
  }
}

/** What `read` gives, or the fault it stopped at with AWS's wording around it. */
export function refusalAsResult<T>(read: () => T, wording: (reason: string) => string): Result<T, InvalidPattern> {
  try {
    return success(read())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { line, column, message: reason } = error
    return failure({ reason, message: wording(reason), line, column })
  }
}
