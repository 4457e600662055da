// The stores of the page: the document with its history, selection, clipboard, consent, storage, files, preferences.
export type { Clipboard } from './clipboard.ts'
export type { ConsentState, ConsentStore } from './consent.ts'
export type { Change, DispatchOptions, DocumentState, DocumentStore } from './document.ts'
export type { Files } from './files.ts'
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
export type { Said } from './said.ts'
export type { InspectorTarget, Selected, SelectionChoice, SelectionState, SelectionStore } from './selection.ts'
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
