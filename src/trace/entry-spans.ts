// Spans of what comes into a workflow and what answers at its edge: firings, requests by HTTP, services outside.
import { type EventHandlers, fieldOf } from './fields.ts'
import type { SpanScribe } from './span-scribe.ts'
import { KIND, STATUS } from './span-table.ts'

const HTTP_STATUS = fieldOf('http-responded', 'status')
const SERVICE_STATUS = fieldOf('service-answered', 'status')
const SERVICE_FAILURE = fieldOf('service-answered', 'failure')

export function entrySpans(scribe: SpanScribe): EventHandlers {
  const { table } = scribe
  const requests = new Map<number, { readonly span: number; readonly byHand: boolean }>()
  const serviceCalls = new Map<number, number>()

  return {
    'schedule-fired': (event) => void scribe.point(KIND.firing, event, scribe.causeSpan(event), -1, STATUS.ok),
    'request-arrived': (event) => void table.rowFor(scribe.log.traceOf(event), event, scribe.log.atOf(event)),
    'input-applied': (event) => void table.rowFor(scribe.log.traceOf(event), event, scribe.log.atOf(event)),
    'http-requested'(event) {
      const span = scribe.open(KIND.httpServer, event, scribe.causeSpan(event), -1)
      requests.set(scribe.keyOf(event), { span, byHand: scribe.isByHand(event) })
    },
    'http-responded'(event) {
      const request = requests.get(scribe.keyOf(event))
      if (!request) return
      const failed = scribe.log.numberOf(event, HTTP_STATUS) >= 500
      scribe.close(request.span, failed ? STATUS.error : STATUS.ok, event)
      if (failed && request.byHand) scribe.fail(request.span)
      requests.delete(scribe.keyOf(event))
    },
    'service-called'(event) {
      serviceCalls.set(scribe.keyOf(event), scribe.open(KIND.service, event, scribe.causeSpan(event), -1))
    },
    'service-answered'(event) {
      const span = serviceCalls.get(scribe.keyOf(event))
      if (span === undefined) return
      const good = scribe.log.textOf(event, SERVICE_FAILURE) === '' && scribe.log.numberOf(event, SERVICE_STATUS) < 500
      scribe.close(span, good ? STATUS.ok : STATUS.error, event)
      serviceCalls.delete(scribe.keyOf(event))
    },
  }
}
