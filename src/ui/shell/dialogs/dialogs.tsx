// The dialogs, loaded together when the first one opens.
import { lazy, useCallback } from 'react'
import { FaultsTextDialog } from '../../faults/faults-text-dialog.tsx'
import { useApp } from '../app-context.tsx'
import type { DialogName } from '../view-store.ts'
import { DocumentsDialog } from './documents-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { FindDialog } from './find-dialog.tsx'
import { ImportedDialog } from './imported-dialog.tsx'
import { PaletteDialog } from './palette-dialog.tsx'
import { SendEventDialog } from './send-event-dialog.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { TemplatesDialog } from './templates-dialog.tsx'
import { useFocusBack } from './use-focus-back.ts'
import { VersionsDialog } from './versions-dialog.tsx'

/** Few workflows have any. */
const SettingsDialog = lazy(async () => ({ default: (await import('./settings-dialog.tsx')).SettingsDialog }))

/** Many pages that few people read. */
const FidelityDialog = lazy(async () => ({ default: (await import('./fidelity-dialog.tsx')).FidelityDialog }))

export function Dialogs({ dialog }: { readonly dialog: DialogName }) {
  const app = useApp()
  useFocusBack()
  const onClose = useCallback(() => app.view.show({ dialog: undefined }), [app])
  switch (dialog) {
    case 'palette':
      return <PaletteDialog onClose={onClose} />
    case 'find':
      return <FindDialog onClose={onClose} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />
    case 'send-event':
      return <SendEventDialog onClose={onClose} />
    case 'versions':
      return <VersionsDialog onClose={onClose} />
    case 'export':
      return <ExportDialog onClose={onClose} />
    case 'imported':
      return <ImportedDialog onClose={onClose} />
    case 'faults-text':
      return <FaultsTextDialog onClose={onClose} />
    case 'fidelity':
      return <FidelityDialog onClose={onClose} />
    case 'settings':
      return <SettingsDialog onClose={onClose} />
    case 'templates':
      return <TemplatesDialog onClose={onClose} />
    case 'documents':
      return <DocumentsDialog onClose={onClose} />
  }
}
