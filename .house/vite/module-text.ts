// A virtual module that gives the text of a module without imports, bundled but readable: it goes into what people take
// along. Loaded when somebody asks for it; the page's first chunk has none of it.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'vite'

export interface ModuleText {
  /** Such as `virtual:exported-resilience`. */
  readonly id: string
  /** What the virtual module exports: the text. */
  readonly exportName: string
  /** From the repository's top. */
  readonly entry: string
  /** The first lines of the text. */
  readonly banner: string
  /** Packages that may not get into it. */
  readonly without: readonly string[]
}

const NODE_MODULES = '/node_modules/'

async function bundleModuleText(root: string, { entry, banner, without }: ModuleText): Promise<string> {
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    mode: 'production',
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      reportCompressedSize: false,
      lib: { entry, formats: ['es'], fileName: () => 'module.js' },
      rolldownOptions: { output: { codeSplitting: false, banner } },
    },
  })
  const single = Array.isArray(output) ? output[0] : output
  if (single === undefined || !('output' in single)) throw new Error(`${entry}: the bundler gave no output`)
  const [chunk, ...others] = single.output
  if (others.length > 0 || chunk.imports.length + chunk.dynamicImports.length > 0)
    throw new Error(`${entry} must become one module without imports`)
  const heavy = Object.entries(chunk.modules).find(
    ([id, { renderedLength }]) => renderedLength > 0 && without.some((name) => id.includes(`${NODE_MODULES}${name}/`)),
  )
  if (heavy) throw new Error(`${entry} is to do without ${heavy[0]}`)
  return chunk.code.replace(/^\/\/#endregion\n/gm, '').replace(/^\/\/#region .*\n/gm, '\n')
}

export function moduleText(module: ModuleText): Plugin {
  const resolvedId = `\0${module.id}`
  let root = process.cwd()
  return {
    name: `faaslab:${module.id.slice(module.id.indexOf(':') + 1)}`,
    configResolved(config) {
      root = config.root
    },
    resolveId: (asked) => (asked === module.id ? resolvedId : undefined),
    async load(asked) {
      if (asked !== resolvedId) return undefined
      const folder = resolve(root, module.entry, '..')
      for (const name of readdirSync(folder)) this.addWatchFile(join(folder, name))
      return `export const ${module.exportName} = ${JSON.stringify(await bundleModuleText(root, module))}\n`
    },
  }
}
