// Notes and nodes share one space of ids in React Flow; a note's says that it is one.
const PREFIX = 'note:'

export const flowIdOfNote = (note: string): string => PREFIX + note

export const noteIdOf = (flowId: string): string | undefined =>
  flowId.startsWith(PREFIX) ? flowId.slice(PREFIX.length) : undefined
