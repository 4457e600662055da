// Numbers of types and fields in the log, found once by name, so that folds over millions read columns only.
import {
  TRACE_LAYOUTS,
  TRACE_TYPE_NUMBERS,
  type TraceEventHead,
  type TraceEventOf,
  type TraceEventType,
} from './events.ts'

type FieldOf<T extends TraceEventType> = Exclude<keyof TraceEventOf<T>, keyof TraceEventHead | 'type'> & string

const typeNumberOf = (type: TraceEventType): number => TRACE_TYPE_NUMBERS.get(type) as number

/** The place of a field among those of its type. */
export function fieldOf<T extends TraceEventType>(type: T, name: FieldOf<T>): number {
  const place = (TRACE_LAYOUTS[typeNumberOf(type)] ?? []).findIndex((field) => field.name === name)
  if (place < 0) throw new RangeError(`${type} has no field ${name}.`)
  return place
}

export type EventHandlers = { readonly [T in TraceEventType]?: (event: number) => void }

/** Handlers by type number; undefined where a fold has nothing to do. */
export function handlerTable(handlers: EventHandlers): readonly (((event: number) => void) | undefined)[] {
  const table: (((event: number) => void) | undefined)[] = TRACE_LAYOUTS.map(() => undefined)
  for (const [type, number] of TRACE_TYPE_NUMBERS) table[number] = handlers[type]
  return table
}
