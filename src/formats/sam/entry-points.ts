// What `sam build` makes of esbuild's entry points: each is built to its path below the folder that all of them share,
// so that a single `src/app.ts` becomes `app.js`, and `Handler` names what was built. SAM hands esbuild an output
// folder and no outbase. [V]
import type { Json } from '#base'
import { HANDLER_ENDINGS } from '#workflow'
import { folderOf } from './paths.ts'
import { get, listOf } from './template.ts'

const MODULE_ENDING = new RegExp(`(?:${HANDLER_ENDINGS.map((ending) => ending.replace('.', '\\.')).join('|')})$`)

export interface BuiltModule {
  /** Below the function's folder, without its ending: `src/app`. */
  readonly source: string
  /** As `Handler` names it: `app`. */
  readonly built: string
}

const folderParts = (path: string): readonly string[] => path.split('/').slice(0, -1)

function sharedDepth(paths: readonly string[]): number {
  const [first = [], ...others] = paths.map(folderParts)
  let depth = 0
  while (depth < first.length && others.every((parts) => parts[depth] === first[depth])) depth += 1
  return depth
}

export const entryPointsOf = (metadata: Json | undefined): readonly string[] =>
  get(metadata, 'BuildMethod') === 'esbuild'
    ? listOf(get(get(metadata, 'BuildProperties'), 'EntryPoints')).filter((entry) => typeof entry === 'string')
    : []

/** The modules that a function's `Metadata` has built; none where esbuild is not named. */
export function builtModules(metadata: Json | undefined): readonly BuiltModule[] {
  const sources = entryPointsOf(metadata).map((entry) => folderOf(entry).replace(MODULE_ENDING, ''))
  const depth = sharedDepth(sources)
  return sources.map((source) => ({ source, built: source.split('/').slice(depth).join('/') }))
}
