import { expect, it } from 'vitest'
import { NODE_KINDS, nodeModels } from '#nodes/models'
import { VARIABLE_SUFFIXES } from './variables.ts'

it('ends the variables of call edges as the models of their targets say', () => {
  const said = NODE_KINDS.flatMap((kind) => {
    const { variable } = nodeModels[kind]
    return variable === undefined ? [] : [[kind, variable] as const]
  })
  expect(VARIABLE_SUFFIXES).toEqual(Object.fromEntries(said))
})
