// The scripts made outside the page, on small sources laid out as in the house: what reaches the browser must be one
// classic script, and the two policies must name the bytes that really are there.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { build, createServer, type InlineConfig } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withParts } from '../../src/runtime/compile/realm-parts.ts'
import { bundleClassicScript } from './classic-script.ts'
import { lightFirstPaint } from './light-first-paint.ts'
import { scriptAsset } from './script-asset.ts'
import { frameDocument, sealedFrame } from './sealed-frame.ts'

const SOURCES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "sample", "type": "module", "imports": { "#door": "./src/door/index.ts" } }',
  'index.html':
    '<!doctype html>\n<html>\n  <head>\n    <title>Sample</title>\n  </head>\n  <body><script type="module" src="./src/main.ts"></script></body>\n</html>\n',
  'src/door/index.ts': "export const greeting: string = 'through the door'\n",
  'src/lazy.ts': "export const lazily = 'later'\n",
  'src/sealed.ts':
    "import { greeting } from '#door'\nconst report = async () => (await import('./lazy.ts')).lazily\nglobalThis.result = report().then((late: string) => greeting + ', ' + late)\n",
  'src/named.ts': 'export const answer = 42\n',
  'src/frame.ts': "addEventListener('message', (event) => console.debug(event.data))\n",
  'src/main.ts':
    "import { sealedUrl } from 'virtual:sealed'\nimport { frameBootstrap, frameDocument } from 'virtual:frame-bootstrap'\nconsole.debug(sealedUrl, frameBootstrap, frameDocument)\n",
  'src/heavy.ts': "import { parse } from 'yaml'\nconsole.debug(parse('a: 1'))\n",
  'node_modules/yaml/package.json': '{ "name": "yaml", "type": "module", "main": "index.js" }',
  'node_modules/yaml/index.js': 'export const parse = (text) => globalThis.parseYaml(text)\n',
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('a script made outside the page', () => {
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'faaslab-vite-'))
    for (const [path, text] of Object.entries(SOURCES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const sealed = () =>
    scriptAsset({
      id: 'virtual:sealed',
      exportName: 'sealedUrl',
      fileName: 'sealed',
      script: { entry: 'src/sealed.ts' },
    })
  const config = (): InlineConfig => ({
    root,
    configFile: false,
    logLevel: 'silent',
    base: './',
    plugins: [sealed(), sealedFrame('src/frame.ts'), lightFirstPaint()],
    build: { minify: false },
  })

  test.each([true, false])(
    'is one classic script with its doors and lazy parts within (minified: %s)',
    async (minify) => {
      const text = await bundleClassicScript(root, { entry: 'src/sealed.ts', minify })
      const realm: { result?: Promise<string> } = {}
      runInNewContext(text, realm)
      await expect(realm.result).resolves.toBe('through the door, later')
    },
  )

  test.each([true, false])(
    'in parts: what is lazy is a part that can be left out, and says so when it is missed (minified: %s)',
    async (minify) => {
      const text = await bundleClassicScript(root, { entry: 'src/sealed.ts', minify, inParts: true })
      const whole: { result?: Promise<string> } = {}
      runInNewContext(withParts(text, ['lazy']), whole)
      await expect(whole.result).resolves.toBe('through the door, later')
      const lean: { result?: Promise<string> } = {}
      runInNewContext(withParts(text, ['another']), lean)
      await expect(lean.result).rejects.toThrow('This realm was opened without its part ./lazy-')
    },
  )

  test('leaves its exports in the variable it was given', async () => {
    const text = await bundleClassicScript(root, { entry: 'src/named.ts', minify: true, name: 'sample' })
    expect(runInNewContext(`${text};sample.answer`)).toBe(42)
  })

  test('says so when its source is missing', async () => {
    await expect(bundleClassicScript(root, { entry: 'src/nowhere.ts', minify: true })).rejects.toThrow('nowhere.ts')
  })

  test('is a file of the build, and both policies name the very bytes of the frame’s script', async () => {
    await build({ ...config(), build: { minify: false, outDir: 'dist' } })
    const assets = readdirSync(join(root, 'dist/assets'))
    const script = assets.find((name) => name.startsWith('sealed-'))
    expect(script).toBeDefined()
    const page = readFileSync(join(root, 'dist/assets', assets.find((name) => name.startsWith('index-')) ?? ''), 'utf8')
    expect(page).toContain(`new URL("${script}", import.meta.url)`)
    expect(page, 'the script itself stays out of the page').not.toContain('through the door')

    const bootstrap = await bundleClassicScript(root, { entry: 'src/frame.ts', minify: true }).then((text) =>
      text.trim(),
    )
    const html = readFileSync(join(root, 'dist/index.html'), 'utf8')
    expect(html).toContain(`script-src 'self' ${hashOf(bootstrap)};`)
    expect(html).toContain("connect-src 'self';")
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'))
    expect(page).toContain(`default-src 'none'; script-src ${hashOf(bootstrap)}; worker-src blob:; connect-src 'none'`)
    expect(page).toContain(JSON.stringify(`<script>${bootstrap}`).slice(1, -1))
  })

  test('is served while developing, where the page’s policy knows the server’s own scripts too', async () => {
    const server = await createServer({ ...config(), server: { middlewareMode: true }, appType: 'custom' })
    try {
      const html = await server.transformIndexHtml('/', SOURCES['index.html'] ?? '')
      const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
        (match) => match[1] ?? '',
      )
      for (const text of inline) expect(html).toContain(hashOf(text))
      expect(html).not.toMatch(/script-src[^;]*unsafe/)
    } finally {
      await server.close()
    }
  })

  test('is refused as a frame’s script when it would end its own element', () => {
    expect(() => frameDocument('console.debug("</script>")')).toThrow('end its own script element')
    expect(() => frameDocument('console.debug("<!--")')).toThrow('end its own script element')
  })

  test('wants no window and no document for its lazy parts', async () => {
    const text = await bundleClassicScript(root, { entry: 'src/sealed.ts', minify: false })
    expect(text).not.toMatch(/\b(window|document)\b/)
  })

  test('must not export what nobody could reach', async () => {
    const script = { entry: 'src/named.ts', minify: true }
    await expect(bundleClassicScript(root, script)).rejects.toThrow('must export nothing, but exports answer')
  })

  test('and nothing heavy gets into the page’s first scripts', async () => {
    writeFileSync(join(root, 'src/main.ts'), "import './heavy.ts'\n")
    await expect(build({ ...config(), build: { write: false } })).rejects.toThrow(
      'yaml would load before the first paint',
    )
    writeFileSync(join(root, 'src/main.ts'), "import('./heavy.ts')\n")
    await expect(build({ ...config(), build: { write: false } })).resolves.toBeDefined()
  })

  test('parses as a script, not as a module', async () => {
    const text = await bundleClassicScript(root, { entry: 'src/sealed.ts', minify: true })
    const path = join(root, 'classic.cjs')
    writeFileSync(path, text)
    expect(() => execFileSync(process.execPath, ['--check', path], { stdio: 'pipe' })).not.toThrow()
  })
})
