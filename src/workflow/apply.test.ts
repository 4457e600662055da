import { expect, describe as group, test } from 'vitest'
import { apply, describe } from './apply.ts'
import type { Command } from './command.ts'
import type { Workflow } from './document.ts'
import { copyFragment, parseFragment, serializeFragment } from './edit-fragment.ts'
import { ordersExample } from './examples/orders.ts'
import { edgeConfig, findNode, findNodeByName } from './graph.ts'
import { handlerFile, handlerFiles } from './handlers.ts'
import { newWorkflow } from './parse.ts'
import { sentence } from './sentences.ts'
import { applyAll, draw, edge, node } from './testing/edit.ts'
import { callEnvName, callVariables, variableName } from './variables.ts'

const HERE = { x: 10, y: 20 }

const refusal = (workflow: Workflow, command: Command): string => {
  const edited = apply(workflow, command)
  if (edited.ok) throw new Error(`${command.type} was not refused`)
  expect(sentence(edited.error.code, edited.error.data, 'en')).not.toMatch(/\{\w+(:\w+)?\}/)
  return edited.error.code
}

group('adding', () => {
  test('a node gets the next free id and its kind’s name, made unique', () => {
    const made = applyAll(newWorkflow('W'), [
      { type: 'add-node', kind: 'queue', position: HERE },
      { type: 'add-node', kind: 'queue', position: HERE },
      { type: 'remove', nodes: [node('n1')] },
      { type: 'add-node', kind: 'queue', position: HERE },
    ])
    expect(Object.entries(made.nodes).map(([id, { name }]) => [id, name])).toEqual([
      ['n2', 'Queue2'],
      ['n3', 'Queue'],
    ])
  })

  test('a function comes with a handler that its config names', () => {
    const made = applyAll(newWorkflow('W'), [
      { type: 'add-node', kind: 'function', name: 'ChargeCard', position: HERE },
      { type: 'add-node', kind: 'function', name: 'Chargecard', position: HERE, language: 'javascript' },
      {
        type: 'add-node',
        kind: 'function',
        name: 'Snake',
        position: HERE,
        config: { runtime: 'python3.13', handler: 'app.main' },
      },
    ])
    expect(Object.keys(made.files)).toEqual(['charge-card/index.ts', 'chargecard/index.mjs'])
    expect(handlerFile(made, node('n1'))).toEqual({ path: 'charge-card/index.ts', exportName: 'handler' })
    expect(handlerFile(made, node('n2'))).toEqual({ path: 'chargecard/index.mjs', exportName: 'handler' })
    expect(made.files['chargecard/index.mjs']).not.toContain(': unknown')
    expect(handlerFile(made, node('n3'))).toBeUndefined()
  })

  test('two functions never share a folder by accident', () => {
    const made = applyAll(newWorkflow('W'), [
      { type: 'write-file', path: 'work/notes.md', text: '' },
      { type: 'add-node', kind: 'function', name: 'Work', position: HERE },
    ])
    expect(Object.keys(handlerFiles(made, node('n1')))).toEqual(['index.ts'])
    expect(Object.keys(made.files)).toContain('work2/index.ts')
  })

  test('a node dropped at a port is connected, whichever way the port goes', () => {
    const made = applyAll(newWorkflow('W'), [
      { type: 'add-node', kind: 'function', position: HERE },
      { type: 'add-and-connect', node: { kind: 'queue', position: HERE }, end: { node: node('n1'), port: 'call' } },
      {
        type: 'add-and-connect',
        node: { kind: 'http-api', position: HERE },
        end: { node: node('n1'), port: 'invoke' },
      },
      {
        type: 'add-and-connect',
        node: { kind: 'function', position: HERE },
        end: { node: node('n2'), port: 'consume' },
        edgeConfig: { batchSize: 1 },
      },
    ])
    expect(Object.values(made.edges).map(({ from, to }) => `${from.node}/${from.port} ${to.node}/${to.port}`)).toEqual([
      'n1/call n2/send',
      'n3/route n1/invoke',
      'n2/consume n4/invoke',
    ])
    expect(edgeConfig(made, edge('e3'), 'queue/consume')?.batchSize).toBe(1)
    expect(edgeConfig(made, edge('e3'), 'queue/redrive')).toBeUndefined()
  })

  test.each<[string, Command, string]>([
    ['a taken name', { type: 'add-node', kind: 'queue', name: 'Orders', position: HERE }, 'name-taken'],
    ['a name with a blank', { type: 'add-node', kind: 'queue', name: 'My queue', position: HERE }, 'name-unusable'],
    ['a taken id', { type: 'add-node', kind: 'queue', id: node('n1'), position: HERE }, 'id-taken'],
    [
      'an id from the prototype',
      { type: 'add-node', kind: 'queue', id: node('__proto__'), position: HERE },
      'id-unusable',
    ],
    [
      'a position that is no number',
      { type: 'add-node', kind: 'queue', position: { x: Number.NaN, y: 0 } },
      'position-not-finite',
    ],
    [
      'a position beyond the canvas',
      { type: 'add-node', kind: 'queue', position: { x: 1e300, y: 0 } },
      'position-too-far',
    ],
    [
      'a value out of range',
      { type: 'add-node', kind: 'queue', position: HERE, config: { delayMs: -1 } },
      'value-minimum',
    ],
    [
      'a misspelt field',
      { type: 'add-node', kind: 'queue', position: HERE, config: { delay: 1 } },
      'value-unknown-field',
    ],
    [
      'a new node that doesn’t fit',
      {
        type: 'add-and-connect',
        node: { kind: 'service', position: HERE },
        end: { node: node('n4'), port: 'consume' },
      },
      'connect-put-between',
    ],
  ])('%s is refused', (_what, command, code) => {
    expect(refusal(ordersExample(), command)).toBe(code)
  })
})

