// Where a policy is looked at: asks for a run without it. What became of it shows in the ghost's own pane.
import type { RunDescription } from '#trace'
import { Button, Select, Tooltip, useText } from '#ui/kit'
import { Ghost } from 'lucide-react'
import { useState } from 'react'
import { useApp, useGhost, useRun } from '../../shell/app-context.tsx'
import { type GhostChoice, ghostChoices, isChosen, nameOfChoice } from './choices.ts'
import css from './ghost.module.css'
import { ghostTexts } from './texts.ts'

/** Without this policy of a call, or without one of them that is no breaker. */
export function GhostStart({
  run,
  edge,
  layer,
}: {
  readonly run: RunDescription
  readonly edge: number | undefined
  readonly layer?: number
}) {
  const found = edge === undefined ? undefined : run.edges[edge]
  const choices = found ? ghostChoices(found, layer) : []
  const [first] = choices
  return first ? <Start choices={choices} first={first} /> : null
}

function Start({ choices, first }: { readonly choices: readonly GhostChoice[]; readonly first: GhostChoice }) {
  const app = useApp()
  const t = useText(ghostTexts)
  const [wanted, setWanted] = useState<string>()
  const choice = choices.find(({ key }) => key === wanted) ?? first
  const isShown = useGhost((state) => state.phase !== 'none' && isChosen(choice, state.target))
  const canRun = useRun(({ nowUs, phase }) => nowUs > 0 && phase !== 'failed')
  if (isShown && choices.length === 1) return null
  return (
    <span className={css.start}>
      {choices.length > 1 && (
        <Select
          small
          aria-label={t('what')}
          value={choice.key}
          options={choices.map((one) => ({ value: one.key, label: nameOfChoice(one, t) }))}
          onChange={setWanted}
        />
      )}
      <Tooltip text={t('help')}>
        <Button small icon={<Ghost />} disabled={!canRun || isShown} onClick={() => void app.ghost.start(choice)}>
          {t('runWithout')}
        </Button>
      </Tooltip>
    </span>
  )
}
