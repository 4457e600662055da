// Whatever is asked of a bucket and in which order: it answers as a plain map of lists does, and each change reaches each
// notification that wants it once. Over random requests.
import { base64OfBytes, bytesOfBase64, type JsonObject, utf8Bytes } from '#base'
import { soakRuns } from '#base/testing/soak'
import type { Reply } from '#emulator'
import { type NamedScript, runScripts, type ScriptRun } from '#emulator/testing'
import { createSpanFold, createStatusFold, describeRun, summarise } from '#trace'
import { buildWorkflow } from '#workflow/testing'
import * as fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'

const LONG_MS = 300_000

const KEYS = ['a', 'a/', 'a/b', 'a/b/c', 'a/c', 'b', 'B', 'ä', '\uffee', '😀', 'a b'] as const
const key = fc.constantFrom(...KEYS)
/** Which of the key's versions, counted from the newest; undefined: the current one. */
const version = fc.option(fc.nat({ max: 2 }), { nil: undefined })

const request = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), key, body: fc.string({ maxLength: 20 }) }) },
  fc.record({ do: fc.constant('copy' as const), key, from: key }),
  fc.record({ do: fc.constant('delete' as const), key, version }),
  fc.record({ do: fc.constant('delete-many' as const), keys: fc.uniqueArray(key, { minLength: 1, maxLength: 4 }) }),
  fc.record({ do: fc.constant('get' as const), key, version }),
  fc.record({
    do: fc.constant('list' as const),
    prefix: fc.constantFrom('', 'a', 'a/', 'b', 'x'),
    delimiter: fc.constantFrom('', '/', 'b'),
    pageSize: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('list-versions' as const), pageSize: fc.integer({ min: 1, max: 4 }) }),
)
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never

const EVENTS = ['s3:ObjectCreated:*', 's3:ObjectCreated:Copy', 's3:ObjectRemoved:*', 's3:ObjectRemoved:Delete'] as const

