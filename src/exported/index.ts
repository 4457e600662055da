// What goes into exports: the policies of calls as one file without imports, for Node 20 and later and for browsers.
// The build makes it from here (`virtual:exported-resilience`); nobody else enters.
export { createResilientCalls, type ResilienceOptions } from './resilient-calls.ts'
export { policeClients, wrapClient } from './wrap-client.ts'
export { fetchThrough, withPolicies } from './wrap-fetch.ts'
