import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '#base'
import { NODE_KINDS, nodeModels } from '#nodes/models'
import { parseWorkflow } from '../parse.ts'
import { CURRENT_VERSION, type Migration, migrateDocument, migrations } from './list.ts'

const FROZEN = new URL('./frozen/', import.meta.url)
const frozenText = (version: number): string => readFileSync(new URL(`v${version}.faaslab.json`, FROZEN), 'utf8')

/** Every value of `part` is in `whole`, at the same place. */
function expectWithin(part: unknown, whole: unknown, path: string): void {
  if (typeof part !== 'object' || part === null) {
    expect(whole, path).toEqual(part)
    return
  }
  for (const [key, value] of Object.entries(part))
    expectWithin(value, (whole as Record<string, unknown>)[key], `${path}.${key}`)
}

describe('documents of every version', () => {
  const versions = Array.from({ length: CURRENT_VERSION }, (_, index) => index + 1)

  test('there is a frozen document of each', () => {
    expect(readdirSync(FROZEN).sort()).toEqual(versions.map((version) => `v${version}.faaslab.json`).sort())
  })

  test.each(versions)('the one of version %i opens', (version) => {
    const read = parseWorkflow(frozenText(version))
    if (!read.ok) throw new Error(JSON.stringify(read.error, null, 1))
    expect(read.value.version).toBe(CURRENT_VERSION)
  })

  test('the newest one uses every kind and every port, and loses nothing', () => {
    const given = JSON.parse(frozenText(CURRENT_VERSION))
    const read = parseWorkflow(frozenText(CURRENT_VERSION))
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expectWithin(given, read.value, 'document')
    const used = new Set(
      Object.values(read.value.edges)
        .flatMap(({ from, to }) => [from, to])
        .map((end) => `${read.value.nodes[end.node]?.kind}/${end.port}`),
    )
    const there = NODE_KINDS.flatMap((kind) => nodeModels[kind].ports.map(({ name }) => `${kind}/${name}`))
    expect([...used].sort()).toEqual([...there].sort())
  })
})

describe('migrations', () => {
  test('there is one for each older version, in order, so that every one of them is exercised by a frozen document', () => {
    expect(migrations.map(({ from }) => from)).toEqual(
      Array.from({ length: CURRENT_VERSION - 1 }, (_, index) => index + 1),
    )
  })

  test('they run one after the other from the version of the document on, and each counts the version up', () => {
    const rename =
      (from: string, to: string) =>
      (document: JsonObject): JsonObject => {
        const { [from]: value, ...rest } = document
        return { ...rest, [to]: value ?? null }
      }
    const steps: Migration[] = [
      { from: 1, migrate: rename('a', 'b') },
      { from: 2, migrate: rename('b', 'c') },
    ]
    const oldest = { version: 1, a: 7 }
    expect(migrateDocument(oldest, 1, steps)).toEqual({ version: 3, c: 7 })
    expect(migrateDocument({ version: 2, b: 8 }, 2, steps)).toEqual({ version: 3, c: 8 })
    expect(oldest).toEqual({ version: 1, a: 7 })
  })
})
