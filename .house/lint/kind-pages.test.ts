// The pages that say how faithful each kind is name their tests: each named one is there.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const nodes = resolve(import.meta.dirname, '../../src/nodes')
const kinds = readdirSync(nodes, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []))
const testsOf = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${name}\n${readFileSync(resolve(path, name), 'utf8')}`)

test.each(kinds)('%s says what is emulated, simplified and left out, and names tests there are', (kind) => {
  const page = readFileSync(resolve(nodes, kind, 'README.md'), 'utf8')
  const headings = Array.from(page.matchAll(/^## (.+)$/gm), ([, heading]) => heading)
  expect(headings).toEqual(['Emulated', 'Simplified', 'Left out', 'Rules and their tests'])
  const tests = testsOf(resolve(nodes, kind)).join('\n')
  const rows = Array.from(page.matchAll(/^\|[^|]+\|([^|]+)\|$/gm), ([, cell = '']) => cell).slice(2)
  const named = rows.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name))
  expect(named.length).toBeGreaterThan(4)
  for (const name of named) expect(tests, name).toContain(name)
})
