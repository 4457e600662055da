// How the kinds of a workflow behave, each kind in a part of its own: a run starts with the parts it needs.
import type { EmulationTable } from '#emulator'
import { emulatedParts, type Workflow } from '#workflow'

type Loaders = { readonly [Part in keyof EmulationTable]: () => Promise<EmulationTable[Part]> }

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
  account: async () => (await import('./account/emulation.ts')).accountEmulation,
}

export async function loadEmulations(workflow: Workflow): Promise<Partial<EmulationTable>> {
  const parts = emulatedParts(workflow)
  const loaded = [...parts].flatMap((part) =>
    part === 'time-zones' ? [] : [loaders[part]().then((emulation) => [part, emulation] as const)],
  )
  const table = Object.fromEntries(await Promise.all(loaded))
  if (!parts.has('time-zones')) return table
  const { zonedScheduleEmulation } = await import('./schedule/zoned-emulation.ts')
  return { ...table, schedule: zonedScheduleEmulation }
}
