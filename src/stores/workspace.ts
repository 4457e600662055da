// All stores of one page, wired. `createWorkspace(platform)` makes them; `browserPlatform()` is the real platform.
import type { Clipboard } from './clipboard.ts'
import type { ConsentStore } from './consent.ts'
import type { DocumentStore } from './document.ts'
import type { Files } from './files.ts'
import type { PreferencesStore } from './preferences.ts'
import type { SelectionStore } from './selection.ts'
import type { StorageStore } from './storage.ts'

export interface Workspace {
  readonly document: DocumentStore
  readonly selection: SelectionStore
  readonly clipboard: Clipboard
  readonly consent: ConsentStore
  readonly storage: StorageStore
  readonly files: Files
  readonly preferences: PreferencesStore
}
