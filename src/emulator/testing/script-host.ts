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
}

export type ScriptHandler = (script: Script) => Promise<unknown>

/** `handlers` by node index; module code takes no time. */
export function createScriptHost(
  handlers: Readonly<Record<number, ScriptHandler>>,
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

    return {
      initialise(atUs) {
        local = atUs
        void Promise.resolve().then(() => emit(local, { type: 'initialised', ok: true, payload: '' }))
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
          async sleep(ms) {
            numbers += 1
            emit(local, { type: 'timer', timer: numbers, delayUs: ms * 1000 })
            await wait(numbers)
          },
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
        }
        const settle = (outcome: 'returned' | 'threw', value: unknown): void =>
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
            (error: unknown) => settle('threw', { errorType: 'Error', errorMessage: String(error) }),
          )
      },
      deliver: resume,
      fireTimer: (atUs, timer) => resume(atUs, timer),
      forceBreaker() {},
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
