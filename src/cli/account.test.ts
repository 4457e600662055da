// Settings of a workflow as handlers meet them in a run as it is: compiled, in the sealed worker's own text, with the real
// clients, and the same in both ways of waiting.
import { apply, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { eventsOf, runInThread } from './testing/thread-run.ts'

const COUNTER = `import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'

const ssm = new SSMClient({})
const secrets = new SecretsManagerClient({})

export const handler = async () => {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/shop/count' }))
  const next = String(Number(Parameter?.Value) + 1)
  await ssm.send(new PutParameterCommand({ Name: '/shop/count', Value: next, Overwrite: true }))
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'token' }))
  const started = await new SFNClient({})
    .send(new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M' }))
    .catch((error: Error) => error.name)
  return [next, SecretString, started]
}
`

function workflow(): Workflow {
  const drawn = buildWorkflow({
    nodes: {
      Tick: ['schedule', { expression: 'rate(1 minute)' }],
      Count: ['function', { codeUri: 'count', timeoutMs: 10_000 }],
    },
    edges: { 'Tick.fire > Count.invoke': {} },
    files: { 'count/index.ts': COUNTER },
    scenario: { duration: '3m30s' },
  })
  const edited = apply(drawn, {
    type: 'edit-settings',
    patch: { parameters: { '/shop/count': { type: 'String', value: '0' } }, secrets: { token: { value: 'hush' } } },
  })
  if (!edited.ok) throw new Error(edited.error.code)
  return edited.value
}

test('a run reads the settings, what it writes stays until its end, and looking ahead changes nothing', async () => {
  const drawn = workflow()
  const [fast, careful] = [await runInThread(drawn), await runInThread(drawn, { careful: true })]
  expect(fast.fingerprint).toBe(careful.fingerprint)
  const answers = eventsOf(fast).flatMap((event) =>
    event.type === 'invocation-ended' ? [JSON.parse(event.payload) as unknown] : [],
  )
  expect(answers).toEqual(['1', '2', '3'].map((count) => [count, 'hush', 'UnknownOperationException']))
})
