// What retrying costs those who are called: calls per request, on each connection, and when they came.
import type { RequestPath, RetryPage, RunDescription } from '#trace'
import { Button, useText } from '#ui/kit'
import { useApp } from '../../shell/app-context.tsx'
import { GhostStart } from '../ghost/ghost-start.tsx'
import { showTrace } from '../observe/go.ts'
import { edgeName, nodeName } from '../observe/names.ts'
import { observeTexts } from '../observe/texts.ts'
import { Arrivals } from './arrivals.tsx'
import { JitterPreview } from './jitter-preview.tsx'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const short = (value: number): string => String(Math.round(value * 10) / 10)

/** Where nobody chose a connection: that of the headline if its calls are retried, else the first whose calls are. */
const retriedEdge = (run: RunDescription, worst: number | undefined): number | undefined => {
  const retried = run.edges.filter(({ policies }) => policies.some(({ type }) => type === 'retry'))
  return (retried.find(({ index }) => index === worst) ?? retried[0])?.index
}

export function AmplificationPane({
  run,
  page,
  edge,
}: {
  readonly run: RunDescription
  readonly page: RetryPage
  readonly edge: number | undefined
}) {
  const app = useApp()
  const t = useText(retryTexts)
  const say = useText(observeTexts)
  const rows = page.amplification
  const { path } = page
  const shown = edge ?? retriedEdge(run, path?.edge)
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0)
  return (
    <aside className={css.pane} aria-label={t('perEdge')}>
      <GhostStart key={shown} run={run} edge={shown} />
      {path && (
        <div className={css.headline}>
          <p className={css.figure}>{t('oneToMany', { count: path.calls })}</p>
          <p className={css.quiet}>{t('atMost', { node: nodeName(run, run.edges[path.edge]?.to ?? -1) })}</p>
          {path.steps.length > 1 && <Way run={run} path={path} />}
          {path.trace >= 0 && (
            <Button small look="quiet" onClick={() => showTrace(app, path.trace)}>
              {say('showTrace', { trace: path.trace })}
            </Button>
          )}
        </div>
      )}
      {page.arrivals && <Arrivals arrivals={page.arrivals} />}
      <JitterPreview run={run} edge={shown} />
      <table className={css.edges} aria-label={t('perEdge')}>
        <thead>
          <tr>
            <th scope="col">{t('perEdge')}</th>
            <th scope="col">{t('meanHead')}</th>
            <th scope="col">{t('maxHead')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.edge} data-chosen={row.edge === edge}>
              <th scope="row">{edgeName(run, row.edge)}</th>
              <td>{short(row.mean)}</td>
              <td>{row.max}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {page.traces > 0 && <p className={css.quiet}>{t('overall', { mean: short(attempts / page.traces) })}</p>}
    </aside>
  )
}

/** From the first arrival inwards: where the number grows, retries multiply. */
function Way({ run, path }: { readonly run: RunDescription; readonly path: RequestPath }) {
  const t = useText(retryTexts)
  return (
    <ol className={css.way} aria-label={t('way')}>
      {path.steps.map((step, place) => (
        <li
          key={`${step.kind} ${step.edge} ${step.node}`}
          data-grows={step.count > (path.steps[place - 1]?.count ?? 1)}
        >
          <span>{step.edge >= 0 ? edgeName(run, step.edge) : nodeName(run, step.node)}</span>
          <span>{t(`step.${step.kind}`, { count: step.count })}</span>
        </li>
      ))}
    </ol>
  )
}
