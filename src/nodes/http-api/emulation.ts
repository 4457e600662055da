// An API at work: finds the route, holds back what is too much, asks the authorizer, invokes the function and waits no
// longer than the integration's timeout.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import {
  callLatencyUs,
  type EmulationFactory,
  type Envelope,
  type HttpRequest,
  type HttpResponse,
  type OutgoingEdge,
  type Reply,
  type ScheduledTimer,
  withDeadline,
} from '#emulator'
import { gatewayResponse, integrationTimedOut, responseOf } from './answer.ts'
import { createAuthorizerCache } from './authorizer-cache.ts'
import {
  type Authorization,
  authorizerEvent,
  authorizerFailed,
  type AuthorizerVerdict,
  contextFor,
  identityOf,
  readAuthorizerAnswer,
  refusalBy,
  unauthorized,
} from './authorizer.ts'
import { mockResponse, preflightOf, preflightResponse, withCors } from './cors.ts'
import {
  bodyByteLength,
  epochMsAt,
  firstOf,
  type GatewayRequest,
  gatewayRequest,
  routeKeyOf,
} from './gateway-request.ts'
import { headerLinesOf, headerValues, splitUrl } from './http-text.ts'
import {
  ACCOUNT_BURST,
  ACCOUNT_RATE,
  HTTP_AUTHORIZER_TIMEOUT_MS,
  MAXIMUM_BODY_BYTES,
  REST_TIMEOUT_MS,
} from './limits.ts'
import { authorizerName, authorizerOfRoute, authorizerTtlMs, integrationTimeoutMs } from './defaults.ts'
import { eventV1 } from './payload-v1.ts'
import { eventV2 } from './payload-v2.ts'
import { matchMethod, matchResource, matchRoute, type RouteMatch } from './routing.ts'
import { createTokenBucket, type TokenBucket } from './throttle.ts'

export interface HttpApiTimer {
  readonly type: 'timeout'
  /** The number of the question that was not answered. */
  readonly request: number
}

/** A request that is not answered yet. */
interface Visit {
  readonly id: number
  readonly envelope: Envelope
  readonly cause: number
  readonly arrivedAtUs: number
  readonly http: HttpRequest
  readonly deadlineUs: number | undefined
}

interface Routed extends Visit {
  readonly edge: RouteEdge
  readonly request: GatewayRequest
}

interface Question {
  readonly visit: Routed
  readonly timeout: ScheduledTimer
  /** Undefined: the integration's. */
  readonly authorizer: AuthorizerEdge | undefined
  readonly identity: readonly string[]
  readonly askedAtUs: number
}

type Context = Parameters<EmulationFactory<'http-api', HttpApiTimer>>[0]
type RouteEdge = ReturnType<typeof routesOf>[number]
type AuthorizerEdge = ReturnType<typeof authorizersOf>[number]

const routesOf = (context: Context) =>
  context.outgoing('route').map((edge) => {
    const { method, path } = edge.config
    return { edge, method, path, bucket: createTokenBucket() }
  })

const authorizersOf = (context: Context) =>
  context.outgoing('authorize').map((edge) => ({
    edge,
    config: edge.config,
    name: authorizerName(edge.config, context.nameOf(edge.to)),
  }))

