// What the archives of a bus hold: every event that the bus took and whose pattern an archive has, until it is too old.
import { type JsonObject, MICROSECONDS_PER_MS, parseIsoUtc } from '#base'
import type { Because, EmulationContext } from '#emulator'
import { type EventPattern, matchesPattern, parseEventPattern } from '#patterns'
import type { EventArchive } from './model.ts'

const DAY_US = 86_400_000 * MICROSECONDS_PER_MS

/** In an event that comes from an archive, and only there. EventBridge user guide, "Archives". [V] */
export const REPLAY_NAME = 'replay-name'

export interface ArchivedEvent {
  readonly event: JsonObject
  /** Its own time, milliseconds since 1970: by that it is found. [V] */
  readonly timeMs: number
  readonly archivedAtUs: number
}

interface Archive {
  readonly config: EventArchive
  readonly pattern: EventPattern
  events: ArchivedEvent[]
}

export interface Archives {
  store(publication: number, event: JsonObject, because: Because): void
  /** In the order they came; undefined: there is no such archive. */
  eventsOf(name: string): readonly ArchivedEvent[] | undefined
}

export function createArchives<Timer>(context: EmulationContext<'event-bus', Timer>): Archives {
  const archives = context.node.config.archives.flatMap((config): Archive[] => {
    const pattern = parseEventPattern(config.pattern)
    return pattern.ok ? [{ config, pattern: pattern.value, events: [] }] : []
  })

  const isKept = ({ retentionDays }: EventArchive, archivedAtUs: number): boolean =>
    retentionDays === 0 || context.now() - archivedAtUs < retentionDays * DAY_US

  return {
    store(publication, event, because) {
      // What comes out of an archive goes into none. [V]
      if (Object.hasOwn(event, REPLAY_NAME)) return
      for (const { config, pattern, events } of archives) {
        if (!matchesPattern(pattern, event)) continue
        const nowMs = context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)
        const timeMs = parseIsoUtc(String(event['time'])) ?? nowMs
        events.push({ event, timeMs, archivedAtUs: context.now() })
        context.record({ type: 'event-archived', publication, archive: config.name }, because)
      }
    },
    eventsOf(name) {
      const archive = archives.find(({ config }) => config.name === name)
      if (!archive) return undefined
      archive.events = archive.events.filter(({ archivedAtUs }) => isKept(archive.config, archivedAtUs))
      return archive.events
    },
  }
}
