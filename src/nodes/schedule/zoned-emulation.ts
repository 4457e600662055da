// A schedule that knows the time zones: loaded where a document names one.
import { createScheduleEmulation } from './emulation.ts'
import { timeZoneOf } from './time-zone-data.ts'

export const zonedScheduleEmulation = createScheduleEmulation(timeZoneOf)
