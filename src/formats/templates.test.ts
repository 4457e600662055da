// The templates as projects: valid by SAM's own schema, and the same documents again when they are read.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { hasShared, sharedPath } from '#base/testing/shared'
import { loadTemplates, serializeWorkflow } from '#workflow'
import { formats } from './list.ts'
import { readYaml } from './sam/read-yaml.ts'

const SCHEMA = 'corpus/schemas/sam.schema.json'
const templates = await loadTemplates()
const each = templates.map((template) => [template.id, template] as const)

test.each(each)('the template %s comes back from every format as the same document', (_id, { workflow }) => {
  for (const format of formats) {
    const { files, main } = format.write(workflow)
    const read = format.read(files[main] as string, files, 'x')
    expect(read.ok && serializeWorkflow(read.value.workflow), format.id).toBe(serializeWorkflow(workflow))
  }
})

test.skipIf(!hasShared(SCHEMA))('every template exports to a SAM template that is valid by SAM’s schema', () => {
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(sharedPath(SCHEMA), 'utf8')) as Record<string, unknown>
  const validate = new Ajv({ strict: false }).compile(schema)
  const sam = formats.find(({ id }) => id === 'sam')
  for (const { id, workflow } of templates) {
    const written = sam?.write(workflow)
    const yaml = readYaml(written?.files[written.main] as string)
    expect(yaml.ok && validate(yaml.value.value), `${id}: ${JSON.stringify(validate.errors?.slice(0, 3))}`).toBe(true)
  }
})
