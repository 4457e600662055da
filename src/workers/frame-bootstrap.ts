// All that runs on the opaque frame's own thread: starts one worker from the text it is sent, hands the ports on, and
// answers pings. No code of users ever runs here (a frame's thread has doors, such as WebRTC, that a worker has not).
import type { FramePing, FrameStart } from './protocol.ts'

addEventListener('message', (event: MessageEvent<FrameStart | FramePing>) => {
  if (event.source !== parent) return
  const message = event.data
  if (message.type === 'faaslab-ping') {
    parent.postMessage(message, '*')
    return
  }
  const url = URL.createObjectURL(new Blob([message.text], { type: 'text/javascript' }))
  const worker = new Worker(url)
  URL.revokeObjectURL(url)
  worker.postMessage(null, [...event.ports])
})
