// What may never be in the page's first scripts, however small it gets: the editor and everything that comes with a run.
import type { Plugin } from 'vite'

const HEAVY = ['monaco-editor', '@aws-sdk', 'sucrase', 'acorn', 'yaml']

export const lightFirstPaint = (): Plugin => ({
  name: 'faaslab:light-first-paint',
  apply: 'build',
  generateBundle(_options, bundle) {
    const seen = new Set<string>()
    const visit = (fileName: string) => {
      const chunk = bundle[fileName]
      if (seen.has(fileName) || chunk?.type !== 'chunk') return
      seen.add(fileName)
      for (const id of chunk.moduleIds) {
        const heavy = HEAVY.find((name) => id.includes(`/node_modules/${name}/`))
        if (heavy !== undefined) this.error(`${heavy} would load before the first paint, in ${fileName} (${id})`)
      }
      for (const name of chunk.imports) visit(name)
    }
    for (const [fileName, chunk] of Object.entries(bundle)) {
      if (chunk.type === 'chunk' && chunk.isEntry && chunk.facadeModuleId?.endsWith('index.html')) visit(fileName)
    }
  },
})
