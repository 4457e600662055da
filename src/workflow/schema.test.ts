import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { ordersExample } from './examples/orders.ts'
import { workflowJsonSchema } from './schema.ts'
import { serializeWorkflow } from './serialize.ts'

const FILE = new URL('../../public/faaslab.schema.json', import.meta.url)
const published = (): string => `${JSON.stringify(workflowJsonSchema(), null, 2)}\n`

// `UPDATE_SCHEMA=1 npx vitest run src/workflow/schema.test.ts` writes it anew.
if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, published())

test('the published JSON Schema is the one of today’s kinds', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(published())
})

test('the schema takes the example, and refuses a misspelt field and a wrong kind', () => {
  const validate = new Ajv2020({ strict: false }).compile(workflowJsonSchema())
  const document = JSON.parse(serializeWorkflow(ordersExample()))
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  document.nodes.n4.config.visibilityTimeout = 30
  expect(validate(document)).toBe(false)
  delete document.nodes.n4.config.visibilityTimeout
  document.nodes.n4.kind = 'ueue'
  expect(validate(document)).toBe(false)
})
