// Test data that lies beside the checkout. Where it is absent a test says that it skipped; CI lets none skip.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The file or folder in ../shared, whether it is there or not. */
export const sharedPath = (path: string): string => resolve(import.meta.dirname, '../../../../shared', path)

/** For `test.skipIf(!hasShared('corpus/sam'))`. */
export const hasShared = (path: string): boolean => existsSync(sharedPath(path))
