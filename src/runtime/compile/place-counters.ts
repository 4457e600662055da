// The one walk over a module's syntax tree. It places a counter at each entry of a loop's body and of a function, and
// rewrites what is module syntax to calls of the loader. Every change is an edit that keeps the lines. The file is long
// because it is one closure: what a node means depends on the scopes, the function and the list it stands in.
//
// A counter is `--$faas.n<0&&$faas.x()`: below zero it throws, again at every further counter, so that neither a
// `catch` nor a `finally` can go on. Counted as well: static blocks, class fields, computed keys and heritage of
// classes, and default parameters of generators, which run user code without entering a function's body.
import type { AnyNode, Function as FunctionNode, Identifier, Literal, TemplateElement } from 'acorn'
import { childrenOf, hoistedNames, lexicalNames, namesOfPattern } from './bound-names.ts'
import type { Edit } from './line-map.ts'
import { rewriteDeclaration } from './module-syntax.ts'
import type { SourceProblemCode } from './problem.ts'
import { METER_NAME, RESERVED_PREFIX } from './scope-names.ts'

const COUNTER = `--${METER_NAME}.n<0&&${METER_NAME}.x()`
const COUNTER_STATEMENT = `${COUNTER};`
const COUNTER_OPERAND = `(${COUNTER},`

/** Deeper trees are machine-made, and the engines' own parsers give up at depths that differ. */
const MAXIMUM_DEPTH = 2000

export interface Finding {
  readonly position: number
  readonly code: SourceProblemCode
  readonly message: string
  readonly args: Readonly<Record<string, string>>
}

export interface Reference {
  readonly specifier: string
  readonly how: 'import' | 'require' | 'dynamic'
  readonly position: number
}

export interface Walk {
  readonly edits: Edit[]
  readonly findings: Finding[]
  readonly references: Reference[]
  /** Imports that a value is read from. */
  readonly used: Set<string>
  hasTopLevelAwait: boolean
  topLevelReturn: number | undefined
  hasImportMeta: boolean
  /** Positions of the line separators U+2028 and U+2029 that were escaped. */
  readonly separators: Set<number>
}

export interface WalkOptions {
  readonly text: string
  /** Local name of an import to the expression that reads it. */
  readonly imported: ReadonlyMap<string, string>
}

export class TooDeep extends Error {}

const NO_NAMES: ReadonlySet<string> = new Set()
const PLAIN_NAME = /^[A-Za-z0-9_$]+$/
const ENGINE_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u
const SEPARATOR = /[\u2028\u2029]/g

/** Functions and classes without a name take that of what they are assigned to, so nothing may come between. */
const takesName = (node: AnyNode): boolean =>
  node.type === 'ArrowFunctionExpression' ||
  (node.type === 'FunctionExpression' && !node.id) ||
  (node.type === 'ClassExpression' && !node.id)

/** `require` and `require.resolve`. */
const isRequire = (callee: AnyNode): boolean => {
  const called = callee.type === 'MemberExpression' && !callee.computed ? callee : undefined
  if (called !== undefined && !(called.property.type === 'Identifier' && called.property.name === 'resolve'))
    return false
  const object = called?.object ?? callee
  return object.type === 'Identifier' && object.name === 'require'
}

const isIdle = (node: AnyNode): boolean =>
  takesName(node) || node.type === 'Literal' || node.type === 'Identifier' || node.type === 'ThisExpression'

