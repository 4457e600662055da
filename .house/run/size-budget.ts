// What a first visit loads before it paints, gzipped, against its budget: the entry, its static imports, what is preloaded.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

/** speed.md: JavaScript before the first paint. */
const BUDGET_BYTES = 220_000

interface ManifestEntry {
  readonly file: string
  readonly imports?: readonly string[]
}

/** Every script the page loads by itself, by its path in the build. */
export const firstScripts = (html: string, manifest: Readonly<Record<string, ManifestEntry>>): readonly string[] => {
  const elements = [
    ...html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*\srel="modulepreload"[^>]*\shref)="(?:\.\/)?([^"]+)"/g),
  ]
  const scripts = elements.map((match) => match[1] ?? '')
  if (scripts.length === 0) throw new Error('the built page loads no script at all')
  const entries = Object.values(manifest)
  const seen = new Set<string>()
  const visit = (entry: ManifestEntry) => {
    if (seen.has(entry.file)) return
    seen.add(entry.file)
    for (const key of entry.imports ?? []) {
      const imported = manifest[key]
      if (imported === undefined) throw new Error(`the manifest does not know ${key}`)
      visit(imported)
    }
  }
  for (const script of scripts) visit(entries.find((one) => one.file === script) ?? { file: script })
  return [...seen].sort()
}

export const checkBudget = (page: string, budgetBytes: number = BUDGET_BYTES) => {
  const manifest = JSON.parse(readFileSync(join(page, '.vite/manifest.json'), 'utf8')) as Record<string, ManifestEntry>
  const files = firstScripts(readFileSync(join(page, 'index.html'), 'utf8'), manifest).map((file) => ({
    file,
    bytes: gzipSync(readFileSync(join(page, file)), { level: 9 }).length,
  }))
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0)
  return { files, bytes, budgetBytes, within: bytes <= budgetBytes }
}

export const printBudget = (): boolean => {
  const { files, bytes, budgetBytes, within } = checkBudget(resolve(import.meta.dirname, '../../dist/page'))
  const kb = (count: number) => `${(count / 1000).toFixed(1)} KB`
  for (const one of files) process.stdout.write(`${kb(one.bytes).padStart(10)}  ${one.file}\n`)
  process.stdout.write(`${kb(bytes)} of ${kb(budgetBytes)} before the first paint${within ? '' : ': too much'}\n`)
  return within
}
