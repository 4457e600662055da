// Turns the table of rooms into oxlint's configuration. Oxlint has no look-around in its patterns, so "only these" is
// said with negated groups, and "not out of the room" by how deep a file lies in it.
import { DOORS, ROOMS, type Room } from './rooms.ts'

/** No file lies deeper in its room than this; the test of the rules fails when one does. */
export const DEEPEST_FOLDER = 4
const CODE = '*.{ts,tsx}'
const TEST_FILES = ['*.test.ts', '*.test.tsx', '*.node.test.ts']

/** What a pure room could reach for without an import and that would differ from run to run or tie it to a platform. */
const IMPURE_GLOBALS = [
  'AbortController',
  'AbortSignal',
  'Atomics',
  'BroadcastChannel',
  'Buffer',
  'Date',
  'EventTarget',
  'FinalizationRegistry',
  'Function',
  'Intl',
  'MessageChannel',
  'SharedArrayBuffer',
  'Temporal',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'WeakRef',
  'WebAssembly',
  'Worker',
  'XMLHttpRequest',
  'atob',
  'btoa',
  'cancelAnimationFrame',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'document',
  'eval',
  'fetch',
  'global',
  'globalThis',
  'indexedDB',
  'localStorage',
  'location',
  'navigator',
  'performance',
  'postMessage',
  'process',
  'queueMicrotask',
  'reportError',
  'requestAnimationFrame',
  'require',
  'self',
  'sessionStorage',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
  'window',
]

/** Members that ask the host: its luck, its language, its time zone. */
const IMPURE_MEMBERS = [
  { object: 'Math', property: 'random', message: 'Luck comes from #base, by cause.' },
  { property: 'localeCompare', message: 'It depends on the host’s language: compare code units.' },
  { property: 'toLocaleString', message: 'It depends on the host’s language.' },
  { property: 'toLocaleLowerCase', message: 'It depends on the host’s language.' },
  { property: 'toLocaleUpperCase', message: 'It depends on the host’s language.' },
]

const MESSAGE = 'is not for this room: see the table in src/README.md.'

type Patterns = { group?: string[]; regex?: string; allowTypeImports?: boolean; message: string }[]
interface Override {
  files: string[]
  rules: Record<string, unknown>
}

/** `../` as often as the file is deep stays in the room; once more, or after a step down, leaves or hides it. */
const leavesRoom = (depth: number): Patterns => [
  { regex: `^(\\.\\./){${depth + 1}}`, message: 'leaves the room: enter the other one by its door.' },
  { regex: '^(\\./|(\\.\\./)*[^./]).*\\.\\./|^\\./\\.\\./', message: 'wanders: name the file by its straight path.' },
  { regex: '^(/|\\.\\.?$|https?:|file:|data:)', message: 'is no module of this house.' },
]

/**
 * The list of what is allowed. It stands last: a name that a negated group lets through is not held against the patterns
 * after it. A bare name in such a group means "wherever it ends so", so what `react` would let in besides goes first.
 */
