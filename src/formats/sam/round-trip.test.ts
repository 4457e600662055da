import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soakRuns } from '#base/testing/soak'
import { ordersExample, parseWorkflow, readWorkflow, serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { randomDocument } from '../testing/random-document.ts'
import { unzipFiles, zipFiles } from '../zip.ts'
import { findTemplate, TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { writeSamProject } from './write.ts'

function again(workflow: Workflow): Workflow {
  const { files } = writeSamProject(workflow)
  const read = readSamTemplate(files[TEMPLATE_FILE] as string, files)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(read.value.report.notes.map(({ code }) => code)).not.toContain('metadata-unusable')
  return read.value.workflow
}

test('the example comes back as the same document, positions included', () => {
  expect(serializeWorkflow(again(ordersExample()))).toBe(serializeWorkflow(ordersExample()))
})

test('the example comes back from its zip', () => {
  const zipped = unzipFiles(zipFiles(writeSamProject(ordersExample()).files))
  const found = zipped.ok ? findTemplate(zipped.value) : undefined
  const read = found && readSamTemplate(found.text, found.files)
  expect(read?.ok && serializeWorkflow(read.value.workflow)).toBe(serializeWorkflow(ordersExample()))
})

test('a service that answers from code comes back with its code', () => {
  const workflow = buildWorkflow({
    nodes: {
      Work: ['function', { codeUri: 'work' }],
      Bank: ['service', { baseUrl: 'https://bank.example', codeUri: 'bank', handler: 'index.handler' }],
    },
    edges: { 'Work.call > Bank.request': {} },
    files: {
      'work/index.ts': 'export const handler = async () => 1',
      'bank/index.ts': 'export const handler = async () => ({})',
    },
  })
  expect(serializeWorkflow(again(workflow))).toBe(serializeWorkflow(workflow))
  expect(writeSamProject(workflow).report.map(({ code }) => code)).toContain('sam-no-service')
})

test('any document comes back as the same document', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(randomDocument(), (workflow) => {
      const text = serializeWorkflow(workflow)
      fc.pre(readWorkflow(workflow).ok && parseWorkflow(text).ok)
      expect(serializeWorkflow(again(workflow))).toBe(text)
    }),
    { numRuns: soakRuns(10_000) },
  )
})
