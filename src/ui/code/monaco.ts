// Monaco, loaded when the first editor opens: the editor, TypeScript and JSON with their workers, and the types of the
// world a handler sees. It gives diagnostics and completion only; what runs is compiled elsewhere.
// oxlint-disable oxc/no-barrel-file, import/default -- Monaco's own entries are lists; ?worker modules are made by the build
import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/features/json/register'
import * as monaco from 'monaco-editor/editor'
import {
  javascriptDefaults,
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker'
import environmentTypes from './types/environment.d.ts.txt?raw'
import lambdaTypes from './types/lambda.d.ts.txt?raw'
import moduleTypes from './types/modules.d.ts.txt?raw'

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker: (id: string, label: string) => Worker }
  }
}

window.MonacoEnvironment = {
  getWorker: (_, label) => {
    if (label === 'typescript' || label === 'javascript') return new TypeScriptWorker()
    return label === 'json' ? new JsonWorker() : new EditorWorker()
  },
}

const LIBRARIES = [
  ['environment', environmentTypes],
  ['lambda', lambdaTypes],
  ['modules', moduleTypes],
] as const

for (const defaults of [typescriptDefaults, javascriptDefaults]) {
  defaults.setCompilerOptions({
    target: ScriptTarget.ESNext,
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.NodeJs,
    lib: ['lib.es2023.d.ts'],
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: false,
    esModuleInterop: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    // Each handler file is a module of its own.
    moduleDetection: 3,
  })
  defaults.setEagerModelSync(true)
  for (const [name, text] of LIBRARIES) defaults.addExtraLib(text, `file:///node_modules/@types/faaslab/${name}.d.ts`)
}

monaco.editor.defineTheme('faaslab-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [{ token: 'comment', foreground: '7ba567' }],
  colors: {
    'editor.background': '#17181b',
    'editorGutter.background': '#17181b',
    'editor.lineHighlightBackground': '#1e2024',
    'editor.lineHighlightBorder': '#00000000',
    'editorLineNumber.foreground': '#8b909b',
    'editorWidget.background': '#1e2024',
    'minimap.background': '#17181b',
    focusBorder: '#7aa2ff',
  },
})
monaco.editor.defineTheme('faaslab-light', {
  base: 'vs',
  inherit: true,
  rules: [],
  colors: {
    'editor.background': '#ffffff',
    'editor.lineHighlightBackground': '#fafafb',
    'editor.lineHighlightBorder': '#00000000',
    'editorLineNumber.foreground': '#6b6f7a',
    focusBorder: '#2f5bd0',
  },
})

export { monaco }
