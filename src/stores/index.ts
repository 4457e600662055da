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
export { browserPlatform } from './storage/browser-platform.ts'
export {
  createStorageStore,
  type LeaveOptions,
  type NamedVersion,
  type OpenNewOptions,
  type SaveState,
  type StorageNotice,
  type StorageState,
  type StorageStore,
  type StoredDocument,
} from './storage.ts'
export { createWorkspace, type Workspace } from './workspace.ts'
export type { GhostResult, GhostState, GhostStore, GhostTarget } from './run/ghost-api.ts'
export { createGhostStore } from './run/ghost-run.ts'
export { sealedRuns } from './run/sealed-run.ts'
export { createRunStore, type RunStoreOptions } from './run/run-store.ts'
