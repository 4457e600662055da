// Add, Outline, Lessons, Files.
import { Tabs, useText } from '#ui/kit'
import { useApp, useView } from '../shell/app-context.tsx'
import { lazy } from 'react'
import { AddPanel } from './add-panel.tsx'
import { leftTexts } from './texts.ts'

const Outline = lazy(async () => ({ default: (await import('./outline.tsx')).Outline }))
const LessonsPanel = lazy(async () => ({ default: (await import('./lessons-panel.tsx')).LessonsPanel }))
const FilesPanel = lazy(async () => ({ default: (await import('./files-panel.tsx')).FilesPanel }))

export function LeftPanel() {
  const app = useApp()
  const t = useText(leftTexts)
  const tab = useView((state) => state.left)
  return (
    <Tabs
      label={t('tabs')}
      value={tab}
      onChange={(left) => app.view.show({ left })}
      tabs={[
        { id: 'add', label: t('add'), content: <AddPanel /> },
        { id: 'outline', label: t('outline'), content: <Outline /> },
        { id: 'lessons', label: t('lessons'), content: <LessonsPanel /> },
        { id: 'files', label: t('files'), content: <FilesPanel /> },
      ]}
    />
  )
}
