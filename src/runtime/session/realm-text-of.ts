// What stands in the realm of one run: the sealed worker with the parts its kinds and clients need, the packages its
// handlers import, the handlers.
import type { RunCode } from '#workers/protocol'
import { type EmulatedPart, emulatedParts, type Workflow } from '#workflow'
import { packageTexts, servicesOf } from '../aws/provided-clients.ts'
import { type CompiledWorkflow, runCodeOf } from '../compile/compile-workflow.ts'
import { realmScript } from '../compile/realm-text.ts'

export interface RealmScripts {
  /** The sealed worker's text, with all its parts. */
  sealed(): Promise<string>
  /** A script of the SDK by name. */
  sdk(script: string): Promise<string>
}

/** As the bundler names the module of each lazy import. */
const moduleOf = (part: EmulatedPart): string =>
  part === 'time-zones' ? 'nodes/schedule/zoned-emulation' : `nodes/${part}/emulation`

const partsOf = (workflow: Workflow, packages: readonly string[]): readonly string[] => [
  ...[...emulatedParts(workflow)].map(moduleOf),
  ...servicesOf(packages).map((service) => `runtime/aws/services/${service}`),
]

export interface RealmText {
  readonly text: string
  readonly code: RunCode
}

export async function realmTextOf(
  workflow: Workflow,
  compiled: CompiledWorkflow,
  scripts: RealmScripts,
): Promise<RealmText> {
  const packages = await packageTexts(compiled.packages, scripts.sdk)
  const parts = partsOf(workflow, compiled.packages)
  const { text, lineOffset } = realmScript(await scripts.sealed(), parts, packages, compiled.bundle)
  return { text, code: runCodeOf(compiled, lineOffset) }
}
