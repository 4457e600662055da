// Small workflows for tests of environments.
import type { Workflow } from '#workflow'
import { defaultConfig, type NodeOf } from '#workflow'
import type { Policy } from '#resilience'

type FunctionConfig = NodeOf<'function'>['config']

const position = { x: 0, y: 0 }

/** One function `f1`, which may call the service `s1` and send to the queue `q1`; the queue `q2` it may not. */
export function workflowOf(config: Partial<FunctionConfig> = {}, policies: readonly Policy[] = []): Workflow {
  const nodes = {
    f1: {
      kind: 'function',
      name: 'Work',
      position,
      config: { ...defaultConfig('function'), handler: 'index.handler', ...config },
    },
    q1: { kind: 'queue', name: 'Orders', position, config: defaultConfig('queue') },
    q2: { kind: 'queue', name: 'Secret', position, config: defaultConfig('queue') },
    s1: {
      kind: 'service',
      name: 'Shop',
      position,
      config: { ...defaultConfig('service'), baseUrl: 'https://shop.example/api' },
    },
  }
  const edges = {
    e1: {
      from: { node: 'f1', port: 'call' },
      to: { node: 's1', port: 'request' },
      config: { actions: [], env: '', policies },
    },
    e2: {
      from: { node: 'f1', port: 'call' },
      to: { node: 'q1', port: 'send' },
      config: { actions: ['send'], env: '', policies },
    },
  }
  return {
    format: 'faaslab',
    version: 1,
    name: 'Test',
    profile: 'aws',
    nodes,
    edges,
    files: {},
    scenario: { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '', faults: [] },
    notes: {},
  } as Workflow
}
