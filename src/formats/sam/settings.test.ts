import { expect, test } from 'vitest'
import { apply, type Settings, settingsOf, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const SSM = "import { SSMClient } from '@aws-sdk/client-ssm'"
const SECRETS = "import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'"

function withSettings(patch: Partial<Settings>): Workflow {
  const workflow = buildWorkflow({
    nodes: {
      Reads: ['function', { codeUri: 'reads' }],
      Both: ['function', { codeUri: 'both' }],
      Other: ['function', { codeUri: 'other' }],
    },
    edges: {},
    files: {
      'reads/index.ts': SSM,
      'both/index.ts': `${SSM}\n${SECRETS}`,
      'other/index.ts': 'export const handler = 1',
    },
  })
  const edited = apply(workflow, { type: 'edit-settings', patch })
  if (!edited.ok) throw new Error(edited.error.code)
  return edited.value
}

function written(workflow: Workflow) {
  const project = writeSamProject(workflow)
  const text = project.files[TEMPLATE_FILE] ?? ''
  const yaml = readYaml(text)
  if (!yaml.ok) throw new Error(JSON.stringify(yaml.error))
  const resources = asObject(get(yaml.value.value, 'Resources'))
  return { text, project, resources, codes: project.report.map(({ code, data }) => [code, data['name']]) }
}

function read(text: string, files: Readonly<Record<string, string>> = {}) {
  const result = readSamTemplate(text, files)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

test('parameters and secrets become resources, without the value of anything secret', () => {
  const { text, resources, codes } = written(
    withSettings({
      parameters: {
        '/shop/limit': { type: 'String', value: '7' },
        zones: { type: 'StringList', value: 'a,b' },
        '/shop/key': { type: 'SecureString', value: 'hidden-value' },
      },
      secrets: { 'shop/token': { value: 'secret-value' } },
    }),
  )
  expect(resources).toMatchObject({
    ShopLimitParameter: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/shop/limit', Type: 'String', Value: '7' },
    },
    ZonesParameter: { Properties: { Name: 'zones', Type: 'StringList', Value: 'a,b' } },
    ShopTokenSecret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'shop/token' } },
  })
  expect(text).not.toMatch(/hidden-value|secret-value/)
  expect(codes).toEqual(
    expect.arrayContaining([
      ['secure-parameter-unwritten', '/shop/key'],
      ['secret-value-unwritten', 'shop/token'],
    ]),
  )
})

test('functions that use a client may read what is written, and others nothing', () => {
  const { resources } = written(
    withSettings({
      parameters: { '/shop/limit': { type: 'String', value: '7' } },
      secrets: { token: { value: 'x' } },
    }),
  )
  const policies = (name: string) => get(get(get(resources, name), 'Properties'), 'Policies')
  const parameter = { SSMParameterReadPolicy: { ParameterName: 'shop/limit' } }
  expect(policies('Reads')).toEqual([parameter])
  expect(policies('Both')).toEqual([
    parameter,
    { AWSSecretsManagerGetSecretValuePolicy: { SecretArn: { Ref: 'TokenSecret' } } },
  ])
  expect(policies('Other')).toBeUndefined()
})

test('an export comes back as the same document, but for secret values, which are made up', () => {
  const workflow = withSettings({
    parameters: { '/shop/limit': { type: 'String', value: '7' }, long: { type: 'String', value: 'x'.repeat(5000) } },
    account: { concurrency: 50, latencyMedianMs: 1, latencyP99Ms: 2 },
  })
  const { text, project } = written(workflow)
  expect(read(text, project.files).workflow).toEqual(workflow)
  const secret = written(withSettings({ secrets: { token: { value: 'x' } } }))
  const back = read(secret.text, secret.project.files)
  expect(settingsOf(back.workflow).secrets).toEqual({ token: { value: 'made-up' } })
  expect(back.report.notes.map(({ code }) => code)).toContain('secret-made-up')
})

const FOREIGN = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Resources:
  Limit:
    Type: AWS::SSM::Parameter
    Properties: { Name: !Sub '/\${Stage}/limit', Type: String, Value: 7 }
  Later:
    Type: AWS::SSM::Parameter
    Properties: { Name: /later, Type: String, Value: !GetAtt Other.Arn }
  Database:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: database
      GenerateSecretString: { SecretStringTemplate: '{"username":"admin"}', GenerateStringKey: password }
  Plain:
    Type: AWS::SecretsManager::Secret
    Properties: { SecretString: in-the-template }
`

test('parameters and secrets of a template can be read by handlers, and are kept as they stand', () => {
  const { workflow, report } = read(FOREIGN)
  expect(workflow.settings).toMatchObject({
    parameters: { '/dev/limit': { type: 'String', value: '7' } },
    secrets: { database: { value: '{"username":"admin","password":"made-up"}' }, Plain: { value: 'in-the-template' } },
  })
  expect(report.notes.map(({ code, data }) => [code, data['name']])).toEqual(
    expect.arrayContaining([
      ['setting-unread', '/later'],
      ['secret-made-up', 'database'],
    ]),
  )
  const before = readYaml(FOREIGN)
  if (!before.ok) throw new Error('unreadable')
  const again = written(workflow)
  expect(again.resources).toEqual(get(before.value.value, 'Resources'))
  expect(read(again.text, again.project.files).workflow).toEqual(workflow)
})
