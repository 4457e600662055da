// A scheduled rule at work: fires when its expression says so, in UTC, and gives its event to each target.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import type { EmulationFactory, ScheduledTimer } from '#emulator'
import { nextFiring, parseScheduleExpression } from './expression.ts'
import { scheduledEvent } from './scheduled-event.ts'

export interface ScheduleTimer {
  readonly type: 'fire'
  readonly firing: number
  readonly atUs: number
}

export const scheduleEmulation: EmulationFactory<'schedule', ScheduleTimer> = (context) => {
  const targets = context.outgoing('fire')
  let byHand = 0
  let firedAtUs = 0
  let upcoming = 0
  let timer: ScheduledTimer | undefined

  function expect(firing: number, afterUs: number): void {
    const { enabled, expression } = context.node.config
    const parsed = parseScheduleExpression(expression)
    const atUs = enabled && parsed.ok ? nextFiring(parsed.value, afterUs, context.startAtMs) : Number.POSITIVE_INFINITY
    upcoming = firing
    timer = Number.isFinite(atUs) ? context.schedule(atUs - context.now(), { type: 'fire', firing, atUs }) : undefined
  }

  function fire(firing: number, key: number, cause: number, givenTrace: number): void {
    const trace = givenTrace < 0 ? context.newTrace() : givenTrace
    const fired = context.record({ type: 'schedule-fired', firing }, { cause, trace })
    for (const [index, target] of targets.entries()) {
      const payload = target.config.input === '' ? event(key) : target.config.input
      const because = { cause: fired, trace, key: index === 0 ? key : causalKey(key, 'target', index) }
      if (target.toPort === 'invoke') context.tell(target.to, { type: 'invoke', mode: 'async', payload }, because)
      else if (target.toPort === 'publish') context.tell(target.to, { type: 'publish', message: payload }, because)
      // A bus gets the event itself, whatever input is set. [K]
      else if (target.toPort === 'put') context.tell(target.to, { type: 'put-event', event: event(key) }, because)
      else context.tell(target.to, { type: 'enqueue', body: payload }, because)
    }
  }

  function event(key: number): string {
    const epochMs = context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)
    return JSON.stringify(scheduledEvent(context.node.name, context.luck.uuid(context.id, 'event-id', key), epochMs))
  }

  return {
    start() {
      if (!timer) expect(0, 0) // an edit at time 0 comes first
    },
    receive(message, envelope) {
      if (message.type !== 'fire') throw new Error(`A schedule can't take ${message.type}.`)
      byHand += 1
      fire(-byHand, envelope.key, envelope.cause, envelope.trace)
    },
    timer({ firing, atUs }) {
      firedAtUs = atUs
      fire(firing, causalKey(0, context.id, firing), -1, -1)
      expect(firing + 1, atUs)
    },
    reconfigure() {
      if (timer) context.cancel(timer)
      // What is due at this very instant and has not fired fires by the new expression.
      expect(upcoming, Math.max(firedAtUs, context.now() - 1))
    },
  }
}
