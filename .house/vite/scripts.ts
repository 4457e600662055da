// The three texts that are not part of the page: the sealed worker, the AWS SDK handlers load, the frame's bootstrap.
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'
import { scriptAsset } from './script-asset.ts'

/** For browsers the SDK's XML reader wants a DOMParser, which a worker has not: take Node's, which wants nothing. */
const xmlBuilder = (): string => {
  const client = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-sqs'))
  return createRequire(client.resolve('@aws-sdk/core')).resolve('@aws-sdk/xml-builder')
}

export const platformScripts = (): Plugin[] => [
  scriptAsset({
    id: 'virtual:sealed-worker',
    exportName: 'sealedWorkerUrl',
    fileName: 'sealed-worker',
    script: { entry: 'src/workers/sealed.worker.ts' },
  }),
  scriptAsset({
    id: 'virtual:aws-sdk',
    exportName: 'awsSdkUrl',
    fileName: 'aws-sdk',
    script: {
      entry: 'src/runtime/aws/sdk-bundle.ts',
      name: 'faaslabAwsSdk',
      alias: { '@aws-sdk/xml-builder': xmlBuilder() },
    },
  }),
]