const scene = fc.record({
  versioning: fc.boolean(),
  requests: fc.array(request, { minLength: 1, maxLength: 60, size: 'max' }),
  notifications: fc.array(
    fc.record({
      events: fc.uniqueArray(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 3 }),
      prefix: fc.constantFrom('', 'a', 'a/'),
      suffix: fc.constantFrom('', 'b', '/'),
    }),
    { maxLength: 3 },
  ),
  seed: fc.nat(),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

const draw = ({ versioning, notifications }: Scene) =>
  buildWorkflow({
    nodes: {
      b: ['bucket', { versioning }],
      f: ['function', { coldStartMedianMs: 0, timeoutMs: 900_000 }],
      ...Object.fromEntries(notifications.map((_, index) => [`q${index}`, ['queue'] as const])),
    },
    edges: {
      'f.call > b.objects': {},
      ...Object.fromEntries(notifications.map((config, index) => [`b.notify > q${index}.send`, config])),
    },
  })

interface Held {
  readonly id: string
  /** Undefined: a delete marker. */
  readonly body: string | undefined
}

const base64 = (text: string): string => base64OfBytes(utf8Bytes(text))
const textOf = (body: unknown): string => new TextDecoder().decode(bytesOfBase64(String(body)))
const tagOf = (body: string): string => `"${createHash('md5').update(body, 'utf8').digest('hex')}"`

/** In the order of their UTF-8. */
const sorted = (keys: Iterable<string>): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')))

interface Told {
  readonly name: string
  readonly key: string
}

/** Asks, compares each answer with the map's, and gives back the changes that the map saw. */
async function ask({ requests, versioning }: Scene, send: (operation: string, input: JsonObject) => Promise<Reply>) {
  const held = new Map<string, Held[]>()
  const changes: Told[] = []
  const api = async (operation: string, input: JsonObject): Promise<JsonObject | string> => {
    const reply = await send(operation, input)
    if (reply.type === 'api') return reply.output
    return reply.type === 'api-error' ? reply.code : reply.type
  }
  const current = (of: string): string | undefined => held.get(of)?.[0]?.body
  const present = (): string[] => sorted([...held.keys()].filter((of) => current(of) !== undefined))

  function add(of: string, one: Held, name: string): void {
    held.set(of, versioning ? [one, ...(held.get(of) ?? [])] : [one])
    changes.push({ name, key: of })
  }
  const idOf = (answer: JsonObject | string): string =>
    typeof answer === 'string' ? answer : String(answer['VersionId'] ?? 'null')

  async function drop(of: string, which: number | undefined, answer: JsonObject): Promise<void> {
    const versions = held.get(of) ?? []
    if (which === undefined && versioning) {
      expect(answer['DeleteMarker']).toBe(true)
      add(of, { id: idOf(answer), body: undefined }, 'ObjectRemoved:DeleteMarkerCreated')
      return
    }
    const gone = versions[which ?? 0]
    if (!gone) return
    held.set(
      of,
      versions.filter((one) => one !== gone),
    )
    expect(answer['DeleteMarker']).toBe(gone.body === undefined ? true : undefined)
    changes.push({ name: 'ObjectRemoved:Delete', key: of })
  }

  const idAt = (of: string, which: number | undefined): JsonObject | undefined => {
    if (which === undefined) return {}
    const found = held.get(of)?.[which]
    return found && { VersionId: found.id }
  }

  async function carryOut(one: Request): Promise<void> {
    switch (one.do) {
      case 'put': {
        const answer = await api('PutObject', { Key: one.key, Body: base64(one.body) })
        expect(answer).toMatchObject({ ETag: tagOf(one.body) })
        add(one.key, { id: idOf(answer), body: one.body }, 'ObjectCreated:Put')
        return
      }
      case 'copy': {
        const body = current(one.from)
        const answer = await api('CopyObject', { Key: one.key, SourceKey: one.from })
        if (body === undefined) expect(answer).toBe('NoSuchKey')
        else if (one.from === one.key) expect(answer).toBe('InvalidRequest')
        else {
          expect(answer).toMatchObject({ CopyObjectResult: { ETag: tagOf(body) } })
          add(one.key, { id: idOf(answer), body }, 'ObjectCreated:Copy')
        }
        return
      }
      case 'delete': {
        const id = idAt(one.key, one.version)
        if (!id) return
        const answer = await api('DeleteObject', { Key: one.key, ...id })
        if (typeof answer === 'string') throw new Error(answer)
        await drop(one.key, one.version, answer)
        return
      }
      case 'delete-many': {
        const answer = await api('DeleteObjects', { Delete: { Objects: one.keys.map((Key) => ({ Key })) } })
        const deleted = typeof answer === 'string' ? [] : (answer['Deleted'] as readonly JsonObject[])
        expect(deleted.map(({ Key }) => Key)).toEqual(one.keys)
        for (const [index, of] of one.keys.entries()) {
          const { DeleteMarkerVersionId, ...rest } = deleted[index] as JsonObject
          await drop(of, undefined, { ...rest, VersionId: DeleteMarkerVersionId ?? 'null' })
        }
        return
      }
      case 'get': {
        const id = idAt(one.key, one.version)
        if (!id) return
        const answer = await api('GetObject', { Key: one.key, ...id })
        const wanted = held.get(one.key)?.[one.version ?? 0]
        const refusal = one.version === undefined ? 'NoSuchKey' : 'MethodNotAllowed'
        if (wanted?.body === undefined) expect(answer).toBe(refusal)
        else {
          expect(answer).toMatchObject({ ETag: tagOf(wanted.body) })
          expect(typeof answer === 'string' ? answer : textOf(answer['Body'])).toBe(wanted.body)
          const head = await api('HeadObject', { Key: one.key, ...id })
          expect(typeof answer === 'string' ? answer : { ...answer, Body: 0 }).toEqual({ ...(head as object), Body: 0 })
        }
        return
      }
      case 'list':
        await list(one)
        return
      case 'list-versions':
        await listVersions(one.pageSize)
    }
  }

  async function list({ prefix, delimiter, pageSize }: Request & { do: 'list' }): Promise<void> {
    const entries: string[] = []
    let token: JsonObject = {}
    for (;;) {
      const input = { Prefix: prefix, Delimiter: delimiter, MaxKeys: pageSize, ...token }
      const answer = await api('ListObjectsV2', input)
      if (typeof answer === 'string') throw new Error(answer)
      const contents = answer['Contents'] as readonly JsonObject[]
      const prefixes = answer['CommonPrefixes'] as readonly JsonObject[]
      expect(answer['KeyCount']).toBe(contents.length + prefixes.length)
      entries.push(
        ...sorted([...contents.map(({ Key }) => String(Key)), ...prefixes.map(({ Prefix }) => String(Prefix))]),
      )
      for (const { Key, Size } of contents) expect(Size).toBe(Buffer.byteLength(current(String(Key)) ?? ''))
      if (answer['IsTruncated'] !== true) break
      expect(contents.length + prefixes.length).toBe(pageSize)
      token = { ContinuationToken: answer['NextContinuationToken'] ?? '' }
    }
    const rolled = present()
      .filter((of) => of.startsWith(prefix))
      .map((of) => {
        const end = delimiter === '' ? -1 : of.indexOf(delimiter, prefix.length)
        return end < 0 ? of : of.slice(0, end + delimiter.length)
      })
    expect(entries).toEqual(sorted(new Set(rolled)))
  }

  async function listVersions(pageSize: number): Promise<void> {
    const entries: string[] = []
    let marker: JsonObject = {}
    for (;;) {
      const answer = await api('ListObjectVersions', { MaxKeys: pageSize, ...marker })
      if (typeof answer === 'string') throw new Error(answer)
      const listed = [
        ...(answer['Versions'] as readonly JsonObject[]),
        ...(answer['DeleteMarkers'] as readonly JsonObject[]),
      ]
      entries.push(...listed.map(({ Key, VersionId, IsLatest }) => `${Key} ${VersionId} ${IsLatest}`))
      if (answer['IsTruncated'] !== true) break
      expect(listed).toHaveLength(pageSize)
      marker = {
        KeyMarker: answer['NextKeyMarker'] ?? '',
        VersionIdMarker: answer['NextVersionIdMarker'] ?? '',
      }
    }
    const wanted = [...held].flatMap(([of, versions]) => versions.map(({ id }, index) => `${of} ${id} ${index === 0}`))
    expect(entries.sort()).toEqual(wanted.sort())
  }

  for (const one of requests) await carryOut(one)
  const bytes = [...held.values()].flat().reduce((sum, { body }) => sum + Buffer.byteLength(body ?? ''), 0)
  return { changes, objects: present().length, bytes }
}

async function play(one: Scene, careful = false) {
  let seen: Awaited<ReturnType<typeof ask>> | undefined
  let thrown: unknown
  const run = await runScripts(draw(one), {
    byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', payload: '{}', mode: 'async' } }],
    handlers: {
      f: async ({ call }: NamedScript) => {
        try {
          seen = await ask(one, (operation, input) => call('b', { type: 'api', operation, input }))
        } catch (error) {
          thrown = error
        }
        return null
      },
    },
    seed: one.seed,
    careful,
  })
  if (thrown !== undefined) throw thrown
  if (!seen) throw new Error('the function never came to its end')
  return { run, seen }
}

const toldIn = (run: ScriptRun, queue: string): Told[] =>
  run.of('message-enqueued', queue).flatMap(({ body }) => {
    const { Records } = JSON.parse(body) as {
      Records?: readonly { eventName: string; s3: { object: { key: string } } }[]
    }
    return (Records ?? []).map(({ eventName, s3 }) => ({
      name: eventName,
      key: decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
    }))
  })

const inOrder = (told: readonly Told[]): string[] => told.map(({ name, key: of }) => `${name} ${of}`).sort()

test('a bucket answers as a map does, and each change reaches each notification that wants it exactly once', {
  timeout: LONG_MS,
}, async () => {
  const names = new Set<string>()
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      const { run, seen } = await play(one)
      expect(run.of('object-changed').map(({ name, key: of }) => ({ name, key: of }))).toEqual(seen.changes)
      for (const { name } of seen.changes) names.add(name)
      let delivered = 0
      for (const [index, { events, prefix, suffix }] of one.notifications.entries()) {
        const wanted = seen.changes.filter(
          ({ name, key: of }) =>
            events.some((event) => event === `s3:${name}` || event === `s3:${name.split(':')[0]}:*`) &&
            of.startsWith(prefix) &&
            of.endsWith(suffix),
        )
        // S3 keeps no order among its notifications.
        expect(inOrder(toldIn(run, `q${index}`))).toEqual(inOrder(wanted))
        delivered += wanted.length
      }
      const description = describeRun(draw(one))
      const spans = createSpanFold(description)
      const status = createStatusFold(description, spans)
      spans.advance(run.reader)
      status.advance(run.reader)
      const isCreation = ({ name }: Told): boolean => name.startsWith('ObjectCreated')
      expect(summarise(description, status).nodes['b']).toMatchObject({
        kind: 'bucket',
        objects: seen.objects,
        bytes: seen.bytes,
        written: seen.changes.filter(isCreation).length,
        deleted: seen.changes.filter((change) => !isCreation(change)).length,
        delivered,
        filtered: seen.changes.length * one.notifications.length - delivered,
        failed: 0,
      })
    }),
    { numRuns: soakRuns(200), seed: 2026 },
  )
  expect([...names].sort()).toEqual([
    'ObjectCreated:Copy',
    'ObjectCreated:Put',
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
  ])
})

test('the same requests and seed give the same log, looking ahead or not', { timeout: LONG_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      expect((await play(one, true)).run.fingerprint).toBe((await play(one)).run.fingerprint)
    }),
    { numRuns: soakRuns(30), seed: 2026 },
  )
})
