// Lambda's error objects, as its Node.js runtime makes them from whatever a handler throws (A1.6 [R]; the runtime's
// published source [V]).

export interface ErrorPayload {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

const UNREADABLE: ErrorPayload = {
  errorType: 'handled',
  errorMessage:
    'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
  trace: [],
}

/** The stack belongs to the user's code alone: the realm has mapped it and left out our frames. */
const stackLines = (error: Error): string[] =>
  typeof error.stack === 'string' ? error.stack.split('\n') : [`${error.name}: ${error.message}`]

export function errorPayload(thrown: unknown): ErrorPayload {
  try {
    if (thrown instanceof Error)
      return { errorType: String(thrown.name), errorMessage: String(thrown.message), trace: stackLines(thrown) }
    return { errorType: typeof thrown, errorMessage: (thrown as object).toString(), trace: [] }
  } catch {
    // A getter of the user's threw, or there is nothing to ask (undefined, no prototype): Lambda says so in these words.
    return UNREADABLE
  }
}

export function unhandledRejectionPayload(reason: unknown): ErrorPayload {
  const { errorType, errorMessage, trace } = errorPayload(reason)
  const message = reason instanceof Error ? `${errorType}: ${errorMessage}` : errorMessage
  const first = `Runtime.UnhandledPromiseRejection: ${message}`
  return { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: message, trace: [first, ...trace.slice(1)] }
}

/** `process.exit` and an event loop that ran dry under a module that waits. */
export function exitPayload(requestId: string | undefined, code: number): { errorType: string; errorMessage: string } {
  const why =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId ?? ''} Error: ${why}` }
}

/** The line Lambda's runtime logs beside the answer: the error object with `stack` for `trace`, and the error's own fields. */
export function errorLine(title: string, payload: ErrorPayload, thrown: unknown): string {
  const { errorType, errorMessage, trace } = payload
  const shown = thrown instanceof Error ? { errorType, errorMessage, ...ownFields(thrown), stack: trace } : payload
  return `${title} \t${JSON.stringify(shown)}`
}

function ownFields(error: Error): Record<string, string | number | boolean> {
  const fields: Record<string, string | number | boolean> = {}
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if (key === 'stack' || key === 'message' || key === 'name') continue
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') fields[key] = value
  }
  return fields
}
