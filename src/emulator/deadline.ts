// A deadline that goes along with a call, as far as somebody waits for its answer. Who takes the call may ignore it; time
// limits of the calls it makes in turn end no later.
import type { Message } from './message.ts'

export function withDeadline(message: Message, deadlineUs: number | undefined): Message {
  if (deadlineUs === undefined) return message
  return message.type === 'http' || (message.type === 'invoke' && message.mode === 'sync')
    ? { ...message, deadlineUs }
    : message
}
