// Add, Outline, Files.
import { Tabs, useText } from '#ui/kit'
import { useApp, useView } from '../shell/app-context.tsx'
import { AddPanel } from './add-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { Outline } from './outline.tsx'
import { leftTexts } from './texts.ts'

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
        { id: 'files', label: t('files'), content: <FilesPanel /> },
      ]}
    />
  )
}
