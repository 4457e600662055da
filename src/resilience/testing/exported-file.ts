// The exported file as tests meet it: put on a disk, and loaded from there as anybody's module.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exportedResilience } from 'virtual:exported-resilience'
import type { CallNote } from '../call-step.ts'
import type { FallbackPolicy, Policy } from '../policy.ts'
import type { Outcome } from '../outcome.ts'

type Answer = { readonly value: unknown } | { readonly thrown: unknown }

export interface ExportedOptions {
  readonly name?: string
  readonly now?: () => number
  readonly setTimeout?: (fire: () => void, delayMs: number) => unknown
  readonly clearTimeout?: (timer: unknown) => void
  readonly random?: (draw: { readonly call: number; readonly layer: number; readonly attempt: number }) => number
  readonly onNote?: (note: CallNote, call: number) => void
}

interface CallRequest {
  readonly attempt: () => Promise<Outcome<Answer>>
  readonly fallBack: (policy: FallbackPolicy) => Answer
  readonly discard?: (answer: Answer) => void
  readonly signal?: AbortSignal
}

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export interface ExportedModule {
  createResilientCalls(
    policies: readonly Policy[],
    options?: ExportedOptions,
  ): { call(request: CallRequest): Promise<unknown> }
  withPolicies(policies: readonly Policy[], options?: ExportedOptions & { readonly fetch?: Fetch }): Fetch
  fetchThrough(
    services: readonly { readonly baseUrl: string; readonly name?: string; readonly policies: readonly Policy[] }[],
    options?: ExportedOptions & { readonly fetch?: Fetch },
  ): Fetch
  wrapClient<Client extends object>(client: Client, policies: readonly Policy[], options?: ExportedOptions): Client
  policeClients(
    classes: readonly unknown[],
    targets: readonly {
      readonly target: string | undefined
      readonly name?: string
      readonly policies: readonly Policy[]
    }[],
    options?: ExportedOptions,
  ): void
}

const EXPORTED_FILE = 'resilience.mjs'

export function writeExported(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faaslab-exported-'))
  writeFileSync(join(folder, EXPORTED_FILE), exportedResilience)
  return folder
}

export const loadExported = (folder: string): Promise<ExportedModule> =>
  import(/* @vite-ignore */ pathToFileURL(join(folder, EXPORTED_FILE)).href) as Promise<ExportedModule>

export interface FakeTime {
  readonly now: () => number
  readonly setTimeout: (fire: () => void, delayMs: number) => unknown
  readonly clearTimeout: (timer: unknown) => void
  nowUs(): number
  /** Fires all timers in order, each after everything before it has run. */
  run(): Promise<void>
}

interface Timer {
  readonly atUs: number
  readonly order: number
  readonly fire: () => void
}

export function createFakeTime(): FakeTime {
  let timers: Timer[] = []
  let nowUs = 0
  let order = 0
  return {
    now: () => nowUs / 1000,
    nowUs: () => nowUs,
    setTimeout(fire, delayMs) {
      const timer = { atUs: nowUs + Math.round(delayMs * 1000), order: order++, fire }
      timers.push(timer)
      return timer
    },
    clearTimeout(timer) {
      timers = timers.filter((one) => one !== timer)
    },
    async run() {
      for (;;) {
        const next = timers.toSorted((a, b) => a.atUs - b.atUs || a.order - b.order)[0]
        if (!next) return
        timers = timers.filter((one) => one !== next)
        nowUs = next.atUs
        next.fire()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}
