// An image pipeline in the sealed worker's own text: what is put into one bucket is changed by a handler and comes out of
// another, looking ahead or not.
import { base64OfBytes, utf8Bytes } from '#base'
import type { TraceEvent } from '#trace'
import type { NodeId } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { runInThread } from './testing/thread-run.ts'

const HANDLER = `import { S3Client, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
const client = new S3Client({})
export const handler = async (event) => {
  for (const { s3 } of event.Records) {
    const Key = decodeURIComponent(s3.object.key.replace(/\\+/g, ' '))
    const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: s3.bucket.name, Key }))
    const text = await Body.transformToString()
    await client.send(new PutObjectCommand({ Bucket: process.env.RESULTS_BUCKET_NAME, Key: 'out/' + Key, Body: text.toUpperCase(), ContentType }))
  }
}`

const pipeline = buildWorkflow({
  nodes: {
    Uploads: ['bucket'],
    work: ['function', { codeUri: 'work', handler: 'index.handler' }],
    Results: ['bucket', { bucketName: 'all.results' }],
    done: ['queue'],
  },
  edges: {
    'Uploads.notify > work.invoke': { suffix: '.txt' },
    'work.call > Uploads.objects': { actions: ['read'] },
    'work.call > Results.objects': { actions: ['write'] },
    'Results.notify > done.send': {},
  },
  files: { 'work/index.mjs': HANDLER },
  scenario: { duration: '1m' },
})

const put = (key: string, text: string, atUs: number) => ({
  atUs,
  entriesBefore: 0,
  input: {
    type: 'event',
    node: 'Uploads' as NodeId,
    event: { kind: 'bucket', key, body: base64OfBytes(utf8Bytes(text)), contentType: 'text/plain' },
  } as const,
})

test('what is put into a bucket comes out of another one, changed, with one fingerprint', {
  timeout: 120_000,
}, async () => {
  const inputs = [put('a b/ä.txt', 'hällo 订单', 0), put('c.jpg', 'no', 0)]
  const [fast, careful] = [
    await runInThread(pipeline, { inputs }),
    await runInThread(pipeline, { inputs, careful: true }),
  ]
  const events = Array.from({ length: fast.reader.length }, (_, event): TraceEvent => fast.reader.eventAt(event))
  const changes = events.flatMap((event) =>
    event.type === 'object-changed' ? [[event.name, event.key, event.bytes]] : [],
  )
  expect(changes).toEqual([
    ['ObjectCreated:Put', 'a b/ä.txt', 13],
    ['ObjectCreated:Put', 'c.jpg', 2],
    ['ObjectCreated:Put', 'out/a b/ä.txt', 13],
  ])
  const bodies = events.flatMap((event) => (event.type === 'message-enqueued' ? [event.body] : []))
  expect(bodies.map((body) => body.includes('s3:TestEvent'))).toEqual([true, false])
  expect(bodies[1]).toContain('"key":"out/a+b/%C3%A4.txt"')
  expect(careful.fingerprint).toBe(fast.fingerprint)
})
