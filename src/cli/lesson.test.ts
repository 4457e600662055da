// Every lesson that ships: its start fails, its solution passes, both by what happened in a run.
import { parseDuration } from '#base'
import { lessons, readLesson } from '#lessons'
import { serializeWorkflow } from '#workflow'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { lesson } from './lesson.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faaslab-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function faaslab(...args: string[]) {
  let out = ''
  let error = ''
  const request = readArguments(['lesson', ...args])
  if (!request.ok) return { status: 2, out, error: request.error }
  if (request.value.command !== 'lesson') throw new Error('another command')
  const status = await lesson(request.value, {
    out(text) {
      out += text
    },
    error(text) {
      error += text
    },
  })
  return { status, out, error }
}

async function lessonOf(id: string) {
  const read = readLesson(await lessons.find((listed) => listed.id === id)?.load())
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

describe.each(lessons.map(({ id }) => id))('the lesson %s', (id) => {
  test('is what it is listed as, and its runs end', async () => {
    const found = await lessonOf(id)
    expect(found.id).toBe(id)
    for (const workflow of [found.start, found.solution])
      expect(parseDuration(workflow.scenario.duration)).toBeLessThanOrEqual(300_000)
  })

  test('its start fails', { timeout: 60_000 }, async () => {
    const { status, out, error } = await faaslab(id)
    expect({ status, error }, out).toEqual({ status: 1, error: '' })
    expect(out).toMatch(/not met .*\n(.*\n)*not passed\n$/)
  })

  test('its solution passes, whatever the seed', { timeout: 60_000 }, async () => {
    for (const seed of ['7', '1', '2026']) {
      const { status, out, error } = await faaslab(id, '--solution', '--seed', seed)
      expect({ status, error }, out).toEqual({ status: 0, error: '' })
    }
  })
})

test('a learner’s document is graded, and a part that it lacks is named', { timeout: 60_000 }, async () => {
  const { solution } = await lessonOf('circuit-breaker')
  const good = join(folder, 'good.faaslab.json')
  await writeFile(good, serializeWorkflow(solution))
  const report = await faaslab('circuit-breaker', '--document', good, '--json')
  expect(report.status, report.error).toBe(0)
  expect(JSON.parse(report.out)).toMatchObject({ lesson: 'circuit-breaker', seed: 7, passed: true })

  const other = join(folder, 'other.faaslab.json')
  await writeFile(other, serializeWorkflow({ ...(await lessonOf('retry-storm')).solution, name: 'Other' }))
  const missing = await faaslab('circuit-breaker', '--document', other)
  expect(missing.status).toBe(1)
  expect(missing.out).toContain('Payments is not in this workflow')
})

test('a teacher’s file is a lesson as ours are', { timeout: 60_000 }, async () => {
  const data = await lessons.find(({ id }) => id === 'retry-storm')?.load()
  const file = join(folder, 'mine.json')
  await writeFile(file, JSON.stringify({ ...(data as object), id: 'mine' }))
  const { status, out } = await faaslab(file, '--solution', '--json')
  expect(status, out).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ lesson: 'mine', passed: true })

  await writeFile(file, '{"format":"faaslab-lesson","version":1}')
  const bad = await faaslab(file)
  expect(bad.status).toBe(2)
  expect(bad.error).toContain('title is missing')
})

test('the README’s lesson is one: its start fails, its solution passes', { timeout: 60_000 }, async () => {
  const readme = await readFile(new URL('../lessons/README.md', import.meta.url), 'utf8')
  const file = join(folder, 'readme.json')
  await writeFile(file, /```json\n(.*?)```/s.exec(readme)?.[1] ?? '')
  const [start, solution] = [await faaslab(file), await faaslab(file, '--solution')]
  expect([start.status, solution.status], start.out + start.error + solution.out).toEqual([1, 0])
})

test('without a lesson they are listed; what can’t be understood is told', async () => {
  const listed = await faaslab()
  expect(listed.status).toBe(0)
  expect(listed.out.split('\n').map((row) => row.split(':')[0])).toEqual([...lessons.map(({ id }) => id), ''])
  expect((await faaslab('--json')).out).toContain('"id": "dead-letters"')

  expect((await faaslab('no-such-lesson')).status).toBe(2)
  expect((await faaslab('retry-storm', '--solution', '--document', 'x')).error).toContain('not both')
  expect((await faaslab('retry-storm', '--document', join(folder, 'nowhere.json'))).status).toBe(2)
  expect((await faaslab('--solution')).error).toContain('needs a LESSON')
})
