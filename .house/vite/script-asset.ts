// A virtual module that names a classic script by its URL. The script is an asset of its own, so that it stays out of the
// first chunk and is cached: a file of the build, a route of the dev server, or, under vitest, a file in the cache.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { bundleClassicScript, type ClassicScript } from './classic-script.ts'

interface Script {
  readonly fileName: string
  readonly script: Omit<ClassicScript, 'minify'>
}

export interface ScriptAsset extends Script {
  /** Such as `virtual:sealed-worker`. */
  readonly id: string
  /** What the virtual module exports: the URL as a string. */
  readonly exportName: string
}

export interface ScriptAssets {
  readonly id: string
  /** What the virtual module exports: from a script's name to a promise of its URL. */
  readonly exportName: string
  readonly scripts: ReadonlyMap<string, Script>
}

/** One script of a plugin, bundled once between two changes. */
const bundledOnce = ({ script }: Script) => {
  let bundled: Promise<string> | undefined
  return {
    forget: () => {
      bundled = undefined
    },
    text: (root: string, minify: boolean) => {
      bundled ??= bundleClassicScript(root, { ...script, minify })
      return bundled
    },
  }
}

const routeOf = ({ fileName }: Script) => `/@faaslab/${fileName}.js`

/** Under vitest there is no server: a file in the cache. */
const writeToCache = (root: string, { fileName }: Script, text: string): string => {
  const folder = resolve(root, '.cache/scripts')
  const file = join(folder, `${fileName}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.js`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  return pathToFileURL(file).href
}

/** `moduleText` is given each script's URL as an expression, or, under vitest, as an import that bundles when asked. */
const scriptsPlugin = (
  id: string,
  scripts: ReadonlyMap<string, Script>,
  moduleText: (urls: ReadonlyMap<string, string>) => string,
): Plugin => {
  const made = new Map([...scripts].map(([name, script]) => [name, { script, ...bundledOnce(script) }]))
  const resolvedId = `\0${id}`
  let root = process.cwd()
  let command: 'build' | 'serve' = 'build'
  const forget = () => {
    for (const one of made.values()) one.forget()
  }

  return {
    name: `faaslab:${id.slice(id.indexOf(':') + 1)}`,
    configResolved(config) {
      root = config.root
      command = config.command
    },
    buildStart: forget,
    configureServer(server) {
      server.watcher.on('all', forget)
      server.middlewares.use((request, response, next) => {
        const route = request.url?.split('?')[0]
        const wanted = [...made.values()].find(({ script }) => routeOf(script) === route)
        if (!wanted) return next()
        wanted.text(root, false).then((text) => {
          response.setHeader('content-type', 'text/javascript')
          response.setHeader('cache-control', 'no-store')
          response.end(text)
        }, next)
      })
    },
    resolveId: (asked) => (asked === id || asked.startsWith(`${id}/`) ? `\0${asked}` : undefined),
    async load(asked) {
      if (asked.startsWith(`${resolvedId}/`)) {
        const wanted = made.get(asked.slice(resolvedId.length + 1))
        if (!wanted) return
        return `export const url = ${JSON.stringify(writeToCache(root, wanted.script, await wanted.text(root, true)))}\n`
      }
      if (asked !== resolvedId) return
      const urls = new Map<string, string>()
      for (const [name, { script, text }] of made) {
        if (command === 'build') {
          const source = await text(root, true)
          urls.set(
            name,
            `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: `${script.fileName}.js`, source })}`,
          )
        } else if (process.env['VITEST'] === undefined) urls.set(name, JSON.stringify(routeOf(script)))
        else urls.set(name, `(await import(${JSON.stringify(`${id}/${name}`)})).url`)
      }
      return moduleText(urls)
    },
  }
}

export const scriptAsset = ({ id, exportName, ...script }: ScriptAsset): Plugin =>
  scriptsPlugin(id, new Map([['it', script]]), (urls) => `export const ${exportName} = ${urls.get('it')}\n`)

/** Many scripts by name, of which a run needs few: each is loaded, and in tests bundled, when it is asked for. */
export const scriptAssets = ({ id, exportName, scripts }: ScriptAssets): Plugin =>
  scriptsPlugin(id, scripts, (urls) => {
    const table = [...urls].map(([name, url]) => `${JSON.stringify(name)}: async () => ${url}`).join(', ')
    return `const urls = { ${table} }\nexport const ${exportName} = (name) => urls[name]()\n`
  })
