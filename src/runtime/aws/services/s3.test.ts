// The real S3 client in a handler, against the bucket itself: what is asked, what comes back.
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { loadPackages } from '../testing/load-packages.ts'
import { type HandlerRun, runHandlers } from '../testing/run-handlers.ts'

const packages = await loadPackages(['@aws-sdk/client-s3'])

/** `work` reads and writes Files and Other; Hidden is there too. */
const workflowWith = (files: object) =>
  buildWorkflow({
    nodes: {
      work: ['function', { handler: 'index.handler', timeoutMs: 60_000, maximumRetryAttempts: 0 }],
      Files: ['bucket', { ...files }],
      Other: ['bucket', { bucketName: 'my.other-bucket' }],
      Hidden: ['bucket'],
      Locked: ['bucket'],
    },
    edges: {
      'work.call > Files.objects': {},
      'work.call > Other.objects': { actions: ['read', 'write'] },
      'work.call > Locked.objects': { actions: ['read'] },
    },
  })

/** What the lines of a handler return. */
async function handle(lines: string, files: object = {}): Promise<{ answer: unknown; run: HandlerRun }> {
  const code = `import * as sdk from '@aws-sdk/client-s3'
const { S3, S3Client, PutObjectCommand, GetObjectCommand, HeadObjectCommand, DeleteObjectCommand, DeleteObjectsCommand, CopyObjectCommand, ListObjectsV2Command, ListObjectsCommand, ListObjectVersionsCommand, HeadBucketCommand, GetBucketVersioningCommand, GetBucketLocationCommand, CreateBucketCommand, paginateListObjectsV2, NoSuchKey } = sdk
const client = new S3Client({})
const Bucket = process.env.FILES_BUCKET_NAME
const send = async (command) => { const { $metadata, ...rest } = await client.send(command); return rest }
const caught = async (command) => { try { return await send(command) } catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode] } }
const put = (Key, Body, rest) => send(new PutObjectCommand({ Bucket, Key, Body, ...rest }))
const get = async (Key, rest) => { const { Body, ...all } = await send(new GetObjectCommand({ Bucket, Key, ...rest })); return { ...all, text: await Body.transformToString() } }
export const handler = async () => {
${lines}
}`
  const run = await runHandlers(workflowWith(files), { work: { 'index.mjs': code } }, packages, 'work')
  return { answer: run.answersOf('work')[0], run }
}

const HELLO = '"5d41402abc4b2a76b9719d911017c592"'

test('an object that is put is there, with all that was said of it', async () => {
  const { answer } = await handle(`
    const written = await put('in/a ü&<>.txt', 'hello', { ContentType: 'text/plain', CacheControl: 'no-store', Metadata: { Who: 'me', 'x-y': 'é' } })
    return [Bucket, written, await get('in/a ü&<>.txt'), await send(new HeadObjectCommand({ Bucket, Key: 'in/a ü&<>.txt' }))]
  `)
  const said = {
    AcceptRanges: 'bytes',
    CacheControl: 'no-store',
    ContentLength: 5,
    ContentType: 'text/plain',
    ETag: HELLO,
    LastModified: '2026-01-01T00:00:00.000Z',
    Metadata: { who: 'me', 'x-y': 'é' },
    ServerSideEncryption: 'AES256',
  }
  expect(answer).toEqual(['files', { ETag: HELLO, ServerSideEncryption: 'AES256' }, { ...said, text: 'hello' }, said])
})

test('bytes come back as they went, in every way to read them', async () => {
  const { answer } = await handle(`
    const bytes = Uint8Array.from({ length: 200_000 }, (_, n) => n % 256)
    await put('b', bytes)
    await put('buffer', Buffer.from('000102ff', 'hex'))
    const body = async (Key) => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body
    const same = (a) => a.length === bytes.length && a.every((one, n) => one === bytes[n])
    const array = await (await body('b')).transformToByteArray()
    const chunks = []
    for await (const chunk of await body('b')) chunks.push(chunk)
    const events = await new Promise((resolve, reject) => {
      body('b').then((stream) => {
        const all = []
        stream.on('data', (chunk) => all.push(chunk)); stream.on('error', reject); stream.on('end', () => resolve(Buffer.concat(all)))
      })
    })
    const reader = (await body('buffer')).transformToWebStream().getReader()
    const { value } = await reader.read()
    const twice = await body('buffer'); await twice.transformToString()
    return [same(array), chunks.length > 1, same(Buffer.concat(chunks)), same(events), [...value],
      await (await body('buffer')).transformToString('base64'), await (await body('buffer')).transformToString('hex'),
      await twice.transformToString().catch((e) => e.message)]
  `)
  expect(answer).toEqual([
    true,
    true,
    true,
    true,
    [0, 1, 2, 255],
    'AAEC/w==',
    '000102ff',
    'The stream has already been transformed.',
  ])
})

