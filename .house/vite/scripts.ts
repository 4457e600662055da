// The texts that are not part of the page: the sealed worker, the AWS SDK's clients that handlers load, and what goes
// into exports.
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { moduleText } from './module-text.ts'
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

const EXPORTED_BANNER = `// The policies of calls (retry, timeout, circuit breaker, bulkhead, rate limiter, hedge, fallback, adaptive throttle) as
// Faaslab runs them, in one file without imports: for Node 20 and later and for browsers.
//
//   import { withPolicies, wrapClient } from './resilience.mjs'
//   const fetch = withPolicies([{ type: 'timeout', timeoutMs: 2000 }])
//   const sqs = wrapClient(new SQSClient({}), [{ type: 'bulkhead', maxConcurrentCalls: 10, maxWaitMs: 0 }])
//
// Policies are listed outermost first, with all their fields, as Faaslab's export writes them. What calls share
// (breakers, rates, budgets) lives in the memory of this module: in AWS Lambda one of each per environment.
`

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

/** What exported projects take along. */
export const exportedTexts = (): Plugin[] => [
  moduleText({
    id: 'virtual:exported-resilience',
    exportName: 'exportedResilience',
    entry: 'src/exported/index.ts',
    banner: EXPORTED_BANNER,
    without: ['zod'],
  }),
]
