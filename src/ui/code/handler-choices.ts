// The handlers a function could name: exports of its files, as Lambda writes them.
const EXPORTED = /export\s+(?:async\s+)?(?:const|let|var|function\*?)\s+([A-Za-z_$][\w$]*)/g
const COMMON_JS = /(?:^|[^\w.])exports\.([A-Za-z_$][\w$]*)\s*=/g
const CODE = /\.[cm]?[jt]sx?$/

/** `index.handler`, … by the files below /var/task. */
export function handlerChoices(files: Readonly<Record<string, string>>): readonly string[] {
  const found = new Set<string>()
  for (const [path, text] of Object.entries(files)) {
    if (!CODE.test(path) || /\.d\.[cm]?ts$/.test(path)) continue
    const module = path.replace(CODE, '')
    for (const pattern of [EXPORTED, COMMON_JS])
      for (const match of text.matchAll(pattern)) found.add(`${module}.${match[1]}`)
  }
  return [...found].sort()
}
