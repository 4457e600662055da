// Add, Outline, Lessons, Files.
import { Tabs, useText } from '#ui/kit'
import { useApp, useView } from '../shell/app-context.tsx'
import { lazy, type ReactNode, Suspense } from 'react'
import { AddPanel } from './add-panel.tsx'
import { leftTexts } from './texts.ts'

const Outline = lazy(async () => ({ default: (await import('./outline.tsx')).Outline }))
const LessonsPanel = lazy(async () => ({ default: (await import('./lessons-panel.tsx')).LessonsPanel }))
const FilesPanel = lazy(async () => ({ default: (await import('./files-panel.tsx')).FilesPanel }))

/** The tabs stay, and keep the focus, while what they show is on its way. */
const whenLoaded = (content: ReactNode): ReactNode => <Suspense>{content}</Suspense>

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
        { id: 'outline', label: t('outline'), content: whenLoaded(<Outline />) },
        { id: 'lessons', label: t('lessons'), content: whenLoaded(<LessonsPanel />) },
        { id: 'files', label: t('files'), content: whenLoaded(<FilesPanel />) },
      ]}
    />
  )
}
