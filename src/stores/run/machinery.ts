// What a run needs and the page's first sight does not: loaded when the first run starts.
import { supervise } from '#workers/supervisor'
import { proxy, transfer, wrap } from 'comlink'
import { openSealedFrame } from './sealed-frame.ts'
import { createFrames } from './spare-frame.ts'

export const machinery = { createFrames, openSealedFrame, proxy, supervise, transfer, wrap }
