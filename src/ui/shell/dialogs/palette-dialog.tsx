// The palette: every command there is.
import { useSay, useText } from '#ui/kit'
import { useApp } from '../app-context.tsx'
import { COMMAND_GROUPS } from '../commands/command.ts'
import { COMMAND_IDS, commandOf } from '../commands/list.ts'
import { runCommand, shortcutOf } from '../commands/shortcuts.ts'
import { Picker } from './picker.tsx'
import { dialogTexts } from './texts.ts'

export function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(dialogTexts)
  const say = useSay()
  return (
    <Picker
      label={t('palette')}
      placeholder={t('paletteHint')}
      empty={t('nothing', { text: '…' })}
      onClose={onClose}
      groups={COMMAND_GROUPS.map((group) => ({
        id: group,
        title: t(group),
        items: COMMAND_IDS.filter((id) => commandOf(id).group === group && id !== 'palette').map((id) => {
          const command = commandOf(id)
          return {
            id,
            label: say(command.label),
            // Found in either language, whichever is shown.
            words: [command.label.en, command.label['zh-CN']],
            hint: shortcutOf(id),
            disabled: command.when ? !command.when(app) : false,
            onChoose: () => runCommand(app, id),
          }
        }),
      }))}
    />
  )
}
