// Name, saved state, undo and redo at the left; the run in the middle; file, settings and help at the right.
import { LANGUAGES } from '#stores'
import { Button, IconButton, Menu, type MenuEntry, useSay, useText } from '#ui/kit'
import { ChevronDown, CircleHelp, Command, Languages, Redo2, SunMoon, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useApp, useDocument, usePreferences, useSaid, useWorkflow } from './app-context.tsx'
import { CommandButton } from './commands/command-button.tsx'
import { type CommandId, commandOf } from './commands/list.ts'
import { runCommand, shortcutOf } from './commands/shortcuts.ts'
import { edit } from './edit.ts'
import { RunControls } from './run-controls.tsx'
import { SavedState } from './saved-state.tsx'
import { shellTexts } from './texts.ts'
import css from './top-bar.module.css'

export function TopBar() {
  return (
    <div className={css.bar}>
      <div className={css.side}>
        <h1 className={css.heading}>{useWorkflow((workflow) => workflow.name)}</h1>
        <Mark />
        <FileMenu />
        <WorkflowName />
        <SavedState />
        <UndoRedo />
      </div>
      <RunControls />
      <div className={css.side} data-end="true">
        <CommandButton id="palette" icon={<Command />} />
        <ThemeMenu />
        <LanguageMenu />
        <CommandButton id="shortcuts" icon={<CircleHelp />} />
      </div>
    </div>
  )
}

/** Three nodes and the way between them. */
function Mark() {
  return (
    <svg className={css.mark} width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M5 5.5h6a3 3 0 0 1 0 6H9a3 3 0 0 0 0 6h1" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="4" cy="5.5" r="2.5" fill="currentColor" />
      <circle cx="14" cy="14.5" r="3" fill="var(--accent)" />
    </svg>
  )
}

export function useEntries(): (ids: readonly (CommandId | '-')[]) => MenuEntry[] {
  const app = useApp()
  const say = useSay()
  return (ids) =>
    ids.map((id, index): MenuEntry => {
      if (id === '-') return { type: 'separator', id: `line ${index}` }
      const command = commandOf(id)
      return {
        id,
        label: say(command.label),
        shortcut: shortcutOf(id),
        disabled: command.when ? !command.when(app) : false,
        danger: id === 'delete',
        onSelect: () => runCommand(app, id),
      }
    })
}

function FileMenu() {
  const t = useText(shellTexts)
  const entries = useEntries()
  return (
    <Menu
      trigger={
        <Button look="quiet" small>
          {t('file')}
          <ChevronDown />
        </Button>
      }
      entries={entries([
        'new-workflow',
        'new-from-template',
        'open-file',
        'open-folder',
        'show-documents',
        '-',
        'save-version',
        'download-file',
        'export',
        '-',
        'cut',
        'copy',
        'paste',
        'duplicate',
        'select-all',
        'tidy-up',
      ])}
    />
  )
}

function WorkflowName() {
  const app = useApp()
  const t = useText(shellTexts)
  const name = useWorkflow((workflow) => workflow.name)
  const [draft, setDraft] = useState<string>()
  const commit = () => {
    const wanted = draft?.trim()
    if (wanted && wanted !== name) edit(app, { type: 'rename-workflow', name: wanted })
    setDraft(undefined)
  }
  return (
    <input
      className={css.name}
      aria-label={t('workflowName')}
      value={draft ?? name}
      size={Math.min(32, Math.max(8, (draft ?? name).length + 1))}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setDraft(undefined)
      }}
    />
  )
}

function UndoRedo() {
  const t = useText(shellTexts)
  const said = useSaid()
  const undo = useDocument((state) => state.undoLabel)
  const redo = useDocument((state) => state.redoLabel)
  return (
    <div className={css.group}>
      <CommandButton id="undo" icon={<Undo2 />} {...(undo && { label: t('undoOf', { what: said(undo) }) })} />
      <CommandButton id="redo" icon={<Redo2 />} {...(redo && { label: t('redoOf', { what: said(redo) }) })} />
    </div>
  )
}

const THEMES = [
  ['system', 'themeSystem', 'theme-system'],
  ['dark', 'themeDark', 'theme-dark'],
  ['light', 'themeLight', 'theme-light'],
] as const

function ThemeMenu() {
  const app = useApp()
  const t = useText(shellTexts)
  const theme = usePreferences((state) => state.theme)
  return (
    <Menu
      align="end"
      trigger={<IconButton label={t('theme')} icon={<SunMoon />} />}
      entries={THEMES.map(([id, label, command]) => ({
        id,
        label: t(label),
        checked: theme === id,
        onSelect: () => runCommand(app, command),
      }))}
    />
  )
}

/** A language is named in itself, so that whoever needs it can read it. */
const LANGUAGE_NAMES = { en: 'English', 'zh-CN': '简体中文' } as const

function LanguageMenu() {
  const app = useApp()
  const t = useText(shellTexts)
  const language = usePreferences((state) => state.language)
  return (
    <Menu
      align="end"
      trigger={<IconButton label={t('language')} icon={<Languages />} />}
      entries={LANGUAGES.map((id) => ({
        id,
        label: LANGUAGE_NAMES[id],
        checked: language === id,
        onSelect: () => runCommand(app, id === 'en' ? 'language-en' : 'language-zh'),
      }))}
    />
  )
}
