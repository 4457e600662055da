// The formats there are: one folder each, one line here.
import { success } from '#base'
import { FAASLAB_ENDING, faaslabKinds, readFaaslab, writeFaaslab } from './faaslab/format.ts'
import type { Format } from './format.ts'
import { said } from './problem.ts'
import { TEMPLATE_FILE } from './sam/project-files.ts'
import { readSamTemplate } from './sam/read.ts'
import { samKinds, writeSamProject } from './sam/write.ts'
import { hasPolicedCalls } from './sam/write-wrappers.ts'

/** A name that any file system takes. */
const fileName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80) || 'workflow'

const faaslab: Format = {
  id: 'faaslab',
  titleKey: 'format-faaslab',
  whyNot: (kind) => (faaslabKinds[kind] === 'whole' ? undefined : 'format-faaslab'),
  write(workflow) {
    const main = fileName(workflow.name) + FAASLAB_ENDING
    return { files: { [main]: writeFaaslab(workflow) }, main, report: [] }
  },
  wantsResilience: () => false,
  read(text) {
    const workflow = readFaaslab(text)
    return workflow.ok ? success({ workflow: workflow.value, notes: [] }) : workflow
  },
}

const sam: Format = {
  id: 'sam',
  titleKey: 'format-sam',
  whyNot(kind) {
    const way = samKinds[kind]
    return 'whyNot' in way ? way.whyNot : undefined
  },
  write: (workflow, parts) => ({ ...writeSamProject(workflow, parts?.resilience), main: TEMPLATE_FILE }),
  wantsResilience: hasPolicedCalls,
  read(text, files, name) {
    const read = readSamTemplate(text, files, { name })
    if (!read.ok) return read
    const { resources, notes } = read.value.report
    const kept = resources.filter(({ became }) => became === 'kept')
    const unknown = kept.map(({ logicalId, type }) => said('resource-kept', { name: logicalId, type }))
    return success({ workflow: read.value.workflow, notes: [...unknown, ...notes] })
  },
}

export const formats: readonly Format[] = [faaslab, sam]
