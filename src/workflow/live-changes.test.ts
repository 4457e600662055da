import { NODE_KINDS, nodeModels } from '#nodes/models'
import { describe, expect, test } from 'vitest'
import { changedFields, withLiveFields } from './live-changes.ts'
import { buildWorkflow } from './testing/build.ts'
import type { NodeId } from './document.ts'

const service = buildWorkflow({ nodes: { s: ['service', { status: 201 }] }, edges: {} }).nodes['s' as NodeId]

describe('what a run under way takes of an edit', () => {
  test('live fields change, those that need a restart keep their value', () => {
    if (service?.kind !== 'service') throw new Error('no service')
    const wanted = { ...service.config, errorRatePercent: 40, baseUrl: 'https://elsewhere.example.com' }
    expect(changedFields(service, wanted)).toEqual({
      live: ['errorRatePercent'],
      restart: ['baseUrl'],
    })
    expect(withLiveFields(service, wanted)).toEqual({ ...service, config: { ...service.config, errorRatePercent: 40 } })
  })

  test('a node of which no live field differs stays the same object, however the new config was made', () => {
    if (service?.kind !== 'service') throw new Error('no service')
    expect(withLiveFields(service, JSON.parse(JSON.stringify(service.config)))).toBe(service)
  })

  test.each(NODE_KINDS)('every field of a %s says when a change of it takes effect', (kind) => {
    for (const field of Object.keys(nodeModels[kind].config.shape))
      expect(['live', 'restart']).toContain(nodeModels[kind].changes(field))
    expect(nodeModels[kind].changes('no such field')).toBe('restart')
  })
})
