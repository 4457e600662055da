// How parameters and secrets may be called, and how large they may be.

/** Letters, digits and `_.-/`; 1,011 characters, 15 levels. PutParameter, API reference. [K] */
const LONGEST_PARAMETER_NAME = 1011
const DEEPEST_PARAMETER = 15
/** Of the standard tier and of the advanced one, in characters. [K] */
export const STANDARD_PARAMETER_LENGTH = 4096
export const ADVANCED_PARAMETER_LENGTH = 8192
/** CreateSecret, API reference. [K] */
const LONGEST_SECRET_NAME = 512
export const MAXIMUM_SECRET_BYTES = 65_536
export const PARAMETER_TYPES = ['String', 'StringList', 'SecureString'] as const

/** With a slash in it a name begins with one; what begins with `aws` or `ssm` is the provider's. [K] */
export function isParameterName(name: string): boolean {
  if (name.length > LONGEST_PARAMETER_NAME || !/^[A-Za-z0-9_.\-/]+$/.test(name)) return false
  if (name.includes('/') && !name.startsWith('/')) return false
  const levels = (name.startsWith('/') ? name.slice(1) : name).split('/')
  return levels.length <= DEEPEST_PARAMETER && levels.every((level) => level !== '') && !/^\/?(aws|ssm)/i.test(name)
}

export const isSecretName = (name: string): boolean =>
  name.length <= LONGEST_SECRET_NAME && /^[A-Za-z0-9/_+=.@-]+$/.test(name)
