// A lint rule that sees nothing is green too. So each line of the table is shown to bite: small bad files, laid out as in
// the house, must each be refused by the rule named beside it, and their good neighbours by none.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEEPEST_FOLDER, oxlintConfigText } from './oxlint-config.ts'
import { DOORS, ROOMS, type Room } from './rooms.ts'

const house = resolve(import.meta.dirname, '../..')
const IMPORTS = 'eslint(no-restricted-imports)'

interface Sample {
  readonly path: string
  readonly text: string
  /** The rule that must refuse it; undefined: no rule may. */
  readonly rule: string | undefined
  readonly why: string
}

const samples: Sample[] = []
const bad = (why: string, path: string, text: string, rule: string) => samples.push({ why, path, text, rule })
const good = (why: string, path: string, text: string) => samples.push({ why, path, text, rule: undefined })

/** A place in the room; for a layer of the kinds, in one kind. */
const placeIn = (room: Room): string =>
  'folder' in room.files
    ? `${room.files.folder}/sample.ts`
    : (room.files.globs[0] ?? '').replace('src/nodes/*/*.ts', 'src/nodes/*/emulation.ts').replaceAll('*', 'queue')

const OUTSIDE = [
  'left-pad',
  '@xyflow/react',
  'zod',
  'node:fs',
  'react',
  'immer',
  'yaml',
  'vitest',
  'virtual:sealed-worker',
]

// A room may be one file, and a file holds one sample: so each of the names is tried in a house of its own.
;[...DOORS, '#base/heap', '#ui', '../x.ts', ...OUTSIDE].forEach((name, number) => {
  for (const room of ROOMS) {
    const allowed = [...room.doors, ...room.packages].some(
      (one) => name === one || (one.endsWith(':*') && name.startsWith(one.slice(0, -1))),
    )
    const types = allowed || room.types?.includes(name) === true
    const value = `import { x } from '${name}'\nexport const y = [x]\n`
    const type = `import type { X } from '${name}'\nexport type Y = X\n`
    const title = `${room.name} and ${name}`
    samples.push({ why: title, path: `v${number}/${placeIn(room)}`, text: value, rule: allowed ? undefined : IMPORTS })
    samples.push({
      why: `${title}, types`,
      path: `t${number}/${placeIn(room)}`,
      text: type,
      rule: types ? undefined : IMPORTS,
    })
  }
})

for (let depth = 0; depth <= DEEPEST_FOLDER; depth += 1) {
  const folder = `src/ui/${'a/'.repeat(depth)}`
  const up = '../'.repeat(depth)
  bad(`leaving a room from depth ${depth}`, `${folder}out.ts`, `export { x } from '${up}../stores/x.ts'\n`, IMPORTS)
  bad(
    `a test leaving a room from depth ${depth}`,
    `${folder}out.test.ts`,
    `export { x } from '${up}../stores/x.ts'\n`,
    IMPORTS,
  )
  bad(`wandering from depth ${depth}`, `${folder}wander.ts`, `export { x } from './y/../../x.ts'\n`, IMPORTS)
  if (depth > 0)
    bad(
      `test data leaving a room from depth ${depth}`,
      `${folder}testing/out.ts`.replace('a/', ''),
      `export { x } from '${up}../stores/x.ts'\n`,
      IMPORTS,
    )
  if (depth > 0)
    good(
      `test data staying in a room from depth ${depth}`,
      `${folder}testing/stay.ts`.replace('a/', ''),
      `export { x } from '${up}x.ts'\n`,
    )
  if (depth > 0) good(`staying in a room from depth ${depth}`, `${folder}stay.ts`, `export { x } from '${up}x.ts'\n`)
}

const inBase = (name: string, text: string, rule: string) =>
  bad(name, `src/base/banned-${samples.length}.ts`, text, rule)
