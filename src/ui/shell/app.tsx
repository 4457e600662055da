// The page: regions around the canvas, dialogs above it, and what listens to keys.
import { announce, LanguageProvider, notify, ToastLayer, TooltipLayer, useText } from '#ui/kit'
import { lazy, Suspense, useEffect } from 'react'
import { type App, AppProvider, useApp, usePreferences, useRun, useSaid, useView, useWorkflow } from './app-context.tsx'
import { openFile } from './choose-file.ts'
import { listenForClipboard } from './clipboard-events.ts'
import { listenForShortcuts } from './commands/shortcuts.ts'
import { Layout } from './layout.tsx'
import { PHASE_TEXTS } from './phase-texts.ts'
import { shellTexts } from './texts.ts'

const Dialogs = lazy(() => import('./dialogs/dialogs.tsx').then(({ Dialogs }) => ({ default: Dialogs })))

/** A name, the same in every language. */
const PRODUCT = 'Faaslab'

export function FaaslabApp({ app }: { readonly app: App }) {
  return (
    <AppProvider value={app}>
      <Page />
    </AppProvider>
  )
}

function Page() {
  const app = useApp()
  const language = usePreferences((state) => state.language)
  const theme = usePreferences((state) => state.theme)
  const motion = usePreferences((state) => state.motion)
  const dialog = useView((state) => state.dialog)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    document.documentElement.dataset.motion = motion
  }, [theme, motion])
  const name = useWorkflow((workflow) => workflow.name)
  useEffect(() => {
    document.title = `${name} – ${PRODUCT}`
  }, [name])
  useEffect(() => listenForShortcuts(app), [app])
  useEffect(() => listenForClipboard(app), [app])
  useEffect(() => listenForDrops(app), [app])
  return (
    <LanguageProvider language={language}>
      <Layout />
      {dialog && (
        <Suspense>
          <Dialogs dialog={dialog} />
        </Suspense>
      )}
      <RunMessages />
      <PhaseNews />
      <TooltipLayer />
      <ToastLayer />
    </LanguageProvider>
  )
}

/** What the run has to tell. */
function RunMessages() {
  const app = useApp()
  const said = useSaid()
  useEffect(
    () =>
      app.run.subscribe((state, before) => {
        if (!state.message || state.message === before.message) return
        notify({ tone: state.phase === 'failed' ? 'error' : 'plain', text: said(state.message) })
      }),
    [app, said],
  )
  return null
}

function PhaseNews() {
  const t = useText(shellTexts)
  const phase = useRun((state) => state.phase)
  useEffect(() => {
    if (phase !== 'idle') announce(t(PHASE_TEXTS[phase]))
  }, [phase, t])
  return null
}

function listenForDrops(app: App): () => void {
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
  }
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer?.files[0]
    if (!file) return
    event.preventDefault()
    void openFile(app, file)
  }
  addEventListener('dragover', over)
  addEventListener('drop', drop)
  return () => {
    removeEventListener('dragover', over)
    removeEventListener('drop', drop)
  }
}
