// A program for plain Node, without any loader: a real server that answers as planned, and the exported file calling it.
// Told on its standard input what to do; prints what was decided.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ServerPlan {
  /** `never`: it takes the request and does not answer. `hang-up`: it closes the connection. */
  readonly answer: number | 'never' | 'hang-up'
  /** Answers no sooner than when so many requests are there. */
  readonly whenThere?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface Task {
  readonly policies: readonly unknown[]
  /** Calls that begin together, and how long to wait after they have ended. */
  readonly groups: readonly { readonly calls: number; readonly thenMs: number }[]
  /** Of the k-th request. */
  readonly plans: readonly ServerPlan[]
  /** By call, layer and attempt. */
  readonly draws: Readonly<Record<string, number>>
}

export interface Report {
  readonly notes: readonly { readonly call: number; readonly note: Readonly<Record<string, unknown>> }[]
  readonly ends: readonly string[]
  readonly requests: number
}

const PROGRAM = `
import { createServer } from 'node:http'
import { withPolicies } from './resilience.mjs'

let text = ''
for await (const chunk of process.stdin) text += chunk
const { policies, groups, plans, draws } = JSON.parse(text)

let requests = 0
const waiting = []
const server = createServer((request, response) => {
  const plan = plans[requests % plans.length]
  requests += 1
  const answer = () => {
    if (plan.answer === 'hang-up') request.socket.destroy()
    else if (plan.answer !== 'never') response.writeHead(plan.answer, plan.headers ?? {}).end('answer')
  }
  waiting.push({ needs: plan.whenThere ?? 0, answer })
  for (const one of waiting.filter(({ needs }) => requests >= needs)) {
    waiting.splice(waiting.indexOf(one), 1)
    one.answer()
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = 'http://127.0.0.1:' + server.address().port + '/'

const notes = []
const call = withPolicies(policies, {
  random: ({ call, layer, attempt }) => draws[call + ' ' + layer + ' ' + attempt],
  onNote: (note, call) => notes.push({ call, note }),
})
const ends = []
for (const { calls, thenMs } of groups) {
  const begun = Array.from({ length: calls }, () => call(url).then((answer) => String(answer.status), (error) => error.name))
  ends.push(...(await Promise.all(begun)))
  await new Promise((resolve) => setTimeout(resolve, thenMs))
}
process.stdout.write(JSON.stringify({ notes, ends, requests }), () => process.exit(0))
`

/** `folder`: where the exported file lies. */
export async function inPlainNode(folder: string, task: Task): Promise<Report> {
  const program = join(folder, 'program.mjs')
  writeFileSync(program, PROGRAM)
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(task))
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The program ended with ${code}`)
  return JSON.parse(text) as Report
}
