// The observer's thread: our own code, our own origin. The page wraps it; nothing of a run's code ever comes here but
// as data.
import { expose } from 'comlink'
import { createRunObserver } from './observer.ts'

expose(createRunObserver())
