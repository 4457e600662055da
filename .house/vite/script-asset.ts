// A virtual module that names a classic script by its URL. The script is an asset of its own, so that it stays out of the
// first chunk and is cached: a file of the build, a route of the dev server, or, under vitest, a file in the cache.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { bundleClassicScript, type ClassicScript } from './classic-script.ts'

export interface ScriptAsset {
  /** Such as `virtual:sealed-worker`. */
  readonly id: string
  /** What the virtual module exports: the URL as a string. */
  readonly exportName: string
  readonly fileName: string
  readonly script: Omit<ClassicScript, 'minify'>
}

export const scriptAsset = (asset: ScriptAsset): Plugin => {
  const resolvedId = `\0${asset.id}`
  const route = `/@faaslab/${asset.fileName}.js`
  let root = process.cwd()
  let command: 'build' | 'serve' = 'build'
  let bundled: Promise<string> | undefined

  const bundle = (minify: boolean) => {
    bundled ??= bundleClassicScript(root, { ...asset.script, minify })
    return bundled
  }
  const moduleText = (url: string) => `export const ${asset.exportName} = ${url}\n`

  return {
    name: `faaslab:${asset.fileName}`,
    configResolved(config) {
      root = config.root
      command = config.command
    },
    buildStart() {
      bundled = undefined
    },
    configureServer(server) {
      server.watcher.on('all', () => {
        bundled = undefined
      })
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0] !== route) return next()
        bundle(false).then((text) => {
          response.setHeader('content-type', 'text/javascript')
          response.setHeader('cache-control', 'no-store')
          response.end(text)
        }, next)
      })
    },
    resolveId: (id) => (id === asset.id ? resolvedId : undefined),
    async load(id) {
      if (id !== resolvedId) return
      if (command === 'build') {
        const reference = this.emitFile({ type: 'asset', name: `${asset.fileName}.js`, source: await bundle(true) })
        return moduleText(`import.meta.ROLLUP_FILE_URL_${reference}`)
      }
      if (process.env['VITEST'] === undefined) return moduleText(JSON.stringify(route))
      const text = await bundle(true)
      const folder = resolve(root, '.cache/scripts')
      const file = join(folder, `${asset.fileName}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.js`)
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, text)
      return moduleText(JSON.stringify(pathToFileURL(file).href))
    },
  }
}