const only = (room: Room, relative: readonly string[]): Patterns => {
  const types = [...(room.types ?? [])]
  const allowed = [...room.doors, ...types, ...room.packages].map((name) => `!${name}`)
  const bare = [...room.doors, ...room.packages].filter((name) => /^[a-z#-]+$/.test(name))
  return [
    { regex: `^@.*/(${['-', ...bare].join('|')})(/|$)`, message: MESSAGE },
    ...types.map((name) => ({
      regex: `^${name}$`,
      allowTypeImports: true,
      message: 'gives this room its types only.',
    })),
    { group: ['*', '**', ...allowed, ...relative], message: MESSAGE },
  ]
}

const imports = (patterns: Patterns) => ['error', { patterns }]

/** A neighbour list may take back with `!`, which in a negated group means to ban again. */
const neighbourGroups = (neighbours: readonly string[]): string[] =>
  neighbours.map((name) => (name.startsWith('!') ? name.slice(1) : `!${name}`))

const globsOf = (room: Room): readonly string[] =>
  'folder' in room.files ? [`${room.files.folder}/**`] : room.files.globs

const PURE = {
  'no-restricted-globals': ['error', { globals: IMPURE_GLOBALS, checkGlobalObject: true }],
  'no-restricted-properties': ['error', ...IMPURE_MEMBERS],
}
const IMPURE = { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' }

/** One stretch for each run of rooms alike, in the table's order, since the later one wins. */
const purityOverrides = (): Override[] => {
  const stretches: { pure: boolean; files: string[] }[] = []
  for (const room of ROOMS) {
    const last = stretches.at(-1)
    if (last?.pure === room.pure) last.files.push(...globsOf(room))
    else stretches.push({ pure: room.pure, files: [...globsOf(room)] })
  }
  return stretches.map(({ pure, files }) => ({ files, rules: pure ? PURE : IMPURE }))
}

const depths = Array.from({ length: DEEPEST_FOLDER + 1 }, (_, depth) => depth)

const folderOverrides = (room: Room, folder: string): Override[] =>
  depths.map((depth) => {
    const relative = ['!./*', '!./**', ...(depth > 0 ? ['!../*', '!../**'] : [])]
    const inner = (room.inner ?? []).map((name) => ({
      regex: `^\\.\\.?/(.*/)?${name}/`,
      message: 'is a room of its own: enter it by its door.',
    }))
    return {
      files: [`${folder}/${'*/'.repeat(depth)}${CODE}`],
      rules: {
        'no-restricted-imports': imports([...leavesRoom(depth), ...inner, ...only(room, relative)]),
      },
    }
  })

const fileOverrides = (room: Room, globs: readonly string[]): Override[] => [
  {
    files: [...globs],
    rules: {
      'no-restricted-imports': imports([...leavesRoom(0), ...only(room, neighbourGroups(room.neighbours ?? []))]),
    },
  },
]

/** A test may enter any room, but by the door, and use Node; what it stands beside is named directly. */
const testOverrides = (): Override[] => {
  const patterns = (depth: number): Patterns => [
    ...leavesRoom(depth),
    { regex: '^@xyflow/', message: 'is `reactflow` here.' },
    { group: ['#*', '#**', ...DOORS.map((door) => `!${door}`)], message: 'is no door.' },
  ]
  const rules = (depth: number) => ({
    'no-restricted-imports': imports(patterns(depth)),
    ...IMPURE,
    'no-console': 'off',
    'no-new-func': 'off',
  })
  const tests = (depth: number) => TEST_FILES.map((name) => `src/*/${'*/'.repeat(depth)}${name}`)
  const testing = (depth: number) =>
    Array.from(
      { length: depth },
      (_, above) => `src/*/${'*/'.repeat(above)}testing/${'*/'.repeat(depth - above - 1)}${CODE}`,
    )
  return [
    { files: TEST_FILES.map((name) => `src/${name}`), rules: { ...IMPURE, 'no-console': 'off' } },
    ...depths.map((depth) => ({
      files: [...tests(depth), ...testing(depth)],
      rules: rules(depth),
    })),
  ]
}

const journeys: Override = {
  files: ['e2e/**/*.ts', 'e2e/*.ts'],
  rules: {
    'no-restricted-imports': imports([
      { regex: '(^|/)src/', message: 'is inside: a journey knows the product from outside.' },
      { regex: '^@xyflow/', message: 'is `reactflow` here.' },
      { group: ['#*', '#**', ...DOORS.map((door) => `!${door}`)], message: 'is no door.' },
    ]),
  },
}

const oxlintConfig = () => ({
  $schema: './node_modules/oxlint/configuration_schema.json',
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react'],
  categories: { correctness: 'error' },
  ignorePatterns: ['dist', 'node_modules', 'test-results', 'playwright-report', '.cache'],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'import/no-self-import': 'error',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/no-namespace': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: true }],
    'react/no-danger': 'error',
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-eval': 'error',
    'no-new-func': 'error',
    'no-var': 'error',
    // Long lists of words are kept several a line by spreading short ones.
    'unicorn/no-useless-spread': 'off',
    // Names from a hostile file are checked for exactly these.
    'no-control-regex': 'off',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-console': 'error',
  },
  overrides: [
    ...ROOMS.flatMap((room) =>
      'folder' in room.files ? folderOverrides(room, room.files.folder) : fileOverrides(room, room.files.globs),
    ),
    ...purityOverrides(),
    ...testOverrides(),
    journeys,
    { files: ['src/cli.ts', 'src/cli/**', 'e2e/**', '.house/**'], rules: { 'no-console': 'off' } },
    // It hands a whole package over by its name, which is what it is for.
    { files: ['src/runtime/aws/sdk/*.ts'], rules: { 'oxc/no-barrel-file': 'off' } },
    {
      files: ['vite.config.ts', 'e2e/playwright.config.ts', '.house/**'],
      rules: { 'import/no-default-export': 'off' },
    },
  ],
})

/** One override a line: long, but a diff shows which room changed. */
export const oxlintConfigText = (): string => {
  const { overrides, ...rest } = oxlintConfig()
  const head = JSON.stringify(rest, null, 2).slice(0, -2)
  return `${head},\n  "overrides": [\n${overrides.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]\n}\n`
}
