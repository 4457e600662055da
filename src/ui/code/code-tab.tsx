// The code of a function, or of a service that answers by itself: its files, its handler, the editor.
import { Button, EmptyState, IconButton, Select, useText } from '#ui/kit'
import { answerFromCode, codeOf, findNode, handlerFile, handlerFiles, type NodeId } from '#workflow'
import { FilePlus2, Pencil, Play, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useApp, useView, useWorkflow } from '../shell/app-context.tsx'
import { runCommand, shortcutOf } from '../shell/commands/shortcuts.ts'
import { edit } from '../shell/edit.ts'
import css from './code-tab.module.css'
import { CodeEditor } from './code-editor.tsx'
import { handlerChoices } from './handler-choices.ts'
import { codeTexts } from './texts.ts'

const NEW_HANDLER = `import type { Context } from 'aws-lambda'

export const handler = async (event: unknown, context: Context) => {
  console.log('event', event)
  return { ok: true }
}
`

export function CodeTab({ id }: { readonly id: NodeId }) {
  const app = useApp()
  const t = useText(codeTexts)
  const workflow = useWorkflow((current) => current)
  const place = useView((state) => state.codePlace)
  const [chosen, setChosen] = useState<string>()
  const node = findNode(workflow, id)
  const names = Object.keys(handlerFiles(workflow, id))
  const code = codeOf(node)
  if (node?.kind === 'service' && !code) return <NoCodeYet id={id} />
  if (!code) return null
  const folder = code.codeUri.replace(/^(\.?\/)+|\/+$/g, '')
  const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`)
  const wanted = place && names.some((name) => pathOf(name) === place.path) ? place : undefined
  const shown =
    (chosen !== undefined && names.includes(chosen) ? pathOf(chosen) : undefined) ??
    wanted?.path ??
    handlerFile(workflow, id)?.path ??
    (names[0] === undefined ? undefined : pathOf(names[0]))
  const show = (name: string) => {
    setChosen(name)
    app.view.show({ codePlace: undefined })
  }

  if (shown === undefined) {
    return (
      <EmptyState
        text={t('none')}
        action={
          <Button onClick={() => edit(app, { type: 'write-file', path: pathOf('index.ts'), text: NEW_HANDLER })}>
            {t('create')}
          </Button>
        }
      />
    )
  }
  return (
    <div className={css.tab}>
      <FileTabs
        names={names}
        shown={shown.slice(folder === '' ? 0 : folder.length + 1)}
        pathOf={pathOf}
        onShow={show}
      />
      <div className={css.editor}>
        <CodeEditor path={wanted && chosen === undefined ? wanted.path : shown} place={wanted} />
      </div>
      <HandlerBar id={id} handler={code.handler} optional={node?.kind === 'service'} />
    </div>
  )
}

/** A service answers what its settings say until somebody writes it a handler. */
function NoCodeYet({ id }: { readonly id: NodeId }) {
  const app = useApp()
  const t = useText(codeTexts)
  return (
    <EmptyState
      text={t('settingsAnswer')}
      action={
        <Button onClick={() => edit(app, answerFromCode(app.document.getState().workflow, id))}>
          {t('answerFromCode')}
        </Button>
      }
    />
  )
}

function FileTabs({
  names,
  shown,
  pathOf,
  onShow,
}: {
  readonly names: readonly string[]
  readonly shown: string
  readonly pathOf: (name: string) => string
  readonly onShow: (name: string) => void
}) {
  const app = useApp()
  const t = useText(codeTexts)
  const [naming, setNaming] = useState<{ readonly from: string | undefined; readonly draft: string }>()
  const finish = (apply: boolean) => {
    const draft = naming?.draft.trim()
    const from = naming?.from
    setNaming(undefined)
    if (!apply || !draft || draft === from) return
    const done =
      from === undefined
        ? edit(app, { type: 'write-file', path: pathOf(draft), text: '' })
        : edit(app, { type: 'rename-file', path: pathOf(from), to: pathOf(draft) })
    if (done) onShow(draft)
  }
  return (
    <div className={css.files}>
      <nav className={css.names} aria-label={t('files')}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className={css.name}
            aria-pressed={name === shown}
            onClick={() => onShow(name)}
            onDoubleClick={() => setNaming({ from: name, draft: name })}
          >
            {name}
          </button>
        ))}
      </nav>
      {naming && (
        <input
          className={css.input}
          aria-label={t('filePath')}
          // biome-ignore lint/a11y/noAutofocus: the user asked to type here
          autoFocus
          value={naming.draft}
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setNaming({ ...naming, draft: event.target.value })}
          onBlur={() => finish(true)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Enter') finish(true)
            if (event.key === 'Escape') finish(false)
          }}
        />
      )}
      <IconButton
        small
        label={t('addFile')}
        icon={<FilePlus2 />}
        onClick={() => setNaming({ from: undefined, draft: t('newFile') })}
      />
      <IconButton
        small
        label={t('renameFile', { path: shown })}
        icon={<Pencil />}
        onClick={() => setNaming({ from: shown, draft: shown })}
      />
      <IconButton
        small
        label={t('removeFile', { path: shown })}
        icon={<Trash2 />}
        onClick={() => edit(app, { type: 'remove-file', path: pathOf(shown) })}
      />
    </div>
  )
}

function HandlerBar({
  id,
  handler,
  optional,
}: {
  readonly id: NodeId
  readonly handler: string
  /** Its settings can answer as well. */
  readonly optional: boolean
}) {
  const app = useApp()
  const t = useText(codeTexts)
  const workflow = useWorkflow((current) => current)
  const choices = useMemo(() => handlerChoices(handlerFiles(workflow, id)), [workflow, id])
  const values = choices.includes(handler) ? choices : [handler, ...choices]
  return (
    <div className={css.bar}>
      <div className={css.handler}>
        {t('handler')}
        <Select
          small
          aria-label={t('handler')}
          value={handler}
          options={values.map((value) => ({ value, label: value }))}
          onChange={(value) => edit(app, { type: 'edit-config', node: id, patch: { handler: value } })}
        />
      </div>
      {optional && (
        <Button
          small
          onClick={() => edit(app, { type: 'edit-config', node: id, patch: {}, unset: ['codeUri', 'handler'] })}
        >
          {t('answerFromSettings')}
        </Button>
      )}
      <Button small icon={<Play />} title={shortcutOf('restart')} onClick={() => runCommand(app, 'restart')}>
        {t('run')}
      </Button>
    </div>
  )
}
