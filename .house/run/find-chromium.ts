// Finds a Chromium for the journeys: the one named, the system's, Playwright's own; else installs one by what the machine
// offers. Everything it asks of the machine comes in as a probe, so that a test can be any machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { chromium } from '@playwright/test'

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  /** The full path of a command, when the machine has it. */
  readonly which: (command: string) => string | undefined
  /** Does this browser start and tell its version? A snap's stub in a container does not. */
  readonly starts: (path: string) => boolean
  /** Where Playwright would keep its own, whether it is there or not. */
  readonly playwrightPath: () => string
  /** Runs a command to its end; did it succeed? */
  readonly run: (command: string, args: readonly string[]) => boolean
  readonly say: (sentence: string) => void
}

const CHROMIUM_VARIABLES = ['FAASLAB_CHROMIUM', 'CHROME_PATH'] as const
const SYSTEM_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const MACOS_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

export type Found = { readonly path: string } | { readonly reason: string } | undefined

/** Looks, installs nothing. A named browser that does not start is a reason, not a cue to take another one. */
export const lookForChromium = (machine: Machine): Found => {
  for (const variable of CHROMIUM_VARIABLES) {
    const named = machine.environment[variable]
    if (named === undefined || named === '') continue
    return machine.starts(named)
      ? { path: named }
      : { reason: `${variable} names ${named}, but no Chromium starts from there. Correct the variable or unset it.` }
  }
  const system = SYSTEM_COMMANDS.map(machine.which).filter((path) => path !== undefined)
  const path = [...system, ...MACOS_PATHS, machine.playwrightPath()].find(machine.starts)
  return path === undefined ? undefined : { path }
}

/** Tries what the machine offers, from the most to the least likely to bring its libraries along. */
const installChromium = (machine: Machine): readonly string[] => {
  const tried: string[] = []
  const attempt = (command: string, args: readonly string[]): boolean => {
    tried.push([command, ...args].join(' '))
    return machine.run(command, args)
  }
  const asRoot = (command: string, args: readonly string[]): boolean =>
    machine.isRoot ? attempt(command, args) : attempt('sudo', ['-n', command, ...args])

  if (machine.which('apt-get') !== undefined && (machine.isRoot || machine.which('sudo') !== undefined)) {
    machine.say('No Chromium here: installing it with apt-get.')
    if (asRoot('apt-get', ['update']) && asRoot('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])) {
      if (lookForChromium(machine) !== undefined) return tried
    }
  }
  machine.say('Installing Playwright’s own Chromium.')
  attempt('npx', ['--no-install', 'playwright', 'install', 'chromium'])
  return tried
}

/** The path of a Chromium that starts, or one sentence that says why there is none and what to do. */
export const ensureChromium = (machine: Machine): { readonly path: string } | { readonly reason: string } => {
  const found = lookForChromium(machine)
  if (found !== undefined) return found
  const tried = installChromium(machine)
  return (
    lookForChromium(machine) ?? {
      reason: `The browser journeys need a Chromium and none could be installed (tried: ${tried.join('; ')}). Install one and set FAASLAB_CHROMIUM to its path.`,
    }
  )
}

export const thisMachine = (): Machine => ({
  environment: process.env,
  isRoot: process.getuid?.() === 0,
  which: (command) =>
    (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((folder) => join(folder, command))
      .find((path) => existsSync(path)),
  starts: (path) => {
    if (!existsSync(path)) return false
    try {
      return /\d+\.\d+/.test(
        execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000, stdio: ['ignore', 'pipe', 'ignore'] }),
      )
    } catch {
      return false
    }
  },
  playwrightPath: () => resolve(chromium.executablePath()),
  run: (command, args) => spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0,
  say: (sentence) => process.stderr.write(`${sentence}\n`),
})
