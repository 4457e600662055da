// An environment host for tests of the kernel: user code is a real async function over a few primitives, so that
// microtasks race as they do in handlers, without the runtime room.
import type {
  Environment,
  EnvironmentHost,
  EnvironmentPort,
  EnvironmentSpec,
  HostedInvocation,
} from '../environment-host.ts'
import type { Message, Reply } from '../message.ts'

export interface Script {
  readonly environment: number
  readonly invocation: HostedInvocation
  now(): number
  sleep(ms: number): Promise<void>
  ask(to: number, message: Message): Promise<Reply>
  log(line: string): void
  /** Ends the process at once, as `process.exit` or the budget of counted steps does; never returns. */
  end(outcome: 'crashed' | 'exhausted'): Promise<never>
}

const thrown = (error: unknown) => ({ errorType: 'Error', errorMessage: String(error) })

export type ScriptHandler = (script: Script) => Promise<unknown>

/** Module code: what it throws fails the init. */
export type ScriptModule = (script: Pick<Script, 'environment' | 'sleep'>) => Promise<void>

/** `handlers` and `modules` by node index; without a module, module code takes no time. */
export function createScriptHost(
  handlers: Readonly<Record<number, ScriptHandler>>,
  modules: Readonly<Record<number, ScriptModule>> = {},
): EnvironmentHost & { readonly settles: number } {
  let settles = 0

  function create(spec: EnvironmentSpec, port: EnvironmentPort): Environment {
    let local = 0
    let ended = false
    let numbers = 0
    const waiting = new Map<number, (reply: Reply | undefined) => void>()
    const emit: EnvironmentPort['emit'] = (atUs, operation) => {
      if (!ended) port.emit(atUs, operation)
    }
    const resume = (atUs: number, number: number, reply?: Reply): void => {
      local = atUs
      const go = waiting.get(number)
      waiting.delete(number)
      go?.(reply)
    }
    const wait = (number: number) => new Promise<Reply | undefined>((resolve) => waiting.set(number, resolve))

    async function sleep(ms: number): Promise<void> {
      numbers += 1
      emit(local, { type: 'timer', timer: numbers, delayUs: ms * 1000 })
      await wait(numbers)
    }

    return {
      initialise(atUs) {
        local = atUs
        const module = modules[spec.node] ?? (async () => {})
        void Promise.resolve()
          .then(() => module({ environment: spec.environment, sleep }))
          .then(
            () => emit(local, { type: 'initialised', ok: true, payload: '' }),
            (error: unknown) => emit(local, { type: 'initialised', ok: false, payload: JSON.stringify(thrown(error)) }),
          )
      },
      invoke(atUs, invocation) {
        local = atUs
        const script: Script = {
          environment: spec.environment,
          invocation,
          now: () => {
            local += 1
            return local
          },
          sleep,
          async ask(to, message) {
            numbers += 1
            emit(local, { type: 'request', request: numbers, to, message, key: invocation.key + numbers })
            return (await wait(numbers)) as Reply
          },
          log(line) {
            const place = { environment: spec.environment, invocation: invocation.invocation }
            emit(local, {
              type: 'fact',
              fact: { type: 'log-written', ...place, level: 'INFO', line, writtenAtUs: local },
            })
          },
          end(outcome) {
            settle(outcome, { errorType: 'Runtime.ExitError' })
            ended = true
            return new Promise(() => {})
          },
        }
        const settle = (outcome: 'returned' | 'threw' | 'crashed' | 'exhausted', value: unknown): void =>
          emit(local, {
            type: 'settled',
            invocation: invocation.invocation,
            outcome,
            payload: JSON.stringify(value) ?? 'null',
            maxMemoryMb: 1,
          })
        const handler = handlers[spec.node] ?? (async () => null)
        void Promise.resolve()
          .then(() => handler(script))
          .then(
            (value) => settle('returned', value),
            (error: unknown) => settle('threw', thrown(error)),
          )
      },
      deliver: resume,
      fireTimer: (atUs, timer) => resume(atUs, timer),
      forceBreaker(atUs, edge, layer, to) {
        local = atUs
        const change = { edge, environment: spec.environment, layer, from: 'closed', reason: 'forced' } as const
        const figures = { failed: 0, slow: 0, total: 0, rate: -1, threshold: 50 }
        emit(local, { type: 'fact', fact: { type: 'breaker-changed', ...change, to, ...figures } })
      },
      end() {
        ended = true
      },
    }
  }

  return {
    create,
    settle() {
      settles += 1
      return new Promise((resolve) => setImmediate(resolve))
    },
    get settles() {
      return settles
    },
  }
}
