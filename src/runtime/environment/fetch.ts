// fetch in a handler: it reaches the services its function has an edge to, through the edge's policies, and nothing else.
import { byBaseUrl } from '#base'
import { type HttpResponse, type Reply, withDeadline } from '#emulator'
import { failureOfStatus, type FallbackPolicy, type Outcome, retryAfterUs } from '#resilience'
import type { EnvironmentCore } from './environment-core.ts'
import { bodyText, Request, type RequestOptions, Response, statusText } from './http-messages.ts'
import type { Answer, AttemptTools, CallDesk } from './policed-call.ts'
import type { ProblemNotes } from './problem-notes.ts'
import { host } from '../realm/host-globals.ts'

const encoder = new host.TextEncoder()

/** Node's words: `TypeError: fetch failed`, and why as its cause. [V] */
function fetchFailed(message: string, fields: Readonly<Record<string, string | number>>): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), fields) })
}

const notFound = (hostname: string): TypeError =>
  fetchFailed(`getaddrinfo ENOTFOUND ${hostname}`, {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname,
  })

const connectionRefused = (url: URL): TypeError =>
  fetchFailed(`connect ECONNREFUSED ${url.host}`, { errno: -111, code: 'ECONNREFUSED', syscall: 'connect' })

const noAnswer = (): TypeError =>
  fetchFailed('Headers Timeout Error', { name: 'HeadersTimeoutError', code: 'UND_ERR_HEADERS_TIMEOUT' })

function responseOf({ status, headers, body }: HttpResponse, url: URL): Answer {
  const bytes = status === 204 || status === 304 ? undefined : encoder.encode(body)
  return { value: new Response(bytes, { status, statusText: statusText(status), headers }, url.href) }
}

function outcomeOf(reply: Reply, url: URL, nowMs: number): Outcome<Answer> {
  if (reply.type === 'http') {
    const { status, headers } = reply.response
    const value = responseOf(reply.response, url)
    const failure = failureOfStatus(status)
    if (failure === undefined) return { ok: true, status, value }
    const asked = headers['retry-after']
    const waitUs = asked === undefined ? undefined : retryAfterUs(asked, nowMs)
    return { ok: false, failure, status, value, ...(waitUs !== undefined && { retryAfterUs: waitUs }) }
  }
  if (reply.type === 'http-failure' && reply.failure === 'timeout')
    return { ok: false, failure: 'timeout', value: { thrown: noAnswer() } }
  return { ok: false, failure: 'network', value: { thrown: connectionRefused(url) } }
}

export function createFetch(
  core: EnvironmentCore,
  desk: CallDesk,
  problems: ProblemNotes,
): (input: unknown, options?: RequestOptions) => Promise<Response> {
  return (input, options) =>
    new Promise((resolve, reject) => {
      const request = new Request(input, options)
      const url = new host.URL(request.url)
      const { signal } = request
      if (signal?.aborted) throw signal.reason
      const target = byBaseUrl(core.hosting.calls, url)
      if (!target) {
        const service = byBaseUrl(core.hosting.services, url)?.name ?? ''
        problems.note('no-edge-for-fetch', { function: core.hosting.name, url: url.origin, service })
        // Looking a name up takes time in which other work goes on.
        core.wait(0, true, () => reject(notFound(url.hostname)))
        return
      }
      let stop: (() => void) | undefined
      const message = {
        type: 'http',
        request: {
          method: request.method,
          url: url.href,
          headers: Object.fromEntries(request.headers),
          body: bodyText(request),
        },
      } as const
      const attempt = (tools: AttemptTools, end: (outcome: Outcome<Answer>) => void): void => {
        const wire = tools.wire()
        const sent = core.request(target.to, withDeadline(message, tools.deadlineUs), wire.key, (reply) => {
          stop = undefined
          const outcome = outcomeOf(reply, url, core.startAtMs + core.clock.peek() / 1000)
          wire.ended({ failure: outcome.ok ? '' : outcome.failure, status: outcome.status ?? 0 })
          end(outcome)
        })
        stop = () => {
          core.forgetRequest(sent)
          wire.ended({ failure: 'aborted', status: 0 })
          end({ ok: false, failure: 'client-error', errorType: 'AbortError' })
        }
      }
      const fallBack = ({ status, body }: FallbackPolicy): Answer =>
        responseOf({ status, headers: { 'content-type': 'application/json' }, body }, url)
      const operation = `${request.method} ${url.pathname}`
      const call = desk.start({ target, operation, attempt, fallBack }, (answer) => {
        stop = undefined
        signal?.removeEventListener('abort', abort)
        if ('thrown' in answer) reject(answer.thrown)
        else resolve(answer.value as Response)
      })
      const abort = (): void => {
        call.abort()
        stop?.()
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort)
    })
}