export const httpApiEmulation: EmulationFactory<'http-api', HttpApiTimer> = (context) => {
  const routes = routesOf(context)
  const authorizers = authorizersOf(context)
  const { type } = context.node.config
  const apiId = context.luck.hex(context.id, 'api-id', 0, 10)
  const deploymentId = context.luck.hex(context.id, 'deployment-id', 0, 6)
  const account: TokenBucket = createTokenBucket()
  const cache = createAuthorizerCache()
  /** By the number of the question to a function. */
  const questions = new Map<number, Question>()

  function receive(http: HttpRequest, envelope: Envelope, deadlineUs: number | undefined): void {
    const id = context.nextId()
    const { method } = http
    const { path } = splitUrl(http.url)
    const resource = type === 'rest' ? matchResource(routes, path) : []
    const matched = type === 'rest' ? matchMethod(resource, method) : matchRoute(routes, method, path)
    const route = matched ? routeKeyOf(matched.route) : ''
    const cause = context.record({ type: 'http-requested', request: id, method, path, route }, envelope)
    const visit: Visit = { id, envelope, cause, arrivedAtUs: context.now(), http, deadlineUs }
    const options = optionsAnswer(visit, resource, matched)
    if (options) respond(visit, options)
    else if (!matched) respond(visit, noRoute())
    else if (!admits(matched.route)) respond(visit, gatewayResponse(429, 'Too Many Requests'))
    else if (bodyByteLength(http) > MAXIMUM_BODY_BYTES) respond(visit, tooLarge())
    else authorize({ ...visit, edge: matched.route, request: requestOf(visit, matched) })
  }

  // The bodies [K]
  const noRoute = (): HttpResponse =>
    type === 'rest' ? gatewayResponse(403, 'Missing Authentication Token') : gatewayResponse(404, 'Not Found')

  const tooLarge = (): HttpResponse =>
    gatewayResponse(
      413,
      type === 'rest' ? `HTTP content length exceeded ${MAXIMUM_BODY_BYTES} bytes.` : 'Request Entity Too Large',
    )

  /** What the gateway itself says to OPTIONS, where CORS is set up. */
  function optionsAnswer(
    { http }: Visit,
    resource: readonly RouteMatch<RouteEdge>[],
    matched: RouteMatch<RouteEdge> | undefined,
  ): HttpResponse | undefined {
    const { cors } = context.node.config
    if (cors.state === 'off' || http.method !== 'OPTIONS') return undefined
    if (type === 'rest') {
      if (resource.length === 0 || matched?.route.method === 'OPTIONS') return undefined
      return mockResponse(cors, [...new Set(resource.map(({ route }) => route.method))])
    }
    const preflight = preflightOf(http.method, headerValues(headerLinesOf(http)))
    // A route that needs an authorizer needs it for OPTIONS, too. [V]
    const isProtected = matched !== undefined && authorizerOf(matched.route) !== 'none'
    return preflight && !isProtected ? preflightResponse(cors, preflight) : undefined
  }

  const authorizerOf = ({ edge }: RouteEdge) => authorizerOfRoute(edge.config, authorizers)

  /** The route's own limit, or the stage's for each route, and the account's. [V] */
  function admits({ edge, bucket }: RouteEdge): boolean {
    const { config } = context.node
    const limits = {
      ratePerSecond: edge.config.throttleRate ?? config.throttleRate ?? ACCOUNT_RATE,
      burst: edge.config.throttleBurst ?? config.throttleBurst ?? ACCOUNT_BURST,
    }
    if (!bucket.take(context.now(), limits)) return false
    return account.take(context.now(), { ratePerSecond: ACCOUNT_RATE, burst: ACCOUNT_BURST })
  }

  function requestOf({ http, envelope, arrivedAtUs }: Visit, { route, pathParameters }: RouteMatch<RouteEdge>) {
    const { key } = envelope
    return gatewayRequest(http, route, pathParameters, context.node.config, {
      apiId,
      deploymentId,
      requestId: context.luck.uuid(context.id, 'request-id', key),
      extendedRequestId: `${context.luck.hex(context.id, 'extended-request-id', key, 15)}=`,
      resourceId: context.luck.hex(context.id, `resource ${route.path}`, 0, 6),
      traceDigits: context.luck.hex(context.id, 'trace-id', key, 24),
      epochMs: epochMsAt(context.startAtMs, arrivedAtUs),
    })
  }

  function authorize(visit: Routed): void {
    const authorizer = authorizerOf(visit.edge)
    if (authorizer === 'none') {
      integrate(visit, latencyUs(visit))
      return
    }
    // A rule refuses such a document before a run.
    if (authorizer === 'missing') {
      respond(visit, authorizerFailed(type))
      return
    }
    const identity = identityOf(authorizer.config, visit.request)
    if (!identity) {
      judged(visit, authorizer, 'unauthorized', undefined)
      return
    }
    const known = identity.length > 0 ? cache.find(authorizer.name, identity, context.now()) : undefined
    if (known) enter(visit, authorizer, known, undefined)
    else askAuthorizer(visit, authorizer, identity)
  }

  function askAuthorizer(visit: Routed, authorizer: AuthorizerEdge, identity: readonly string[]): void {
    const event = authorizerEvent(authorizer.config, visit.request, identity)
    const key = causalKey(visit.envelope.key, 'authorizer')
    const timeoutMs = type === 'rest' ? REST_TIMEOUT_MS : HTTP_AUTHORIZER_TIMEOUT_MS
    ask(visit, authorizer.edge, event, { key, timeoutMs, delayUs: latencyUs(visit), authorizer, identity })
  }

  const latencyUs = ({ envelope }: Visit): number => callLatencyUs(context, envelope.key)

  interface Asking {
    readonly key: number
    readonly timeoutMs: number
    readonly delayUs?: number
    readonly authorizer?: AuthorizerEdge
    readonly identity?: readonly string[]
  }

  function ask(visit: Routed, { to, id }: OutgoingEdge<unknown>, event: object, asking: Asking): void {
    const { key, timeoutMs, delayUs, authorizer, identity = [] } = asking
    const invocation = { type: 'invoke', mode: 'sync', payload: JSON.stringify(event) } as const
    const because = { cause: visit.cause, trace: visit.envelope.trace, key }
    const asked = context.ask(to, withDeadline(invocation, visit.deadlineUs), because, delayUs, id)
    const timeout = context.schedule(timeoutMs * MICROSECONDS_PER_MS, { type: 'timeout', request: asked })
    questions.set(asked, { visit, timeout, authorizer, identity, askedAtUs: context.now() })
  }

  function authorizerReplied({ visit, authorizer, identity, askedAtUs }: Question, reply: Reply): void {
    if (!authorizer) return
    const answer = readAuthorizerAnswer(type, authorizer.config, reply)
    if (typeof answer === 'string') {
      judged(visit, authorizer, answer, askedAtUs)
      return
    }
    const untilUs = context.now() + authorizerTtlMs(type, authorizer.edge.config) * MICROSECONDS_PER_MS
    if (identity.length > 0 && untilUs > context.now())
      cache.keep(authorizer.name, identity, answer, untilUs, context.now())
    enter(visit, authorizer, answer, askedAtUs)
  }

  /** `askedAtUs`: undefined where nobody had to be asked. */
  function enter(
    visit: Routed,
    authorizer: AuthorizerEdge,
    authorization: Authorization,
    askedAtUs: number | undefined,
  ): void {
    const refusal = refusalBy(authorization, visit.request)
    tell(visit, authorizer, refusal ? 'denied' : 'allowed', authorization.principal, askedAtUs)
    if (refusal) respond(visit, refusal)
    else {
      const tookUs = askedAtUs === undefined ? 0 : context.now() - askedAtUs
      const told = contextFor(authorization, Math.round(tookUs / MICROSECONDS_PER_MS))
      integrate(visit, askedAtUs === undefined ? latencyUs(visit) : undefined, told)
    }
  }

  function judged(
    visit: Routed,
    authorizer: AuthorizerEdge,
    verdict: 'unauthorized' | 'failed',
    askedAtUs: number | undefined,
  ): void {
    tell(visit, authorizer, verdict, '', askedAtUs)
    respond(visit, verdict === 'failed' ? authorizerFailed(type) : unauthorized())
  }

  function tell(
    { id, cause, envelope }: Visit,
    { name }: AuthorizerEdge,
    verdict: AuthorizerVerdict,
    principal: string,
    askedAtUs: number | undefined,
  ): void {
    const cached = askedAtUs === undefined && verdict !== 'unauthorized' ? 1 : 0
    const durationUs = askedAtUs === undefined ? 0 : context.now() - askedAtUs
    const fact = { request: id, authorizer: name, verdict, principal, cached, durationUs }
    context.record({ type: 'request-authorized', ...fact }, { cause, trace: envelope.trace })
  }

  function integrate(visit: Routed, delayUs: number | undefined, told?: ReturnType<typeof contextFor>): void {
    const { config } = visit.edge.edge
    const event =
      payloadFormatOf(visit) === '2.0'
        ? eventV2(visit.request, told && { context: told.v2 })
        : eventV1(visit.request, told?.v1)
    ask(visit, visit.edge.edge, event, {
      key: visit.envelope.key,
      timeoutMs: integrationTimeoutMs(context.node.config, config),
      ...(delayUs === undefined ? {} : { delayUs }),
    })
  }

  const payloadFormatOf = ({ edge }: Routed): '1.0' | '2.0' =>
    type === 'rest' ? '1.0' : edge.edge.config.payloadFormat

  function functionReplied({ visit }: Question, reply: Reply): void {
    const { cors, binaryMediaTypes } = context.node.config
    const { headers } = visit.request
    const response = responseOf(reply, {
      type,
      payloadFormat: payloadFormatOf(visit),
      accept: firstOf(headers, 'accept'),
      binaryMediaTypes,
    })
    const isOurs = type === 'http' && cors.state === 'on'
    respond(visit, isOurs ? withCors(cors, firstOf(headers, 'origin'), response) : response)
  }

  function respond({ id, envelope, cause, arrivedAtUs }: Visit, response: HttpResponse): void {
    const durationUs = context.now() - arrivedAtUs
    const { status, body } = response
    const headers = JSON.stringify(response.headers)
    const because = { cause, trace: envelope.trace }
    const responded = context.record(
      { type: 'http-responded', request: id, status, durationUs, body, headers },
      because,
    )
    const { replyTo, trace, key } = envelope
    context.answer({ replyTo, cause: responded, trace, key }, { type: 'http', response })
  }

  function take(asked: number): Question | undefined {
    const found = questions.get(asked)
    questions.delete(asked)
    return found
  }

  return {
    receive(message, envelope) {
      if (message.type !== 'http') throw new Error(`An API can't take ${message.type}.`)
      receive(message.request, envelope, message.deadlineUs)
    },
    reply(asked, reply) {
      const found = take(asked)
      if (!found) return // it took too long: the caller has its answer
      context.cancel(found.timeout)
      if (found.authorizer) authorizerReplied(found, reply)
      else functionReplied(found, reply)
    },
    timer({ request }) {
      const found = take(request)
      if (found?.authorizer) judged(found.visit, found.authorizer, 'failed', found.askedAtUs)
      else if (found) respond(found.visit, integrationTimedOut(type))
    },
  }
}
