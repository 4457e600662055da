// The compiler's thread: our own code, off the page's thread. Sources go in as text and come out as text; nothing of
// them runs here.
import { createWorkflowCompiler, realmTextOf } from '#runtime'
import type { Compiler } from '#workers/protocol'
import { expose } from 'comlink'
import { awsSdkUrl } from 'virtual:aws-sdk'
import { sealedWorkerUrl } from 'virtual:sealed-worker'

const compiler = createWorkflowCompiler()
const fetched = new Map<string, Promise<string>>()

function scriptText(url: string): Promise<string> {
  const known = fetched.get(url)
  if (known) return known
  const text = fetch(url).then((response) => {
    if (!response.ok) throw new Error(`${url} can't be loaded: HTTP ${response.status}.`)
    return response.text()
  })
  fetched.set(url, text)
  text.catch(() => fetched.delete(url))
  return text
}

const api: Compiler = {
  async compile(workflow) {
    const compiled = compiler.compile(workflow)
    const { text, code } = await realmTextOf(workflow, compiled, {
      sealed: () => scriptText(sealedWorkerUrl),
      sdk: async (script) => scriptText(await awsSdkUrl(script)),
    })
    const problems = compiled.problems.map(({ node, problem }) => ({ node, ...problem }))
    return { text, code, problems }
  },
}

expose(api)
