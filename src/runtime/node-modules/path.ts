// node:path as it is on Lambda: POSIX.

const CURRENT = '/var/task'

function normalizeSegments(path: string, isAbsolute: boolean): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') kept.push(segment)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!isAbsolute) kept.push('..')
  }
  return kept.join('/')
}

const isAbsolute = (path: string): boolean => path.startsWith('/')

function normalize(path: string): string {
  if (path === '') return '.'
  const absolute = isAbsolute(path)
  const inner = normalizeSegments(path, absolute)
  const end = path.endsWith('/') && inner !== '' ? '/' : ''
  const text = (absolute ? '/' : '') + inner + end
  return text === '' ? `.${path.endsWith('/') ? '/' : ''}` : text
}

const join = (...parts: string[]): string => normalize(parts.filter((part) => part !== '').join('/'))

function resolve(...parts: string[]): string {
  let path = ''
  for (const part of [CURRENT, ...parts]) if (part !== '') path = isAbsolute(part) ? part : `${path}/${part}`
  return `/${normalizeSegments(path, true)}`
}

const trimEnd = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') || '/' : path)

function dirname(path: string): string {
  const trimmed = trimEnd(path)
  const slash = trimmed.lastIndexOf('/')
  if (slash < 0) return '.'
  return slash === 0 ? '/' : trimEnd(trimmed.slice(0, slash))
}

function basename(path: string, suffix = ''): string {
  const trimmed = trimEnd(path)
  const base = trimmed === '/' ? '' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
  return suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base
}

function extname(path: string): string {
  const base = basename(path)
  const dot = base.lastIndexOf('.')
  return dot <= 0 || base === '..' ? '' : base.slice(dot)
}

function relative(from: string, to: string): string {
  const source = resolve(from).split('/').filter(Boolean)
  const target = resolve(to).split('/').filter(Boolean)
  let common = 0
  while (common < source.length && common < target.length && source[common] === target[common]) common += 1
  return [...source.slice(common).map(() => '..'), ...target.slice(common)].join('/')
}

interface ParsedPath {
  readonly root?: string
  readonly dir?: string
  readonly base?: string
  readonly name?: string
  readonly ext?: string
}

function parse(path: string): Required<ParsedPath> {
  const base = basename(path)
  const ext = extname(path)
  const root = isAbsolute(path) ? '/' : ''
  const dir = path.includes('/') ? dirname(path) : ''
  return {
    root,
    dir: dir === '.' && !path.startsWith('.') ? '' : dir,
    base,
    ext,
    name: ext === '' ? base : base.slice(0, -ext.length),
  }
}

function format(parts: ParsedPath): string {
  const extension =
    parts.ext === undefined || parts.ext === '' || parts.ext.startsWith('.') ? (parts.ext ?? '') : `.${parts.ext}`
  const base = parts.base ?? `${parts.name ?? ''}${extension}`
  const dir = parts.dir ?? parts.root ?? ''
  if (dir === '') return base
  return dir === parts.root ? dir + base : `${dir}/${base}`
}

const methods = {
  normalize,
  join,
  resolve,
  isAbsolute,
  dirname,
  basename,
  extname,
  relative,
  parse,
  format,
  toNamespacedPath: (path: string) => path,
  sep: '/',
  delimiter: ':',
}

export const createPathModule = (): Readonly<Record<string, unknown>> => {
  const module: Record<string, unknown> = { ...methods }
  module['posix'] = module
  return module
}
