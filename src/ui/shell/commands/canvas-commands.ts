// Drawing: add, connect, move, align, look around.
import { entriesInOrder } from '#base'
import { NODE_KINDS, type NodeKind, nodeModels } from '#nodes/models'
import { lookOf } from '#nodes/views'
import { announce } from '#ui/kit'
import { incoming, type NodeId, outgoing, outPort, type Position } from '#workflow'
import { addNode } from '../../canvas/add-node.ts'
import type { App } from '../app-context.tsx'
import { edit } from '../edit.ts'
import { defineCommands, type UiCommand } from './command.ts'

/** One press of an arrow key; with Shift ten of them. */
const STEP = 4

const selectedNodes = (app: App): NodeId[] => [...app.selection.getState().nodes]
const anyNode = (app: App): boolean => app.selection.getState().nodes.size > 0
const severalNodes = (app: App): boolean => app.selection.getState().nodes.size > 1

function move(app: App, dx: number, dy: number): void {
  const { workflow } = app.document.getState()
  const nodes = selectedNodes(app)
  if (nodes.length === 0) return
  const positions: Record<NodeId, Position> = {}
  for (const id of nodes) {
    const node = workflow.nodes[id]
    if (node) positions[id] = { x: node.position.x + dx, y: node.position.y + dy }
  }
  edit(app, { type: 'move-nodes', positions }, { merge: `arrows ${nodes.join(' ')}`, mergeWithinMs: 800 })
}

type Side = 'left' | 'middle' | 'right' | 'top' | 'centre' | 'bottom'

