// `npm run build`: the page and the command line.
import { resolve } from 'node:path'
import { buildCli } from './build-cli.ts'
import { buildPage } from './build-page.ts'

const root = resolve(import.meta.dirname, '../..')
await buildPage(root)
await buildCli(root)
