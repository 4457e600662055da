// An HTTP API at work: finds the route, invokes its function and waits at most its integration timeout.
import { MICROSECONDS_PER_MS } from '#base'
import {
  type EmulationFactory,
  type Envelope,
  type HttpRequest,
  type HttpResponse,
  type ScheduledTimer,
  withDeadline,
} from '#emulator'
import { epochMsAt, gatewayResponse, httpApiEvent, responseOf, routeKeyOf, splitUrl } from './payload.ts'
import { matchRoute } from './routing.ts'

export interface HttpApiTimer {
  readonly type: 'timeout'
  readonly request: number
}

interface Pending {
  readonly id: number
  readonly envelope: Envelope
  readonly cause: number
  readonly arrivedAtUs: number
  readonly timeout: ScheduledTimer
}

export const httpApiEmulation: EmulationFactory<'http-api', HttpApiTimer> = (context) => {
  const routes = context.outgoing('route').map(({ to, config: { method, path } }) => ({ to, method, path }))
  const apiId = context.luck.hex(context.id, 'api-id', 0, 10)
  /** By the number of the question to the function. */
  const pending = new Map<number, Pending>()

  function receive(request: HttpRequest, envelope: Envelope, deadlineUs: number | undefined): void {
    const { config } = context.node
    const id = context.nextId()
    const arrivedAtUs = context.now()
    const { path } = splitUrl(request.url)
    const matched = matchRoute(routes, request.method, path)
    const route = matched ? routeKeyOf(matched.route) : ''
    const cause = context.record({ type: 'http-requested', request: id, method: request.method, path, route }, envelope)
    if (!matched) {
      respond({ id, envelope, cause, arrivedAtUs }, gatewayResponse(404, 'Not Found'))
      return
    }
    const requestId = context.luck.uuid(context.id, 'request-id', envelope.key)
    const epochMs = epochMsAt(context.startAtMs, arrivedAtUs)
    const event = httpApiEvent(request, matched.route, matched.pathParameters, {
      apiId,
      stage: config.stage,
      requestId,
      epochMs,
      traceDigits: context.luck.hex(context.id, 'trace-id', envelope.key, 24),
    })
    const { trace, key } = envelope
    const asked = context.ask(
      matched.route.to,
      withDeadline({ type: 'invoke', mode: 'sync', payload: JSON.stringify(event) }, deadlineUs),
      { cause, trace, key },
    )
    const timeout = context.schedule(config.timeoutMs * MICROSECONDS_PER_MS, { type: 'timeout', request: asked })
    pending.set(asked, { id, envelope, cause, arrivedAtUs, timeout })
  }

  function respond({ id, envelope, cause, arrivedAtUs }: Omit<Pending, 'timeout'>, response: HttpResponse): void {
    const durationUs = context.now() - arrivedAtUs
    const { status, body } = response
    const because = { cause, trace: envelope.trace }
    const responded = context.record({ type: 'http-responded', request: id, status, durationUs, body }, because)
    const { replyTo, trace, key } = envelope
    context.answer({ replyTo, cause: responded, trace, key }, { type: 'http', response })
  }

  function take(asked: number): Pending | undefined {
    const found = pending.get(asked)
    pending.delete(asked)
    return found
  }

  return {
    receive(message, envelope) {
      if (message.type !== 'http') throw new Error(`An HTTP API can't take ${message.type}.`)
      receive(message.request, envelope, message.deadlineUs)
    },
    reply(asked, reply) {
      const found = take(asked)
      if (!found) return // it took too long: the client has its 503
      context.cancel(found.timeout)
      respond(found, responseOf(reply))
    },
    timer({ request }) {
      const found = take(request)
      // "Service Unavailable" after 30 s at the latest. [V]; the wording [K]
      if (found) respond(found, gatewayResponse(503, 'Service Unavailable'))
    },
  }
}
