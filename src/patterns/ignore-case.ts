// Equality whatever the case, as event-ruler has it (EqualsIgnoreCaseParser [V]): at each place the character's lower or
// upper case is taken, each by itself, even where one of them is longer than the other.

export interface IgnoreCase {
  equals(value: string): boolean
  isPrefixOf(value: string): boolean
  isSuffixOf(value: string): boolean
}

export function ignoringCase(operand: string): IgnoreCase {
  const forms = Array.from({ length: operand.length }, (_, index) => {
    const char = operand.charAt(index)
    return [char.toLowerCase(), char.toUpperCase()] as const
  })
  /** Where in the value the operand ends when it begins at `from`; -1: it is not there. */
  const after = (value: string, from: number): number => {
    let at = from
    for (const [lower, upper] of forms) {
      if (value.startsWith(lower, at)) at += lower.length
      else if (value.startsWith(upper, at)) at += upper.length
      else return -1
    }
    return at
  }
  const before = (value: string): boolean => {
    let at = value.length
    for (const [lower, upper] of forms.toReversed()) {
      if (value.endsWith(lower, at)) at -= lower.length
      else if (value.endsWith(upper, at)) at -= upper.length
      else return false
    }
    return true
  }
  return {
    equals: (value) => after(value, 0) === value.length,
    isPrefixOf: (value) => after(value, 0) >= 0,
    isSuffixOf: before,
  }
}
