// What some nodes did, told without the numbers that a run gives to things: so the same nodes can be compared between
// two runs of which one did more besides.
import type { TraceEvent } from '../events.ts'

/** Fields that hold a number given in the order of the whole run. */
const IDS = ['trace', 'request', 'firing', 'call', 'invocation', 'environment', 'message', 'delivery'] as const

/** Rows of these nodes alone; `names` by node index. Numbers count anew within them, causes are rows of them. */
export function partOfLog(events: readonly TraceEvent[], names: readonly string[], part: readonly string[]): string[] {
  const seen = new Map<string, Map<unknown, number>>(IDS.map((id) => [id, new Map()]))
  const rowOfEvent = new Map<number, number>()
  const rows: string[] = []
  for (const [number, event] of events.entries()) {
    const name = names[event.node]
    if (name === undefined || !part.includes(name)) continue
    rowOfEvent.set(number, rows.length)
    const fields: Record<string, unknown> = { ...event, node: name, cause: rowOfEvent.get(event.cause) ?? -1 }
    if ('to' in event && typeof event.to === 'number') fields['to'] = names[event.to]
    for (const id of IDS) {
      const value = fields[id]
      const numbers = seen.get(id)
      if (value === undefined || value === -1 || !numbers) continue
      if (!numbers.has(value)) numbers.set(value, numbers.size)
      fields[id] = numbers.get(value)
    }
    rows.push(JSON.stringify(fields))
  }
  return rows
}
