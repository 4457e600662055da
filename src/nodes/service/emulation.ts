// An external HTTP service: answers after a drawn latency, fails as often as its settings say, is down in outages. What
// gets through is answered by its settings, or by a handler of its own.
import { drawLogNormal, MICROSECONDS_PER_MS } from '#base'
import type { EmulationFactory, Envelope, HttpRequest, Reply } from '#emulator'
import type { Outage } from './model.ts'
import { createServiceProcess, type ProcessTimer } from './process.ts'

export type ServiceTimer = ProcessTimer | { readonly type: 'answer'; readonly request: number }

interface Served {
  readonly envelope: Envelope
  /** Undefined: its handler will say. */
  readonly reply: Reply | undefined
  readonly http: HttpRequest
  readonly arrivedAtUs: number
  readonly cause: number
}

export function outageAt(outages: readonly Outage[], atMs: number): Outage | undefined {
  return outages.find(({ startMs, durationMs, everyMs }) => {
    const since = atMs - startMs
    if (since < 0) return false
    return (everyMs === undefined ? since : since % everyMs) < durationMs
  })
}

export const serviceEmulation: EmulationFactory<'service', ServiceTimer> = (context) => {
  const served = new Map<number, Served>()
  // Not live, so it is there or not for the whole run.
  const process = context.node.config.handler === undefined ? undefined : createServiceProcess(context, conclude)

  function answerTo(envelope: Envelope): { reply: Reply | undefined; latencyMs: number } {
    const draw = (purpose: string, attempt = 0): number => context.luck.draw(context.id, purpose, envelope.key, attempt)
    const { config } = context.node
    const { headers } = config
    const outage = outageAt(config.outages, context.now() / MICROSECONDS_PER_MS)
    if (outage?.status === 0) return { reply: { type: 'http-failure', failure: 'network' }, latencyMs: 0 }
    if (outage) return { reply: { type: 'http', response: { status: outage.status, headers, body: '' } }, latencyMs: 1 }
    const latencyMs = drawLogNormal(config.latencyMedianMs, config.latencyP99Ms, draw('latency', 0), draw('latency', 1))
    const fails = draw('error') * 100 < config.errorRatePercent
    const answer = { status: config.status, headers, body: config.body }
    const response = fails ? { status: config.errorStatus, headers, body: '' } : answer
    return { reply: process && !fails ? undefined : { type: 'http', response }, latencyMs }
  }

  function take(http: HttpRequest, envelope: Envelope): void {
    const { method, url } = http
    const request = context.nextId()
    const cause = context.record({ type: 'service-called', request, method, url }, envelope)
    const { reply, latencyMs: drawnMs } = answerTo(envelope)
    const latencyMs = drawnMs * context.slowness({ cause, trace: envelope.trace, key: envelope.key })
    served.set(request, { envelope, reply, http, arrivedAtUs: context.now(), cause })
    context.schedule(latencyMs * MICROSECONDS_PER_MS, { type: 'answer', request })
  }

  function conclude(request: number, reply: Reply): void {
    const entry = served.get(request)
    if (!entry) return
    served.delete(request)
    const { envelope, arrivedAtUs } = entry
    const status = reply.type === 'http' ? reply.response.status : 0
    const failure = reply.type === 'http-failure' ? reply.failure : ''
    const durationUs = context.now() - arrivedAtUs
    const cause = context.record(
      { type: 'service-answered', request, status, failure, durationUs },
      { cause: entry.cause, trace: envelope.trace },
    )
    const { replyTo, trace, key } = envelope
    context.answer({ replyTo, cause, trace, key }, reply)
  }

  return {
    ...(process && { start: process.start, environment: process.report }),
    receive(message, envelope) {
      if (message.type !== 'http') throw new Error(`A service can't take ${message.type}.`)
      take(message.request, envelope)
    },
    timer(timer) {
      if (timer.type === 'limit') {
        process?.timer(timer)
        return
      }
      const entry = served.get(timer.request)
      if (!entry) return
      const { reply, http, envelope, cause } = entry
      if (reply) conclude(timer.request, reply)
      else process?.ask(timer.request, http, { cause, trace: envelope.trace, key: envelope.key })
    },
  }
}
