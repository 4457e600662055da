// What belongs to the account and to no node, at work: an actor that every function can ask, by message as any other.
// It holds the parameters and the secrets of a run.
import { causalKey } from '#base'
import { type AccountEmulationFactory, callLatencyUs } from '#emulator'
import { settingsOf } from '#workflow'
import { createParameterStore } from './parameters.ts'
import { createSecretStore } from './secrets.ts'

const SUFFIX_LENGTH = 6

export const accountEmulation: AccountEmulationFactory = (context) => {
  const { id, luck, startAtMs } = context
  const settings = settingsOf(context.workflow)
  const startSeconds = startAtMs / 1000
  const place = { id, luck, node: { config: settings.account } }
  const keyOf = (name: string): number => causalKey(0, name)
  const parameters = createParameterStore(settings.parameters, startSeconds)
  const secrets = createSecretStore(
    settings.secrets,
    startSeconds,
    (name) => luck.uuid(id, 'secret-version', keyOf(name)),
    (name) => luck.uuid(id, 'secret-arn', keyOf(name)).slice(0, SUFFIX_LENGTH),
  )

  return {
    receive(message, envelope) {
      if (message.type !== 'account') throw new Error(`An account can't take ${message.type}.`)
      const { service, operation, input } = message
      const nowSeconds = startSeconds + Math.floor(context.now() / 1000) / 1000
      const answered =
        service === 'ssm'
          ? parameters.call(operation, input, nowSeconds)
          : secrets.call(operation, input, nowSeconds, luck.uuid(id, 'secret-version', envelope.key))
      const delayUs = callLatencyUs(place, envelope.key)
      if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output }, delayUs)
      else {
        const { code, message: sentence } = answered
        context.answer(envelope, { type: 'api-error', status: 400, code, message: sentence }, delayUs)
      }
    },
  }
}
