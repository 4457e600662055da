import { expect, test } from 'vitest'
import { apply, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { loadPackages } from '../testing/load-packages.ts'
import { type HandlerRun, runHandlers } from '../testing/run-handlers.ts'

const packages = await loadPackages(['@aws-sdk/client-ssm', '@aws-sdk/client-secrets-manager', '@aws-sdk/client-sfn'])

const IMPORTS = `
import * as ssm from '@aws-sdk/client-ssm'
import * as sm from '@aws-sdk/client-secrets-manager'
import * as sfn from '@aws-sdk/client-sfn'
const params = new ssm.SSMClient({})
const secrets = new sm.SecretsManagerClient({})
const told = async (call) => {
  try { return (({ $metadata, ...rest }) => rest)(await call()) }
  catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode, e instanceof Error] }
}
`

function withSettings(workflow: Workflow): Workflow {
  const edited = apply(workflow, {
    type: 'edit-settings',
    patch: {
      parameters: {
        '/shop/limit': { type: 'String', value: '7' },
        '/shop/eu/limit': { type: 'String', value: '9' },
        '/shop/key': { type: 'SecureString', value: 'hidden' },
        zones: { type: 'StringList', value: 'a,b' },
      },
      secrets: { 'shop/token': { value: '{"user":"ann"}' } },
    },
  })
  if (!edited.ok) throw new Error(edited.error.code)
  return edited.value
}

async function run(body: string): Promise<HandlerRun> {
  const code = `${IMPORTS}\nexport const handler = async () => {${body}}`
  const workflow = withSettings(
    buildWorkflow({
      nodes: { F: ['function', { timeoutMs: 60_000, handler: 'index.handler' }] },
      edges: {},
      files: { 'f/index.mjs': code },
    }),
  )
  return runHandlers(workflow, { F: { 'index.mjs': code } }, packages, 'F')
}

const resultOf = async (body: string): Promise<unknown> => (await run(body)).answersOf('F')[0]

test('the real client of Systems Manager reads a parameter of the settings', async () => {
  const of = (name: string) => `(await params.send(new ssm.GetParameterCommand({ Name: '${name}' }))).Parameter`
  expect(await resultOf(`const p = ${of('/shop/limit')}; return [p, p.LastModifiedDate instanceof Date]`)).toEqual([
    {
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/shop/limit',
      DataType: 'text',
      LastModifiedDate: '2026-01-01T00:00:00.000Z',
      Name: '/shop/limit',
      Type: 'String',
      Value: '7',
      Version: 1,
    },
    true,
  ])
})

test('a parameter that is not there is a typed error', async () => {
  const body = `try { await params.send(new ssm.GetParameterCommand({ Name: '/none' })) }
    catch (e) { return [e.name, e instanceof ssm.ParameterNotFound, e.$metadata.httpStatusCode] }`
  expect(await resultOf(body)).toEqual(['ParameterNotFound', true, 400])
})

test('what is asked for and is not there is noted once, by its name', async () => {
  const { events } = await run(`
    for (let i = 0; i < 2; i++) await told(() => params.send(new ssm.GetParameterCommand({ Name: '/none' })))
    await told(() => secrets.send(new sm.GetSecretValueCommand({ SecretId: 'none' })))
    await told(() => secrets.send(new sm.GetSecretValueCommand({ SecretId: 'shop/token', VersionStage: 'AWSPREVIOUS' })))`)
  const noted = events.flatMap((event) => (event.type === 'problem-noted' ? [[event.code, event.detail]] : []))
  expect(noted).toEqual([
    ['no-such-setting', '{"function":"F","service":"ssm","name":"/none"}'],
    ['no-such-setting', '{"function":"F","service":"secretsmanager","name":"none"}'],
  ])
})

test('what a run writes is there for who reads after it, as the next version', async () => {
  const body = `
    const put = (more) => told(() => params.send(new ssm.PutParameterCommand({ Name: '/shop/limit', Value: '8', ...more })))
    return [await put({}), await put({ Overwrite: true }),
      (await params.send(new ssm.GetParameterCommand({ Name: '/shop/limit' }))).Parameter.Value,
      (await params.send(new ssm.GetParameterCommand({ Name: '/shop/limit:1' }))).Parameter.Value]`
  expect(await resultOf(body)).toEqual([
    [
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      400,
      true,
    ],
    { Version: 2, Tier: 'Standard' },
    '8',
    '7',
  ])
})

test('several parameters, by name and by path', async () => {
  const body = `
    const many = await params.send(new ssm.GetParametersCommand({ Names: ['zones', '/none'] }))
    const path = await params.send(new ssm.GetParametersByPathCommand({ Path: '/shop', Recursive: true, WithDecryption: true }))
    return [many.Parameters.map((p) => p.Value), many.InvalidParameters, path.Parameters.map((p) => p.Name + '=' + p.Value)]`
  expect(await resultOf(body)).toEqual([['a,b'], ['/none'], ['/shop/eu/limit=9', '/shop/key=hidden', '/shop/limit=7']])
})

test('the real client of Secrets Manager reads a secret, and a new value makes the old one the previous', async () => {
  const body = `
    const get = (more) => told(() => secrets.send(new sm.GetSecretValueCommand({ SecretId: 'shop/token', ...more })))
    const first = await get({})
    const byArn = await get({})
    await secrets.send(new sm.PutSecretValueCommand({ SecretId: first.ARN, SecretString: 'new' }))
    return [first.SecretString, first.VersionStages, byArn.ARN === first.ARN, (await get({})).SecretString,
      (await get({ VersionStage: 'AWSPREVIOUS' })).SecretString, (await get({ SecretId: 'none' }))]`
  expect(await resultOf(body)).toEqual([
    '{"user":"ann"}',
    ['AWSCURRENT'],
    true,
    'new',
    '{"user":"ann"}',
    ['ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 400, true],
  ])
})

test('Step Functions answers that it is not emulated, and the run notes it', async () => {
  const body = `return told(() => new sfn.SFNClient({}).send(new sfn.StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M', input: '{}' })))`
  const { answersOf, events } = await run(body)
  expect(answersOf('F')[0]).toEqual([
    'UnknownOperationException',
    'State machines are not emulated here: StartExecution does nothing.',
    400,
    true,
  ])
  expect(events.filter(({ type }) => type === 'problem-noted')).toMatchObject([
    { code: 'operation-not-emulated', detail: expect.stringContaining('StartExecution') as string },
  ])
})

test('each answer takes its time, and the log has it', async () => {
  const { events } = await run(`
    await params.send(new ssm.GetParameterCommand({ Name: '/shop/limit' }))
    await told(() => secrets.send(new sm.GetSecretValueCommand({ SecretId: 'none' })))`)
  const calls = events.filter(({ type }) => type === 'account-called')
  expect(calls).toMatchObject([
    { service: 'ssm', operation: 'GetParameter', failure: '', status: 200 },
    { service: 'secretsmanager', operation: 'GetSecretValue', failure: 'client-error', status: 400 },
  ])
  for (const call of calls) expect(call.type === 'account-called' && call.durationUs).toBeGreaterThan(2000)
})
