// One Monaco editor on the model of one file.
import { useText } from '#ui/kit'
import { useEffect, useRef } from 'react'
import { useApp, usePreferences } from '../shell/app-context.tsx'
import { runCommand } from '../shell/commands/shortcuts.ts'
import css from './code-tab.module.css'
import { createCodeModels, type CodeModels } from './models.ts'
import { monaco } from './monaco.ts'
import { codeTexts } from './texts.ts'

/** Kept while the page lives: diagnostics go on when the tab is closed. */
let models: CodeModels | undefined

const FONT = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace'

const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  fontSize: 12,
  lineHeight: 18,
  fontFamily: FONT,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 8,
  glyphMargin: false,
  folding: false,
  padding: { top: 8, bottom: 8 },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  renderFinalNewline: 'on',
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
  tabSize: 2,
  fixedOverflowWidgets: true,
  stickyScroll: { enabled: false },
  'semanticHighlighting.enabled': true,
}

function useDark(): boolean {
  const theme = usePreferences((state) => state.theme)
  return theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
}

export function CodeEditor({
  path,
  place,
}: {
  readonly path: string
  readonly place: { readonly line: number; readonly at: number } | undefined
}) {
  const app = useApp()
  const t = useText(codeTexts)
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined)
  const dark = useDark()

  useEffect(() => {
    if (!host.current) return
    models ??= createCodeModels(app)
    const made = monaco.editor.create(host.current, OPTIONS)
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => runCommand(app, 'restart'))
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => runCommand(app, 'save-version'))
    editor.current = made
    return () => {
      editor.current = undefined
      made.dispose()
    }
  }, [app])

  useEffect(() => {
    monaco.editor.setTheme(dark ? 'faaslab-dark' : 'faaslab-light')
  }, [dark])

  useEffect(() => {
    const made = editor.current
    made?.setModel(models?.model(path) ?? null)
    made?.updateOptions({ ariaLabel: t('editor', { path }) })
  }, [path, t])

  useEffect(() => {
    if (!place) return
    editor.current?.revealLineInCenter(place.line)
    editor.current?.setPosition({ lineNumber: place.line, column: 1 })
    editor.current?.focus()
  }, [place])

  return <div ref={host} className={css.host} data-code-editor />
}
