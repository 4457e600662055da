// Stands in for the compiler: whatever it is asked, its answer is a realm whose whole text is hostile. So a test sees
// what code can do that has broken out of its walls and holds the realm's ports.
import type { Compiler } from '#workers/protocol'
import { expose } from 'comlink'

addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly hostileText: string }>) => {
    const text = data.hostileText
    const compiler: Compiler = {
      compile: () => Promise.resolve({ text, code: { functions: {}, lines: [], lineOffset: 0 }, problems: [] }),
    }
    expose(compiler)
  },
  { once: true },
)
