// `npm start`: builds the page if need be, serves it and prints its address. `-- --port N` asks for that port and no other.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { preview } from 'vite'
import { buildPage } from './build-page.ts'
import { isStale, PAGE_FILE } from './stale.ts'

const DEFAULT_PORT = 4173

const { values } = parseArgs({ options: { port: { type: 'string' } } })
const port = values.port === undefined ? DEFAULT_PORT : Number(values.port)
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  process.stderr.write(`--port wants a number from 1 to 65535, not ${values.port}.\n`)
  process.exit(2)
}

const root = resolve(import.meta.dirname, '../..')
if (isStale(root, PAGE_FILE)) await buildPage(root)
const server = await preview({
  root,
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port, strictPort: values.port !== undefined },
})
const address = server.httpServer.address()
if (address === null || typeof address === 'string') throw new Error('the server has no port')
process.stdout.write(`Faaslab is at http://localhost:${address.port}/\nStop it with Ctrl+C.\n`)
