// What an answer is to the policies of the one who asked.
import type { Reply } from '#emulator'
import type { FailureClass, Outcome, Policy } from '#resilience'

const failureOfStatus = (status: number): FailureClass | undefined => {
  if (status === 429) return 'throttled'
  if (status >= 500) return 'server-error'
  return status >= 400 ? 'client-error' : undefined
}

export function outcomeOf(reply: Reply): Outcome {
  switch (reply.type) {
    case 'http': {
      const { status } = reply.response
      const failure = failureOfStatus(status)
      return failure ? { ok: false, failure, status } : { ok: true, status }
    }
    case 'http-failure':
      return { ok: false, failure: reply.failure }
    case 'invoked':
      if (reply.status === 429) return { ok: false, failure: 'throttled', status: 429 }
      return reply.functionError
        ? { ok: false, failure: 'function-error', status: 200 }
        : { ok: true, status: reply.status }
    case 'api':
      return { ok: true, status: 200 }
    case 'api-error':
      return { ok: false, failure: failureOfStatus(reply.status) ?? 'client-error', status: reply.status }
  }
}

/** Attempts of one call at most: nested retries multiply. */
export const attemptsMaximum = (policies: readonly Policy[]): number =>
  policies.reduce((most, policy) => (policy.type === 'retry' ? most * policy.maxAttempts : most), 1)
