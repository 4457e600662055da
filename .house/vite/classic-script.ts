// Bundles one entry into one classic script: an opaque frame starts no module workers, and user code's worker is a text.
import { build } from 'vite'

export interface ClassicScript {
  /** From the repository's top. */
  readonly entry: string
  readonly minify: boolean
  /** The global the script leaves its exports in; without it the entry must export nothing. */
  readonly name?: string
  readonly alias?: Readonly<Record<string, string>>
}

export interface BundledScript {
  readonly text: string
  /** The files it was made of, to watch. */
  readonly files: readonly string[]
}

export const bundleClassicScript = async (root: string, script: ClassicScript): Promise<BundledScript> => {
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
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: script.entry,
        preserveEntrySignatures: script.name === undefined ? false : 'strict',
        output: { format: 'iife', codeSplitting: false, ...(script.name === undefined ? {} : { name: script.name }) },
      },
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
  // What was lazy is within: the chunk then imports itself.
  const outside = [...chunk.imports, ...chunk.dynamicImports].filter((name) => name !== chunk.fileName)
  if (outside.length > 0) throw new Error(`${script.entry} must stand alone, but imports ${outside.join(', ')}`)
  return { text: chunk.code, files: chunk.moduleIds.filter((id) => id.startsWith('/')) }
}
