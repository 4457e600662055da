// The end of an invocation's log, as Invoke gives it with LogType Tail: the platform's lines and the handler's. Pure.
import { base64OfBytes, utf8Bytes } from '#base'
import { type LoggedEvent, type LogPlace, logLines } from '#trace'

/** [K] */
const TAIL_BYTES = 4096

/** In base64; the first line may be cut. */
export function logTail(events: readonly LoggedEvent[], place: LogPlace): string {
  const lines = events.flatMap((event, index) => logLines(event, { ...place, started: index > 0 }))
  const bytes = utf8Bytes(lines.map(({ text }) => `${text}\n`).join(''))
  return base64OfBytes(bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES)))
}
