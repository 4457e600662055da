// What kind of failure an answer or an error is, for policies to decide on: one reading for handlers here and for the
// calls of an exported project.
import type { FailureClass } from './policy.ts'

const CLIENT_ERRORS_FROM = 400
const SERVER_ERRORS_FROM = 500
const FORBIDDEN = 403
const TOO_MANY_REQUESTS = 429

/** Of an HTTP answer; undefined: it is none. */
export function failureOfStatus(status: number): FailureClass | undefined {
  if (status >= SERVER_ERRORS_FROM) return 'server-error'
  if (status === TOO_MANY_REQUESTS) return 'throttled'
  return status >= CLIENT_ERRORS_FROM ? 'client-error' : undefined
}

/** As far as an error of an AWS SDK client says what went wrong. */
interface SdkError {
  readonly name?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** The AWS SDK's own list of throttles. [V] */
const THROTTLES = new Set([
  'RequestThrottled',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'OverLimit',
  'TooManyRequestsException',
  'KmsThrottled',
  'ProvisionedThroughputExceededException',
  'SlowDown',
])

/** Of what a client of the AWS SDK throws; status 0: nothing answered. */
export function failureOfSdkError(error: unknown): { readonly failure: FailureClass; readonly status: number } {
  const { name = '', $metadata } = (typeof error === 'object' && error !== null ? error : {}) as SdkError
  const status = $metadata?.httpStatusCode ?? 0
  if (THROTTLES.has(name) || status === TOO_MANY_REQUESTS) return { failure: 'throttled', status }
  if (name.startsWith('AccessDenied') || status === FORBIDDEN) return { failure: 'access-denied', status }
  if (status >= SERVER_ERRORS_FROM) return { failure: 'server-error', status }
  if (name === 'TimeoutError') return { failure: 'timeout', status }
  return { failure: status === 0 && name !== 'AbortError' ? 'network' : 'client-error', status }
}
