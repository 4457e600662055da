// The rules of documents, apart from the store: they are not needed before the first paint and are loaded after it.
export { checkWorkflow } from '#workflow'
