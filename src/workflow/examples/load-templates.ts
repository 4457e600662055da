// The templates are many texts that few people open: they are a part of their own, loaded when somebody asks.
import type { Template } from './template.ts'

export const loadTemplates = async (): Promise<readonly Template[]> => (await import('./list.ts')).templates
