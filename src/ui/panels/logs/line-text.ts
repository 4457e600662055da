// A log line on one row, and levels as people group them. Text only: nothing of it is ever read as markup.
import type { LogLevel } from '#trace'

/** Rows are cut by the browser; longer text only costs layout. */
const LONGEST = 600

/** Line ends are shown, tabs and other control characters become blanks. */
export function oneLine(message: string): string {
  const cut = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message
  return cut
    .trimEnd()
    .replace(/\r\n|\r|\n/g, ' ⏎ ')
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
}

export const LEVEL_GROUPS = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'PLATFORM'] as const
export type LevelGroup = (typeof LEVEL_GROUPS)[number]

const LEVELS: Readonly<Record<LevelGroup, readonly LogLevel[]>> = {
  ERROR: ['ERROR', 'FATAL'],
  WARN: ['WARN'],
  INFO: ['INFO'],
  DEBUG: ['DEBUG', 'TRACE'],
  PLATFORM: ['PLATFORM'],
}

export const groupOf = (level: LogLevel): LevelGroup =>
  LEVEL_GROUPS.find((group) => LEVELS[group].includes(level)) ?? 'INFO'

/** All groups, or none, is no filter. */
export const levelsOf = (groups: readonly LevelGroup[]): readonly LogLevel[] | undefined =>
  groups.length === 0 || groups.length === LEVEL_GROUPS.length ? undefined : groups.flatMap((group) => LEVELS[group])
