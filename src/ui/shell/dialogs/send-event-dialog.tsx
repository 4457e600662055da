// One event by hand: to which node, and what it is.
import { entriesInOrder } from '#base'
import { lookOf } from '#nodes/views'
import { Button, Dialog, notify, Select, SelectField, useSay, useText } from '#ui/kit'
import type { NodeId, WorkflowNode } from '#workflow'
import { useId, useState } from 'react'
import { type App, useApp, useWorkflow } from '../app-context.tsx'
import { isMac, showShortcut } from '../commands/shortcuts.ts'
import css from './dialogs.module.css'
import { type FifoDraft, type Reading, readEvent } from './hand-sent-event.ts'
import { routeSamples } from './route-samples.ts'
import { dialogTexts } from './texts.ts'

/** What was last written for a node, so that it can be sent again. */
const written = new Map<string, string>()

function firstTarget(app: App): NodeId | undefined {
  const { workflow } = app.document.getState()
  const selected = [...app.selection.getState().nodes][0]
  if (selected && workflow.nodes[selected]) return selected
  const entries = entriesInOrder(workflow.nodes)
  return (entries.find(([, node]) => node.kind === 'http-api') ?? entries[0])?.[0]
}

const LABELS = {
  queue: 'bodyOf',
  topic: 'messageOf',
  'event-bus': 'eventOf',
  bucket: 'objectOf',
  stream: 'recordOf',
  table: 'itemOf',
  function: 'payloadOf',
  'http-api': 'requestOf',
  service: 'requestOf',
  schedule: 'fires',
  client: 'sends',
} as const satisfies Record<WorkflowNode['kind'], string>

const MODES = ['async', 'sync'] as const

export function SendEventDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(dialogTexts)
  const say = useSay()
  const workflow = useWorkflow((each) => each)
  const { nodes } = workflow
  const [target, setTarget] = useState(() => firstTarget(app))
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({})
  const [mode, setMode] = useState<(typeof MODES)[number]>('async')
  const [fifo, setFifo] = useState<FifoDraft>({ group: '', deduplicationId: '' })
  const id = useId()
  const node = target && nodes[target]
  if (!target || !node) return null
  const look = lookOf(node.kind)
  const samples = node.kind === 'http-api' ? [...routeSamples(workflow, target), ...look.samples] : look.samples
  const text = drafts[target] ?? written.get(target) ?? samples[0]?.text ?? ''
  const isFifo = node.kind === 'queue' && node.config.fifo
  const reading: Reading = readEvent(node.kind, text, mode, isFifo ? fifo : undefined)
  const reason = 'reason' in reading ? t(reading.reason, reading.data) : undefined
  const hasBody = node.kind !== 'schedule' && node.kind !== 'client'

  const send = () => {
    if (!('event' in reading)) return
    written.set(target, text)
    onClose()
    app.run
      .sendEvent(target, reading.event)
      .catch((error: unknown) =>
        notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) }),
      )
  }

  return (
    <Dialog
      title={t('sendEvent')}
      lead={t('sendLead')}
      onClose={onClose}
      width={600}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" disabled={reason !== undefined} onClick={send}>
            {t('send')} {showShortcut('Mod+Enter', isMac())}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the fields inside */}
      <div
        className={css.stack}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          // The same keys run and pause.
          event.preventDefault()
          send()
        }}
      >
        <SelectField
          label={t('to')}
          value={target as string}
          options={entriesInOrder(nodes).map(([value, each]) => ({
            value: value as string,
            label: `${each.name} · ${say(lookOf(each.kind).title)}`,
          }))}
          onApply={(value) => setTarget(value as NodeId)}
        />
        {samples.length > 0 && (
          <div className={css.samples}>
            {t('samples')}
            {samples.map((sample) => (
              <Button small key={sample.id} onClick={() => setDrafts({ ...drafts, [target]: sample.text })}>
                {say(sample.title)}
              </Button>
            ))}
          </div>
        )}
        {hasBody ? (
          <div>
            <label htmlFor={id}>{t(LABELS[node.kind])}</label>
            <textarea
              id={id}
              className={css.editor}
              value={text}
              spellCheck={false}
              aria-invalid={reason !== undefined}
              onChange={(event) => setDrafts({ ...drafts, [target]: event.target.value })}
            />
            {reason !== undefined && (
              <p className={css.reason} role="alert">
                {reason}
              </p>
            )}
          </div>
        ) : (
          <p>{t(LABELS[node.kind])}</p>
        )}
        {isFifo && (
          <div className={css.line}>
            {(['group', 'deduplicationId'] as const).map((field) => (
              <input
                key={field}
                className={css.input}
                aria-label={t(field)}
                placeholder={t(field)}
                value={fifo[field]}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setFifo({ ...fifo, [field]: event.target.value })}
              />
            ))}
          </div>
        )}
        {node.kind === 'function' && (
          <div className={css.samples}>
            {t('mode')}
            <Select
              aria-label={t('mode')}
              value={mode}
              options={MODES.map((value) => ({ value, label: t(value) }))}
              onChange={setMode}
            />
          </div>
        )}
      </div>
    </Dialog>
  )
}
