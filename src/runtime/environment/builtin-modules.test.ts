import { expect, test } from 'vitest'
import { BUILTIN_MODULES } from '../compile/available-modules.ts'
import { createFakeKernel } from './testing/fake-kernel.ts'
import { workflowOf } from './testing/workflows.ts'

test.each(BUILTIN_MODULES)('%s is there, with and without node:, imported and required', async (name) => {
  const text = `import * as one from 'node:${name}'
import { required } from './require.cjs'
export const handler = async () => [Object.keys(one).length > 0, /object|function/.test(typeof required), Object.keys(await import('${name}')).length > 0]`
  const kernel = await createFakeKernel({
    workflow: workflowOf({}),
    files: { f1: { 'index.mjs': text, 'require.cjs': `exports.required = require('${name}')` } },
  })
  const { outcome, payload } = await kernel.invoke(kernel.create('f1'), {})
  expect([outcome, payload]).toEqual(['returned', '[true,true,true]'])
})
