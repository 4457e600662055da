// The templates, each with what it shows and the kinds in it. Choosing one opens it as a new document and runs it.
import { say as saySaid } from '#stores'
import { NODE_KINDS } from '#nodes/models'
import { lookOf } from '#nodes/views'
import { notify, useSay, useText } from '#ui/kit'
import { loadTemplates, type Template } from '#workflow'
import { use } from 'react'
import { type App, useApp } from '../app-context.tsx'
import { Picker } from './picker.tsx'
import { templateTexts } from './template-texts.ts'
import css from './templates-dialog.module.css'

let loading: ReturnType<typeof loadTemplates> | undefined

/** Once; again when it could not be loaded. */
function loadedOnce(): ReturnType<typeof loadTemplates> {
  loading ??= loadTemplates().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function openTemplate(app: App, { workflow }: Template): Promise<void> {
  const opened = await app.storage.openNew(workflow, { trusted: true })
  if (opened.ok) await app.run.start()
  else notify({ tone: 'error', text: saySaid(opened.error, app.preferences.getState().language) })
}

export function TemplatesDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(templateTexts)
  const say = useSay()
  const templates = use(loadedOnce())
  return (
    <Picker
      label={t('title')}
      placeholder={t('hint')}
      empty={t('nothing')}
      onClose={onClose}
      groups={[
        {
          id: 'templates',
          title: t('all'),
          items: templates.map((template) => ({
            id: template.id,
            label: say(template.title),
            about: say(template.summary),
            // Found in either language, whichever is shown, and by the kinds in it.
            words: [template.title, template.summary, ...kindsOf(template).map((kind) => lookOf(kind).title)].flatMap(
              (text) => [text.en, text['zh-CN']],
            ),
            end: <Kinds of={template} />,
            onChoose: () => void openTemplate(app, template),
          })),
        },
      ]}
    />
  )
}

function kindsOf({ workflow }: Template) {
  const used = new Set(Object.values(workflow.nodes).map(({ kind }) => kind))
  return NODE_KINDS.filter((kind) => used.has(kind))
}

function Kinds({ of }: { readonly of: Template }) {
  const say = useSay()
  return (
    <span className={css.kinds}>
      {kindsOf(of).map((kind) => {
        const look = lookOf(kind)
        return (
          <span key={kind} role="img" aria-label={say(look.title)} title={say(look.title)}>
            <look.icon size={14} />
          </span>
        )
      })}
    </span>
  )
}
