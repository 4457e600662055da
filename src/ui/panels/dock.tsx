// The frame around the dock's panels: tabs, folding, and each panel on its own when it breaks.
import { ErrorBoundary, IconButton, lazyAfterPaint, Tabs, useSay, useText } from '#ui/kit'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import { codeProblems, subscribeCodeProblems } from '../code/code-problems.ts'
import { useApp, useDocument, useRun, useView } from '../shell/app-context.tsx'
import { commandOf } from '../shell/commands/list.ts'
import { shortcutOf } from '../shell/commands/shortcuts.ts'
import { shellTexts } from '../shell/texts.ts'
import css from './dock.module.css'
import { dockPanels } from './list.ts'
import { useNotedProblems } from './problems/noted-problems.ts'

const PANELS = dockPanels.map((panel) => ({
  ...panel,
  Content: lazyAfterPaint(() => panel.load()),
}))

export function Dock({ collapsed, onToggle }: { readonly collapsed: boolean; readonly onToggle: () => void }) {
  const app = useApp()
  const t = useText(shellTexts)
  const say = useSay()
  const wanted = useView((state) => state.dock)
  const shown = dockPanels.some((panel) => panel.id === wanted) ? wanted : (dockPanels[0]?.id ?? '')
  return (
    <div className={css.dock} data-collapsed={collapsed}>
      <Tabs
        label={t('dock')}
        value={shown}
        onChange={(dock) => {
          if (collapsed) onToggle()
          app.view.show({ dock })
        }}
        aside={
          <IconButton
            small
            label={say(commandOf('toggle-dock').label)}
            shortcut={shortcutOf('toggle-dock')}
            icon={collapsed ? <ChevronUp /> : <ChevronDown />}
            onClick={onToggle}
          />
        }
        tabs={PANELS.map((panel) => ({
          id: panel.id,
          label: say(panel.title),
          ...(panel.id === 'problems' && { mark: <ProblemCount /> }),
          content: collapsed ? null : (
            <Alone>
              <panel.Content />
            </Alone>
          ),
        }))}
      />
    </div>
  )
}

/** When one panel breaks, the others go on. */
function Alone({ children }: { readonly children: ReactNode }) {
  const app = useApp()
  return <ErrorBoundary onDownload={() => app.storage.downloadCopy()}>{children}</ErrorBoundary>
}

function ProblemCount() {
  const t = useText(shellTexts)
  const rules = useDocument((state) => state.problems.filter((problem) => problem.severity !== 'info').length)
  const failed = useDocument((state) => state.problems.some((problem) => problem.severity === 'error'))
  const code = useSyncExternalStore(subscribeCodeProblems, codeProblems)
  const compiled = useRun((state) => state.codeProblems.length)
  const noted = useNotedProblems()
  const count = rules + noted.length + (code.length > 0 ? code.length : compiled)
  const errors =
    failed ||
    compiled > 0 ||
    noted.some((problem) => problem.severity === 'error') ||
    code.some((problem) => problem.severity === 'error')
  if (count === 0) return null
  return (
    <span className={css.count} data-errors={errors} title={t('problems', { count })}>
      {count}
    </span>
  )
}
