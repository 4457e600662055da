// A service with code: its files are its own as a function's are.
import { expect, test } from 'vitest'
import { apply } from './apply.ts'
import type { Command } from './command.ts'
import type { NodeId, Workflow } from './document.ts'
import { copyFragment } from './edit-fragment.ts'
import { answerFromCode } from './edit-nodes.ts'
import { codeOf, handlerFile, handlerFiles } from './handlers.ts'
import { checkWorkflow } from './rules/list.ts'
import { buildWorkflow } from './testing/build.ts'

const BANK = 'Bank' as NodeId

const done = (workflow: Workflow, commands: readonly Command[]): Workflow =>
  commands.reduce((current, command) => {
    const applied = apply(current, command)
    if (!applied.ok) throw new Error(applied.error.code)
    return applied.value
  }, workflow)

const plain = buildWorkflow({
  nodes: { Bank: ['service'], Work: ['function', { codeUri: 'work' }] },
  edges: { 'Work.call > Bank.request': {} },
  files: { 'work/index.ts': 'export const handler = async () => 1', 'bank/notes.txt': '' },
})
const withCode = done(plain, answerFromCode(plain, BANK))

test('gets a first file in a folder that nobody has, and answers from it', () => {
  expect(codeOf(plain.nodes[BANK])).toBeUndefined()
  expect(handlerFile(withCode, BANK)).toEqual({ path: 'bank2/index.ts', exportName: 'handler' })
  expect(Object.keys(handlerFiles(withCode, BANK))).toEqual(['index.ts'])
  expect(answerFromCode(withCode, BANK)).toEqual([])
  expect(checkWorkflow(withCode).filter(({ node }) => node === BANK)).toEqual([])
})

test('is told when its handler is not there', () => {
  const gone = done(withCode, [{ type: 'edit-config', node: BANK, patch: { handler: 'other.handler' } }])
  expect(checkWorkflow(gone).filter(({ node }) => node === BANK)).toMatchObject([
    { code: 'function-no-module', severity: 'error', field: 'handler' },
  ])
})

test('takes its files along when it is copied and removed, and no others', () => {
  expect(Object.keys(copyFragment(withCode, [BANK]).files)).toEqual(['bank2/index.ts'])
  const pasted = done(withCode, [{ type: 'paste', fragment: copyFragment(withCode, [BANK]), offset: { x: 40, y: 40 } }])
  const [copy] = Object.values(pasted.nodes).filter(({ name }) => name === 'Bank2')
  expect(codeOf(copy)).toEqual({ codeUri: 'bank22', handler: 'index.handler' })
  expect(pasted.files['bank22/index.ts']).toBe(withCode.files['bank2/index.ts'])
  expect(Object.keys(done(withCode, [{ type: 'remove', nodes: [BANK] }]).files)).toEqual([
    'bank/notes.txt',
    'work/index.ts',
  ])
})
