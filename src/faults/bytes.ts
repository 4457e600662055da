// Text out of base64, without the platform's decoders.
import { bytesOfBase64 } from '#base'

/** Undefined: the bytes are no UTF-8. */
export function textOfBase64(data: string): string | undefined {
  let escaped = ''
  for (const byte of bytesOfBase64(data)) escaped += `%${byte.toString(16).padStart(2, '0')}`
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined // bytes that are no text have no text
  }
}