group('removing', () => {
  test('a node takes its edges along, a function its files', () => {
    const orders = ordersExample()
    const left = applyAll(orders, [{ type: 'remove', nodes: [node('n5')] }])
    expect(Object.keys(left.edges)).toEqual(['e1', 'e2', 'e3', 'e6'])
    expect(Object.keys(left.files)).toEqual(['take-order/index.ts'])
    expect(Object.keys(orders.files)).toHaveLength(3)
  })

  test('files that another function has too stay', () => {
    const shared = applyAll(newWorkflow('W'), [
      { type: 'write-file', path: 'src/a.ts', text: 'export const handler = 1' },
      {
        type: 'add-node',
        kind: 'function',
        name: 'A',
        position: HERE,
        config: { codeUri: 'src', handler: 'a.handler' },
      },
      {
        type: 'add-node',
        kind: 'function',
        name: 'B',
        position: HERE,
        config: { codeUri: './src/', handler: 'a.handler' },
      },
      { type: 'remove', nodes: [node('n1')] },
    ])
    expect(handlerFile(shared, node('n2'))?.path).toBe('src/a.ts')
  })

  test('what is not there is refused', () => {
    expect(refusal(ordersExample(), { type: 'remove', nodes: [node('n99')] })).toBe('no-such-node')
    expect(refusal(ordersExample(), { type: 'remove', edges: [edge('toString')] })).toBe('no-such-edge')
    expect(refusal(ordersExample(), { type: 'remove', notes: ['x'] })).toBe('no-such-note')
  })
})

