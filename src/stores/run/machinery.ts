// What a run needs and the page's first sight does not: loaded when the first run starts.
import { supervise } from '#workers/supervisor'
import { proxy, transfer, wrap } from 'comlink'
import { openEmptyFrame, openSealedFrame } from './sealed-frame.ts'

export const machinery = { openEmptyFrame, openSealedFrame, proxy, supervise, transfer, wrap }
