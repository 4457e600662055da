// Base64 as a string of bytes, a byte being a character: the form binary values are compared and looked into in.
import { bytesOfBase64 } from '#base'

const VALID = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export const isBase64 = (text: string): boolean => VALID.test(text)

/** Of valid base64. */
export const base64Characters = (text: string): string =>
  Array.from(bytesOfBase64(text), (code) => String.fromCharCode(code)).join('')
