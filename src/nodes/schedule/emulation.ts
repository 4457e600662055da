// A schedule at work: fires when its expression says so and gives its event to each target.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import { type EmulationFactory, LEAST_LATENCY_US, type ScheduledTimer } from '#emulator'
import { createEventDeliveries, type EventDeliveryTimer } from '#nodes/event-delivery'
import { EVENT_RETRY_WAITS } from '#nodes/event-retry'
import { deliveryTo } from './deliveries.ts'
import { beforeFirstFiring, nextFiring, planOf, type TimeZones } from './firings.ts'

interface FiringTimer {
  /** It is due; with a flexible window it is let go at some moment in that. */
  readonly type: 'due' | 'let-go'
  readonly firing: number
  readonly atUs: number
}

export type ScheduleTimer = FiringTimer | EventDeliveryTimer

const MINUTE_US = 60_000 * MICROSECONDS_PER_MS

/** `timeZones` are those that the run was given: none where no schedule names one. */
export const createScheduleEmulation =
  (timeZones: TimeZones): EmulationFactory<'schedule', ScheduleTimer> =>
  (context) => {
    const targets = context.outgoing('fire')
    const deliveries = createEventDeliveries(context, {
      waits: () => EVENT_RETRY_WAITS,
      delayUs: () => LEAST_LATENCY_US,
    })
    let byHand = 0
    let firedAtUs = beforeFirstFiring(context.node.config.flavour)
    let upcoming = 0
    let timer: ScheduledTimer | undefined

    function expect(firing: number, afterUs: number): void {
      const plan = context.node.config.enabled ? planOf(context.node.config, timeZones) : undefined
      const atUs = plan ? nextFiring(plan, afterUs, context.startAtMs) : Number.POSITIVE_INFINITY
      upcoming = firing
      timer = Number.isFinite(atUs) ? context.schedule(atUs - context.now(), { type: 'due', firing, atUs }) : undefined
    }

    const epochMs = (atUs: number): number => context.startAtMs + Math.floor(atUs / MICROSECONDS_PER_MS)

    function fire(firing: number, dueUs: number, key: number, cause: number, givenTrace: number): void {
      const trace = givenTrace < 0 ? context.newTrace() : givenTrace
      const fired = context.record({ type: 'schedule-fired', firing }, { cause, trace })
      const eventId = context.luck.uuid(context.id, 'event-id', key)
      for (const [index, target] of targets.entries()) {
        const because = { cause: fired, trace, key: index === 0 ? key : causalKey(key, 'target', index) }
        const given = { number: firing, dueMs: epochMs(dueUs), eventId }
        deliveries.send(deliveryTo(context, target, given, because))
      }
    }

    function due(firing: number, atUs: number): void {
      const { flavour, flexibleWindowMinutes } = context.node.config
      const key = causalKey(0, context.id, firing)
      const windowUs = flavour === 'scheduler' ? flexibleWindowMinutes * MINUTE_US : 0
      if (windowUs === 0) fire(firing, atUs, key, -1, -1)
      else {
        const delayUs = Math.floor(context.luck.draw(context.id, 'flexible-window', key) * windowUs)
        context.schedule(delayUs, { type: 'let-go', firing, atUs })
      }
    }

    return {
      start() {
        if (!timer) expect(0, firedAtUs) // an edit at time 0 comes first
      },
      receive(message, envelope) {
        if (message.type !== 'fire') throw new Error(`A schedule can't take ${message.type}.`)
        byHand += 1
        fire(-byHand, context.now(), envelope.key, envelope.cause, envelope.trace)
      },
      reply: deliveries.reply,
      timer(came) {
        if (came.type === 'try') {
          deliveries.timer(came)
          return
        }
        const { type, firing, atUs } = came
        if (type === 'let-go') {
          fire(firing, atUs, causalKey(0, context.id, firing), -1, -1)
          return
        }
        firedAtUs = atUs
        due(firing, atUs)
        expect(firing + 1, atUs)
      },
      reconfigure() {
        if (timer) context.cancel(timer)
        // What is due at this very instant and has not fired fires by the new expression.
        expect(upcoming, Math.max(firedAtUs, context.now() - 1))
      },
    }
  }

/** In UTC. */
export const scheduleEmulation = createScheduleEmulation(() => undefined)