group('changing', () => {
  test('fields are set, and go back to their default or away', () => {
    const made = applyAll(draw({ Work: { kind: 'function', config: { reservedConcurrency: 5, timeoutMs: 9000 } } }), [
      {
        type: 'edit-config',
        node: node('Work'),
        patch: { memoryMb: 512 },
        unset: ['reservedConcurrency', 'timeoutMs'],
      },
    ])
    const work = findNode(made, 'Work')
    expect(work?.config).toMatchObject({ memoryMb: 512, timeoutMs: 3000 })
    expect(work?.config).not.toHaveProperty('reservedConcurrency')
  })

  test.each<[Command, string, string]>([
    [
      { type: 'edit-config', node: node('n4'), patch: { visibilityTimeoutMs: 50_000_000 } },
      'value-maximum',
      'visibilityTimeoutMs',
    ],
    [
      { type: 'edit-config', node: node('n3'), patch: { environment: JSON.parse('{"constructor":"x"}') } },
      'value-forbidden-key',
      'environment.constructor',
    ],
    [
      { type: 'edit-config', node: node('n3'), patch: JSON.parse('{"__proto__":{"timeoutMs":1}}') },
      'value-forbidden-key',
      '__proto__',
    ],
    [
      { type: 'edit-edge-config', edge: edge('e5'), patch: { policies: [{ type: 'retry', maxAttempts: 0 }] } },
      'value-minimum',
      'policies.0.maxAttempts',
    ],
    [
      { type: 'edit-edge-config', edge: edge('e5'), patch: { policies: [{ type: 'hope' }] } },
      'value-not-a-choice',
      'policies.0.type',
    ],
    [{ type: 'edit-scenario', patch: { startAt: '2026-02-30T00:00:00Z' } }, 'value-refused', 'startAt'],
    [{ type: 'edit-scenario', patch: { duration: 'soon' } }, 'value-refused', 'duration'],
    [{ type: 'edit-scenario', patch: { seed: 1.5 } }, 'value-type', 'seed'],
    [{ type: 'rename-workflow', name: '' }, 'value-too-short', 'name'],
  ])('%o is refused with its field', (command, code, field) => {
    const edited = apply(ordersExample(), command)
    expect(edited).toMatchObject({ ok: false, error: { code, data: { field } } })
  })

  test('moving to where it is already changes nothing at all', () => {
    const orders = ordersExample()
    const moved = apply(orders, { type: 'move-nodes', positions: { [node('n1')]: { x: 0, y: -0 } } })
    expect(moved.ok && moved.value).toBe(orders)
  })

  test('reconnecting keeps what the edge carries where the port is the same', () => {
    const joined = draw(
      { A: { kind: 'queue' }, B: { kind: 'queue' }, F: { kind: 'function' }, G: { kind: 'function' } },
      [['A/consume F/invoke', { batchSize: 3 }]],
    )
    const moved = applyAll(joined, [
      {
        type: 'reconnect',
        edge: edge('e1'),
        from: { node: node('B'), port: 'consume' },
        to: { node: node('G'), port: 'invoke' },
      },
    ])
    expect(edgeConfig(moved, edge('e1'), 'queue/consume')?.batchSize).toBe(3)
    const turned = applyAll(moved, [{ type: 'reconnect', edge: edge('e1'), from: { node: node('F'), port: 'call' } }])
    expect(edgeConfig(turned, edge('e1'), 'function/call')).toEqual({ actions: [], env: '', policies: [] })
    expect(refusal(turned, { type: 'reconnect', edge: edge('e1'), to: { node: node('F'), port: 'call' } })).toBe(
      'connect-to-output',
    )
  })

  test('renaming keeps the id, and the variable that a handler reads', () => {
    const joined = draw({ Work: { kind: 'function' }, Orders: { kind: 'queue' } }, [['Work/call Orders/send']])
    expect(callEnvName(joined, edge('e1'))).toBe('ORDERS_QUEUE_URL')
    const free = applyAll(joined, [{ type: 'rename-node', node: node('Orders'), name: 'Jobs' }])
    expect(callEnvName(free, edge('e1'))).toBe('JOBS_QUEUE_URL')
    const read = applyAll(joined, [
      { type: 'write-file', path: 'work/index.ts', text: 'export const handler = () => process.env.ORDERS_QUEUE_URL' },
      { type: 'rename-node', node: node('Orders'), name: 'Jobs' },
    ])
    expect(callEnvName(read, edge('e1'))).toBe('ORDERS_QUEUE_URL')
    expect(findNodeByName(read, 'Jobs')?.id).toBe('Orders')
    expect(refusal(read, { type: 'rename-node', node: node('Work'), name: 'Jobs' })).toBe('name-taken')
  })

  test.each([
    ['Orders', 'QUEUE_URL', 'ORDERS_QUEUE_URL'],
    ['OrdersQueue', 'QUEUE_URL', 'ORDERS_QUEUE_URL'],
    ['Queue', 'QUEUE_URL', 'QUEUE_URL'],
    ['ChargeCard', 'FUNCTION_NAME', 'CHARGE_CARD_FUNCTION_NAME'],
    ['HTTPProxy2', 'URL', 'HTTP_PROXY2_URL'],
    ['orders', 'QUEUE_URL', 'ORDERS_QUEUE_URL'],
  ])('the variable of %s that ends in %s is %s', (name, suffix, variable) => {
    expect(variableName(name, suffix)).toBe(variable)
  })

  test('a function gets one variable for each call edge', () => {
    expect(callVariables(ordersExample(), node('n5'))).toEqual([
      { name: 'PAYMENT_PROVIDER_URL', edge: 'e5', target: 'n6' },
    ])
  })
})

group('files', () => {
  test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a\\b', 'a\nb', '__proto__', 'x'.repeat(513)])(
    'the path %j is refused',
    (path) => {
      expect(refusal(newWorkflow('W'), { type: 'write-file', path, text: '' })).toBe('file-path-unusable')
    },
  )

  test('a folder is no file, and a file no folder', () => {
    const one = applyAll(newWorkflow('W'), [{ type: 'write-file', path: 'a/b', text: '' }])
    expect(refusal(one, { type: 'write-file', path: 'a', text: '' })).toBe('file-is-folder')
    expect(refusal(one, { type: 'write-file', path: 'a/b/c', text: '' })).toBe('file-is-folder')
    expect(Object.keys(applyAll(one, [{ type: 'rename-file', path: 'a/b', to: 'a' }]).files)).toEqual(['a'])
  })

  test('writing what is there already changes nothing at all', () => {
    const one = applyAll(newWorkflow('W'), [{ type: 'write-file', path: 'a', text: 'x' }])
    const again = apply(one, { type: 'write-file', path: 'a', text: 'x' })
    expect(again.ok && again.value).toBe(one)
    expect(refusal(one, { type: 'remove-file', path: 'b' })).toBe('no-such-file')
    expect(refusal(one, { type: 'rename-file', path: 'b', to: 'c' })).toBe('no-such-file')
  })

  test('a document that could not be opened again is never made', () => {
    expect(refusal(newWorkflow('W'), { type: 'write-file', path: 'a', text: 'x'.repeat(10 * 1024 * 1024) })).toBe(
      'too-large',
    )
  })
})

