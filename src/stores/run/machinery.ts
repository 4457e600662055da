// What a run needs and the page's first sight does not: loaded when the first run starts.
import { supervise } from '#workers/supervisor'
import { proxy, wrap } from 'comlink'
import { framePlatform } from './frame-platform.ts'
import { createFrames } from './spare-frame.ts'

export const machinery = { createFrames, framePlatform, proxy, supervise, wrap }
