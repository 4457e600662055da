// The page's entry: wiring only.
import { browserPlatform, createGhostStore, createRunStore, createWorkspace, sealedRuns } from '#stores'
import { firstPaint } from '#ui/kit'
import { ordersExample } from '#workflow'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { frameDocument } from 'virtual:frame-bootstrap'
import { type App, createCanvasSlot } from './ui/shell/app-context.tsx'
import { FaaslabApp } from './ui/shell/app.tsx'
import { createViewStore } from './ui/shell/view-store.ts'
import './ui/kit/tokens.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const workspace = createWorkspace(browserPlatform())
const createObserver = () => new Worker(new URL('./workers/observer.worker.ts', import.meta.url), { type: 'module' })
const run = createRunStore({
  document: workspace.document,
  consent: workspace.consent,
  createCompiler: () => new Worker(new URL('./workers/compiler.worker.ts', import.meta.url), { type: 'module' }),
  createObserver,
  frameDocument,
  pace: workspace.preferences.getState().pace,
})
const ghost = createGhostStore({
  run,
  document: workspace.document,
  consent: workspace.consent,
  open: sealedRuns({ createObserver, frameDocument }),
})
const app: App = { ...workspace, run, ghost, view: createViewStore(), canvas: createCanvasSlot() }

// A run belongs to the document it was started from.
workspace.document.subscribe((state, before) => {
  if (state.generation !== before.generation && run.getState().phase !== 'idle') void run.reset()
})

run.subscribe(({ pace }, before) => {
  if (pace !== before.pace) workspace.preferences.set({ pace })
})

createRoot(root).render(
  <StrictMode>
    <FaaslabApp app={app} />
  </StrictMode>,
)

await firstPaint()
await workspace.storage.start(ordersExample)
if (workspace.consent.getState().allowed) await run.start()
