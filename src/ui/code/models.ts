// One Monaco model per file of the workflow, kept equal to the document both ways: what is typed becomes write-file
// commands, one to undo per burst; what undo or another panel changes appears in the editor.
import { codeOf, type NodeId, type Workflow } from '#workflow'
import type { App } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { type CodeProblem, setCodeProblems } from './code-problems.ts'
import { monaco } from './monaco.ts'

/** A pause longer than this ends a burst of typing. */
const BURST_MS = 900
const LANGUAGES: readonly (readonly [ending: RegExp, language: string])[] = [
  [/\.[cm]?tsx?$/, 'typescript'],
  [/\.[cm]?jsx?$/, 'javascript'],
  [/\.json$/, 'json'],
]

const languageOf = (path: string): string => LANGUAGES.find(([ending]) => ending.test(path))?.[1] ?? 'plaintext'
const uriOf = (path: string) => monaco.Uri.file(`/${path}`)

export interface CodeModels {
  model(path: string): monaco.editor.ITextModel | undefined
  dispose(): void
}

export function createCodeModels(app: App): CodeModels {
  const models = new Map<string, monaco.editor.ITextModel>()
  /** Set while a model follows the document, so that its change is not taken for typing. */
  let following = false

  function add(path: string, text: string): void {
    const model = monaco.editor.getModel(uriOf(path)) ?? monaco.editor.createModel(text, languageOf(path), uriOf(path))
    if (model.getValue() !== text) model.setValue(text)
    model.onDidChangeContent(() => {
      if (following) return
      edit(
        app,
        { type: 'write-file', path, text: model.getValue() },
        { merge: `code ${path}`, mergeWithinMs: BURST_MS },
      )
    })
    models.set(path, model)
  }

  function follow(files: Workflow['files']): void {
    following = true
    for (const [path, model] of models) {
      if (Object.hasOwn(files, path)) continue
      model.dispose()
      models.delete(path)
    }
    for (const [path, text] of Object.entries(files)) {
      const model = models.get(path)
      if (!model) add(path, text)
      else if (model.getValue() !== text)
        model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
    }
    following = false
  }

  follow(app.document.getState().workflow.files)
  const stopDocument = app.document.subscribe((state, before) => {
    if (state.workflow.files !== before.workflow.files) follow(state.workflow.files)
  })
  const markers = monaco.editor.onDidChangeMarkers(() =>
    setCodeProblems(problemsOf(models, app.document.getState().workflow)),
  )
  return {
    model: (path) => models.get(path),
    dispose() {
      stopDocument()
      markers.dispose()
      for (const model of models.values()) model.dispose()
      models.clear()
      setCodeProblems([])
    },
  }
}

/** The node whose folder a file lies in: the longest that fits. */
function ownerOf(workflow: Workflow, path: string): NodeId | undefined {
  let owner: NodeId | undefined
  let longest = -1
  for (const [id, node] of Object.entries(workflow.nodes)) {
    const code = codeOf(node)
    if (!code) continue
    const folder = code.codeUri.replace(/\/+$/, '')
    if ((folder === '' || path.startsWith(`${folder}/`)) && folder.length > longest) {
      owner = id as NodeId
      longest = folder.length
    }
  }
  return owner
}

function problemsOf(models: ReadonlyMap<string, monaco.editor.ITextModel>, workflow: Workflow): CodeProblem[] {
  const found: CodeProblem[] = []
  for (const [path, model] of models) {
    const node = ownerOf(workflow, path)
    if (!node) continue
    for (const marker of monaco.editor.getModelMarkers({ resource: model.uri })) {
      if (marker.severity < monaco.MarkerSeverity.Warning) continue
      found.push({
        severity: marker.severity === monaco.MarkerSeverity.Error ? 'error' : 'warning',
        message: marker.message,
        path,
        line: marker.startLineNumber,
        node,
      })
    }
  }
  return found
}
