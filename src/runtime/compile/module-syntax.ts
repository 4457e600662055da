// Import and export declarations, taken out of the text and told to the loader: what a module reads from others and
// what it offers. Exports are getters, so that bindings stay live; imports are reads of the other module's exports.
import type { AnyNode, Identifier, Literal, Program } from 'acorn'
import { namesOfPattern } from './bound-names.ts'
import type { Edit } from './line-map.ts'

export interface NamedImport {
  readonly name: string
  readonly specifier: string
  readonly position: number
  /** Passed on by an export only: in TypeScript it may be a type. */
  readonly passedOn: boolean
}

interface ImportedModule {
  readonly specifier: string
  readonly position: number
  readonly variable: string
  /** The module's names for what it imports from there. */
  readonly locals: string[]
  /** Imported for its effects, or passed on. */
  needed: boolean
}

export interface ModuleSyntax {
  readonly isEsm: boolean
  /** Local name of an import to the expression that reads it. */
  readonly imported: ReadonlyMap<string, string>
  readonly modules: readonly ImportedModule[]
  readonly namedImports: readonly (NamedImport & { readonly local: string | undefined })[]
  /** Imports that an export names. */
  readonly passedOn: ReadonlySet<string>
  /** Export name to the expression that reads it. */
  readonly exported: ReadonlyMap<string, string>
  readonly starSpecifiers: readonly string[]
}

const nameOf = (node: Identifier | Literal): string =>
  node.type === 'Identifier' ? node.name : String(node.value ?? '')

/** A property of a name as source text. */
const property = (object: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`

const DEFAULT_VARIABLE = '$faas_default'

export const readModuleSyntax = (program: Program): ModuleSyntax => {
  const imported = new Map<string, string>()
  const exported = new Map<string, string>()
  const modules = new Map<string, ImportedModule>()
  const namedImports: (NamedImport & { local: string | undefined })[] = []
  const starSpecifiers: string[] = []
  const passedOn = new Set<string>()
  let isEsm = false

  const moduleOf = (source: Literal, needed: boolean): ImportedModule => {
    const specifier = String(source.value)
    const known = modules.get(specifier)
    const module = known ?? {
      specifier,
      position: source.start,
      variable: `$faas_${modules.size}`,
      locals: [],
      needed: false,
    }
    modules.set(specifier, module)
    module.needed ||= needed
    return module
  }

  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      isEsm = true
      const { variable, locals } = moduleOf(node.source, node.specifiers.length === 0)
      for (const item of node.specifiers) {
        locals.push(item.local.name)
        if (item.type === 'ImportNamespaceSpecifier') {
          imported.set(item.local.name, variable)
          continue
        }
        const name = item.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(item.imported)
        imported.set(item.local.name, property(variable, name))
        const specifier = String(node.source.value)
        namedImports.push({ name, specifier, position: item.start, passedOn: false, local: item.local.name })
      }
    } else if (node.type === 'ExportAllDeclaration') {
      isEsm = true
      const { variable } = moduleOf(node.source, true)
      if (node.exported) exported.set(nameOf(node.exported), variable)
      else starSpecifiers.push(String(node.source.value))
    } else if (node.type === 'ExportNamedDeclaration' && node.source) {
      isEsm = true
      const { variable } = moduleOf(node.source, true)
      for (const item of node.specifiers) {
        const name = nameOf(item.local)
        exported.set(nameOf(item.exported), property(variable, name))
        const specifier = String(node.source.value)
        namedImports.push({ name, specifier, position: item.start, passedOn: true, local: undefined })
      }
    }
  }
  for (const node of program.body) {
    if (node.type === 'ExportDefaultDeclaration') {
      isEsm = true
      const { declaration } = node
      const named =
        (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id
      exported.set('default', named ? named.name : DEFAULT_VARIABLE)
    } else if (node.type === 'ExportNamedDeclaration' && !node.source) {
      isEsm = true
      const names = new Set<string>()
      const { declaration } = node
      if (declaration?.type === 'VariableDeclaration') {
        for (const declarator of declaration.declarations) namesOfPattern(declarator.id, names)
      } else if (declaration) names.add(declaration.id.name)
      for (const name of names) exported.set(name, name)
      for (const item of node.specifiers) {
        const local = nameOf(item.local)
        exported.set(nameOf(item.exported), imported.get(local) ?? local)
        if (imported.has(local)) passedOn.add(local)
      }
    }
  }
  return { isEsm, imported, modules: [...modules.values()], namedImports, passedOn, exported, starSpecifiers }
}

/** Without the imports that no value is read from: in TypeScript those are types. */
export const withoutUnused = (syntax: ModuleSyntax, used: ReadonlySet<string>): ModuleSyntax => {
  const isUsed = (local: string): boolean => used.has(local) || syntax.passedOn.has(local)
  return {
    ...syntax,
    modules: syntax.modules.filter(({ needed, locals }) => needed || locals.some(isUsed)),
    namedImports: syntax.namedImports
      .filter(({ local }) => local === undefined || isUsed(local))
      .map((item) => ({ ...item, passedOn: item.local === undefined || !used.has(item.local) })),
  }
}

/** What stands before the module's own first line. */
export const modulePrelude = (syntax: ModuleSyntax): string => {
  const getters = [...syntax.exported].map(([name, read]) => `${JSON.stringify(name)},()=>${read}`)
  const reads = syntax.modules.map(({ specifier, variable }) => `${variable}=$faas_from(${JSON.stringify(specifier)})`)
  const stars = syntax.starSpecifiers.map((specifier) => `$faas_star(${JSON.stringify(specifier)});`)
  return [
    getters.length > 0 ? `$faas_export(${getters.join(',')});` : '',
    reads.length > 0 ? `const ${reads.join(',')};` : '',
    ...stars,
  ].join('')
}

/** As long as the text it replaces, with its line ends; `;` keeps the line above from going on below. */
const blank = (text: string): string => `;${text.slice(1).replace(/[^\n]/g, ' ')}`

const afterTrivia = (text: string, position: number): number => {
  const trivia = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
  trivia.lastIndex = position
  return position + (trivia.exec(text)?.[0].length ?? 0)
}

/** Edits a declaration away; answers what of it is still to be walked, and what to add when that is done. */
export const rewriteDeclaration = (
  text: string,
  node: AnyNode,
  edits: Edit[],
): { readonly rest: AnyNode | undefined; readonly after?: Edit } => {
  const replace = (start: number, end: number): void => {
    edits.push({ start, end, text: blank(text.slice(start, end)) })
  }
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      replace(node.start, node.end)
      return { rest: undefined }
    case 'ExportNamedDeclaration':
      if (node.declaration) {
        replace(node.start, node.start + 'export'.length)
        return { rest: node.declaration }
      }
      replace(node.start, node.end)
      return { rest: undefined }
    case 'ExportDefaultDeclaration': {
      const { declaration } = node
      const defaultAt = afterTrivia(text, node.start + 'export'.length)
      const defaultEnd = defaultAt + 'default'.length
      replace(node.start, node.start + 'export'.length)
      const isNamed =
        (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id
      if (isNamed) {
        edits.push({ start: defaultAt, end: defaultEnd, text: ' '.repeat('default'.length) })
        return { rest: declaration }
      }
      // The property gives an anonymous function its name, `default`.
      edits.push({ start: defaultAt, end: defaultEnd, text: `const ${DEFAULT_VARIABLE}={default:` })
      const end = text[node.end - 1] === ';' ? node.end - 1 : node.end
      return { rest: declaration, after: { start: end, end, text: '}.default;' } }
    }
    default:
      return { rest: node }
  }
}
