// Bundles one entry into one classic script: an opaque frame starts no module workers, and user code's worker is a text.
import { build } from 'vite'

export interface ClassicScript {
  /** From the repository's top. */
  readonly entry: string
  readonly minify: boolean
  /** The global the script leaves its exports in; without it the entry must export nothing. */
  readonly name?: string
  readonly alias?: Readonly<Record<string, string>>
  /** Packages that may not get into it: it is started often, and each costs time. */
  readonly without?: readonly string[]
}

export const bundleClassicScript = async (root: string, script: ClassicScript): Promise<string> => {
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    mode: script.minify ? 'production' : 'development',
    resolve: { alias: { ...script.alias } },
    define: { 'process.env.NODE_ENV': JSON.stringify(script.minify ? 'production' : 'development') },
    build: {
      write: false,
      target: 'es2023',
      minify: script.minify,
      reportCompressedSize: false,
      // As a library, or lazy parts would be fetched by a loader that wants a window.
      lib: { entry: script.entry, formats: ['iife'], name: script.name ?? 'nothing', fileName: () => 'script.js' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })
  const single = Array.isArray(output) ? output[0] : output
  if (single === undefined || !('output' in single)) throw new Error(`${script.entry}: the bundler gave no output`)
  const [chunk, ...others] = single.output
  if (others.length > 0) {
    throw new Error(
      `${script.entry} must become one script, but also gave ${others.map((one) => one.fileName).join(', ')}`,
    )
  }
  if (script.name === undefined && chunk.exports.length > 0) {
    throw new Error(`${script.entry} must export nothing, but exports ${chunk.exports.join(', ')}`)
  }
  const heavy = Object.keys(chunk.modules).find((id) =>
    script.without?.some((name) => id.includes(`/node_modules/${name}/`) && chunk.modules[id]?.renderedLength !== 0),
  )
  if (heavy !== undefined) throw new Error(`${script.entry} is to do without ${heavy}`)
  // What was lazy is within: the chunk then imports itself.
  const outside = [...chunk.imports, ...chunk.dynamicImports].filter((name) => name !== chunk.fileName)
  if (outside.length > 0) throw new Error(`${script.entry} must stand alone, but imports ${outside.join(', ')}`)
  return chunk.code
}
