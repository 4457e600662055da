// Bundles the command line into one file, with the scripts it hands to worker threads beside it.
import { chmodSync, mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { platformScripts } from '../vite/scripts.ts'
import { CLI_FOLDER } from './stale.ts'

export const buildCli = async (root: string): Promise<void> => {
  const startedAt = new Date()
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // For a server Vite would name assets from the site's root; here they lie beside the file.
    experimental: {
      renderBuiltUrl: (fileName) => ({ runtime: `new URL(${JSON.stringify(fileName)}, import.meta.url).href` }),
    },
    plugins: [platformScripts()],
    ssr: { noExternal: true, target: 'node' },
    build: {
      write: false,
      ssr: true,
      ssrEmitAssets: true,
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: 'src/cli.ts',
        output: {
          format: 'es',
          codeSplitting: false,
          banner: '#!/usr/bin/env node',
          entryFileNames: 'faaslab.mjs',
          assetFileNames: '[name]-[hash][extname]',
        },
      },
    },
  })
  const single = Array.isArray(output) ? output[0] : output
  if (single === undefined || !('output' in single)) throw new Error('the bundler gave no output for the command line')

  // The command goes last and in one step: another process that starts meanwhile finds all of it or the one before.
  const files = [...single.output].sort((a, b) => Number(a.type === 'chunk') - Number(b.type === 'chunk'))
  for (const file of files) {
    const path = join(root, CLI_FOLDER, file.fileName)
    const unfinished = `${path}.${process.pid}`
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(unfinished, file.type === 'chunk' ? file.code : file.source)
    if (file.type === 'chunk') {
      chmodSync(unfinished, 0o755)
      utimesSync(unfinished, startedAt, startedAt)
    }
    renameSync(unfinished, path)
  }
}
