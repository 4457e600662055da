// A request over several tables: the table that was asked leads, asks the others for their parts, and answers for all.
// A transaction happens when all have prepared it, and in none of them otherwise.
import type { Json, JsonObject } from '#base'
import type { EmulationContext, Envelope, Reply } from '#emulator'
import { MAXIMUM_BATCH_READS, MAXIMUM_BATCH_WRITES, requestItems, tooManyReads, tooManyWrites } from './batches.ts'
import type { TableTimer } from './changes.ts'
import type { Part, Parts } from './parts.ts'
import { type ApiAnswer, type Read, refuse } from './refusal.ts'
import { cancelled, isCancelled, told, transactItems } from './transactions.ts'

type Context = EmulationContext<'table', TableTimer>
type Finish = (envelope: Envelope, operation: string, answered: ApiAnswer, receivedAtUs: number) => void

/** What of a request concerns one table. */
interface Share {
  readonly table: string
  readonly input: JsonObject
  /** Of its items in the request. */
  readonly positions: readonly number[]
}

interface Request {
  readonly transaction: number
  readonly operation: string
  readonly envelope: Envelope
  readonly receivedAtUs: number
  readonly shares: readonly (Share & { readonly node: number })[]
  /** By share. */
  readonly answers: Map<number, ApiAnswer>
  /** Own items that were read or written. */
  own: { read: number; written: number }
  isSettling: boolean
}

