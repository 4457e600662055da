// Bundles one entry into one classic script: an opaque frame starts no module workers, and user code's worker is a text.
import { relative } from 'node:path'
import { build, type Rolldown } from 'vite'
import { joinParts, type ScriptPart } from './script-parts.ts'

export interface ClassicScript {
  /** From the repository's top. */
  readonly entry: string
  readonly minify: boolean
  /** The global the script leaves its exports in; without it the entry must export nothing. */
  readonly name?: string
  readonly alias?: Readonly<Record<string, string>>
  /** Packages that may not get into it: it is started often, and each costs time. */
  readonly without?: readonly string[]
  /** Each lazy module becomes a part that can be left out of the text, see `withParts` of the runtime. */
  readonly inParts?: boolean
}

const bundle = async (root: string, script: ClassicScript): Promise<readonly Rolldown.OutputChunk[]> => {
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
      lib: {
        entry: script.entry,
        formats: [script.inParts ? 'cjs' : 'iife'],
        name: script.name ?? 'nothing',
        fileName: () => 'script.js',
      },
      rolldownOptions: {
        output: script.inParts ? { chunkFileNames: '[name]-[hash].js' } : { codeSplitting: false },
      },
    },
  })
  const single = Array.isArray(output) ? output[0] : output
  if (single === undefined || !('output' in single)) throw new Error(`${script.entry}: the bundler gave no output`)
  const chunks = single.output.filter((one) => one.type === 'chunk')
  if (chunks.length < single.output.length || (chunks.length > 1 && !script.inParts)) {
    const names = single.output.map(({ fileName }) => fileName).filter((name) => name !== 'script.js')
    throw new Error(`${script.entry} must become one script, but also gave ${names.join(', ')}`)
  }
  return chunks
}

/** A lazy module is known by its path below src, without its ending. */
const partsOf = (root: string, chunks: readonly Rolldown.OutputChunk[]): readonly ScriptPart[] =>
  chunks.map(({ fileName, code, imports, isEntry, isDynamicEntry, facadeModuleId }) => ({
    file: fileName,
    text: code,
    imports,
    isEntry,
    name:
      isDynamicEntry && facadeModuleId
        ? relative(`${root}/src`, facadeModuleId)
            .replaceAll('\\', '/')
            .replace(/\.tsx?$/, '')
        : undefined,
  }))

export const bundleClassicScript = async (root: string, script: ClassicScript): Promise<string> => {
  const chunks = await bundle(root, script)
  const names = new Set(chunks.map(({ fileName }) => fileName))
  for (const chunk of chunks) {
    if (chunk.isEntry && script.name === undefined && chunk.exports.length > 0)
      throw new Error(`${script.entry} must export nothing, but exports ${chunk.exports.join(', ')}`)
    const heavy = Object.keys(chunk.modules).find((id) =>
      script.without?.some((name) => id.includes(`/node_modules/${name}/`) && chunk.modules[id]?.renderedLength !== 0),
    )
    if (heavy !== undefined) throw new Error(`${script.entry} is to do without ${heavy}`)
    // What was lazy is within: the chunk then imports itself.
    const outside = [...chunk.imports, ...chunk.dynamicImports].filter((name) => !names.has(name))
    if (outside.length > 0) throw new Error(`${script.entry} must stand alone, but imports ${outside.join(', ')}`)
  }
  return script.inParts ? joinParts(partsOf(root, chunks)) : (chunks[0]?.code ?? '')
}
