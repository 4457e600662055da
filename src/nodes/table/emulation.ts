// A table at work: DynamoDB's operations on its items, and what follows from their changes.
import { causalKey, type JsonObject } from '#base'
import { type Because, callLatencyUs, type EmulationFactory, type Message } from '#emulator'
import { batchGet, batchWrite, createTokens, transactGet, transactWrite } from './batches.ts'
import { capacity, writeUnits } from './capacity.ts'
import { createChanges, type TableTimer } from './changes.ts'
import { describeTable } from './describe.ts'
import { readTableInput } from './put-input.ts'
import { getItem, query, scan } from './reads.ts'
import { type ApiAnswer, refuse } from './refusal.ts'
import { createTableStore } from './store.ts'
import { judge, WRITES } from './writes.ts'

interface Request {
  readonly operation: string
  readonly input: JsonObject
}

/** What was written by hand was read when it was sent; what can't be read is refused as DynamoDB would. */
function requestOf(message: Message): Request {
  if (message.type === 'api') return message
  if (message.type === 'write-item') return readTableInput(message.item) ?? { operation: 'PutItem', input: {} }
  throw new Error(`A table can't take ${message.type}.`)
}

export const tableEmulation: EmulationFactory<'table', TableTimer> = (context) => {
  const { name } = context.node
  const store = createTableStore(context.node.config)
  const changes = createChanges(context, store)
  const tokens = createTokens()

  function writeOne(
    operation: 'PutItem' | 'UpdateItem' | 'DeleteItem',
    input: JsonObject,
    because: Because,
  ): ApiAnswer {
    const read = WRITES[operation](input, store)
    if (!read.ok) return read
    const write = read.value
    const before = store.get(write.key)
    const refused = judge(write, before)
    if (refused) return refused
    const after = write.outcome(before?.item)
    if (!after.ok) return after
    changes.write(write.key, after.value, because)
    const units = writeUnits(Math.max(before?.bytes ?? 0, store.get(write.key)?.bytes ?? 0))
    const output = { ...write.answer(before?.item, after.value), ...capacity(input, name, units) }
    return { ok: true, output, read: 0, written: 1 }
  }

  function call(operation: string, input: JsonObject, because: Because): ApiAnswer {
    const apply: Parameters<typeof batchWrite>[3] = (write, after, index) =>
      changes.write(write.key, after, { ...because, key: causalKey(because.key, 'item', index) })
    switch (operation) {
      case 'GetItem':
        return getItem(input, store, name)
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return writeOne(operation, input, because)
      case 'Query':
        return query(input, store, name)
      case 'Scan':
        return scan(input, store, name)
      case 'BatchGetItem':
        return batchGet(input, store, name)
      case 'BatchWriteItem':
        return batchWrite(input, store, name, apply)
      case 'TransactGetItems':
        return transactGet(input, store, name)
      case 'TransactWriteItems':
        return tokens.seen(input, context.now()) ?? transactWrite(input, store, name, apply)
      case 'DescribeTable':
        return { ok: true, output: described(), read: 0, written: 0 }
      default:
        return refuse('UnknownOperationException', '')
    }
  }

  const described = (): JsonObject =>
    describeTable({
      name,
      id: context.luck.uuid(context.id, 'table-id', 0),
      createdAtSeconds: Math.floor(context.startAtMs / 1000),
      config: context.node.config,
      store,
      streamArn: changes.streamArn,
    })

  return {
    receive(message, envelope) {
      const { operation, input } = requestOf(message)
      const answered = call(operation, input, envelope)
      const { read, written } = answered.ok ? answered : { read: 0, written: 0 }
      const failure = answered.ok ? '' : answered.code
      context.record({ type: 'table-called', operation, failure, read, written }, envelope)
      const delayUs = callLatencyUs(context, envelope.key)
      if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output }, delayUs)
      else {
        const { code, message: sentence, members } = answered
        const error = { status: 400, code, message: sentence, ...(members && { members }) }
        context.answer(envelope, { type: 'api-error', ...error }, delayUs)
      }
    },
    reply(request, answered) {
      for (const mapping of changes.mappings) if (mapping.reply(request, answered)) return
    },
    timer(timer) {
      if (timer.type === 'expiry') {
        const { because, key } = timer
        changes.expire(key, { ...because, key: causalKey(because.key, 'expiry') })
      } else for (const mapping of changes.mappings) if (mapping.timer(timer)) return
    },
  }
}
