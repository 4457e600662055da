// Files as a zip archive and back. Equal files give equal bytes: no clock in them. What comes in is bounded before it is
// inflated, and again while it is.
import { strFromU8, strToU8, Unzip, UnzipInflate, zipSync } from 'fflate'
import { failure, keysInOrder, type Result, success } from '#base'
import { FORBIDDEN_KEYS } from '#workflow'
import { MAXIMUM_INFLATED_BYTES, MAXIMUM_ZIP_ENTRIES } from './limits.ts'
import { type FormatProblem, said } from './problem.ts'

/** DOS time begins here; every entry has it. */
const FIRST_TIME = '1980-01-01T00:00:00'

export function zipFiles(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries: Record<string, Uint8Array> = {}
  for (const path of keysInOrder(files)) {
    const content = files[path] as string | Uint8Array
    entries[path] = typeof content === 'string' ? strToU8(content) : content
  }
  return zipSync(entries, { mtime: FIRST_TIME, level: 6 })
}

const isOutside = (path: string): boolean =>
  path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..')

/** The texts of an archive by path; what is no text is left out. */
export function unzipFiles(bytes: Uint8Array): Result<Readonly<Record<string, string>>, FormatProblem> {
  const contents = inflate(bytes)
  if (!contents.ok) return contents
  const files: Record<string, string> = {}
  for (const [path, content] of contents.value) {
    const text = decode(content)
    if (text !== undefined) files[path] = text
  }
  return success(files)
}

function inflate(bytes: Uint8Array): Result<ReadonlyMap<string, Uint8Array>, FormatProblem> {
  const contents = new Map<string, Uint8Array>()
  let problem: FormatProblem | undefined
  let entries = 0
  let total = 0
  const stop = (found: FormatProblem): void => {
    problem ??= found
  }
  const unzip = new Unzip((file) => {
    const path = file.name.replaceAll('\\', '/')
    entries += 1
    if (entries > MAXIMUM_ZIP_ENTRIES) stop(said('zip-too-many', { maximum: MAXIMUM_ZIP_ENTRIES }))
    if (isOutside(path)) stop(said('zip-path', { path }))
    if (problem || path.endsWith('/') || path.split('/').some((part) => FORBIDDEN_KEYS.has(part))) return
    const parts: Uint8Array[] = []
    file.ondata = (error, part, final) => {
      if (error) stop(said('zip-unreadable'))
      total += part?.length ?? 0
      if (total > MAXIMUM_INFLATED_BYTES) {
        stop(said('zip-too-large', { maximum: MAXIMUM_INFLATED_BYTES }))
        file.terminate()
      }
      if (problem) return
      parts.push(part)
      if (final) contents.set(path, join(parts))
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    // In pieces, so that a bomb is stopped between two of them.
    for (let at = 0; at < bytes.length && !problem; at += PIECE_BYTES) {
      unzip.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length)
    }
  } catch {
    // fflate throws what an archive's author caused: it is a value here.
    return failure(problem ?? said('zip-unreadable'))
  }
  if (problem) return failure(problem)
  return entries === 0 ? failure(said('zip-unreadable')) : success(contents)
}

const PIECE_BYTES = 65_536

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** UTF-8 without NUL, and the same bytes again; undefined for anything else. */
function decode(content: Uint8Array): string | undefined {
  if (content.includes(0)) return undefined
  const text = strFromU8(content)
  const again = strToU8(text)
  return again.length === content.length && again.every((byte, index) => byte === content[index]) ? text : undefined
}
