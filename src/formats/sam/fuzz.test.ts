import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { causalKey, createLuck, type Json, type JsonObject } from '#base'
import { hasShared, sharedPath } from '#base/testing/shared'
import { soakRuns } from '#base/testing/soak'
import { ordersExample, serializeWorkflow } from '#workflow'
import { HOSTILE } from '../testing/hostile-texts.ts'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { writeSamProject } from './write.ts'
import { writeYaml } from './write-yaml.ts'

const LIMIT_MS = 3000
const PIECES = [
  ...HOSTILE.filter((text) => text.length < 100),
  '&a ',
  '*a',
  '<<: *a',
  '__proto__: 1',
  '"__proto__": {x: 1}',
  'constructor:',
  '!Ref ',
  '!Sub ',
  '!If [',
  '[[[[',
  '{{{{',
  '!GetAtt A.B.C',
  '\n  ',
  '\n- ',
  'Type: AWS::SQS::Queue',
  'Type: AWS::Serverless::Function',
  'Properties: !Ref X',
  'Events: [1]',
  'Condition: X',
  'Fn::ForEach::X: [a, b, c]',
  'RedrivePolicy: "{}"',
  'Policies: {Statement: [1]}',
  'Globals: {Function: 3}',
  'null',
  '- - - -',
  '\t',
]

/** A template with a few places changed: cut, doubled, moved, broken, spiced. */
function mutate(text: string, other: string, draw: (below: number) => number): string {
  let mutated = text
  for (let change = 1 + draw(3); change > 0; change--) {
    const at = draw(mutated.length + 1)
    const length = draw(draw(3) === 0 ? 400 : 12)
    const piece = PIECES[draw(PIECES.length)] as string
    const [head, middle, tail] = [mutated.slice(0, at), mutated.slice(at, at + length), mutated.slice(at + length)]
    const from = draw(other.length + 1)
    mutated = [
      () => head + tail,
      () => head + middle + middle + tail,
      () => head + piece + tail,
      () => `${head}\n${piece}\n${middle}${tail}`,
      () => head + other.slice(from, from + draw(600)) + middle + tail,
      () => head + String.fromCharCode(draw(300)) + tail,
      () => mutated.replaceAll(lineAt(mutated, at), lineAt(other, from)),
    ][draw(7)]?.() as string
  }
  return mutated.slice(0, 200_000)
}

/** A value somewhere in the tree becomes another one from somewhere: always readable, seldom sensible. */
function mutateTree(tree: Json, draw: (below: number) => number): Json {
  const places: { readonly owner: Record<string, Json> | Json[]; readonly key: string }[] = []
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      places.push({ owner: value as Record<string, Json>, key })
      visit((value as Record<string, Json>)[key] as Json)
    }
  }
  const mutated = structuredClone(tree) as Json
  visit(mutated)
  const copies = places.map(({ owner, key }) => structuredClone((owner as Record<string, Json>)[key] as Json))
  for (let change = 1 + draw(4); change > 0 && places.length > 0; change--) {
    const { owner, key } = places[draw(places.length)] as (typeof places)[number]
    const odd: Json[] = [
      null,
      0,
      -1,
      1e9,
      true,
      '',
      [],
      {},
      [[]],
      { Ref: 'Nobody' },
      { 'Fn::Sub': '${' },
      { 'Fn::If': ['X'] },
      HOSTILE[draw(HOSTILE.length)] as string,
    ]
    const value = draw(2) === 0 ? (odd[draw(odd.length)] as Json) : (copies[draw(copies.length)] as Json)
    ;(owner as Record<string, Json>)[key] = structuredClone(value)
  }
  return mutated
}

const lineAt = (text: string, at: number): string => {
  const start = text.lastIndexOf('\n', at) + 1
  const end = text.indexOf('\n', start)
  return text.slice(start, end === -1 ? undefined : end) || 'x: y'
}

test('mutated templates neither crash nor hang nor touch a prototype', { timeout: 1_800_000 }, () => {
  const shared = hasShared('corpus/sam')
    ? readdirSync(sharedPath('corpus/sam')).map((name) => readFileSync(sharedPath(`corpus/sam/${name}`), 'utf8'))
    : []
  const seeds = [...shared, writeSamProject(ordersExample()).files[TEMPLATE_FILE] as string]
  if (shared.length === 0) console.info('../shared/corpus/sam is absent: only our own template is mutated')
  const trees = seeds.map((seed) => {
    const tree = readYaml(seed)
    return tree.ok ? tree.value.value : undefined
  })
  const luck = createLuck(20_260_101)
  const before = Object.getOwnPropertyNames(Object.prototype).join()
  let readable = 0
  let slowestMs = 0
  const runs = soakRuns(10_000)
  for (let run = 0; run < runs; run++) {
    let draws = 0
    const draw = (below: number): number =>
      Math.floor(luck.draw('fuzz', 'draw', causalKey(run, 'draw', draws++)) * below)
    const seed = draw(seeds.length)
    const tree = trees[seed]
    const text =
      tree !== undefined && draw(2) === 0
        ? writeYaml(mutateTree(tree, draw) as JsonObject)
        : mutate(seeds[seed] as string, seeds[draw(seeds.length)] as string, draw)
    const startMs = performance.now()
    const result = readSamTemplate(text, { 'src/app.ts': 'export const handler = 1' })
    if (result.ok) {
      readable += 1
      const { workflow } = result.value
      const { files } = writeSamProject(workflow)
      const again = readSamTemplate(files[TEMPLATE_FILE] as string, files)
      expect(again.ok && serializeWorkflow({ ...again.value.workflow, kept: {} }), text).toBe(
        serializeWorkflow({ ...workflow, kept: {} }),
      )
    } else expect(result.error.length).toBeGreaterThan(0)
    slowestMs = Math.max(slowestMs, performance.now() - startMs)
    expect(slowestMs, text.slice(0, 2000)).toBeLessThan(LIMIT_MS)
  }
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before)
  console.info(`${runs} mutated templates: ${readable} still readable, the slowest took ${Math.round(slowestMs)} ms`)
})
