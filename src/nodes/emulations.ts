// How each kind behaves; runs in the sealed worker and in Node.
import type { EmulationTable } from '#emulator'
import { accountEmulation } from './account/emulation.ts'
import { bucketEmulation } from './bucket/emulation.ts'
import { clientEmulation } from './client/emulation.ts'
import { eventBusEmulation } from './event-bus/emulation.ts'
import { functionEmulation } from './function/emulation.ts'
import { httpApiEmulation } from './http-api/emulation.ts'
import { queueEmulation } from './queue/emulation.ts'
import { zonedScheduleEmulation } from './schedule/zoned-emulation.ts'
import { serviceEmulation } from './service/emulation.ts'
import { streamEmulation } from './stream/emulation.ts'
import { tableEmulation } from './table/emulation.ts'
import { topicEmulation } from './topic/emulation.ts'

export const nodeEmulations: EmulationTable = {
  client: clientEmulation,
  'http-api': httpApiEmulation,
  schedule: zonedScheduleEmulation,
  function: functionEmulation,
  queue: queueEmulation,
  topic: topicEmulation,
  'event-bus': eventBusEmulation,
  bucket: bucketEmulation,
  stream: streamEmulation,
  table: tableEmulation,
  service: serviceEmulation,
  account: accountEmulation,
}
