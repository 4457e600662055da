// What an answer is to the policies of the one who asked.
import type { Reply } from '#emulator'
import { failureOfStatus, type Outcome, retryAfterUs } from '#resilience'

/** `nowMs`: since 1970, what a Retry-After that is a date is compared with. */
export function outcomeOf(reply: Reply, nowMs: number): Outcome {
  switch (reply.type) {
    case 'http': {
      const { status, headers } = reply.response
      const failure = failureOfStatus(status)
      if (!failure) return { ok: true, status }
      const asked = headers['retry-after']
      const waitUs = asked === undefined ? undefined : retryAfterUs(asked, nowMs)
      return { ok: false, failure, status, ...(waitUs !== undefined && { retryAfterUs: waitUs }) }
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
    case 'shared-breaker':
      throw new Error('A client shares no breaker.')
  }
}
