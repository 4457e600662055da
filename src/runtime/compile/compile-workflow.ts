// A whole workflow's handlers: each function's (and service's) compiled by itself, all joined into one text for the sealed worker.
import { keysInOrder } from '#base'
import { codeOf, findNode, handlerFiles, isNodeRuntime, type NodeId, type Workflow } from '#workflow'
import { type Bundle, bundleFunctions } from './bundle-text.ts'
import { type CompiledFunction, compileFunction, type FunctionCompilation } from './compile-function.ts'
import { initFailure } from './init-failure.ts'
import type { RunCode } from '#workers/protocol'
import type { SourceProblem } from './problem.ts'

export interface CompiledWorkflow {
  readonly bundle: Bundle
  readonly functions: ReadonlyMap<NodeId, CompiledFunction>
  /** Provided packages that some function imports, sorted. */
  readonly packages: readonly string[]
  readonly problems: readonly { readonly node: NodeId; readonly problem: SourceProblem }[]
}

/** Keeps what it compiled: a function whose files are the same text is not compiled again. */
export interface WorkflowCompiler {
  compile(workflow: Workflow): CompiledWorkflow
}

interface Kept {
  readonly files: Readonly<Record<string, string>>
  readonly handler: string
  readonly compilation: FunctionCompilation
}

const isSame = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean => {
  const paths = keysInOrder(a)
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path])
}

/** A function in a language that does not run here fails at its init and says so; it is kept and exported as it is. */
const notRunnable = (runtime: string): FunctionCompilation => {
  const failure = initFailure('Runtime.InvalidRuntime', `${runtime} does not run in Faaslab yet: Node.js runtimes do.`)
  return { compiled: { modules: [], handlerPath: '', handlerExport: '', initFailure: failure }, problems: [] }
}

function packagesOf(functions: ReadonlyMap<NodeId, CompiledFunction>): readonly string[] {
  const names = new Set<string>()
  for (const { modules } of functions.values())
    for (const { dependencies } of modules)
      for (const target of Object.values(dependencies)) if (target.kind === 'provided') names.add(target.name)
  return [...names].sort()
}

/** What the realm has to know besides the text. */
export function runCodeOf({ functions, bundle }: CompiledWorkflow, lineOffset: number): RunCode {
  const entries = [...functions].map(([node, { handlerPath, handlerExport, initFailure: failed }]) => {
    return [node, { handlerPath, handlerExport, initFailure: failed }] as const
  })
  return { functions: Object.fromEntries(entries), lines: bundle.lines, lineOffset }
}

export function createWorkflowCompiler(): WorkflowCompiler {
  const kept = new Map<NodeId, Kept>()

  function compileNode(workflow: Workflow, node: NodeId): FunctionCompilation | undefined {
    const found = findNode(workflow, node)
    const code = codeOf(found)
    if (!code) return undefined
    if (found?.kind === 'function' && !isNodeRuntime(found.config.runtime)) return notRunnable(found.config.runtime)
    const files = handlerFiles(workflow, node)
    const { handler } = code
    const before = kept.get(node)
    if (before && before.handler === handler && isSame(before.files, files)) return before.compilation
    const compilation = compileFunction(files, handler)
    kept.set(node, { files, handler, compilation })
    return compilation
  }

  return {
    compile(workflow) {
      const functions = new Map<NodeId, CompiledFunction>()
      const problems: { node: NodeId; problem: SourceProblem }[] = []
      for (const node of keysInOrder(workflow.nodes)) {
        const compilation = compileNode(workflow, node)
        if (!compilation) continue
        functions.set(node, compilation.compiled)
        for (const problem of compilation.problems) problems.push({ node, problem })
      }
      for (const node of kept.keys()) if (!functions.has(node)) kept.delete(node)
      const joined = [...functions].map(([key, compiled]) => ({ key, compiled }))
      return { bundle: bundleFunctions(joined), functions, packages: packagesOf(functions), problems }
    },
  }
}
