// Photos are put into a bucket, and a thumbnail of each comes out of another one.
import { drawTemplate } from './template.ts'

const SAVE_PHOTO = `import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const s3 = new S3Client({})

/** Puts a photo into the bucket. What is made of it there is not this function's business. */
export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const key = \`photos/\${event.pathParameters?.id}.pgm\`
  await s3.send(
    new PutObjectCommand({
      Bucket: process.env.PHOTOS_BUCKET_NAME,
      Key: key,
      Body: event.body,
      ContentType: 'image/x-portable-graymap',
    }),
  )
  return { statusCode: 201, body: JSON.stringify({ key }) }
}
`

const MAKE_THUMBNAIL = `import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { S3Handler } from 'aws-lambda'
import { halve } from './halve'

const s3 = new S3Client({})

export const handler: S3Handler = async (event) => {
  for (const { s3: created } of event.Records) {
    // In events keys are URL-encoded, with + for a space.
    const key = decodeURIComponent(created.object.key.replace(/\\+/g, ' '))
    const photo = await s3.send(new GetObjectCommand({ Bucket: created.bucket.name, Key: key }))
    const picture = (await photo.Body?.transformToString()) ?? ''

    await s3.send(
      new PutObjectCommand({
        Bucket: process.env.THUMBNAILS_BUCKET_NAME,
        Key: key.replace('photos/', 'thumbnails/'),
        Body: halve(picture),
        ContentType: photo.ContentType,
      }),
    )
    console.log('thumbnail made', key, created.object.size, 'bytes')
  }
}
`

const HALVE = `/** A plain graymap (P2) at half its width and height: each pixel is the mean of four. */
export function halve(picture: string): string {
  const [type, ...numbers] = picture.trim().split(/\\s+/)
  const [width = 0, height = 0, white = 255, ...pixels] = numbers.map(Number)
  if (type !== 'P2' || pixels.length !== width * height) throw new Error('not a plain graymap')

  const at = (x: number, y: number) => pixels[y * width + x] ?? 0
  const halved: number[] = []
  for (let y = 0; y + 1 < height; y += 2) {
    for (let x = 0; x + 1 < width; x += 2) {
      halved.push(Math.round((at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4))
    }
  }
  return \`P2 \${width >> 1} \${height >> 1} \${white}\\n\${halved.join(' ')}\\n\`
}
`

export const imagePipeline = drawTemplate({
  id: 'image-pipeline',
  title: { en: 'Image pipeline', 'zh-CN': '图片处理流水线' },
  summary: {
    en: 'A bucket tells a function of each new photo; the thumbnail goes into a second bucket.',
    'zh-CN': '每张新照片由存储桶通知函数，缩略图写入第二个存储桶。',
  },
  note: 'Results go into a bucket of their own: a function that writes where it is triggered from starts itself again.',
  nodes: {
    Photographers: [
      'client',
      0,
      0,
      {
        arrivals: { shape: 'poisson', perSecond: 1, count: 50 },
        method: 'PUT',
        path: '/photos/{{n}}',
        headers: { 'content-type': 'text/plain' },
        body: 'P2 4 4 255\n0 64 128 255\n64 128 255 128\n128 255 128 64\n255 128 64 {{n}}\n',
      },
    ],
    Uploads: ['http-api', 1, 0],
    SavePhoto: ['function', 2, 0, { codeUri: 'save-photo', memoryMb: 256 }],
    Photos: ['bucket', 0, 1],
    MakeThumbnail: ['function', 1, 1, { codeUri: 'make-thumbnail', memoryMb: 512 }],
    Thumbnails: ['bucket', 2, 1],
  },
  edges: {
    'Photographers.call > Uploads.request': {},
    'Uploads.route > SavePhoto.invoke': { method: 'PUT', path: '/photos/{id}' },
    'SavePhoto.call > Photos.objects': { actions: ['write'] },
    'Photos.notify > MakeThumbnail.invoke': { prefix: 'photos/', suffix: '.pgm' },
    'MakeThumbnail.call > Photos.objects': { actions: ['read'] },
    'MakeThumbnail.call > Thumbnails.objects': { actions: ['write'] },
  },
  files: {
    'save-photo/index.ts': SAVE_PHOTO,
    'make-thumbnail/index.ts': MAKE_THUMBNAIL,
    'make-thumbnail/halve.ts': HALVE,
  },
  duration: '2m',
})
