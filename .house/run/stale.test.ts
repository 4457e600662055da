// A build is trusted only while nothing it was made of has changed.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isStale, PAGE_FILE } from './stale.ts'

let root = ''
const at = (path: string, seconds: number) => utimesSync(join(root, path), seconds, seconds)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faaslab-stale-'))
  mkdirSync(join(root, 'src/ui'), { recursive: true })
  mkdirSync(join(root, 'dist/page'), { recursive: true })
  writeFileSync(join(root, 'src/ui/canvas.tsx'), '')
  for (const path of ['src/ui/canvas.tsx', 'src/ui', 'src']) at(path, 1000)
})
afterEach(() => rmSync(root, { recursive: true }))

const build = () => {
  writeFileSync(join(root, PAGE_FILE), '')
  at(PAGE_FILE, 2000)
}

test('what was never built is stale', () => {
  expect(isStale(root, PAGE_FILE)).toBe(true)
})

test('what is newer than all its sources is not', () => {
  build()
  expect(isStale(root, PAGE_FILE)).toBe(false)
})

test('one edited file far down makes it stale', () => {
  build()
  at('src/ui/canvas.tsx', 3000)
  expect(isStale(root, PAGE_FILE)).toBe(true)
})

test('so does a removed file', () => {
  build()
  rmSync(join(root, 'src/ui/canvas.tsx'))
  expect(isStale(root, PAGE_FILE)).toBe(true)
})
