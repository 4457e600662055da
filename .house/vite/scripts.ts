// The texts that are not part of the page: the sealed worker and the AWS SDK's clients that handlers load.
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { scriptAsset, scriptAssets } from './script-asset.ts'

const SDK_FOLDER = 'src/runtime/aws/sdk'

/** For browsers the SDK's XML reader wants a DOMParser, which a worker has not: take Node's, which wants nothing. */
const xmlBuilder = (): string => {
  const client = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-sqs'))
  return createRequire(client.resolve('@aws-sdk/core')).resolve('@aws-sdk/xml-builder')
}

const sdkScripts = () => {
  const alias = { '@aws-sdk/xml-builder': xmlBuilder() }
  const names = readdirSync(resolve(import.meta.dirname, '../..', SDK_FOLDER)).map((file) => file.replace(/\.ts$/, ''))
  return new Map(
    names.sort().map((name) => {
      const script = { entry: `${SDK_FOLDER}/${name}.ts`, name: 'faaslabAwsSdk', alias }
      return [name, { fileName: `aws-${name}`, script }]
    }),
  )
}

export const platformScripts = (): Plugin[] => [
  scriptAsset({
    id: 'virtual:sealed-worker',
    exportName: 'sealedWorkerUrl',
    fileName: 'sealed-worker',
    // Documents were parsed before they come here.
    script: { entry: 'src/workers/sealed.worker.ts', without: ['zod'], inParts: true },
  }),
  scriptAssets({ id: 'virtual:aws-sdk', exportName: 'awsSdkUrl', scripts: sdkScripts() }),
]