for (const text of [
  'new Date()',
  'Date.now()',
  'setTimeout(() => 1, 1)',
  'setInterval(() => 1, 1)',
  'queueMicrotask(() => 1)',
  'performance.now()',
  'console.log(1)',
  'fetch("/")',
  'document.title',
  'window.name',
  'process.env',
  'Buffer.from("")',
  'globalThis.x',
  'self.x',
  'crypto.randomUUID()',
  'structuredClone({})',
  'new Intl.NumberFormat()',
  'new URL("a:b")',
  'new MessageChannel()',
  'new WeakRef({})',
  'navigator.language',
  'localStorage.x',
  'requestAnimationFrame(() => 1)',
]) {
  inBase(`${text} in a pure room`, `export const x = () => ${text}\n`, 'eslint(no-restricted-globals)')
}
inBase('Math.random', 'export const x = () => Math.random()\n', 'eslint(no-restricted-properties)')
inBase(
  'Math.random taken apart',
  'export const x = () => {\n  const { random } = Math\n  return random\n}\n',
  'eslint(no-restricted-properties)',
)
inBase('localeCompare', 'export const x = (a: string) => a.localeCompare(a)\n', 'eslint(no-restricted-properties)')
for (const folder of ['workflow', 'resilience', 'trace', 'emulator', 'formats', 'lessons', 'nodes/queue-p']) {
  const path = folder.startsWith('nodes') ? `src/${folder}/emulation.ts` : `src/${folder}/clock.ts`
  bad(`a clock in ${folder}`, path, 'export const x = () => Date.now()\n', 'eslint(no-restricted-globals)')
}
bad(
  'a clock in a model',
  'src/nodes/queue-m/model.ts',
  'export const x = () => Date.now()\n',
  'eslint(no-restricted-globals)',
)
good('a clock in the stores', 'src/stores/clock.ts', 'export const x = () => Date.now()\n')
good('a clock in a test', 'src/base/clock.test.ts', 'export const x = () => Date.now()\n')

inBase('any', 'export const x = (a: any) => a\n', 'typescript(no-explicit-any)')
inBase('an import type in place', "export type X = import('#trace').Y\n", 'typescript(consistent-type-imports)')
inBase('a dynamic import', "export const x = async () => import('#trace')\n", IMPORTS)
inBase('require', "export const x = require('node:fs')\n", 'eslint(no-restricted-globals)')
inBase('an empty catch', 'export const x = () => {\n  try {\n    x()\n  } catch {}\n}\n', 'eslint(no-empty)')
inBase('eval', "export const x = () => eval('1')\n", 'eslint(no-eval)')
inBase('new Function', "export const x = () => new Function('1')\n", 'eslint(no-new-func)')
inBase('a default export', 'export default 1\n', 'import(no-default-export)')
bad('export *', 'src/trace/star.ts', "export * from './leaf.ts'\n", 'oxc(no-barrel-file)')
bad('export * as', 'src/trace/star-as.ts', "export * as leaf from './leaf.ts'\n", 'oxc(no-barrel-file)')
bad('export type *', 'src/trace/star-type.ts', "export type * from './leaf.ts'\n", 'oxc(no-barrel-file)')
good('a leaf', 'src/trace/leaf.ts', 'export const leaf = 1\n')
bad(
  'a cycle of types',
  'src/trace/round.ts',
  "import type { B } from './about.ts'\nexport type A = B\n",
  'import(no-cycle)',
)
bad(
  'its other half',
  'src/trace/about.ts',
  "import type { A } from './round.ts'\nexport type B = A\n",
  'import(no-cycle)',
)
bad('the console in the page', 'src/ui/log.ts', 'export const x = () => console.log(1)\n', 'eslint(no-console)')
bad(
  'HTML from a string',
  'src/ui/html.tsx',
  'export const X = () => <i dangerouslySetInnerHTML={{ __html: "" }} />\n',
  'react(no-danger)',
)
bad('a model naming its emulation', 'src/nodes/queue-l/model.ts', "export { x } from './emulation.ts'\n", IMPORTS)
bad('a model naming its view', 'src/nodes/queue-v/model.ts', "export { x } from './view.tsx'\n", IMPORTS)
bad('an emulation naming its view', 'src/nodes/queue-e/emulation.ts', "export { x } from './view.tsx'\n", IMPORTS)
bad('a view naming its emulation', 'src/nodes/queue-e/view.tsx', "export { x } from './emulation.ts'\n", IMPORTS)
bad('a kind naming another', 'src/nodes/queue-k/emulation.ts', "export { x } from '../service/model.ts'\n", IMPORTS)
good('an emulation naming its model', 'src/nodes/queue-g/emulation.ts', "export { x } from './model.ts'\n")
good(
  'a view with its style',
  'src/nodes/queue-g/view.tsx',
  "import './view.module.css'\nexport { x } from './model.ts'\n",
)
bad('the kit by its path', 'src/ui/panels/kit.ts', "export { x } from '../kit/x.ts'\n", IMPORTS)
bad('the Node half by its path', 'src/runtime/half.ts', "export { x } from './node/x.ts'\n", IMPORTS)
bad('a journey that looks inside', 'e2e/inside.spec.ts', "export { x } from '../src/base/index.ts'\n", IMPORTS)

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(house.length + 1))

