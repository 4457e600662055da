// All commands. The palette, the sheet and the shortcuts walk this list.
import { canvasCommands } from './canvas-commands.ts'
import type { UiCommand } from './command.ts'
import { editCommands } from './edit-commands.ts'
import { fileCommands } from './file-commands.ts'
import { runCommands } from './run-commands.ts'
import { viewCommands } from './view-commands.ts'

export const commands = { ...fileCommands, ...editCommands, ...canvasCommands, ...runCommands, ...viewCommands }

export type CommandId = Extract<keyof typeof commands, string>

export const COMMAND_IDS = Object.keys(commands) as readonly CommandId[]

export const commandOf = (id: CommandId): UiCommand => commands[id]
