// Node's half of the runtime: sealed realms as threads. Entered by the command line only.
export { openThreadRealm, readScript, type ThreadRealmOptions } from './thread-realm.ts'
