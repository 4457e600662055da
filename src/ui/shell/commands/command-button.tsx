// The buttons of the page: each one is a command, with its words, its shortcut and whether it can run now.
import { Button, IconButton, useSay } from '#ui/kit'
import { type ReactNode, useSyncExternalStore } from 'react'
import { type App, useApp } from '../app-context.tsx'
import { type CommandId, commandOf } from './list.ts'
import { runCommand, shortcutOf } from './shortcuts.ts'

function subscribe(app: App, listener: () => void): () => void {
  const stops = [app.document, app.selection, app.run, app.view].map((store) => store.subscribe(listener))
  return () => {
    for (const stop of stops) stop()
  }
}

function useCanRun(id: CommandId): boolean {
  const app = useApp()
  return useSyncExternalStore(
    (listener) => subscribe(app, listener),
    () => commandOf(id).when?.(app) ?? true,
  )
}

export function CommandButton({
  id,
  icon,
  pressed,
  small,
  look,
  label,
}: {
  readonly id: CommandId
  readonly icon: ReactNode
  readonly pressed?: boolean
  readonly small?: boolean
  readonly look?: 'quiet' | 'primary'
  /** Says more than the command's own label, such as what undo would take back. */
  readonly label?: string
}) {
  const app = useApp()
  const say = useSay()
  const can = useCanRun(id)
  return (
    <IconButton
      label={label ?? say(commandOf(id).label)}
      shortcut={shortcutOf(id)}
      icon={icon}
      pressed={pressed}
      disabled={!can}
      {...(small && { small })}
      {...(look && { look })}
      onClick={() => runCommand(app, id)}
    />
  )
}

/** With words beside its icon. */
export function CommandWordButton({
  id,
  icon,
  label,
  look,
  small,
}: {
  readonly id: CommandId
  readonly icon?: ReactNode
  readonly label?: string
  readonly look?: 'plain' | 'primary' | 'quiet'
  readonly small?: boolean
}) {
  const app = useApp()
  const say = useSay()
  const can = useCanRun(id)
  return (
    <Button
      icon={icon}
      disabled={!can}
      {...(look && { look })}
      {...(small && { small })}
      onClick={() => runCommand(app, id)}
    >
      {label ?? say(commandOf(id).label)}
    </Button>
  )
}
