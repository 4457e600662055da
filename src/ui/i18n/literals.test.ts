// No text for people stands in a component: neither between tags nor in an attribute that is read or spoken.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from 'acorn'
import { transform } from 'sucrase'
import { describe, expect, it } from 'vitest'

const SOURCE = join(import.meta.dirname, '../..')

/** Attributes that people see or hear. */
const SPOKEN = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
  'text',
  'lead',
  'help',
  'unit',
])

/** Words: two letters in a row, or any letter of a script without spaces. Signs, numbers and units of one letter are none. */
const isWords = (text: string): boolean => /\p{L}{2}|\p{Script=Han}/u.test(text)

interface Found {
  readonly line: number
  readonly text: string
}

type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown }

const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && typeof (value as Node).type === 'string'

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit)
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) walk(item, visit)
  }
}

const textOf = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value
  if (value.type === 'TemplateLiteral')
    return (value.quasis as readonly { readonly value: { readonly raw: string } }[])
      .map((part) => part.value.raw)
      .join(' ')
  return undefined
}

/** What a component says by itself, from its compiled calls: `jsx(type, { children, title, … })`. */
function literalsIn(source: string): Found[] {
  const { code } = transform(source, { transforms: ['typescript', 'jsx'], jsxRuntime: 'automatic', production: true })
  const found: Found[] = []
  const note = (value: unknown) => {
    const text = textOf(value)
    if (text !== undefined && isWords(text) && isNode(value))
      found.push({ line: code.slice(0, value.start).split('\n').length, text })
  }
  walk(Parser.parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Node, (node) => {
    if (node.type !== 'CallExpression' || !isNode(node.callee) || !/^_jsxs?$/.test(String(node.callee.name))) return
    const props = (node.arguments as readonly unknown[])[1]
    if (!isNode(props) || props.type !== 'ObjectExpression') return
    for (const property of props.properties as readonly Node[]) {
      if (property.type !== 'Property' || !isNode(property.key)) continue
      const name = String(property.key.name ?? property.key.value)
      if (SPOKEN.has(name)) note(property.value)
      if (name !== 'children' || !isNode(property.value)) continue
      note(property.value)
      if (property.value.type === 'ArrayExpression')
        for (const child of property.value.elements as readonly unknown[]) note(child)
    }
  })
  return found
}

const components = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx') && !path.endsWith('.test.tsx'))
  .sort()

describe('the search for literal texts', () => {
  it('finds text between tags, in spoken attributes and in templates', () => {
    expect(literalsIn('const A = () => <p>Hello <b>you</b></p>').map(({ text }) => text)).toEqual(['Hello ', 'you'])
    expect(literalsIn(`const A = () => <p title="Hello" aria-label={\`Hi \${x}\`} />`)).toHaveLength(2)
    expect(literalsIn("const A = () => <p>{'Hello'}</p>")).toHaveLength(1)
    expect(literalsIn('const A = () => <p>你</p>')).toHaveLength(1)
  })

  it('lets signs, numbers, class names and what is said through a catalogue pass', () => {
    expect(literalsIn('const A = () => <p className="big" id="x">· {t("hello")} 12 × ✕</p>')).toEqual([])
  })
})

describe('components', () => {
  it('are found', () => {
    expect(components.length).toBeGreaterThan(30)
  })

  for (const path of components) {
    it(`${path} says nothing of its own`, () => {
      expect(literalsIn(readFileSync(join(SOURCE, path), 'utf8'))).toEqual([])
    })
  }
})