export const walkModule = (program: AnyNode, options: WalkOptions): Walk => {
  const { text, imported } = options
  const tracksNames = imported.size > 0
  const walk: Walk = {
    edits: [],
    findings: [],
    references: [],
    used: new Set(),
    hasTopLevelAwait: false,
    topLevelReturn: undefined,
    hasImportMeta: false,
    separators: new Set(),
  }
  let functionDepth = 0
  let depth = 0
  let hidden: ReadonlySet<string> = NO_NAMES
  let inGeneratorParameters = false
  /** Where a statement of a list begins with an expression: a bracket put there would continue the line above. */
  let listedStart = -1

  const insert = (position: number, inserted: string): void => {
    walk.edits.push({ start: position, end: position, text: inserted })
  }

  const within = (names: () => Set<string>, body: () => void): void => {
    if (!tracksNames) {
      body()
      return
    }
    const outer = hidden
    const declared = [...names()].filter((name) => imported.has(name))
    if (declared.length > 0) hidden = new Set([...outer, ...declared])
    body()
    hidden = outer
  }

  const checkName = (node: { start: number; name: string }): void => {
    const { name } = node
    if (name.startsWith(RESERVED_PREFIX)) {
      const message = `Names that begin with ${RESERVED_PREFIX} are taken by the emulator.`
      walk.findings.push({ position: node.start, code: 'reserved-name', message, args: { name } })
    } else if (!PLAIN_NAME.test(name) && !ENGINE_NAME.test(name)) {
      const message = `The name ${JSON.stringify(name)} has letters this engine doesn't know.`
      walk.findings.push({ position: node.start, code: 'unknown-letters', message, args: { name } })
    }
  }

  const importOf = (node: AnyNode): string | undefined => {
    if (node.type !== 'Identifier' || hidden.has(node.name)) return undefined
    const replacement = imported.get(node.name)
    if (replacement !== undefined) walk.used.add(node.name)
    return replacement
  }

  const escapeSeparators = (node: Literal | TemplateElement): void => {
    const raw = text.slice(node.start, node.end)
    for (const match of raw.matchAll(SEPARATOR)) {
      const start = node.start + match.index
      if (walk.separators.has(start)) continue
      walk.separators.add(start)
      // A backslash before it makes it a line continuation, which is empty.
      let slashes = 0
      while (raw[match.index - 1 - slashes] === '\\') slashes += 1
      const replacement = match[0] === '\u2028' ? 'u2028' : 'u2029'
      if (slashes % 2 === 1) walk.edits.push({ start: start - 1, end: start + 1, text: '' })
      else walk.edits.push({ start, end: start + 1, text: `\\${replacement}` })
    }
  }

  const visitList = (statements: readonly AnyNode[]): void => {
    for (const statement of statements) {
      if (statement.type === 'ExpressionStatement') listedStart = statement.start
      visit(statement)
    }
  }

  const visitOptional = (node: AnyNode | null | undefined): void => {
    if (node) visit(node)
  }

  /** An operand that runs user code where no function is entered. */
  const visitCounted = (node: AnyNode): void => {
    if (isIdle(node)) {
      visit(node)
      return
    }
    insert(node.start, COUNTER_OPERAND)
    visit(node)
    insert(node.end, ')')
  }

  const visitKey = (node: { computed: boolean; key: AnyNode }, counted: boolean): void => {
    if (node.computed) {
      if (counted) visitCounted(node.key)
      else visit(node.key)
    } else if (node.key.type === 'Identifier' || node.key.type === 'PrivateIdentifier') checkName(node.key)
    else visit(node.key)
  }

  const visitBody = (body: AnyNode): void => {
    if (body.type === 'BlockStatement') {
      insert(body.start + 1, COUNTER_STATEMENT)
      visit(body)
      return
    }
    insert(body.start, `{${COUNTER_STATEMENT}`)
    visit(body)
    insert(body.end, '}')
  }

  const visitFunction = (node: FunctionNode): void => {
    if (node.id) checkName(node.id)
    const parameters = (): Set<string> => {
      const names = new Set<string>()
      if (node.type === 'FunctionExpression' && node.id) names.add(node.id.name)
      for (const parameter of node.params) namesOfPattern(parameter, names)
      return names
    }
    const locals = (): Set<string> => {
      const names = new Set<string>()
      if (node.body.type === 'BlockStatement') {
        hoistedNames(node.body, names)
        lexicalNames(node.body.body, names)
      }
      return names
    }
    const wasInParameters = inGeneratorParameters
    functionDepth += 1
    within(parameters, () => {
      inGeneratorParameters = node.generator
      for (const parameter of node.params) visit(parameter)
      inGeneratorParameters = false
      within(locals, () => {
        const { body } = node
        if (body.type === 'BlockStatement') {
          insert(body.start + 1, COUNTER_STATEMENT)
          visitList(body.body)
          return
        }
        insert(body.start, COUNTER_OPERAND)
        visit(body)
        insert(body.end, ')')
      })
    })
    functionDepth -= 1
    inGeneratorParameters = wasInParameters
  }

  const visitIdentifier = (node: Identifier): void => {
    checkName(node)
    const replacement = importOf(node)
    if (replacement !== undefined) walk.edits.push({ start: node.start, end: node.end, text: replacement })
  }

  /** A call of an import must not hand over the module as `this`. */
  const visitCallee = (callee: AnyNode, isCall: boolean): void => {
    const replacement = importOf(callee)
    if (replacement === undefined) {
      visit(callee)
      return
    }
    const separator = callee.start === listedStart ? ';' : ''
    walk.edits.push({ start: callee.start, end: callee.end, text: `${separator}(0,${replacement})` })
    // The engine places a call of a bracket at its arguments, that of a name at the name.
    if (isCall && text[callee.end] === '(') {
      walk.edits.push({ start: callee.end, end: callee.end, text: '', standsFor: callee.start })
    }
  }

  const loopNames = (head: AnyNode | null | undefined) => (): Set<string> => {
    const names = new Set<string>()
    if (head) lexicalNames([head], names)
    return names
  }

  const visit = (node: AnyNode): void => {
    depth += 1
    if (depth > MAXIMUM_DEPTH) throw new TooDeep()
    visitNode(node)
    depth -= 1
  }

  const visitNode = (node: AnyNode): void => {
    switch (node.type) {
      case 'Program':
        for (const statement of node.body) {
          const { rest, after } = rewriteDeclaration(text, statement, walk.edits)
          if (rest !== undefined) visitList([rest])
          if (after !== undefined) walk.edits.push(after)
        }
        return
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        visitFunction(node)
        return
      case 'WhileStatement':
        visit(node.test)
        visitBody(node.body)
        return
      case 'DoWhileStatement':
        visitBody(node.body)
        visit(node.test)
        return
      case 'ForStatement':
        within(loopNames(node.init), () => {
          visitOptional(node.init)
          visitOptional(node.test)
          visitOptional(node.update)
          visitBody(node.body)
        })
        return
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.type === 'ForOfStatement' && node.await && functionDepth === 0) walk.hasTopLevelAwait = true
        within(loopNames(node.left), () => {
          visit(node.left)
          visit(node.right)
          visitBody(node.body)
        })
        return
      case 'BlockStatement':
        within(
          () => {
            const names = new Set<string>()
            lexicalNames(node.body, names)
            return names
          },
          () => visitList(node.body),
        )
        return
      case 'StaticBlock':
        functionDepth += 1
        within(
          () => {
            const names = new Set<string>()
            for (const statement of node.body) hoistedNames(statement, names)
            lexicalNames(node.body, names)
            return names
          },
          () => {
            const first = node.body[0]
            if (first !== undefined) insert(first.start, COUNTER_STATEMENT)
            visitList(node.body)
          },
        )
        functionDepth -= 1
        return
      case 'SwitchStatement':
        visit(node.discriminant)
        within(
          () => {
            const names = new Set<string>()
            for (const item of node.cases) lexicalNames(item.consequent, names)
            return names
          },
          () => {
            for (const item of node.cases) {
              visitOptional(item.test)
              visitList(item.consequent)
            }
          },
        )
        return
      case 'CatchClause':
        within(
          () => {
            const names = new Set<string>()
            if (node.param) namesOfPattern(node.param, names)
            return names
          },
          () => {
            visitOptional(node.param)
            visit(node.body)
          },
        )
        return
      case 'ClassDeclaration':
      case 'ClassExpression':
        within(
          () => new Set(node.type === 'ClassExpression' && node.id ? [node.id.name] : []),
          () => {
            if (node.id) checkName(node.id)
            if (node.superClass) visitCounted(node.superClass)
            visit(node.body)
          },
        )
        return
      case 'MethodDefinition':
        visitKey(node, true)
        visit(node.value)
        return
      case 'PropertyDefinition':
        visitKey(node, true)
        if (node.value) {
          functionDepth += 1
          visitCounted(node.value)
          functionDepth -= 1
        }
        return
      case 'AssignmentPattern':
        visit(node.left)
        if (inGeneratorParameters) visitCounted(node.right)
        else visit(node.right)
        return
      case 'Property':
        if (node.shorthand && node.key.type === 'Identifier') {
          if (importOf(node.key) !== undefined) insert(node.start, `${node.key.name}:`)
          visit(node.value)
          return
        }
        visitKey(node, false)
        visit(node.value)
        return
      case 'MemberExpression':
        visit(node.object)
        if (node.computed) visit(node.property)
        else if (node.property.type === 'Identifier' || node.property.type === 'PrivateIdentifier') {
          checkName(node.property)
        }
        return
      case 'CallExpression': {
        const [first] = node.arguments
        if (isRequire(node.callee) && first?.type === 'Literal' && typeof first.value === 'string') {
          walk.references.push({ specifier: first.value, how: 'require', position: first.start })
        }
        visitCallee(node.callee, true)
        for (const argument of node.arguments) visit(argument)
        return
      }
      case 'TaggedTemplateExpression':
        visitCallee(node.tag, false)
        visit(node.quasi)
        return
      case 'ImportExpression': {
        walk.edits.push({ start: node.start, end: node.start + 'import'.length, text: '$faas_import' })
        const { source } = node
        if (source.type === 'Literal' && typeof source.value === 'string') {
          walk.references.push({ specifier: source.value, how: 'dynamic', position: source.start })
        }
        for (const child of childrenOf(node)) visit(child)
        return
      }
      case 'MetaProperty':
        if (node.meta.name === 'import') {
          walk.hasImportMeta = true
          const breaks = text.slice(node.start, node.end).replace(/[^\n]/g, '')
          walk.edits.push({ start: node.start, end: node.end, text: `$faas_meta${breaks}` })
        }
        return
      case 'AwaitExpression':
        if (functionDepth === 0) walk.hasTopLevelAwait = true
        visit(node.argument)
        return
      case 'ReturnStatement':
        if (functionDepth === 0) walk.topLevelReturn ??= node.start
        visitOptional(node.argument)
        return
      case 'LabeledStatement':
        checkName(node.label)
        visit(node.body)
        return
      case 'BreakStatement':
      case 'ContinueStatement':
        return
      case 'UnaryExpression':
        // In a script `<!--` would begin a comment.
        if (node.operator === '!' && text[node.start - 1] === '<' && text.startsWith('!--', node.start)) {
          insert(node.start, ' ')
        }
        visit(node.argument)
        return
      case 'Literal':
        if (node.regex && !node.value) {
          const message = `SyntaxError: This engine doesn't know the regular expression ${node.raw ?? ''}.`
          const args = { expression: node.raw ?? '' }
          walk.findings.push({ position: node.start, code: 'regular-expression', message, args })
        }
        if (typeof node.value === 'string') escapeSeparators(node)
        return
      case 'TemplateElement':
        escapeSeparators(node)
        return
      case 'Identifier':
        visitIdentifier(node)
        return
      case 'PrivateIdentifier':
        checkName(node)
        return
      default:
        for (const child of childrenOf(node)) visit(child)
    }
  }

  visit(program)
  return walk
}
