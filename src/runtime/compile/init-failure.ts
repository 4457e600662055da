// How a function's environment fails before its handler is called, in the words of Lambda's Node.js runtime [K].
export interface InitFailure {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

export const initFailure = (errorType: string, errorMessage: string, frames: readonly string[] = []): InitFailure => ({
  errorType,
  errorMessage,
  trace: [`${errorType}: ${errorMessage}`, ...frames],
})

/** For a handler that its file doesn't export. */
export const handlerNotFound = (handler: string): string => `${handler} is undefined or not exported`
