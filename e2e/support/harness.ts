// The harness page for a test, served by a server of the test's own that remembers every request it gets, and a second
// server that stands for the world outside.
import { test as base, expect, type Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import '../harness/api.ts'

const FOLDER = resolve(import.meta.dirname, '../../dist/harness')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

interface Served {
  readonly origin: string
  /** Paths asked for since the last call. */
  hits(): readonly string[]
  /** Paths asked for since the last call, but for the product's own files. */
  strays(): readonly string[]
  /** The next body posted to /report. */
  report(): Promise<string>
  close(): Promise<void>
}

async function serve(
  answer: (path: string) => Promise<{ status: number; type: string; body: string | Buffer }>,
): Promise<Served> {
  let hits: string[] = []
  const reports: string[] = []
  const wanting: ((report: string) => void)[] = []
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (request.method === 'POST' && path === '/report') {
      text(request).then((report) => {
        const want = wanting.shift()
        if (want) want(report)
        else reports.push(report)
      }, response.destroy)
      response.end()
      return
    }
    // What a browser asks for by itself, and a page's signs of life.
    if (path === '/favicon.ico' || path === '/beat') {
      response.writeHead(204)
      response.end()
      return
    }
    hits.push(`${request.method} ${path}`)
    answer(path).then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' })
        response.end(body)
      },
      (error: unknown) => {
        response.writeHead(500)
        response.end(String(error))
      },
    )
  })
  server.on('upgrade', (request, socket) => {
    hits.push(`UPGRADE ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    origin: `http://localhost:${address.port}`,
    report: () => {
      const known = reports.shift()
      return known === undefined ? new Promise((resolve) => wanting.push(resolve)) : Promise.resolve(known)
    },
    strays() {
      const seen = hits.filter((hit) => !/^GET \/assets\/[\w.-]+$/.test(hit))
      hits = []
      return seen
    },
    hits() {
      const seen = hits
      hits = []
      return seen
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

const servePage = (): Promise<Served> =>
  serve(async (path) => {
    const file = normalize(join(FOLDER, decodeURIComponent(new URL(path, 'http://localhost').pathname)))
    if (!file.startsWith(FOLDER)) return { status: 404, type: 'text/plain', body: '' }
    try {
      return { status: 200, type: TYPES[extname(file)] ?? 'application/octet-stream', body: await readFile(file) }
    } catch (error) {
      return { status: 404, type: 'text/plain', body: String(error) }
    }
  })

export interface HarnessPage {
  readonly page: Page
  /** Of the harness page itself. */
  readonly server: Served
  /** Of somebody else. */
  readonly outside: Served
  /** What the page printed as errors, and errors nobody caught. */
  readonly errors: readonly string[]
}

export const test = base.extend<{ readonly harness: HarnessPage }, { readonly servers: readonly [Served, Served] }>({
  servers: [
    async ({ browserName }, use) => {
      if (browserName !== 'chromium') throw new Error(`These proofs were made for Chromium, not ${browserName}.`)
      const servers = [
        await servePage(),
        await serve(async () => ({ status: 200, type: 'text/plain', body: 'hit' })),
      ] as const
      await use(servers)
      for (const server of servers) await server.close()
    },
    { scope: 'worker' },
  ],
  async harness({ page, servers: [server, outside] }, use) {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.goto(`${server.origin}/e2e/harness/index.html`)
    await page.waitForFunction(() => 'harness' in window)
    server.hits()
    outside.hits()
    await use({ page, server, outside, errors })
  },
})

export { expect }
