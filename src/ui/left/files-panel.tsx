// The files of the workflow, by the node whose code they are. Choosing one opens it in the inspector's Code tab.
import { Button, EmptyState, useText } from '#ui/kit'
import { entriesInOrder } from '#base'
import { codeOf, type NodeId, type Workflow } from '#workflow'
import { FileCode2, FileText } from 'lucide-react'
import { useMemo } from 'react'
import { useApp, useView, useWorkflow } from '../shell/app-context.tsx'
import { runCommand } from '../shell/commands/shortcuts.ts'
import css from './files-panel.module.css'
import { leftTexts } from './texts.ts'

interface Group {
  readonly id: string
  readonly node: NodeId | undefined
  readonly name: string | undefined
  readonly paths: readonly string[]
}

function groupsOf(workflow: Workflow): readonly Group[] {
  const rest = new Set(Object.keys(workflow.files))
  const groups: Group[] = []
  for (const [id, node] of entriesInOrder(workflow.nodes)) {
    const code = codeOf(node)
    if (!code) continue
    const folder = code.codeUri.replace(/\/+$/, '')
    const paths = [...rest].filter((path) => folder === '' || path.startsWith(`${folder}/`)).sort()
    for (const path of paths) rest.delete(path)
    if (paths.length > 0) groups.push({ id, node: id, name: node.name, paths })
  }
  if (rest.size > 0) groups.push({ id: 'rest', node: undefined, name: undefined, paths: [...rest].sort() })
  return groups
}

export function FilesPanel() {
  const app = useApp()
  const t = useText(leftTexts)
  const workflow = useWorkflow((current) => current)
  const open = useView((state) => state.codePlace?.path)
  const groups = useMemo(() => groupsOf(workflow), [workflow])
  if (groups.length === 0)
    return (
      <EmptyState
        text={t('filesEmpty')}
        action={<Button onClick={() => runCommand(app, 'add-function')}>{t('addFunction')}</Button>}
      />
    )
  return (
    <div className={css.files}>
      {groups.map((group) => (
        <section key={group.id} aria-label={group.name ? t('filesOf', { name: group.name }) : t('otherFiles')}>
          <h2 className={css.heading}>{group.name ?? t('otherFiles')}</h2>
          {group.paths.map((path) => (
            <button
              key={path}
              type="button"
              className={css.file}
              aria-pressed={path === open}
              disabled={group.node === undefined}
              onClick={() => {
                if (group.node) app.selection.select({ nodes: [group.node] })
                app.preferences.setPanel('inspector', { collapsed: false })
                app.view.show({ inspector: 'code', codePlace: { path, line: 1, at: performance.now() } })
              }}
            >
              {/\.[cm]?[jt]sx?$/.test(path) ? <FileCode2 size={14} /> : <FileText size={14} />}
              {path}
            </button>
          ))}
        </section>
      ))}
    </div>
  )
}
