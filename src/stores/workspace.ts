// All stores of one page, wired. The run is made beside them, by whoever has the workers.
import { newWorkflow } from '#workflow'
import { type Clipboard, createClipboard } from './clipboard.ts'
import { type ConsentStore, createConsentStore } from './consent.ts'
import { createDocumentStore, type DocumentStore } from './document.ts'
import { createFiles, type Files } from './files.ts'
import type { Platform } from './platform.ts'
import { createPreferencesStore, type PreferencesStore } from './preferences.ts'
import { createSelectionStore, type SelectionStore } from './selection.ts'
import { createStorageStore, type StorageStore } from './storage.ts'

export interface Workspace {
  readonly document: DocumentStore
  readonly selection: SelectionStore
  readonly clipboard: Clipboard
  readonly consent: ConsentStore
  readonly storage: StorageStore
  readonly files: Files
  readonly preferences: PreferencesStore
}

/** Shows an empty document until `storage.start` has opened one. */
export function createWorkspace(platform: Platform): Workspace {
  const { timers, keyValues, languages, download } = platform
  const document = createDocumentStore({ workflow: newWorkflow('Workflow'), timers })
  // Consent first: it hears of a document before anything that could run it.
  const consent = createConsentStore({ document, keyValues })
  const selection = createSelectionStore(document)
  const storage = createStorageStore({ platform, document, consent })
  return {
    document,
    selection,
    consent,
    storage,
    clipboard: createClipboard({ document, selection, consent }),
    files: createFiles({ workflow: () => document.getState().workflow, openNew: storage.openNew, download }),
    preferences: createPreferencesStore({ keyValues, languages }),
  }
}
