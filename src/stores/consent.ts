// Whether the code of the open document may run. Consent belongs to the content of the code: own edits keep it, code
// that came from a file, an import or a paste needs the user's word first, once per content.
import { canonicalJson, keysInOrder, sha256 } from '#base'
import type { Command, Workflow } from '#workflow'
import { createStore } from 'zustand/vanilla'
import type { Change, DocumentStore } from './document.ts'
import type { KeyValues } from './platform.ts'
import type { Readable } from './readable.ts'

type FileTexts = Workflow['files']

export interface ConsentState {
  /** Nothing of the document may run while this is false. */
  readonly allowed: boolean
  /** The files that nobody allowed yet, in order of their paths. */
  readonly asked: readonly string[]
}

export interface ConsentStore extends Readable<ConsentState> {
  /** The user allows the code of the open document, as it is now. */
  allow(): void
  /** Makes this content known as harmless: what ships with the app, what this user copied. */
  trust(files: FileTexts): void
  isTrusted(files: FileTexts): boolean
  /** Before this very record is loaded or put in: only these paths in it are foreign. */
  vouch(files: FileTexts, foreign: readonly string[]): void
}

const TRUSTED_KEY = 'faaslab.trusted-code'
/** Contents remembered as allowed; the oldest are asked for again. */
const TRUSTED_KEPT = 300

function readTrusted(keyValues: KeyValues): readonly string[] {
  const text = keyValues.read(TRUSTED_KEY) ?? ''
  return text.split(' ').filter((digest) => /^[0-9a-f]{64}$/.test(digest))
}

/** What a command brings in from elsewhere. */
function filesBroughtBy(command: Command): FileTexts | undefined {
  if (command.type === 'paste' || command.type === 'import-fragment') return command.fragment.files
  return command.type === 'replace-document' ? command.workflow.files : undefined
}

export interface ConsentStoreOptions {
  readonly document: DocumentStore
  readonly keyValues: KeyValues
}

export function createConsentStore({ document, keyValues }: ConsentStoreOptions): ConsentStore {
  const vouched = new WeakMap<FileTexts, ReadonlySet<string>>()
  /** For this page's life, should the browser refuse to keep anything. */
  const trustedHere = new Set<string>()
  /** Texts of files nobody allowed: wherever one of them turns up, it is not allowed there. */
  let foreign: ReadonlySet<string> = new Set()

  const store = createStore<ConsentState>(() => ({ allowed: false, asked: [] }))

  const digestOf = (files: FileTexts): string => sha256(canonicalJson(files))

  function isTrusted(files: FileTexts): boolean {
    if (Object.keys(files).length === 0) return true
    const digest = digestOf(files)
    return trustedHere.has(digest) || readTrusted(keyValues).includes(digest)
  }

  function trust(files: FileTexts): void {
    if (Object.keys(files).length === 0) return
    const digest = digestOf(files)
    trustedHere.add(digest)
    const others = readTrusted(keyValues).filter((known) => known !== digest)
    keyValues.write(TRUSTED_KEY, [...others, digest].slice(-TRUSTED_KEPT).join(' '))
  }

  /** The texts in it that need the user's word. */
  function foreignTexts(files: FileTexts, known: ReadonlySet<string>): string[] {
    const foreignPaths = vouched.get(files)
    const paths = keysInOrder(files)
    if (foreignPaths) return paths.filter((path) => foreignPaths.has(path)).map((path) => files[path] as string)
    if (isTrusted(files)) return []
    return paths.map((path) => files[path] as string).filter((text) => !known.has(text))
  }

  function stateOf(files: FileTexts): ConsentState {
    const asked = foreign.size === 0 ? [] : keysInOrder(files).filter((path) => foreign.has(files[path] as string))
    return { allowed: asked.length === 0, asked }
  }

  function show(next: ConsentState): void {
    const now = store.getState()
    if (now.allowed !== next.allowed || now.asked.join('\n') !== next.asked.join('\n')) store.setState(next)
  }

  function ownTexts(files: FileTexts): ReadonlySet<string> {
    return new Set(Object.values(files).filter((text) => !foreign.has(text)))
  }

  function taint({ before, after, commands }: Change): void {
    const added: string[] = []
    for (const command of commands) {
      const brought = filesBroughtBy(command)
      if (brought) added.push(...foreignTexts(brought, ownTexts(before.files)))
    }
    if (foreign.size > 0 && before.files !== after.files) {
      for (const path of Object.keys(before.files)) {
        const [then, now] = [before.files[path], after.files[path]]
        if (then !== now && then !== undefined && now !== undefined && foreign.has(then)) added.push(now)
      }
    }
    if (added.length > 0) foreign = new Set([...foreign, ...added])
  }

  function enter(files: FileTexts): void {
    foreign = new Set(foreignTexts(files, new Set()))
    show(stateOf(files))
  }

  // Consent is lowered before anybody can see the new document, and raised only after.
  document.beforeChange((change) => {
    taint(change)
    const next = stateOf(change.after.files)
    if (!next.allowed) show(next)
  })
  document.subscribe((state, previous) => {
    if (state.generation !== previous.generation) enter(state.workflow.files)
    else if (state.workflow.files !== previous.workflow.files) show(stateOf(state.workflow.files))
  })
  enter(document.getState().workflow.files)

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    allow() {
      const { files } = document.getState().workflow
      const allowed = new Set(Object.values(files))
      foreign = new Set([...foreign].filter((text) => !allowed.has(text)))
      trust(files)
      show(stateOf(files))
    },
    trust,
    isTrusted,
    vouch: (files, paths) => vouched.set(files, new Set(paths)),
  }
}
