// Who may import whom: the table of src/README.md as data. `npm run rooms` writes .oxlintrc.json from it, and a test
// holds the two equal and proves that each line bites.

export interface Room {
  readonly name: string
  /** The room's folder, or the single files a layer or an entry consists of (globs, from the top). */
  readonly files: { readonly folder: string } | { readonly globs: readonly string[] }
  readonly doors: readonly string[]
  /** Doors of which only types may be named. */
  readonly types?: readonly string[]
  readonly packages: readonly string[]
  /** ECMAScript only: no clock, no luck, no platform. */
  readonly pure: boolean
  /** For layers made of single files: which neighbours they may name. A folder's files may name all of theirs. */
  readonly neighbours?: readonly string[]
  /** Sub-folders that are rooms of their own: entered by their door even from beside. */
  readonly inner?: readonly string[]
}

const NODE = ['node:*']
const SCHEMA = ['zod/mini']
const REACT = ['react', 'react/**', 'react-dom', 'react-dom/**', 'lucide-react']
const VIRTUAL = ['virtual:*']

export const DOORS = [
  '#base',
  '#base/testing/soak',
  '#base/testing/shared',
  '#resilience',
  '#workflow',
  '#trace',
  '#emulator',
  '#runtime',
  '#runtime/node',
  '#formats',
  '#lessons',
  '#stores',
  '#nodes/models',
  '#nodes/node-model',
  '#nodes/call-edge',
  '#nodes/emulations',
  '#nodes/views',
  '#ui/kit',
  '#workers/protocol',
] as const