function align(app: App, side: Side): void {
  const { workflow } = app.document.getState()
  const places = selectedNodes(app).flatMap((id) => {
    const node = workflow.nodes[id]
    return node ? [{ id, ...node.position }] : []
  })
  const xs = places.map(({ x }) => x)
  const ys = places.map(({ y }) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const target: Readonly<Record<Side, Partial<Position>>> = {
    left: { x: left },
    middle: { x: (left + right) / 2 },
    right: { x: right },
    top: { y: top },
    centre: { y: (top + bottom) / 2 },
    bottom: { y: bottom },
  }
  const positions = Object.fromEntries(places.map(({ id, x, y }) => [id, { x, y, ...target[side] }]))
  edit(app, { type: 'arrange', positions })
}

/** Along an edge to the next node; back against one. */
function follow(app: App, forward: boolean): void {
  const { workflow } = app.document.getState()
  const from = app.selection.getState().focused
  if (!from) return
  const edges = forward ? outgoing(workflow, from) : incoming(workflow, from)
  const to = forward ? edges[0]?.edge.to.node : edges[0]?.edge.from.node
  if (to) focusNode(app, to)
}

/** Among nodes that share a neighbour with this one, the next; else the next of all. */
function sibling(app: App, step: 1 | -1): void {
  const { workflow } = app.document.getState()
  const from = app.selection.getState().focused
  const before = from && incoming(workflow, from)[0]?.edge.from.node
  const among = before
    ? outgoing(workflow, before).map(({ edge }) => edge.to.node)
    : entriesInOrder(workflow.nodes).map(([id]) => id)
  const index = from ? among.indexOf(from) : -1
  const to = among[(index + step + among.length) % among.length]
  if (to) focusNode(app, to)
}

function focusNode(app: App, node: NodeId): void {
  app.selection.select({ nodes: [node] })
  const name = app.document.getState().workflow.nodes[node]?.name
  if (name) announce(name)
}

function startConnecting(app: App): void {
  const { workflow } = app.document.getState()
  const node = selectedNodes(app)[0]
  const kind = node && workflow.nodes[node]?.kind
  const port = kind && nodeModels[kind].ports.find((candidate) => outPort(kind, candidate.name))
  if (node && port) {
    app.view.show({ connecting: { node, port: port.name } })
    app.canvas.current?.focus()
  }
}

const adding = Object.fromEntries(
  NODE_KINDS.map((kind): [string, UiCommand] => {
    const { title } = lookOf(kind)
    return [
      `add-${kind}`,
      {
        group: 'canvas',
        label: { en: `Add ${title.en}`, 'zh-CN': `添加${title['zh-CN']}` },
        run: (app) => void addNode(app, kind),
      },
    ]
  }),
) as Readonly<Record<`add-${NodeKind}`, UiCommand>>

const arrow = (key: string, dx: number, dy: number, label: UiCommand['label']): Record<string, UiCommand> => ({
  [`move-${key.toLowerCase()}`]: {
    group: 'canvas',
    label,
    shortcuts: [`Arrow${key}`],
    where: 'canvas',
    when: anyNode,
    run: (app) => move(app, dx * STEP, dy * STEP),
  },
  [`move-${key.toLowerCase()}-far`]: {
    group: 'canvas',
    label: { en: `${label.en}, ten times as far`, 'zh-CN': `${label['zh-CN']}（十倍）` },
    shortcuts: [`Shift+Arrow${key}`],
    where: 'canvas',
    when: anyNode,
    run: (app) => move(app, dx * STEP * 10, dy * STEP * 10),
  },
})

export const canvasCommands = defineCommands({
  ...adding,
  'show-add': {
    group: 'canvas',
    label: { en: 'Add…', 'zh-CN': '添加…' },
    shortcuts: ['N'],
    where: 'canvas',
    run: (app) => {
      app.preferences.setPanel('left', { collapsed: false })
      app.view.show({ left: 'add' })
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-add-kind]')?.focus())
    },
  },
  'add-note': {
    group: 'canvas',
    label: { en: 'Add a note', 'zh-CN': '添加便签' },
    run: (app) => {
      const position = app.canvas.current?.freePlace() ?? { x: 0, y: 0 }
      const added = edit(app, { type: 'add-note', text: '', position })
      if (added) app.selection.select({ notes: added.addedNotes })
    },
  },
  connect: {
    group: 'canvas',
    label: { en: 'Connect from the selected node', 'zh-CN': '从所选节点连接' },
    shortcuts: ['C'],
    where: 'canvas',
    when: (app) => app.selection.getState().nodes.size === 1,
    run: startConnecting,
  },
  ...arrow('Left', -1, 0, { en: 'Move left', 'zh-CN': '左移' }),
  ...arrow('Right', 1, 0, { en: 'Move right', 'zh-CN': '右移' }),
  ...arrow('Up', 0, -1, { en: 'Move up', 'zh-CN': '上移' }),
  ...arrow('Down', 0, 1, { en: 'Move down', 'zh-CN': '下移' }),
  'follow-forward': {
    group: 'canvas',
    label: { en: 'Go along the connection', 'zh-CN': '沿连接前进' },
    shortcuts: ['Alt+ArrowRight'],
    where: 'canvas',
    when: anyNode,
    run: (app) => follow(app, true),
  },
  'follow-back': {
    group: 'canvas',
    label: { en: 'Go back against the connection', 'zh-CN': '沿连接后退' },
    shortcuts: ['Alt+ArrowLeft'],
    where: 'canvas',
    when: anyNode,
    run: (app) => follow(app, false),
  },
  'sibling-next': {
    group: 'canvas',
    label: { en: 'Next node beside it', 'zh-CN': '下一个同级节点' },
    shortcuts: ['Alt+ArrowDown'],
    where: 'canvas',
    run: (app) => sibling(app, 1),
  },
  'sibling-previous': {
    group: 'canvas',
    label: { en: 'Previous node beside it', 'zh-CN': '上一个同级节点' },
    shortcuts: ['Alt+ArrowUp'],
    where: 'canvas',
    run: (app) => sibling(app, -1),
  },
  fit: {
    group: 'canvas',
    label: { en: 'Fit everything', 'zh-CN': '适应全部' },
    shortcuts: ['1'],
    where: 'canvas',
    run: (app) => app.canvas.current?.fit('all'),
  },
  'fit-selection': {
    group: 'canvas',
    label: { en: 'Fit the selection', 'zh-CN': '适应所选' },
    shortcuts: ['2'],
    where: 'canvas',
    when: anyNode,
    run: (app) => app.canvas.current?.fit('selection'),
  },
  'zoom-in': {
    group: 'canvas',
    label: { en: 'Zoom in', 'zh-CN': '放大' },
    shortcuts: ['=', '+'],
    where: 'canvas',
    run: (app) => app.canvas.current?.zoom(1.25),
  },
  'zoom-out': {
    group: 'canvas',
    label: { en: 'Zoom out', 'zh-CN': '缩小' },
    shortcuts: ['-'],
    where: 'canvas',
    run: (app) => app.canvas.current?.zoom(0.8),
  },
  'tidy-up': {
    group: 'canvas',
    label: { en: 'Tidy up', 'zh-CN': '整理布局' },
    shortcuts: ['Shift+L'],
    where: 'canvas',
    run: async (app) => {
      await app.canvas.current?.tidyUp()
    },
  },
  'align-left': {
    group: 'canvas',
    label: { en: 'Align left', 'zh-CN': '左对齐' },
    when: severalNodes,
    run: (app) => align(app, 'left'),
  },
  'align-middle': {
    group: 'canvas',
    label: { en: 'Align horizontal centres', 'zh-CN': '水平居中对齐' },
    when: severalNodes,
    run: (app) => align(app, 'middle'),
  },
  'align-right': {
    group: 'canvas',
    label: { en: 'Align right', 'zh-CN': '右对齐' },
    when: severalNodes,
    run: (app) => align(app, 'right'),
  },
  'align-top': {
    group: 'canvas',
    label: { en: 'Align top', 'zh-CN': '顶对齐' },
    when: severalNodes,
    run: (app) => align(app, 'top'),
  },
  'align-centre': {
    group: 'canvas',
    label: { en: 'Align vertical centres', 'zh-CN': '垂直居中对齐' },
    when: severalNodes,
    run: (app) => align(app, 'centre'),
  },
  'align-bottom': {
    group: 'canvas',
    label: { en: 'Align bottom', 'zh-CN': '底对齐' },
    when: severalNodes,
    run: (app) => align(app, 'bottom'),
  },
  find: {
    group: 'canvas',
    label: { en: 'Find a node…', 'zh-CN': '查找节点…' },
    shortcuts: ['Mod+F'],
    run: (app) => app.view.show({ dialog: 'find' }),
  },
})
