// The sheet of shortcuts, from the same list as the keys themselves.
import { Dialog, useSay, useText } from '#ui/kit'
import { CommandWordButton } from '../commands/command-button.tsx'
import { COMMAND_GROUPS } from '../commands/command.ts'
import { COMMAND_IDS, commandOf } from '../commands/list.ts'
import { isMac, showShortcut } from '../commands/shortcuts.ts'
import css from './dialogs.module.css'
import { dialogTexts } from './texts.ts'

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(dialogTexts)
  const say = useSay()
  const mac = isMac()
  return (
    <Dialog
      title={t('shortcuts')}
      lead={t('shortcutsLead')}
      onClose={onClose}
      width={720}
      actions={<CommandWordButton id="show-fidelity" />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the sheet is longer than a small screen, and arrows scroll it */}
      <div className={css.sheet} tabIndex={0}>
        {COMMAND_GROUPS.map((group) => (
          <section key={group}>
            <h3 className={css.heading}>{t(group)}</h3>
            {COMMAND_IDS.filter((id) => commandOf(id).group === group && commandOf(id).shortcuts).map((id) => (
              <div key={id} className={css.keyRow}>
                <span>{say(commandOf(id).label)}</span>
                <kbd>{commandOf(id).shortcuts?.[0] && showShortcut(commandOf(id).shortcuts?.[0] ?? '', mac)}</kbd>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  )
}
