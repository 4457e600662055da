// Which names a piece of syntax declares: enough of scope analysis to tell an import from a local of the same name.
import type { AnyNode, Node } from 'acorn'

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** The nodes directly below one, in the order of the syntax tree's fields. */
export const childrenOf = (node: Node): AnyNode[] => {
  const children: AnyNode[] = []
  const fields: unknown[] = Object.values(node)
  for (const field of fields) {
    if (Array.isArray(field)) {
      for (const item of field) if (isNode(item)) children.push(item)
    } else if (isNode(field)) children.push(field)
  }
  return children
}

export const namesOfPattern = (pattern: AnyNode, into: Set<string>): void => {
  switch (pattern.type) {
    case 'Identifier':
      into.add(pattern.name)
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        namesOfPattern(property.type === 'RestElement' ? property.argument : property.value, into)
      }
      return
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) namesOfPattern(element, into)
      return
    case 'AssignmentPattern':
      namesOfPattern(pattern.left, into)
      return
    case 'RestElement':
      namesOfPattern(pattern.argument, into)
      return
    default:
  }
}

/** let, const, class and function, declared directly in a list of statements. */
export const lexicalNames = (statements: readonly AnyNode[], into: Set<string>): void => {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const declarator of statement.declarations) namesOfPattern(declarator.id, into)
    } else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      if (statement.id !== null) into.add(statement.id.name)
    } else if (statement.type === 'LabeledStatement') lexicalNames([statement.body], into)
  }
}

/** var, anywhere below, not in functions. */
export const hoistedNames = (node: AnyNode, into: Set<string>): void => {
  if (node.type === 'VariableDeclaration') {
    if (node.kind !== 'var') return
    for (const declarator of node.declarations) namesOfPattern(declarator.id, into)
    return
  }
  if (!/Statement$|^SwitchCase$|^CatchClause$/.test(node.type) || node.type === 'ExpressionStatement') return
  for (const child of childrenOf(node)) hoistedNames(child, into)
}
