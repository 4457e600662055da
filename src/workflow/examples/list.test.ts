import { expect, test } from 'vitest'
import { checkWorkflow, loadTemplates } from '#workflow'

const templates = await loadTemplates()
const each = templates.map((template) => [template.id, template] as const)

test('there are at least twelve templates, each with a name of its own', () => {
  expect(templates.length).toBeGreaterThanOrEqual(12)
  for (const of of ['id', 'en', 'zh-CN'] as const) {
    const names = templates.map(({ id, title }) => (of === 'id' ? id : title[of]))
    expect(new Set(names).size).toBe(names.length)
  }
})

test.each(each)('the template %s says in both languages what it is', (_id, { title, summary, workflow }) => {
  for (const text of [title, summary]) {
    expect(text.en.trim()).not.toBe('')
    expect(text['zh-CN']).toMatch(/\p{Script=Han}/u)
  }
  for (const { text } of Object.values(workflow.notes)) expect(text).toMatch(/^[^.]+\.$/)
})

test.each(each)('the template %s has nothing that the rules warn of', (id, { workflow }) => {
  const warnings = checkWorkflow(workflow).flatMap(({ severity, code }) => (severity === 'info' ? [] : [code]))
  // That the queue's retries and the connection's multiply is what the first example lets people see.
  expect(warnings).toEqual(id === 'orders' ? ['retry-multiplies'] : [])
})

test.each(each)('the template %s moves by itself and no card lies on another', (_id, { workflow }) => {
  const nodes = Object.values(workflow.nodes)
  expect(nodes.some(({ kind }) => kind === 'client' || kind === 'schedule')).toBe(true)
  const places = new Set(nodes.map(({ position: { x, y } }) => `${x} ${y}`))
  expect(places.size).toBe(nodes.length)
})
