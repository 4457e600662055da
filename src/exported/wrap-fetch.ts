// A fetch whose calls go through policies. An answer counts when its head is there; its body is the caller's to read.
import { byBaseUrl } from '#base'
import {
  type FailureClass,
  failureOfStatus,
  type FallbackPolicy,
  type Outcome,
  type Policy,
  retryAfterUs,
} from '#resilience'
import { type Answer, createResilientCalls, type ResilienceOptions } from './resilient-calls.ts'

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export interface FetchOptions extends ResilienceOptions {
  /** Makes the attempts. Default: the platform's, as it is when a call is made. */
  readonly fetch?: Fetch
}

/** Calls of one service and the policies around them. */
export interface PolicedService {
  /** Calls go here whose URL begins so, by whole path segments. */
  readonly baseUrl: string | URL
  readonly name?: string
  readonly policies: readonly Policy[]
}

/** Codes with which Node says that time was up; anything else is the network. [V] */
const TIMEOUT_CODES = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function failureOfError(error: unknown): FailureClass {
  const { name, cause } = isObject(error) ? (error as { name?: unknown; cause?: unknown }) : {}
  if (name === 'AbortError') return 'client-error'
  const code = isObject(cause) ? (cause as { code?: unknown }).code : undefined
  return name === 'TimeoutError' || (typeof code === 'string' && TIMEOUT_CODES.has(code)) ? 'timeout' : 'network'
}

function outcomeOf(response: Response, nowMs: number): Outcome<Answer> {
  const { status } = response
  const value: Answer = { value: response }
  const failure = failureOfStatus(status)
  if (failure === undefined) return { ok: true, status, value }
  const asked = response.headers.get('retry-after')
  const waitUs = asked === null ? undefined : retryAfterUs(asked, nowMs)
  return { ok: false, failure, status, value, ...(waitUs !== undefined && { retryAfterUs: waitUs }) }
}

const madeUp = ({ status, body }: FallbackPolicy): Answer => {
  const hasBody = status !== 204 && status !== 304
  return { value: new Response(hasBody ? body : null, { status, headers: { 'content-type': 'application/json' } }) }
}

/** Frees the connection of an answer that nobody reads. */
function discard(answer: Answer): void {
  const body = 'value' in answer && answer.value instanceof Response ? answer.value.body : null
  // A connection that breaks while it is let go has been let go.
  body?.cancel().catch(() => undefined)
}

/** A stream of the web, or what Node takes for one. */
const isReadOnce = (body: unknown): boolean =>
  isObject(body) && (body instanceof ReadableStream || Symbol.asyncIterator in body)

/** The same request each time: what can be read only once is copied for each attempt. */
function requests(
  input: string | URL | Request,
  init: RequestInit | undefined,
): () => [string | URL | Request, RequestInit?] {
  const isOnce = isReadOnce(init?.body) || (isObject(input) && 'clone' in input)
  if (!isOnce) return () => (init === undefined ? [input] : [input, init])
  const request = new Request(input, init)
  return () => [request.clone()]
}

/** `withPolicies(policies)` is a fetch whose calls all share these policies: one breaker, one rate, one budget. */
export function withPolicies(policies: readonly Policy[], options: FetchOptions = {}): Fetch {
  const { now = () => Date.now() } = options
  const calls = createResilientCalls(policies, options)
  return (input, init) => {
    const next = requests(input, init)
    const attempt = async (): Promise<Outcome<Answer>> => {
      try {
        return outcomeOf(await (options.fetch ?? globalThis.fetch)(...next()), now())
      } catch (thrown) {
        return { ok: false, failure: failureOfError(thrown), value: { thrown } }
      }
    }
    const signal = init?.signal ?? (isObject(input) && 'signal' in input ? input.signal : undefined)
    return calls.call({ attempt, fallBack: madeUp, discard, signal }) as Promise<Response>
  }
}

/** A fetch that takes each call through the policies of the service whose address its URL begins with; others go as they are. */
export function fetchThrough(services: readonly PolicedService[], options: FetchOptions = {}): Fetch {
  const plain: Fetch = options.fetch ?? globalThis.fetch
  const places = services
    .filter(({ baseUrl }) => URL.canParse(baseUrl))
    .map(({ baseUrl, name, policies }) => ({
      baseUrl: new URL(baseUrl),
      fetch: withPolicies(policies, { ...options, fetch: plain, ...(name !== undefined && { name }) }),
    }))
  return (input, init) => {
    const text = isObject(input) && 'url' in input ? input.url : String(input)
    const place = URL.canParse(text) ? byBaseUrl(places, new URL(text)) : undefined
    return place ? place.fetch(input, init) : plain(input, init)
  }
}