group('copies', () => {
  test('a pasted part has free ids, names and folders, and its edges among themselves', () => {
    const orders = ordersExample()
    const text = serializeFragment(copyFragment(orders, [node('n4'), node('n5')]))
    const fragment = parseFragment(text)
    if (!fragment.ok) throw new Error(JSON.stringify(fragment.error))
    const pasted = applyAll(orders, [
      { type: 'paste', fragment: fragment.value, offset: { x: 5, y: 5 } },
      { type: 'paste', fragment: fragment.value, offset: { x: 9, y: 9 } },
    ])
    expect(Object.values(pasted.nodes).map(({ name }) => name)).toEqual([
      'Shoppers',
      'Shop',
      'TakeOrder',
      'Orders',
      'ChargeCard',
      'PaymentProvider',
      'OrdersDeadLetters',
      'Orders2',
      'ChargeCard2',
      'Orders3',
      'ChargeCard3',
    ])
    const third = findNodeByName(pasted, 'ChargeCard3')
    if (!third) throw new Error('not pasted')
    expect(Object.keys(handlerFiles(pasted, third.id))).toEqual(['index.ts', 'payments.ts'])
    expect(handlerFile(pasted, third.id)?.path).toBe('charge-card3/index.ts')
    expect(pasted.edges[edge('e7')]).toMatchObject({
      from: { node: 'n8', port: 'consume' },
      to: { node: 'n9' },
      config: { batchSize: 1 },
    })
  })

  test('code at the root of a part gets a folder beside ours', () => {
    const part = applyAll(newWorkflow('P'), [
      { type: 'write-file', path: 'index.ts', text: 'export const handler = 1' },
      { type: 'add-node', kind: 'function', position: HERE, config: { handler: 'index.handler' } },
    ])
    const rooted = {
      ...part,
      nodes: { [node('n1')]: { ...findNode(part, 'n1'), config: { ...findNode(part, 'n1')?.config, codeUri: '' } } },
    } as Workflow
    const pasted = applyAll(ordersExample(), [{ type: 'import-fragment', fragment: rooted, offset: HERE }])
    const added = findNodeByName(pasted, 'Function')
    expect(added && handlerFile(pasted, added.id)?.path).toBe('code/index.ts')
  })

  test('a part with an edge to nowhere is refused', () => {
    const { nodes, edges, files, notes } = ordersExample()
    const { n4: _gone, ...rest } = nodes as Record<string, Workflow['nodes'][never]>
    expect(
      refusal(newWorkflow('W'), { type: 'paste', fragment: { nodes: rest, edges, files, notes }, offset: HERE }),
    ).toBe('document-edge-dangling')
  })
})

test('notes come, change and go', () => {
  const noted = applyAll(newWorkflow('W'), [
    { type: 'add-note', text: 'a', position: HERE },
    { type: 'edit-note', id: 'note1', text: 'b' },
    { type: 'add-note', text: 'c', position: HERE },
    { type: 'remove-note', id: 'note2' },
  ])
  expect(noted.notes).toEqual({ note1: { text: 'b', position: HERE } })
  expect(refusal(noted, { type: 'edit-note', id: 'note2', text: '' })).toBe('no-such-note')
})

test('a whole document is replaced only by a sound one', () => {
  const orders = ordersExample()
  expect(applyAll(newWorkflow('W'), [{ type: 'replace-document', workflow: orders }])).toEqual(orders)
  expect(refusal(orders, { type: 'replace-document', workflow: { ...orders, name: '' } })).toBe('value-too-short')
})

test('every edit has a name for the undo list', () => {
  const commands: Command[] = [
    { type: 'add-node', kind: 'queue', position: HERE },
    { type: 'remove', nodes: [node('a')], edges: [edge('b')] },
    { type: 'edit-config', node: node('a'), patch: { timeoutMs: 1 }, unset: ['memoryMb'] },
    { type: 'rename-file', path: 'a', to: 'b' },
    { type: 'arrange', positions: {} },
  ]
  const names = commands.map((command) => sentence(describe(command).code, describe(command).data, 'en'))
  expect(names).toEqual(['Add queue', 'Remove 2 items', 'Change timeoutMs, memoryMb', 'Rename a to b', 'Tidy up'])
})
