// Taking the workflow along: each format as a file or as text, with the list of what it can't express.
import { type Format, formatSentence, formats, type WrittenProject, zipFiles } from '#formats'
import { Button, Dialog, notify, SelectField, useLanguage, useText } from '#ui/kit'
import { useEffect, useMemo, useState } from 'react'
import { useWorkflow } from '../app-context.tsx'
import { saveFile } from '../save-file.ts'
import css from './dialogs.module.css'
import { dialogTexts } from './texts.ts'

export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(dialogTexts)
  const language = useLanguage() === 'zh-CN' ? 'zh' : 'en'
  const workflow = useWorkflow((current) => current)
  const [chosen, setChosen] = useState(formats.at(-1)?.id ?? '')
  const format = formats.find(({ id }) => id === chosen) ?? (formats[0] as Format)
  const { resilience, isReady } = useResilience(format.wantsResilience(workflow))
  const project = useMemo(
    () => format.write(workflow, resilience === undefined ? {} : { resilience }),
    [format, workflow, resilience],
  )
  const paths = Object.keys(project.files)
  const main = project.files[project.main] ?? ''
  const copy = () => {
    navigator.clipboard.writeText(main).then(
      () => notify({ text: t('copied') }),
      (error: unknown) => notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) }),
    )
  }
  return (
    <Dialog
      title={t('exportTitle')}
      lead={t('exportLead')}
      onClose={onClose}
      width={720}
      actions={
        <>
          <Button onClick={copy}>{t('copy')}</Button>
          <Button look="primary" disabled={!isReady} onClick={() => download(project, workflow.name)}>
            {t(paths.length > 1 ? 'downloadZip' : 'download')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <SelectField
          label={t('formatOf')}
          value={chosen}
          options={formats.map(({ id, titleKey }) => ({
            value: id,
            label: formatSentence({ code: titleKey, data: {} }, language),
          }))}
          onApply={setChosen}
        />
        {paths.length > 1 && (
          <p className={css.samples}>
            {t('contents')}: {paths.join(', ')}
          </p>
        )}
        <div aria-busy={!isReady}>
          <p>{project.report.length === 0 ? t('lossless') : t('lost', { count: project.report.length })}</p>
          <ul className={css.notes}>
            {project.report.map((note, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with the project
              <li key={index}>{formatSentence(note, language)}</li>
            ))}
          </ul>
        </div>
        <textarea className={css.editor} readOnly aria-label={t('preview', { file: project.main })} value={main} />
      </div>
    </Dialog>
  )
}

/** The module that runs the policies of exported calls: only who exports some loads it. */
function useResilience(isWanted: boolean): { readonly resilience: string | undefined; readonly isReady: boolean } {
  const [loaded, setLoaded] = useState<{ readonly text: string | undefined }>()
  useEffect(() => {
    if (!isWanted) return
    let isShown = true
    const done = (text: string | undefined) => {
      if (isShown) setLoaded({ text })
    }
    import('virtual:exported-resilience').then(
      ({ exportedResilience }) => done(exportedResilience),
      (error: unknown) => {
        notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) })
        done(undefined)
      },
    )
    return () => {
      isShown = false
    }
  }, [isWanted])
  return { resilience: isWanted ? loaded?.text : undefined, isReady: !isWanted || loaded !== undefined }
}

function download(project: WrittenProject, name: string): void {
  const paths = Object.keys(project.files)
  if (paths.length === 1) saveFile(project.main, project.files[project.main] ?? '', 'application/json')
  else {
    const stem = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '') || 'workflow'
    saveFile(`${stem}.zip`, zipFiles(project.files), 'application/zip')
  }
}
