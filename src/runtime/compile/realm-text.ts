// The whole script of a sealed realm: our own worker, then the packages its handlers use, then the handlers.
import type { Bundle } from './bundle-text.ts'
import { withParts } from './realm-parts.ts'

export interface RealmScript {
  readonly text: string
  /** Lines of the script before the handlers' first one. */
  readonly lineOffset: number
}

function lineCount(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** `own` is the sealed worker's script, of which the wanted parts are kept; `packages` are texts of packageText. */
export function realmScript(
  own: string,
  wanted: readonly string[],
  packages: readonly string[],
  bundle: Bundle,
): RealmScript {
  const before = [withParts(own, wanted), ...packages].map((part) => `${part}\n;\n`).join('')
  return { text: before + bundle.text, lineOffset: lineCount(before) }
}
