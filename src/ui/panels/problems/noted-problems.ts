// What the latest run noted, as problems of the document as it is now: what has been mended since is gone.
import { notedProblems, type Problem } from '#workflow'
import { useMemo } from 'react'
import { useRun, useWorkflow } from '../../shell/app-context.tsx'

export function useNotedProblems(): readonly Problem[] {
  const noted = useRun((state) => state.noted)
  const nodes = useRun((state) => state.description?.nodes)
  const workflow = useWorkflow((current) => current)
  return useMemo(
    () =>
      notedProblems(
        workflow,
        noted.flatMap(({ node, code, detail }) => {
          const id = nodes?.[node]?.id
          return id === undefined ? [] : [{ node: id, code, detail }]
        }),
      ),
    [workflow, noted, nodes],
  )
}
