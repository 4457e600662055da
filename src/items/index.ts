// DynamoDB's data: attribute values, exact numbers, sizes, orders, and the expressions over them.
export {
  type AttributeValue,
  attributeOf,
  type Item,
  itemBytes,
  itemJson,
  itemText,
  readItem,
  typeOf,
} from './attribute-value.ts'
export { compareTexts, orderText } from './order.ts'
export {
  attributesAsked,
  beginsWith,
  type Condition,
  holds,
  parseCondition,
} from './expressions/condition.ts'
export { parseKeyCondition, type RangeCondition } from './expressions/key-condition.ts'
export type { Path } from './expressions/path.ts'
export { parseProjection, project } from './expressions/projection.ts'
export { readSubstitutions, type Substitutions, unusedSubstitution } from './expressions/substitutions.ts'
export { applyUpdate, parseUpdate, type Update, updatedPaths } from './expressions/update.ts'
