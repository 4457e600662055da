// The opaque frame a run lives in, and the page's own policy. Both must name the same hash of the same text, so one place
// makes all three: the bootstrap, the frame's document, the meta element of index.html.
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import { bundleClassicScript } from './classic-script.ts'

const ID = 'virtual:frame-bootstrap'
const RESOLVED = `\0${ID}`

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policy = (directives: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')

/** Nothing loads, nothing connects; only the bootstrap runs, and only workers made of blobs. */
const framePolicy = (hash: string): string =>
  policy({ 'default-src': ["'none'"], 'script-src': [hash], 'worker-src': ['blob:'], 'connect-src': ["'none'"] })

/** Monaco writes style elements, hence 'unsafe-inline' there and nowhere else. */
const pagePolicy = (scriptHashes: readonly string[], connect: readonly string[]): string =>
  policy({
    'default-src': ["'self'"],
    'script-src': ["'self'", ...scriptHashes],
    'worker-src': ["'self'", 'blob:'],
    'connect-src': ["'self'", ...connect],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'", 'data:'],
    'frame-src': ["'none'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
  })

export const frameDocument = (bootstrap: string): string => {
  if (/<\/script|<!--/i.test(bootstrap)) throw new Error('the frame’s bootstrap would end its own script element')
  const csp = framePolicy(sourceHash(bootstrap))
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"></head><body><script>${bootstrap}</script></body></html>`
}

/** The dev server adds scripts of its own to the page (hot replacement); a build has none, and a test says so. */
const inlineScripts = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '')

export const sealedFrame = (entry: string): Plugin => {
  let root = process.cwd()
  let serving = false
  let bundled: Promise<string> | undefined

  // Minified while developing too: the page's policy and the frame must meet on the same bytes.
  const bootstrap = () => {
    bundled ??= bundleClassicScript(root, { entry, minify: true }).then((text) => text.trim())
    return bundled
  }

  return {
    name: 'faaslab:sealed-frame',
    configResolved(config) {
      root = config.root
      serving = config.command === 'serve'
    },
    buildStart() {
      bundled = undefined
    },
    configureServer(server) {
      server.watcher.on('all', () => {
        bundled = undefined
      })
    },
    resolveId: (id) => (id === ID ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return
      const text = await bootstrap()
      return `export const frameBootstrap = ${JSON.stringify(text)}\nexport const frameDocument = ${JSON.stringify(frameDocument(text))}\n`
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html) {
        const texts = [await bootstrap(), ...inlineScripts(html)]
        const csp = pagePolicy(texts.map(sourceHash), serving ? ['ws:'] : [])
        if (!html.includes('<head>')) throw new Error('index.html has no <head> to carry the policy')
        return html.replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${csp}">`)
      },
    },
  }
}
