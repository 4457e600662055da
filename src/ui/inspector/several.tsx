// More than one thing selected: what can be done with all of them.
import { useText } from '#ui/kit'
import { CommandWordButton } from '../shell/commands/command-button.tsx'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

const COMMANDS = [
  'duplicate',
  'align-left',
  'align-middle',
  'align-right',
  'align-top',
  'align-centre',
  'align-bottom',
  'fit-selection',
  'delete',
] as const

export function SeveralSelected({
  nodes,
  edges,
  notes,
}: {
  readonly nodes: number
  readonly edges: number
  readonly notes: number
}) {
  const t = useText(inspectorTexts)
  return (
    <div className={css.form}>
      <div className={css.section}>
        <p className={css.lead}>{t('several', { nodes, edges, notes })}</p>
        <div className={css.buttons}>
          {COMMANDS.map((id) => (
            <CommandWordButton key={id} id={id} small />
          ))}
        </div>
      </div>
    </div>
  )
}
