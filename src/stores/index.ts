// The stores of the page: the document with its history, selection, clipboard, consent, storage, files, preferences.
export { type Clipboard, createClipboard } from './clipboard.ts'
export { type ConsentState, type ConsentStore, createConsentStore } from './consent.ts'
export {
  type Change,
  createDocumentStore,
  type DispatchOptions,
  type DocumentState,
  type DocumentStore,
} from './document.ts'
export { createFiles, type Files, fileNameOf } from './files.ts'
export type {
  DownloadFile,
  HeldLock,
  IncomingFile,
  KeyValues,
  Locks,
  PageLife,
  Platform,
  TabChannel,
  Timers,
} from './platform.ts'
export {
  createPreferencesStore,
  LANGUAGES,
  type Language,
  type Motion,
  type PanelState,
  type PreferencesState,
  type PreferencesStore,
  type Theme,
} from './preferences.ts'
export type { Readable } from './readable.ts'
export type { RunState, RunStore, RunStorePhase } from './run-api.ts'
export { type Said, say } from './said.ts'
export {
  createSelectionStore,
  type InspectorTarget,
  type Selected,
  type SelectionChoice,
  type SelectionHow,
  type SelectionState,
  type SelectionStore,
} from './selection.ts'
export type {
  NamedVersion,
  OpenOptions,
  SaveState,
  StorageNotice,
  StorageState,
  StorageStore,
  StoredDocument,
} from './storage.ts'
export type { Workspace } from './workspace.ts'