interface Diagnostic {
  readonly code: string
  readonly filename: string
}

describe('the rules of the rooms', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faaslab-rooms-'))
  let diagnostics: readonly Diagnostic[] = []

  beforeAll(() => {
    const write = (path: string, text: string) => {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const config = readFileSync(join(house, '.oxlintrc.json'), 'utf8')
    for (const root of new Set(samples.map((one) => one.path.split(/(?:src|e2e)\//)[0] ?? ''))) {
      write(join(root, '.oxlintrc.json'), config)
    }
    for (const { path, text } of samples) write(path, text)
    let output = ''
    try {
      output = execFileSync(join(house, 'node_modules/.bin/oxlint'), ['--format', 'json', '.'], {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      })
    } catch (error) {
      if (!(error instanceof Error && 'stdout' in error)) throw error
      output = String(error.stdout)
    }
    diagnostics = (JSON.parse(output) as { diagnostics: readonly Diagnostic[] }).diagnostics
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const rulesAgainst = (path: string) => diagnostics.filter((one) => one.filename === path).map((one) => one.code)

  test('refuse what the table does not allow, and nothing else', () => {
    const wrong = samples.flatMap(({ path, rule, why }) => {
      const found = rulesAgainst(path)
      if (rule === undefined)
        return found.includes(IMPORTS) || found.includes('eslint(no-restricted-globals)')
          ? [`refused: ${why} (${path})`]
          : []
      return found.includes(rule) ? [] : [`not refused: ${why} (${path}: ${found.join(', ') || 'nothing'})`]
    })
    expect(wrong).toEqual([])
    expect(samples.length).toBeGreaterThan(1000)
  })
})

test('the configuration is the table', () => {
  expect(readFileSync(join(house, '.oxlintrc.json'), 'utf8'), 'npm run rooms writes it').toBe(oxlintConfigText())
})

test('every door of the table is declared in package.json, and no other', () => {
  const { imports } = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8')) as {
    imports: Record<string, string>
  }
  expect(Object.keys(imports).sort()).toEqual([...DOORS].sort())
})

test('every file in src lies in a room and no deeper than the rules reach', () => {
  const outside = filesBelow(join(house, 'src')).filter((path) => {
    if (path.endsWith('.d.ts')) return false
    const room = ROOMS.find((one) =>
      'folder' in one.files
        ? path.startsWith(`${one.files.folder}/`)
        : one.files.globs.some((glob) =>
            new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path),
          ),
    )
    return room === undefined || path.split('/').length - 3 > DEEPEST_FOLDER
  })
  expect(outside).toEqual([])
})

test('no kind’s model or view drags the emulator along through a file beside it', () => {
  const namedIn = (path: string) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)].map((match) => match[1] ?? '')
  const room = (name: string) => ROOMS.find((one) => one.name === name)
  const dragged = (start: string, layer: Room | undefined): string[] => {
    const seen = new Set<string>()
    const wrong: string[] = []
    const visit = (path: string) => {
      if (seen.has(path)) return
      seen.add(path)
      for (const name of namedIn(path)) {
        if (name.startsWith('./') && /\.tsx?$/.test(name)) visit(join(dirname(path), name))
        else if (name.startsWith('#') && !layer?.doors.includes(name)) wrong.push(`${start}: ${name} through ${path}`)
      }
    }
    visit(start)
    return wrong
  }
  const files = filesBelow(join(house, 'src/nodes')).map((path) => join(house, path))
  const models = files.filter((path) => /\/nodes\/[^/]+\/model\.ts$/.test(path))
  const views = files.filter((path) => /\/nodes\/[^/]+\/view\.tsx$/.test(path))
  expect(models.length).toBeGreaterThanOrEqual(6)
  expect(models.flatMap((path) => dragged(path, room('kind: model')))).toEqual([])
  expect(views.flatMap((path) => dragged(path, room('kind: view')))).toEqual([])
})
