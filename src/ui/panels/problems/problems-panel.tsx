// What the rules, the code's own compiler and the latest run found: severity, sentence, place; a click goes there, a fix is one step.
import { Button, EmptyState, useText, VirtualList } from '#ui/kit'
import { codeOf, type Problem } from '#workflow'
import { CircleX, Info, TriangleAlert } from 'lucide-react'
import { useMemo, useSyncExternalStore } from 'react'
import { type CodeProblem, codeProblems, subscribeCodeProblems } from '../../code/code-problems.ts'
import { type App, useApp, useDocument, useRun, useSentence, useWorkflow } from '../../shell/app-context.tsx'
import { runCommand } from '../../shell/commands/shortcuts.ts'
import { edit } from '../../shell/edit.ts'
import { compilerTexts } from './compiler-texts.ts'
import { useNotedProblems } from './noted-problems.ts'
import css from './problems-panel.module.css'
import { problemTexts } from './texts.ts'

const ROW_HEIGHT = 32
const ICONS = { error: CircleX, warning: TriangleAlert, info: Info } as const
const RANK = { error: 0, warning: 1, info: 2 } as const

type Row =
  | { readonly type: 'rule'; readonly problem: Problem }
  | { readonly type: 'code'; readonly problem: CodeProblem }

export function ProblemsPanel() {
  const app = useApp()
  const t = useText(problemTexts)
  const problems = useDocument((state) => state.problems)
  const code = useSyncExternalStore(subscribeCodeProblems, codeProblems)
  const compiled = useCompilerProblems()
  const noted = useNotedProblems()
  const rows = useMemo(
    (): Row[] =>
      [
        ...[...noted, ...problems].map((problem): Row => ({ type: 'rule', problem })),
        ...withoutRepeats(compiled, code).map((problem): Row => ({ type: 'code', problem })),
      ].sort((a, b) => RANK[a.problem.severity] - RANK[b.problem.severity]),
    [problems, code, compiled, noted],
  )
  if (rows.length === 0)
    return (
      <EmptyState text={t('none')} action={<Button onClick={() => runCommand(app, 'play-pause')}>{t('run')}</Button>} />
    )
  return (
    <VirtualList
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      label={t('label')}
      row={(index) => {
        const row = rows[index]
        if (!row) return null
        return row.type === 'rule' ? <RuleRow problem={row.problem} /> : <CodeRow problem={row.problem} />
      }}
    />
  )
}

/** What the compiler said of the handlers of the latest run. */
function useCompilerProblems(): readonly CodeProblem[] {
  const t = useText(compilerTexts)
  const found = useRun((state) => state.codeProblems)
  const nodes = useWorkflow((workflow) => workflow.nodes)
  return useMemo(
    () =>
      found.flatMap((problem): CodeProblem[] => {
        const code = codeOf(nodes[problem.node])
        if (!code) return []
        const folder = code.codeUri.replace(/^(\.?\/)+|\/+$/g, '')
        const path = folder === '' ? problem.file : `${folder}/${problem.file}`
        const message = isKnown(problem.code) ? t(problem.code, problem.args) : problem.message
        return [{ severity: 'error', message, path, line: problem.line, node: problem.node }]
      }),
    [found, nodes, t],
  )
}

const isKnown = (code: string): code is keyof typeof compilerTexts.en => Object.hasOwn(compilerTexts.en, code)

/** Where the editor and the compiler speak of the same line, the editor is heard: it knows more. */
function withoutRepeats(compiled: readonly CodeProblem[], typed: readonly CodeProblem[]): readonly CodeProblem[] {
  const places = new Set(typed.map(({ path, line }) => `${path}:${line}`))
  return [...typed, ...compiled.filter(({ path, line }) => !places.has(`${path}:${line}`))]
}

function goTo(app: App, problem: Problem): void {
  if (problem.edge) app.selection.select({ edges: [problem.edge] })
  else if (problem.node) app.selection.select({ nodes: [problem.node] })
  app.preferences.setPanel('inspector', { collapsed: false })
  const path = problem.field
  const isFile = path !== undefined && Object.hasOwn(app.document.getState().workflow.files, path)
  const at = performance.now()
  if (isFile) app.view.show({ inspector: 'code', codePlace: { path, line: 1, at } })
  else
    app.view.show({
      inspector: path?.startsWith('policies') ? 'policy' : 'config',
      field: path === undefined ? undefined : { name: path, at },
    })
}

function RuleRow({ problem }: { readonly problem: Problem }) {
  const app = useApp()
  const t = useText(problemTexts)
  const sentence = useSentence()
  const place = useWorkflow((workflow) => (problem.node ? workflow.nodes[problem.node]?.name : undefined))
  const { fix } = problem
  return (
    <div className={css.row} data-severity={problem.severity}>
      <Severity severity={problem.severity} />
      <button type="button" className={css.sentence} onClick={() => goTo(app, problem)}>
        {sentence(problem.code, problem.data)}
      </button>
      {place && <span className={css.place}>{place}</span>}
      {fix && (
        <Button small onClick={() => edit(app, fix)}>
          {t('fix')}
        </Button>
      )}
    </div>
  )
}

function CodeRow({ problem }: { readonly problem: CodeProblem }) {
  const app = useApp()
  const t = useText(problemTexts)
  return (
    <div className={css.row} data-severity={problem.severity}>
      <Severity severity={problem.severity} />
      <button
        type="button"
        className={css.sentence}
        onClick={() => {
          app.selection.select({ nodes: [problem.node] })
          app.preferences.setPanel('inspector', { collapsed: false })
          app.view.show({
            inspector: 'code',
            codePlace: { path: problem.path, line: problem.line, at: performance.now() },
          })
        }}
      >
        {problem.message}
      </button>
      <span className={css.place}>{t('line', { file: problem.path, line: problem.line })}</span>
    </div>
  )
}

function Severity({ severity }: { readonly severity: Problem['severity'] }) {
  const t = useText(problemTexts)
  const Icon = ICONS[severity]
  return (
    <span className={css.icon} role="img" aria-label={t(severity)}>
      <Icon size={15} aria-hidden="true" />
    </span>
  )
}
