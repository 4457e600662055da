import { readdirSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { Json } from '#base'
import { hasShared, sharedPath } from '#base/testing/shared'
import { ordersExample, serializeWorkflow } from '#workflow'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate, type SamReading } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const FOLDER = 'corpus/sam'
const SCHEMA = 'corpus/schemas/sam.schema.json'
const names = hasShared(FOLDER) ? readdirSync(sharedPath(FOLDER)).filter((name) => name.endsWith('.yaml')) : []
const textOf = (name: string): string => readFileSync(sharedPath(`${FOLDER}/${name}`), 'utf8')

/** Kinds built here, written down again: the test shall not believe the reader's own list. */
const OURS = new Set([
  'AWS::Serverless::Function',
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::Events::EventBus',
  'AWS::S3::Bucket',
  'AWS::Kinesis::Stream',
  'AWS::DynamoDB::Table',
  'AWS::Serverless::SimpleTable',
  'AWS::Serverless::HttpApi',
  'AWS::Serverless::Api',
  'AWS::Scheduler::Schedule',
])

function isOurs(body: Json): boolean {
  const type = String(get(body, 'Type')).trim()
  const properties = get(body, 'Properties')
  if (type === 'AWS::Events::Rule') return get(properties, 'ScheduleExpression') !== undefined
  if (type === 'AWS::ApiGatewayV2::Api') return get(properties, 'ProtocolType') !== 'WEBSOCKET'
  return OURS.has(type)
}

const read = (name: string): SamReading => {
  const result = readSamTemplate(textOf(name), {}, { name })
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`)
  return result.value
}

const plain = (text: string): Json => {
  const result = readYaml(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.value
}

/** Written for draft 4, of which it uses nothing that later drafts read otherwise. */
const validator = (): ValidateFunction => {
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(sharedPath(SCHEMA), 'utf8')) as Record<string, unknown>
  return new Ajv({ strict: false }).compile(schema)
}

describe.skipIf(names.length === 0)('60 templates that nobody here wrote', () => {
  test('every resource of a kind built here becomes a node, every other one is kept and listed', {
    timeout: 60_000,
  }, () => {
    const total = { templates: 0, resources: 0, nodes: 0, events: 0, edges: 0, parts: 0, kept: 0 }
    for (const name of names) {
      const { workflow, report } = read(name)
      const resources = asObject(get(plain(textOf(name)), 'Resources'))
      expect(
        report.resources.map(({ logicalId }) => logicalId),
        name,
      ).toEqual(Object.keys(resources))
      const kept = asObject(get(get(workflow.kept, 'sam'), 'resources'))
      for (const { logicalId, became, node } of report.resources) {
        if (isOurs(resources[logicalId] as Json)) {
          expect(became, `${name}: ${logicalId}`).toBe('node')
          expect(workflow.nodes[node as keyof typeof workflow.nodes]?.name, name).toBe(logicalId)
        } else expect(became, `${name}: ${logicalId}`).not.toBe('node')
        if (became === 'kept') expect(kept, name).toHaveProperty([logicalId])
        total.resources += 1
        if (became === 'node') total.nodes += 1
        if (became === 'edge') total.parts += 1
        if (became === 'kept') total.kept += 1
      }
      total.templates += 1
      total.edges += Object.keys(workflow.edges).length
      total.events +=
        Object.keys(workflow.nodes).length - report.resources.filter(({ became }) => became === 'node').length
    }
    console.info(
      `${total.templates} templates, ${total.resources} resources: ${total.nodes} became nodes, ${total.parts} parts of edges, ${total.kept} kept; ` +
        `${total.events} nodes more from events; ${total.edges} edges`,
    )
    expect(total.templates).toBe(60)
    expect(total.nodes + total.parts + total.kept).toBe(total.resources)
  })

  test('each is exported with everything it had, and imports again as the same document', { timeout: 60_000 }, () => {
    for (const name of names) {
      const { workflow } = read(name)
      const { files } = writeSamProject(workflow)
      const before = asObject(get(plain(textOf(name)), 'Resources'))
      const after = asObject(get(plain(files[TEMPLATE_FILE] as string), 'Resources'))
      expect(Object.keys(after).sort(), name).toEqual(Object.keys(before).sort())
      for (const [id, body] of Object.entries(before)) {
        const properties = Object.keys(asObject(get(body, 'Properties')))
        const written = new Set(Object.keys(asObject(get(after[id], 'Properties'))))
        const lost = properties.filter((property) => !written.has(property))
        expect(lost, `${name}: ${id}`).toEqual([])
      }
      const again = readSamTemplate(files[TEMPLATE_FILE] as string, files)
      expect(again.ok && serializeWorkflow(again.value.workflow), name).toBe(serializeWorkflow(workflow))
    }
  })

  test('what validated before its import validates after its export', { timeout: 60_000 }, () => {
    const validate = validator()
    let checked = 0
    for (const name of names) {
      if (!validate(plain(textOf(name)))) continue
      checked += 1
      const exported = plain(writeSamProject(read(name).workflow).files[TEMPLATE_FILE] as string)
      expect(validate(exported) || JSON.stringify(validate.errors?.slice(0, 3)), name).toBe(true)
    }
    console.info(`${checked} of ${names.length} templates are valid SAM, before and after`)
    expect(checked).toBeGreaterThan(40)
  })
})

describe.skipIf(!hasShared(SCHEMA))('the SAM schema', () => {
  test('holds for the exported example', { timeout: 60_000 }, () => {
    const validate = validator()
    const exported = plain(writeSamProject(ordersExample()).files[TEMPLATE_FILE] as string)
    expect(validate(exported) || validate.errors).toBe(true)
  })
})
