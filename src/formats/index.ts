// Documents as other people's files, and back.
export type { Format, ReadProject, WrittenProject } from './format.ts'
export { formats } from './list.ts'
export type { FormatNote, FormatProblem, FormatSaid, ReadProblem } from './problem.ts'
export { type FoundTemplate, findTemplate, TEMPLATE_FILE } from './sam/project-files.ts'
export {
  type ImportReport,
  type ProjectFiles,
  type ReadOptions,
  readSamTemplate,
  type ResourceReport,
  type SamReading,
  type SamResult,
  samCodeFolders,
} from './sam/read.ts'
export { type SamProject, writeSamProject } from './sam/write.ts'
export { FORMAT_SENTENCE_CODES, formatSentence } from './sentences.ts'
export type { FormatSentenceCode } from './sentences/en.ts'
export { unzipFiles, zipFiles } from './zip.ts'
