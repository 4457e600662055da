// What a person can do, as data. Buttons, menus, the palette, the shortcuts and their sheet all come from the same
// list, so that each is reachable by each of these ways.
import type { Text } from '#ui/kit'
import type { App } from '../app-context.tsx'

export const COMMAND_GROUPS = ['file', 'edit', 'canvas', 'run', 'view'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

export interface UiCommand {
  readonly group: CommandGroup
  readonly label: Text
  /** `Mod+Shift+Z`; Mod is Ctrl, or Cmd on a Mac. The first one is shown. */
  readonly shortcuts?: readonly string[]
  /** Single letters and arrows count only while the canvas has the focus. */
  readonly where?: 'canvas'
  /** Works while typing, too: in fields, or in fields and in the code editor. */
  readonly typing?: 'fields' | 'editor'
  /** The browser's own event carries it out (copy, cut, paste): the keys are shown, not caught. */
  readonly native?: true
  readonly when?: (app: App) => boolean
  readonly run: (app: App) => void | Promise<void>
}

export const defineCommands = <const Commands extends Readonly<Record<string, UiCommand>>>(
  commands: Commands,
): { readonly [Id in keyof Commands]: UiCommand } => commands
