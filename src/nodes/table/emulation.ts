// A table at work: DynamoDB's operations on its items, and what follows from their changes.
import { causalKey, type JsonObject } from '#base'
import { type Because, callLatencyUs, type EmulationFactory, type Envelope, LEAST_LATENCY_US } from '#emulator'
import type { Message } from '#emulator'
import { type Apply, batchGet, readBatchWrite } from './batches.ts'
import { capacity, writeUnits } from './capacity.ts'
import { createChanges, type TableTimer } from './changes.ts'
import { describeTable } from './describe.ts'
import { createLocks } from './locks.ts'
import { createParts } from './parts.ts'
import { readTableInput } from './put-input.ts'
import { getItem, query, scan } from './reads.ts'
import { type ApiAnswer, refuse } from './refusal.ts'
import { createSeveralTables } from './several.ts'
import { createTableStore } from './store.ts'
import { createTokens, transactGet, transactWrite } from './transactions.ts'
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

/** Code [V]; the words [K]. */
const conflicting = refuse('TransactionConflictException', 'Transaction is ongoing for the item')

export const tableEmulation: EmulationFactory<'table', TableTimer> = (context) => {
  const { name } = context.node
  const store = createTableStore(context.node.config)
  const changes = createChanges(context, store)
  const tokens = createTokens()
  const locks = createLocks()
  const applyBecause =
    (because: Because): Apply =>
    (write, after, index) =>
      changes.write(write.key, after, { ...because, key: causalKey(because.key, 'item', index) })
  const parts = createParts(name, store, locks, applyBecause)
  const several = createSeveralTables(context, parts, finish)

  function writeOne(
    operation: 'PutItem' | 'UpdateItem' | 'DeleteItem',
    input: JsonObject,
    because: Because,
  ): ApiAnswer {
    const read = WRITES[operation](input, store)
    if (!read.ok) return read
    const write = read.value
    if (locks.isHeld(write.key)) return conflicting
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

  function batchWriteHere(input: JsonObject, because: Because): ApiAnswer {
    const read = readBatchWrite(input, store, name)
    return read.ok ? read.value(locks, applyBecause(because)) : read
  }

  function call(operation: string, input: JsonObject, because: Because): ApiAnswer {
    const apply = applyBecause(because)
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
        return batchWriteHere(input, because)
      case 'TransactGetItems':
        return transactGet(input, store, name, locks)
      case 'TransactWriteItems':
        return transactWrite(input, store, name, locks, apply)
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

  function note(operation: string, answered: ApiAnswer, because: Because): void {
    const { read, written } = answered.ok ? answered : { read: 0, written: 0 }
    const failure = answered.ok ? '' : answered.code
    context.record({ type: 'table-called', operation, failure, read, written }, because)
  }

  function reply(envelope: Envelope, answered: ApiAnswer, delayUs: number): void {
    if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output }, delayUs)
    else {
      const { code, message: sentence, members } = answered
      const error = { status: 400, code, message: sentence, ...(members && { members }) }
      context.answer(envelope, { type: 'api-error', ...error }, delayUs)
    }
  }

  function finish(envelope: Envelope, operation: string, answered: ApiAnswer, receivedAtUs: number): void {
    note(operation, answered, envelope)
    const spentUs = context.now() - receivedAtUs
    reply(envelope, answered, Math.max(LEAST_LATENCY_US, callLatencyUs(context, envelope.key) - spentUs))
  }

  /** Of a request that another table leads. */
  function takePart(part: Message & { readonly type: 'table-part' }, envelope: Envelope): void {
    const answered = parts.prepare(part)
    // A write is noted when it is done.
    if (!answered.ok || answered.read > 0) note(part.operation, answered, envelope)
    reply(envelope, answered, LEAST_LATENCY_US)
  }

  function settle({ transaction, commit }: Message & { readonly type: 'table-settle' }, envelope: Envelope): void {
    const answered = parts.settle(transaction, commit, envelope)
    if (!answered) return
    note(envelope.replyTo ? 'BatchWriteItem' : 'TransactWriteItems', answered, envelope)
    reply(envelope, answered, LEAST_LATENCY_US)
  }

  return {
    receive(message, envelope) {
      if (message.type === 'table-part') takePart(message, envelope)
      else if (message.type === 'table-settle') settle(message, envelope)
      else {
        const { operation, input } = requestOf(message)
        const isKnown = operation === 'TransactWriteItems' ? tokens.seen(input, context.now()) : undefined
        if (isKnown) finish(envelope, operation, isKnown, context.now())
        else if (!several.lead(operation, input, envelope))
          finish(envelope, operation, call(operation, input, envelope), context.now())
      }
    },
    reply(request, answered) {
      if (several.reply(request, answered)) return
      for (const mapping of changes.mappings) if (mapping.reply(request, answered)) return
    },
    timer(timer) {
      if (timer.type === 'expiry') {
        const { because, key } = timer
        // A transaction has it: the deletion comes after it.
        if (locks.isHeld(key)) context.schedule(LEAST_LATENCY_US, timer, { weak: true })
        else changes.expire(key, { ...because, key: causalKey(because.key, 'expiry') })
      } else for (const mapping of changes.mappings) if (mapping.timer(timer)) return
    },
  }
}
