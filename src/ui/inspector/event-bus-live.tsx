// An event bus in a run, by hand: what an archive holds comes again.
import { formatIsoUtc, parseIsoUtc } from '#base'
import { eventRuleName } from '#nodes/models'
import { Button, SelectField, TextField, useText } from '#ui/kit'
import { edgeConfig, findNode, type NodeId, outgoing, type Workflow } from '#workflow'
import { useId, useState } from 'react'
import { useApp, useRun, useWorkflow } from '../shell/app-context.tsx'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

const SECOND_US = 1_000_000
const NO_ARCHIVES: readonly string[] = []

/** Names of the rules of a bus, each once. */
const ruleNames = (workflow: Workflow, bus: NodeId, name: string): readonly string[] => [
  ...new Set(
    outgoing(workflow, bus, 'rule').flatMap(({ id, edge }) => {
      const config = edgeConfig(workflow, id, 'event-bus/rule')
      return config ? [eventRuleName(config, name, findNode(workflow, edge.to.node)?.name ?? '')] : []
    }),
  ),
]

/** What was typed is taken as it is: `check` has looked at it. */
const takes = (set: (text: string) => void) => (text: string) => {
  set(text.trim())
  return undefined
}

const isoOf = (epochMs: number): string => `${formatIsoUtc(epochMs).slice(0, 19)}Z`

export function EventBusLive({ id }: { readonly id: NodeId }) {
  const app = useApp()
  const t = useText(inspectorTexts)
  const field = useId()
  const workflow = useWorkflow((given) => given)
  const nowUs = useRun((state) => state.nowUs)
  // A replay's name is there once in a run: the time tells this panel's from those of one before it.
  const [count, setCount] = useState(1)
  const [chosen, setChosen] = useState<string>()
  const [rule, setRule] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [name, setName] = useState('')
  const bus = findNode(workflow, id)
  const archives = bus?.kind === 'event-bus' ? bus.config.archives.map((archive) => archive.name) : NO_ARCHIVES
  const [first] = archives
  if (!bus || first === undefined) return null
  const archive = chosen !== undefined && archives.includes(chosen) ? chosen : first
  const startedMs = parseIsoUtc(workflow.scenario.startAt) ?? 0
  const nowMs = startedMs + (Math.floor(nowUs / SECOND_US) + 1) * 1000
  const check = (text: string): string | undefined =>
    text.trim() === '' || parseIsoUtc(text.trim()) !== undefined ? undefined : t('replayBadTime')
  const isReady = check(from) === undefined && check(to) === undefined
  const startMs = parseIsoUtc(from) ?? startedMs
  const endMs = parseIsoUtc(to) ?? nowMs
  const rules = rule === '' ? [] : [rule]
  function start(): void {
    void app.run.sendEvent(id, {
      kind: 'event-bus',
      replay: {
        name: name === '' ? `replay-${Math.floor(nowUs / 1000)}-${count}` : name,
        archive,
        startMs,
        endMs,
        rules,
      },
    })
    setCount(count + 1)
    setName('')
  }
  const option = (value: string) => ({ value, label: value })
  return (
    <div className={css.form}>
      <div className={css.section}>
        <h3 className={css.title}>{t('replayTitle')}</h3>
        <SelectField
          name={`${field}-archive`}
          label={t('replayArchive')}
          value={archive}
          options={archives.map(option)}
          onApply={setChosen}
        />
        <TextField
          name={`${field}-from`}
          label={t('replayFrom')}
          help={t('replayFromHelp')}
          placeholder={isoOf(startedMs)}
          mono
          value={from}
          check={check}
          onApply={takes(setFrom)}
        />
        <TextField
          name={`${field}-to`}
          label={t('replayTo')}
          help={t('replayToHelp')}
          placeholder={isoOf(nowMs)}
          mono
          value={to}
          check={check}
          onApply={takes(setTo)}
        />
        <SelectField
          name={`${field}-rules`}
          label={t('replayRules')}
          value={rule}
          options={[{ value: '', label: t('replayAllRules') }, ...ruleNames(workflow, id, bus.name).map(option)]}
          onApply={setRule}
        />
        <TextField
          name={`${field}-name`}
          label={t('replayName')}
          help={t('replayNameHelp')}
          value={name}
          onApply={takes(setName)}
        />
        <div className={css.buttons}>
          <Button disabled={!isReady} onClick={start}>
            {t('replayStart')}
          </Button>
        </div>
      </div>
    </div>
  )
}
