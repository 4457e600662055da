// The budget is only worth something if it sees all that the page loads by itself, and nothing that it loads later.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkBudget, firstScripts } from './size-budget.ts'

const manifest = {
  'index.html': { file: 'assets/index.js', imports: ['_a.js'] },
  '_a.js': { file: 'assets/a.js', imports: ['_b.js'] },
  '_b.js': { file: 'assets/b.js', imports: ['_a.js'] },
  'src/editor.ts': { file: 'assets/editor.js' },
}
const html =
  '<script type="module" crossorigin src="./assets/index.js"></script><link rel="modulepreload" crossorigin href="./assets/c.js">'

test('static imports of imports and preloads count, lazy chunks do not', () => {
  expect(firstScripts(html, manifest)).toEqual(['assets/a.js', 'assets/b.js', 'assets/c.js', 'assets/index.js'])
})

test('a page that loads no script is not within budget but broken', () => {
  expect(() => firstScripts('<p>hello</p>', manifest)).toThrow('no script')
})

test('a page over its budget is told so', () => {
  const page = mkdtempSync(join(tmpdir(), 'faaslab-budget-'))
  try {
    mkdirSync(join(page, '.vite'))
    mkdirSync(join(page, 'assets'))
    writeFileSync(join(page, 'index.html'), html)
    writeFileSync(join(page, '.vite/manifest.json'), JSON.stringify(manifest))
    for (const name of ['index', 'a', 'b', 'c'])
      writeFileSync(join(page, `assets/${name}.js`), `console.log('${name}')`)
    const { bytes, within } = checkBudget(page)
    expect(within).toBe(true)
    expect(checkBudget(page, bytes).within).toBe(true)
    expect(checkBudget(page, bytes - 1).within).toBe(false)
  } finally {
    rmSync(page, { recursive: true })
  }
})