test.each<[string, string, unknown]>([
  [
    'a key that is not there',
    `caught(new GetObjectCommand({ Bucket, Key: 'no' }))`,
    ['NoSuchKey', 'The specified key does not exist.', 404],
  ],
  [
    'asking for its head',
    `caught(new HeadObjectCommand({ Bucket, Key: 'no' }))`,
    ['NotFound', expect.any(String), 404],
  ],
  [
    'a bucket that is not there',
    `caught(new PutObjectCommand({ Bucket: 'nowhere', Key: 'a', Body: '' }))`,
    ['NoSuchBucket', 'The specified bucket does not exist', 404],
  ],
  [
    'a bucket without an edge',
    `caught(new PutObjectCommand({ Bucket: 'hidden', Key: 'a/b', Body: '' }))`,
    [
      'AccessDenied',
      'User: arn:aws:sts::123456789012:assumed-role/work-role/work is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::hidden/a/b" because no identity-based policy allows the s3:PutObject action',
      403,
    ],
  ],
  [
    'writing where reading is allowed',
    `caught(new DeleteObjectCommand({ Bucket: 'locked', Key: 'a' }))`,
    ['AccessDenied', expect.stringContaining('s3:DeleteObject'), 403],
  ],
  [
    'a copy out of a bucket without an edge',
    `caught(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: 'hidden/a' }))`,
    ['AccessDenied', expect.stringContaining('s3:GetObject'), 403],
  ],
  [
    'a key that is too long',
    `caught(new PutObjectCommand({ Bucket, Key: 'ü'.repeat(513), Body: '' }))`,
    ['KeyTooLongError', 'Your key is too long', 400],
  ],
  [
    'metadata that is too much',
    `caught(new PutObjectCommand({ Bucket, Key: 'a', Body: '', Metadata: { a: 'x'.repeat(2048) } }))`,
    ['MetadataTooLarge', expect.any(String), 400],
  ],
  [
    'more than one upload takes',
    `caught(new PutObjectCommand({ Bucket, Key: 'a', Body: new Uint8Array(33_554_433) }))`,
    ['EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400],
  ],
  [
    'an upload where something is already',
    `put('a', '1').then(() => caught(new PutObjectCommand({ Bucket, Key: 'a', Body: '2', IfNoneMatch: '*' })))`,
    ['PreconditionFailed', expect.stringContaining('pre-conditions'), 412],
  ],
  [
    'a read of what has not changed',
    `put('a', 'hello').then(() => caught(new GetObjectCommand({ Bucket, Key: 'a', IfNoneMatch: '${HELLO.replaceAll('"', '\\"')}' })))`,
    [expect.any(String), expect.any(String), 304],
  ],
  [
    'a range beyond the end',
    `put('a', 'hello').then(() => caught(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=5-' })))`,
    ['InvalidRange', 'The requested range is not satisfiable', 416],
  ],
  [
    'an operation that is not emulated',
    `caught(new CreateBucketCommand({ Bucket: 'new' }))`,
    ['NotImplemented', expect.any(String), 501],
  ],
])('%s is refused as S3 does', async (_, line, expected) => {
  const { answer } = await handle(`return await ${line}`)
  expect(answer).toEqual(expected)
})

test('a missing edge and an operation that is not emulated are noted once', async () => {
  const { run } = await handle(`
    await caught(new PutObjectCommand({ Bucket: 'hidden', Key: 'a', Body: '' })); await caught(new PutObjectCommand({ Bucket: 'hidden', Key: 'b', Body: '' }))
    await caught(new CreateBucketCommand({ Bucket: 'new' })); return null
  `)
  const noted = run.events.flatMap((event) =>
    event.type === 'problem-noted' ? [[event.code, JSON.parse(event.detail) as unknown]] : [],
  )
  expect(noted).toEqual([
    [
      'no-edge-for-call',
      { function: 'work', kind: 'bucket', target: 'Hidden', action: 'write', operation: 'PutObject' },
    ],
    ['operation-not-emulated', { function: 'work', operation: 'CreateBucket' }],
  ])
})

test.each([
  ['bytes=1-3', 'ell', 'bytes 1-3/5'],
  ['bytes=2-', 'llo', 'bytes 2-4/5'],
  ['bytes=-2', 'lo', 'bytes 3-4/5'],
  ['bytes=3-99', 'lo', 'bytes 3-4/5'],
  ['bytes=3-1', 'hello', undefined],
  ['lines=1-2', 'hello', undefined],
])('the range %s of hello is %s', async (range, text, ContentRange) => {
  const { answer } = await handle(`await put('a', 'hello'); return await get('a', { Range: '${range}' })`)
  expect(answer).toMatchObject({ text, ContentLength: text.length, ...(ContentRange ? { ContentRange } : {}) })
  if (!ContentRange) expect(answer).not.toHaveProperty('ContentRange')
})

test('lists tell keys in order, roll them up, and go on page by page', async () => {
  const { answer } = await handle(`
    for (const key of ['b', 'a/2', 'a/1', 'ä', 'a&<1>\\u0001', 'z/1/x', 'z/2']) await put(key, key)
    const plain = await send(new ListObjectsV2Command({ Bucket }))
    const rolled = await send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))
    const within = await send(new ListObjectsV2Command({ Bucket, Prefix: 'z/', Delimiter: '/', StartAfter: 'z/1' }))
    const encoded = await send(new ListObjectsV2Command({ Bucket, EncodingType: 'url', Prefix: 'a&' }))
    const pages = []
    for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Delimiter: '/' }))
      pages.push([(page.Contents ?? []).map((one) => one.Key), (page.CommonPrefixes ?? []).map((one) => one.Prefix), page.IsTruncated])
    const old = await send(new ListObjectsCommand({ Bucket, MaxKeys: 1, Delimiter: '/', Marker: 'a/' }))
    return [plain.Contents.map((one) => one.Key), plain.Contents[0], [plain.KeyCount, plain.IsTruncated, plain.Name, plain.MaxKeys],
      rolled.CommonPrefixes, [within.Contents, within.CommonPrefixes].map((all) => all.map((one) => one.Key ?? one.Prefix)),
      encoded.Contents[0].Key, pages, [old.Contents.map((one) => one.Key), old.NextMarker]]
  `)
  const keys = ['a&<1>\u0001', 'a/1', 'a/2', 'b', 'z/1/x', 'z/2', 'ä']
  expect(answer).toEqual([
    keys,
    {
      Key: 'a&<1>\u0001',
      LastModified: expect.stringMatching(/^2026-01-01T00:00:00\.\d{3}Z$/),
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      Size: 6,
      StorageClass: 'STANDARD',
    },
    [7, false, 'files', 1000],
    [{ Prefix: 'a/' }, { Prefix: 'z/' }],
    [['z/2'], ['z/1/']],
    'a%26%3C1%3E%01',
    [
      [['a&<1>\u0001'], ['a/'], true],
      [['b'], ['z/'], true],
      [['ä'], [], false],
    ],
    [['b'], 'b'],
  ])
})

test('deletes answer for one key and for many, and what is gone is gone', async () => {
  const { answer } = await handle(`
    for (const key of ['a', 'b', 'c&']) await put(key, key)
    const one = await send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
    const none = await send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
    const many = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }, { Key: 'c&' }, { Key: 'd' }] } }))
    const quiet = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }], Quiet: true } }))
    const empty = await send(new ListObjectsV2Command({ Bucket }))
    return [one, none, many, quiet, empty.KeyCount, empty.Contents ?? null]
  `)
  expect(answer).toEqual([{}, {}, { Deleted: [{ Key: 'b' }, { Key: 'c&' }, { Key: 'd' }] }, {}, 0, null])
})

test('a copy has the object’s headers or its own, within a bucket and from another one', async () => {
  const { answer } = await handle(`
    await put('a b', 'hello', { ContentType: 'text/plain', Metadata: { one: '1' } })
    const Other = process.env.OTHER_BUCKET_NAME
    const here = await send(new CopyObjectCommand({ Bucket, Key: 'here', CopySource: encodeURI(Bucket + '/a b') }))
    const there = await send(new CopyObjectCommand({ Bucket: Other, Key: 'there', CopySource: '/' + Bucket + '/a%20b', MetadataDirective: 'REPLACE', ContentType: 'text/x', Metadata: { two: '2' } }))
    const onto = await caught(new CopyObjectCommand({ Bucket, Key: 'here', CopySource: Bucket + '/here' }))
    const missing = await caught(new CopyObjectCommand({ Bucket: Other, Key: 'x', CopySource: Bucket + '/no' }))
    const far = await client.send(new GetObjectCommand({ Bucket: Other, Key: 'there' }))
    const near = await get('here')
    return [Other, here.CopyObjectResult, [near.text, near.ContentType, near.Metadata], there.CopyObjectResult.ETag,
      [await far.Body.transformToString(), far.ContentType, far.Metadata], onto.slice(0, 1), missing]
  `)
  expect(answer).toEqual([
    'my.other-bucket',
    { ETag: HELLO, LastModified: expect.stringMatching(/^2026/) },
    ['hello', 'text/plain', { one: '1' }],
    HELLO,
    ['hello', 'text/x', { two: '2' }],
    ['InvalidRequest'],
    ['NoSuchKey', 'The specified key does not exist.', 404],
  ])
})

test('with versioning each put is a version, a delete a marker, and each can be read and removed by itself', async () => {
  const { answer } = await handle(
    `
    const first = (await put('a', '1')).VersionId
    const second = (await put('a', '22')).VersionId
    const marker = await send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
    const gone = await caught(new GetObjectCommand({ Bucket, Key: 'a' }))
    const old = await get('a', { VersionId: first })
    const asMarker = await caught(new GetObjectCommand({ Bucket, Key: 'a', VersionId: marker.VersionId }))
    const never = await caught(new GetObjectCommand({ Bucket, Key: 'a', VersionId: 'never' }))
    const all = await send(new ListObjectVersionsCommand({ Bucket }))
    const page = await send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 }))
    const next = await send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 5, KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }))
    const many = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a', VersionId: marker.VersionId }, { Key: 'b' }] } }))
    const back = await get('a')
    return [first !== second, marker.DeleteMarker, gone[0], [old.text, old.VersionId === first], asMarker.slice(0, 1), never[0],
      all.Versions.map((one) => [one.Key, one.VersionId === first ? 1 : 2, one.IsLatest]), all.DeleteMarkers.map((one) => [one.Key, one.IsLatest]),
      [page.Versions ?? null, page.DeleteMarkers.length, page.IsTruncated], next.Versions.map((one) => one.Size),
      many.Deleted.map(({ Key, VersionId, DeleteMarker }) => [Key, VersionId === marker.VersionId, DeleteMarker]), back.text,
      (await send(new GetBucketVersioningCommand({ Bucket }))).Status]
  `,
    { versioning: true },
  )
  expect(answer).toEqual([
    true,
    true,
    'NoSuchKey',
    ['1', true],
    ['MethodNotAllowed'],
    'NoSuchVersion',
    [
      ['a', 2, false],
      ['a', 1, false],
    ],
    [['a', true]],
    [null, 1, true],
    [2, 1],
    [
      ['a', true, true],
      ['b', false, true],
    ],
    '22',
    'Enabled',
  ])
})

test('the aggregated client, questions about the bucket, and a stream that is passed on work as well', async () => {
  const { answer } = await handle(`
    const s3 = new S3()
    await s3.putObject({ Bucket, Key: 'a', Body: 'hello' })
    const { Body, ContentLength } = await s3.getObject({ Bucket, Key: 'a' })
    await s3.putObject({ Bucket, Key: 'b', Body, ContentLength })
    const { BucketRegion } = await s3.headBucket({ Bucket })
    const location = await s3.getBucketLocation({ Bucket })
    return [(await get('b')).text, BucketRegion, location.LocationConstraint ?? null]
  `)
  expect(answer).toEqual(['hello', 'us-east-1', null])
})
