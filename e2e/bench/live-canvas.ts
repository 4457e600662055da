// A document of fifty nodes in which something happens at every node all the time: twenty-five clients, each with a
// function that answers it. As a file, since this is opened in the product's page as a person would open it.
const PAIRS = 25
const COLUMNS = 5
const HANDLER = 'export const handler = async (event) => ({ n: event.n })\n'

export function liveCanvas(): object {
  const nodes: Record<string, object> = {}
  const edges: Record<string, object> = {}
  for (let index = 0; index < PAIRS; index++) {
    const x = (index % COLUMNS) * 560
    const y = Math.floor(index / COLUMNS) * 160
    const arrivals = { shape: 'poisson', perSecond: 60 }
    nodes[`c${index}`] = {
      kind: 'client',
      name: `Client${index}`,
      position: { x, y },
      config: { arrivals, body: '{"n":{{n}}}' },
    }
    nodes[`f${index}`] = {
      kind: 'function',
      name: `Function${index}`,
      position: { x: x + 260, y },
      config: { codeUri: 'echo' },
    }
    edges[`e${index}`] = {
      from: { node: `c${index}`, port: 'call' },
      to: { node: `f${index}`, port: 'invoke' },
      config: {},
    }
  }
  const scenario = { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '' }
  return { format: 'faaslab', version: 1, name: 'Live', nodes, edges, files: { 'echo/index.js': HANDLER }, scenario }
}