export interface SeveralTables {
  /** False: it concerns one table only. */
  lead(operation: string, input: JsonObject, envelope: Envelope): boolean
  reply(request: number, reply: Reply): boolean
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Called by its name or its ARN. */
const nameOf = (given: string): string => (given.startsWith('arn:') ? (given.split(':table/')[1] ?? given) : given)

const notFound = refuse('ResourceNotFoundException', 'Requested resource not found')
const unavailable = refuse('InternalServerError', 'Internal server error')

function batchShares(operation: string, input: JsonObject): Read<readonly Share[]> {
  const requests = requestItems(input)
  if (!requests.ok) return requests
  const isRead = operation === 'BatchGetItem'
  const countOf = (given: Json): number => {
    const items = isRead && isObject(given) ? given['Keys'] : given
    return Array.isArray(items) ? items.length : 0
  }
  const count = requests.value.reduce((sum, [, given]) => sum + countOf(given), 0)
  if (count > (isRead ? MAXIMUM_BATCH_READS : MAXIMUM_BATCH_WRITES)) return isRead ? tooManyReads : tooManyWrites
  const value = requests.value.map(([given, items]) => ({
    table: nameOf(given),
    input: { ...input, RequestItems: { [given]: items } },
    positions: [],
  }))
  return { ok: true, value }
}

/** An item that names no table is the asked one's. */
function transactionShares(input: JsonObject, own: string): Read<readonly Share[]> {
  const items = transactItems(input)
  if (!items.ok) return items
  const byTable = new Map<string, number[]>()
  for (const [position, item] of items.value.entries()) {
    const given = Object.values(item).flatMap((action) => (isObject(action) ? [action['TableName']] : []))[0]
    const table = typeof given === 'string' ? nameOf(given) : own
    byTable.set(table, [...(byTable.get(table) ?? []), position])
  }
  const value = [...byTable].map(([table, positions]) => ({
    table,
    input: { ...input, TransactItems: positions.map((position) => items.value[position] ?? {}) },
    positions,
  }))
  return { ok: true, value }
}

const OPERATIONS = new Set(['BatchGetItem', 'BatchWriteItem', 'TransactGetItems', 'TransactWriteItems'])

const listIn = (answer: ApiAnswer | undefined, member: string): readonly Json[] => {
  const list = answer?.ok ? answer.output[member] : undefined
  return Array.isArray(list) ? (list as readonly Json[]) : []
}

const mergedIn = (answers: readonly ApiAnswer[], member: string): JsonObject =>
  Object.assign({}, ...answers.map((one) => (one.ok && isObject(one.output[member]) ? one.output[member] : {})))

export function createSeveralTables(context: Context, parts: Parts, finish: Finish): SeveralTables {
  const asked = new Map<number, { readonly request: Request; readonly share: number }>()
  const { name } = context.node

  function nodesOf(shares: readonly Share[]): Request['shares'] | undefined {
    const { nodes } = context.workflow
    const tables = new Map(
      Object.keys(nodes)
        .sort()
        .flatMap((id, index) =>
          nodes[id as keyof typeof nodes]?.kind === 'table' ? [[context.nameOf(index), index]] : [],
        ),
    )
    const found = shares.flatMap((share) => {
      const node = tables.get(share.table)
      return node === undefined ? [] : [{ ...share, node }]
    })
    return found.length === shares.length ? found : undefined
  }

  function answer(request: Request, answered: ApiAnswer): void {
    const { envelope, operation, receivedAtUs, own } = request
    finish(envelope, operation, answered.ok ? { ...answered, ...own } : answered, receivedAtUs)
  }

  /** By position in the request. */
  function inOrder(request: Request, member: string): readonly JsonObject[] {
    const all: JsonObject[] = []
    for (const [index, { positions }] of request.shares.entries())
      for (const [at, one] of listIn(request.answers.get(index), member).entries()) {
        const position = positions[at]
        if (position !== undefined && isObject(one)) all[position] = one
      }
    return all
  }

  function settle(request: Request, commit: boolean): void {
    const { transaction, envelope, operation, shares, answers } = request
    const isBatch = operation === 'BatchWriteItem'
    request.isSettling = true
    if (commit && isBatch) answers.clear()
    for (const [share, { node }] of shares.entries()) {
      if (node === context.index) {
        const done = parts.settle(transaction, commit, envelope)
        if (done?.ok) request.own = { read: done.read, written: done.written }
        if (commit && isBatch && done) answers.set(share, done)
      } else {
        const message = { type: 'table-settle', transaction, commit } as const
        if (commit && isBatch) asked.set(context.ask(node, message, envelope), { request, share })
        else context.tell(node, message, envelope)
      }
    }
  }

  function conclude(request: Request): void {
    const { operation, answers, shares, isSettling } = request
    if (answers.size < shares.length) return
    const all = shares.flatMap((_, share) => answers.get(share) ?? [])
    const isTransaction = operation.startsWith('Transact')
    const isWrite = operation.includes('Write')
    const reasons = isTransaction ? inOrder(request, 'Reasons') : []
    const refused = all.find(({ ok }) => !ok) ?? (isCancelled(reasons) ? cancelled(reasons) : undefined)
    if (refused) {
      if (isWrite && !isSettling) settle(request, false)
      answer(request, refused)
      return
    }
    if (isWrite && !isSettling) {
      settle(request, true)
      if (!isTransaction) {
        conclude(request)
        return
      }
    }
    const consumed = told(all.flatMap((one) => listIn(one, 'ConsumedCapacity')))
    const output = (): JsonObject => {
      if (operation === 'TransactWriteItems') return consumed
      if (operation === 'TransactGetItems') return { Responses: [...inOrder(request, 'Responses')], ...consumed }
      if (operation === 'BatchWriteItem') return { UnprocessedItems: mergedIn(all, 'UnprocessedItems'), ...consumed }
      const [Responses, UnprocessedKeys] = [mergedIn(all, 'Responses'), mergedIn(all, 'UnprocessedKeys')]
      return { Responses, UnprocessedKeys, ...consumed }
    }
    answer(request, { ok: true, output: output(), read: 0, written: 0 })
  }

  return {
    lead(operation, input, envelope) {
      if (!OPERATIONS.has(operation)) return false
      const read = operation.startsWith('Batch') ? batchShares(operation, input) : transactionShares(input, name)
      // What one table would refuse, it refuses itself.
      if (read.ok && read.value.length <= 1) return false
      const shares = read.ok ? nodesOf(read.value) : undefined
      if (!read.ok || !shares) {
        finish(envelope, operation, read.ok ? notFound : read, context.now())
        return true
      }
      const request: Request = {
        transaction: context.nextId(),
        operation,
        envelope,
        receivedAtUs: context.now(),
        shares,
        answers: new Map(),
        own: { read: 0, written: 0 },
        isSettling: false,
      }
      for (const [share, { node, input: own }] of shares.entries()) {
        const part: Part = { transaction: request.transaction, operation, input: own }
        if (node === context.index) {
          const answered = parts.prepare(part)
          if (answered.ok) request.own = { read: answered.read, written: 0 }
          request.answers.set(share, answered)
        } else asked.set(context.ask(node, { type: 'table-part', ...part }, envelope), { request, share })
      }
      conclude(request)
      return true
    },
    reply(number, reply) {
      const waiting = asked.get(number)
      if (!waiting) return false
      asked.delete(number)
      waiting.request.answers.set(waiting.share, answerOf(reply))
      conclude(waiting.request)
      return true
    },
  }
}

function answerOf(reply: Reply): ApiAnswer {
  if (reply.type === 'api') return { ok: true, output: reply.output, read: 0, written: 0 }
  return reply.type === 'api-error' ? refuse(reply.code, reply.message, reply.members) : unavailable
}
