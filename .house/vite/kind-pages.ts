// The pages that say how faithful each kind is (src/nodes/*/README.md), read at build time for the page to show: one
// source, so that what people are told and what the tests name is the same text. The tables of tests stay out.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'vite'

/** Part of a line: plain text, or code between backticks. */
export interface Piece {
  /** Its number in the line. */
  readonly at: number
  readonly text: string
  readonly code: boolean
}

export interface Block {
  /** Its number in the section. */
  readonly at: number
  readonly listed: boolean
  readonly pieces: readonly Piece[]
}

export interface KindPage {
  /** The folder, which is the kind where it is one. */
  readonly name: string
  readonly lead: readonly Block[]
  readonly sections: readonly { readonly heading: string; readonly blocks: readonly Block[] }[]
}

const ID = 'virtual:kind-pages'
const NODES = 'src/nodes'
/** Whose rows name tests: of no use to who reads the page in the app. */
const LEFT_OUT = 'Rules and their tests'

/** A link leads from file to file; here only its words are of use. */
const LINK = /\[([^\]]+)\]\([^)]*\)/g

const pieces = (line: string): Piece[] =>
  line
    .replace(LINK, '$1')
    .split('`')
    .map((text, at) => ({ at, text, code: at % 2 === 1 }))
    .filter(({ text }) => text !== '')

/** Paragraphs and list items; a line that begins with neither goes on with the one before it. */
function blocks(text: string): Block[] {
  const found: { listed: boolean; line: string }[] = []
  let open = false
  for (const line of text.split('\n')) {
    const item = /^\s*- (.*)$/.exec(line)?.[1]
    const last = found.at(-1)
    if (line.trim() === '') open = false
    else if (item !== undefined) found.push({ listed: true, line: item })
    else if (open && last) last.line += ` ${line.trim()}`
    else found.push({ listed: false, line: line.trim() })
    if (line.trim() !== '') open = true
  }
  return found.map(({ listed, line }, at) => ({ at, listed, pieces: pieces(line) }))
}

export function readKindPage(name: string, text: string): KindPage {
  const [head = '', ...parts] = text.split(/^## /m)
  const sections = parts.map((part) => {
    const end = part.indexOf('\n')
    return { heading: part.slice(0, end).trim(), blocks: blocks(part.slice(end + 1)) }
  })
  return {
    name,
    lead: blocks(head.replace(/^# .*$/m, '')),
    sections: sections.filter(({ heading }) => heading !== LEFT_OUT),
  }
}

const readmeOf = (folder: string, name: string): string => join(folder, name, 'README.md')

export function readKindPages(root: string): readonly KindPage[] {
  const folder = resolve(root, NODES)
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []))
  return names.sort().map((name) => readKindPage(name, readFileSync(readmeOf(folder, name), 'utf8')))
}

export function kindPages(): Plugin {
  let root = ''
  return {
    name: 'kind-pages',
    configResolved(config) {
      root = config.root
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined
      const pages = readKindPages(root)
      for (const { name } of pages) this.addWatchFile(readmeOf(resolve(root, NODES), name))
      return `export const kindPages = ${JSON.stringify(pages)}`
    },
  }
}