/** Later rooms win where globs overlap: the narrow one stands after the wide one. */
export const ROOMS: readonly Room[] = [
  { name: 'base', files: { folder: 'src/base' }, doors: [], packages: [], pure: true },
  { name: 'resilience', files: { folder: 'src/resilience' }, doors: ['#base'], packages: SCHEMA, pure: true },
  {
    name: 'workflow',
    files: { folder: 'src/workflow' },
    doors: ['#base', '#resilience', '#nodes/models', '#nodes/node-model', '#nodes/call-edge'],
    packages: [...SCHEMA, 'immer'],
    pure: true,
  },
  {
    name: 'trace',
    files: { folder: 'src/trace' },
    doors: ['#base', '#workflow', '#resilience'],
    packages: SCHEMA,
    pure: true,
  },
  {
    name: 'emulator',
    files: { folder: 'src/emulator' },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#nodes/models'],
    packages: SCHEMA,
    pure: true,
  },
  {
    name: 'formats',
    files: { folder: 'src/formats' },
    doors: ['#base', '#workflow', '#resilience', '#nodes/models', '#nodes/node-model', '#nodes/call-edge'],
    packages: [...SCHEMA, 'yaml', 'fflate'],
    pure: true,
  },
  {
    name: 'lessons',
    files: { folder: 'src/lessons' },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#nodes/models'],
    packages: SCHEMA,
    pure: true,
  },
  // Files beside the three layers are pure. Which layers may build on one is what it imports: a test follows the imports
  // of each model and view and refuses what they would drag along.
  {
    name: 'kind: emulation',
    files: { globs: ['src/nodes/*/*.ts'] },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#emulator', '#nodes/node-model', '#nodes/call-edge'],
    packages: SCHEMA,
    pure: true,
    neighbours: ['./*', '!./view*', '!./*.tsx', '!./*.css'],
  },
  {
    name: 'kind: model',
    files: { globs: ['src/nodes/*/model.ts'] },
    doors: ['#base', '#resilience', '#nodes/node-model', '#nodes/call-edge'],
    packages: SCHEMA,
    pure: true,
    neighbours: ['./*', '!./emulation*', '!./view*', '!./*.tsx', '!./*.css'],
  },
  {
    name: 'kind: view',
    files: { globs: ['src/nodes/*/*.tsx', 'src/nodes/*/view.ts', 'src/nodes/*/view-*.ts'] },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#ui/kit', '#nodes/node-model', '#nodes/call-edge'],
    packages: REACT,
    pure: false,
    neighbours: ['./*', '!./emulation*'],
  },
  {
    name: 'ground of the kinds',
    files: { globs: ['src/nodes/node-model.ts', 'src/nodes/call-edge.ts'] },
    doors: ['#base', '#resilience'],
    packages: SCHEMA,
    pure: true,
    neighbours: ['./node-model.ts', './call-edge.ts'],
  },
  {
    name: 'list of models',
    files: { globs: ['src/nodes/models.ts'] },
    doors: ['#base', '#resilience'],
    packages: SCHEMA,
    pure: true,
    neighbours: ['./*/*', '!./*/emulation*', '!./*/view*', './node-model.ts', './call-edge.ts'],
  },
  {
    name: 'list of emulations',
    files: { globs: ['src/nodes/emulations.ts'] },
    doors: ['#base', '#workflow', '#emulator', '#nodes/models'],
    packages: [],
    pure: true,
    neighbours: ['./*/emulation.ts', './models.ts'],
  },
  {
    name: 'list of views',
    files: { globs: ['src/nodes/views.ts', 'src/nodes/views.tsx'] },
    doors: ['#base', '#workflow', '#ui/kit', '#nodes/models'],
    packages: ['react'],
    pure: false,
    neighbours: ['./*/view.tsx', './models.ts'],
  },
  {
    name: 'runtime',
    files: { folder: 'src/runtime' },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#emulator'],
    packages: [
      ...SCHEMA,
      'sucrase',
      'acorn',
      'acorn-walk',
      '@noble/hashes/**',
      'buffer',
      'buffer/**',
      'events',
      'events/**',
    ],
    pure: false,
    inner: ['node'],
  },
  {
    name: 'runtime: Node',
    files: { folder: 'src/runtime/node' },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#emulator', '#runtime'],
    packages: [...SCHEMA, ...NODE],
    pure: false,
  },
  {
    name: 'runtime: AWS SDK',
    files: { globs: ['src/runtime/aws/sdk-bundle.ts'] },
    doors: [],
    packages: ['@aws-sdk/client-sqs'],
    pure: false,
    neighbours: [],
  },
  {
    name: 'stores',
    files: { folder: 'src/stores' },
    doors: [
      '#base',
      '#workflow',
      '#resilience',
      '#trace',
      '#formats',
      '#lessons',
      '#nodes/models',
      '#nodes/node-model',
      '#nodes/call-edge',
      '#workers/protocol',
    ],
    packages: [...SCHEMA, 'zustand', 'zustand/**', 'immer', 'idb', 'comlink', 'fflate', '@dagrejs/dagre'],
    pure: false,
  },
  {
    name: 'ui',
    files: { folder: 'src/ui' },
    doors: [
      '#base',
      '#workflow',
      '#resilience',
      '#trace',
      '#formats',
      '#lessons',
      '#stores',
      '#nodes/models',
      '#nodes/node-model',
      '#nodes/call-edge',
      '#nodes/views',
      '#ui/kit',
      '#workers/protocol',
    ],
    packages: [
      ...REACT,
      'reactflow',
      'reactflow/**',
      'zustand',
      'zustand/**',
      'monaco-editor',
      'monaco-editor/**',
      'radix-ui',
      'cmdk',
      'react-resizable-panels',
      '@tanstack/react-virtual',
    ],
    pure: false,
    inner: ['kit'],
  },
  {
    name: 'ui/kit',
    files: { folder: 'src/ui/kit' },
    doors: ['#base'],
    packages: [...REACT, 'radix-ui', 'cmdk'],
    pure: false,
  },
  {
    name: 'workers',
    files: { folder: 'src/workers' },
    doors: [
      '#base',
      '#workflow',
      '#resilience',
      '#trace',
      '#emulator',
      '#runtime',
      '#formats',
      '#nodes/models',
      '#nodes/node-model',
      '#nodes/call-edge',
      '#nodes/emulations',
      '#workers/protocol',
    ],
    packages: [...SCHEMA, ...VIRTUAL, 'comlink'],
    pure: false,
  },
  {
    name: 'workers: protocol',
    files: { globs: ['src/workers/protocol.ts', 'src/workers/protocol-*.ts'] },
    doors: ['#base', '#workflow', '#resilience', '#trace', '#nodes/models'],
    types: ['#emulator'],
    packages: SCHEMA,
    pure: false,
    neighbours: ['./protocol*'],
  },
  {
    name: 'cli',
    files: { folder: 'src/cli' },
    doors: [
      '#base',
      '#workflow',
      '#resilience',
      '#trace',
      '#emulator',
      '#runtime',
      '#formats',
      '#nodes/models',
      '#workers/protocol',
    ],
    packages: [...SCHEMA, ...NODE, ...VIRTUAL, 'fflate'],
    pure: false,
  },
  {
    name: 'cli.ts',
    files: { globs: ['src/cli.ts'] },
    doors: [
      '#base',
      '#workflow',
      '#resilience',
      '#trace',
      '#emulator',
      '#runtime',
      '#formats',
      '#nodes/models',
      '#workers/protocol',
    ],
    packages: [...NODE, ...VIRTUAL],
    pure: false,
    neighbours: ['./cli/**'],
  },
  {
    name: 'main.tsx',
    files: { globs: ['src/main.tsx'] },
    doors: ['#base', '#workflow', '#stores', '#formats', '#lessons', '#nodes/views', '#ui/kit', '#workers/protocol'],
    packages: [...REACT, ...VIRTUAL, 'reactflow/**'],
    pure: false,
    neighbours: ['./ui/**', './workers/**'],
  },
]
