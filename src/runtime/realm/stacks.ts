// Stacks that are the same in every engine: user frames only, each a function's name and its place below /var/task. Set
// once for the realm; what user code sets in its place is not heard.

interface CallSite {
  getFunctionName(): string | null
  getScriptNameOrSourceURL?(): string | null
  getFileName(): string | null
  getLineNumber(): number | null
  getColumnNumber(): number | null
  isAsync?(): boolean
}

/** Node's default is ten; ours are among them and are left out. */
const FRAMES_KEPT = 10
const FRAMES_TAKEN = 60

function headline(error: unknown): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    // A getter of the user's threw while its name or message was read; Node prints this then.
    return '<error>'
  }
}

const frameText = (site: CallSite): string => {
  const place = `${site.getScriptNameOrSourceURL?.() ?? site.getFileName() ?? '<anonymous>'}:${site.getLineNumber() ?? 0}:${site.getColumnNumber() ?? 0}`
  const name = site.getFunctionName()
  const before = site.isAsync?.() ? 'async ' : ''
  return name === null || name === '' ? `    at ${before}${place}` : `    at ${before}${name} (${place})`
}

/** Assigning to what is settled does nothing, as a strict handler could not go on after an error here. */
function ignore(_value: unknown): void {}

/** `mapStack` turns the engine's places into the user's and drops the rest. */
export function settleStacks(mapStack: (stack: string) => string): void {
  const prepare = (error: unknown, sites: readonly CallSite[]): string => {
    const lines = mapStack([headline(error), ...sites.map(frameText)].join('\n')).split('\n')
    const first = lines.findIndex((line) => line.startsWith('    at '))
    return (first < 0 ? lines : lines.slice(0, first + FRAMES_KEPT)).join('\n')
  }
  // A plain number, or the engine takes no stacks at all.
  Error.stackTraceLimit = FRAMES_TAKEN
  Object.defineProperty(Error, 'prepareStackTrace', { get: () => prepare, set: ignore, configurable: false })
}
