// The templates' handlers as the editor sees them: with its own declarations, under its own strictness.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { loadTemplates } from '#workflow'
import { expect, test } from 'vitest'

const TYPES = join(import.meta.dirname, 'types')
const COMPILER = resolve(import.meta.dirname, '../../../node_modules/.bin/tsc')
const OPTIONS = {
  target: 'esnext',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023'],
  types: [],
  strict: true,
  noEmit: true,
}

test('no handler of a template has a mark in the editor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'faaslab-types-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  try {
    for (const name of readdirSync(TYPES)) write(name.replace('.txt', ''), readFileSync(join(TYPES, name), 'utf8'))
    for (const { id, workflow } of await loadTemplates())
      for (const [path, text] of Object.entries(workflow.files)) write(`${id}/${path}`, text)
    write('tsconfig.json', JSON.stringify({ compilerOptions: OPTIONS, include: ['**/*.ts'] }))
    const { stdout, status } = spawnSync(COMPILER, ['-p', folder], { encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
