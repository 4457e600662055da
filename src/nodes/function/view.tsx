// How a function looks and what can be set on it.
import type { FunctionStatus } from '#trace'
import { defineView, type Figure, formatCount, formatShare, KindIcon } from '#ui/kit'
import type { FunctionConfig } from './model.ts'

/** A limit that is shared says who else is at it. */
const accountFigure = ({ accountInFlight, concurrencyLimit }: FunctionStatus): readonly Figure[] =>
  accountInFlight === undefined
    ? []
    : [
        {
          id: 'account',
          label: { en: 'Running in the account, unreserved', 'zh-CN': '账户中运行（未预留）' },
          value: `${accountInFlight} / ${concurrencyLimit}`,
          tone: accountInFlight >= concurrencyLimit ? 'refused' : 'plain',
        },
      ]

export const functionView = defineView<FunctionConfig, FunctionStatus>({
  icon: ({ size }) => (
    <KindIcon size={size ?? 18} path="M17 4.2c-3-.9-4.6.3-5.1 3.3l-1.8 9c-.5 2.9-2 4.1-5 3.3M7.5 10.5h8" />
  ),
  title: { en: 'Function', 'zh-CN': '函数' },
  about: {
    en: 'Runs your handler, one event at a time per environment.',
    'zh-CN': '运行你的处理程序，每个环境一次处理一个事件。',
  },
  detail: (config) => `${config.memoryMb} MB`,
  ports: {
    invoke: { label: { en: 'invoke', 'zh-CN': '调用入口' } },
    call: { label: { en: 'calls', 'zh-CN': '调用' } },
    'on-success': { label: { en: 'on success', 'zh-CN': '成功时' } },
    'on-failure': { label: { en: 'on failure', 'zh-CN': '失败时' } },
    'dead-letter': { label: { en: 'dead letters', 'zh-CN': '死信' } },
  },
  form: async () => (await import('./view-form.ts')).functionForm,
  badges: (status) => {
    const running: Figure = {
      id: 'running',
      label: { en: 'running', 'zh-CN': '运行' },
      value: `${formatCount(status.inFlight)}/${formatCount(status.concurrencyLimit)}`,
    }
    const bad: Figure[] = []
    if (status.throttled > 0)
      bad.push({
        id: 'throttled',
        label: { en: 'throttled', 'zh-CN': '限流' },
        value: formatCount(status.throttled),
        tone: 'refused',
      })
    if (status.failed + status.timedOut > 0)
      bad.push({
        id: 'errors',
        label: { en: 'errors', 'zh-CN': '错误' },
        value:
          status.errorRate === undefined ? formatCount(status.failed + status.timedOut) : formatShare(status.errorRate),
        tone: 'error',
      })
    const warm = status.environments.busy + status.environments.idle
    const spare: Figure = { id: 'warm', label: { en: 'warm', 'zh-CN': '热' }, value: formatCount(warm) }
    return bad.length > 0 ? [running, ...bad] : [running, spare]
  },
  figures: (status) => [
    {
      id: 'running',
      label: { en: 'Running of at most', 'zh-CN': '运行中 / 上限' },
      value: `${status.inFlight} / ${status.concurrencyLimit}`,
    },
    ...accountFigure(status),
    {
      id: 'init',
      label: { en: 'Environments initialising', 'zh-CN': '初始化中的环境' },
      value: String(status.environments.initialising),
    },
    { id: 'busy', label: { en: 'Environments busy', 'zh-CN': '忙碌的环境' }, value: String(status.environments.busy) },
    {
      id: 'idle',
      label: { en: 'Environments idle and warm', 'zh-CN': '空闲的热环境' },
      value: String(status.environments.idle),
    },
    { id: 'cold', label: { en: 'Cold starts', 'zh-CN': '冷启动' }, value: String(status.coldStarts) },
    { id: 'invocations', label: { en: 'Invocations', 'zh-CN': '调用次数' }, value: String(status.invocations) },
    { id: 'succeeded', label: { en: 'Succeeded', 'zh-CN': '成功' }, value: String(status.succeeded), tone: 'ok' },
    {
      id: 'failed',
      label: { en: 'Failed', 'zh-CN': '失败' },
      value: String(status.failed),
      tone: status.failed > 0 ? 'error' : 'plain',
    },
    {
      id: 'timedOut',
      label: { en: 'Timed out', 'zh-CN': '超时' },
      value: String(status.timedOut),
      tone: status.timedOut > 0 ? 'error' : 'plain',
    },
    {
      id: 'throttled',
      label: { en: 'Throttled', 'zh-CN': '限流' },
      value: String(status.throttled),
      tone: status.throttled > 0 ? 'refused' : 'plain',
    },
    {
      id: 'dropped',
      label: { en: 'Events given up', 'zh-CN': '放弃的事件' },
      value: String(status.dropped),
      tone: status.dropped > 0 ? 'dead' : 'plain',
    },
    {
      id: 'passedOn',
      label: { en: 'Told to destinations', 'zh-CN': '已送达目标' },
      value: String(status.passedOn),
    },
    {
      id: 'notPassedOn',
      label: { en: 'Not taken by destinations', 'zh-CN': '目标未接收' },
      value: String(status.notPassedOn),
      tone: status.notPassedOn > 0 ? 'dead' : 'plain',
    },
    {
      id: 'refused',
      label: { en: 'Requests not taken', 'zh-CN': '未接收的请求' },
      value: String(status.refused),
      tone: status.refused > 0 ? 'refused' : 'plain',
    },
  ],
  samples: [
    { id: 'empty', title: { en: 'An empty object', 'zh-CN': '空对象' }, text: '{}' },
    {
      id: 'order',
      title: { en: 'An order', 'zh-CN': '一个订单' },
      text: '{\n  "orderId": "A-1001",\n  "items": [{ "sku": "pencil", "quantity": 3 }]\n}',
    },
  ],
})
