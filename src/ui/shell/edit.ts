// An edit from anywhere in the page: done, or its refusal said.
import { type Change, type DispatchOptions, say } from '#stores'
import { notify } from '#ui/kit'
import type { Command } from '#workflow'
import type { App } from './app-context.tsx'

export function edit(app: App, commands: Command | readonly Command[], options?: DispatchOptions): Change | undefined {
  const done = app.document.dispatch(commands, options)
  if (done.ok) return done.value
  notify({ text: say(done.error, app.preferences.getState().language) })
  return undefined
}

/** For a field: the reason stands beside what was typed. */
export function editOrReason(app: App, command: Command): string | undefined {
  const done = app.document.dispatch(command)
  return done.ok ? undefined : say(done.error, app.preferences.getState().language)
}
