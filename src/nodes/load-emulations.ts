// How the kinds of a workflow behave, each kind in a part of its own: a run starts with the parts it needs.
import type { EmulationTable } from '#emulator'
import type { NodeKind } from '#nodes/models'

type Loaders = { readonly [Kind in NodeKind]: () => Promise<EmulationTable[Kind]> }

const loaders: Loaders = {
  client: async () => (await import('./client/emulation.ts')).clientEmulation,
  'http-api': async () => (await import('./http-api/emulation.ts')).httpApiEmulation,
  schedule: async () => (await import('./schedule/emulation.ts')).scheduleEmulation,
  function: async () => (await import('./function/emulation.ts')).functionEmulation,
  queue: async () => (await import('./queue/emulation.ts')).queueEmulation,
  topic: async () => (await import('./topic/emulation.ts')).topicEmulation,
  'event-bus': async () => (await import('./event-bus/emulation.ts')).eventBusEmulation,
  bucket: async () => (await import('./bucket/emulation.ts')).bucketEmulation,
  stream: async () => (await import('./stream/emulation.ts')).streamEmulation,
  table: async () => (await import('./table/emulation.ts')).tableEmulation,
  service: async () => (await import('./service/emulation.ts')).serviceEmulation,
}

export async function loadEmulations(kinds: Iterable<NodeKind>): Promise<Partial<EmulationTable>> {
  const loaded = [...new Set(kinds)].map(async (kind) => [kind, await loaders[kind]()] as const)
  return Object.fromEntries(await Promise.all(loaded))
}
