// What each effect is called, how it looks, what it starts from and what can be set on it.
import type { Effect, EffectType } from '#faults'
import { formatDuration } from '#base'
import type { FieldSpec, Text, Tone, Variant } from '#ui/kit'
import {
  CloudOff,
  Copy,
  FlaskConical,
  Hourglass,
  type LucideIcon,
  OctagonX,
  PackageX,
  Shuffle,
  Skull,
  Snail,
  SplitSquareHorizontal,
  TrafficCone,
  Zap,
} from 'lucide-react'

interface EffectLook {
  readonly title: Text
  readonly help: Text
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly fields: readonly FieldSpec[]
}

const number = (field: string, label: Text, minimum: number, maximum: number, unit?: Text): FieldSpec => ({
  field,
  control: 'number',
  label,
  minimum,
  maximum,
  ...(unit && { unit }),
})
const duration = (field: string, label: Text): FieldSpec => ({ field, control: 'duration', label, bareUnit: 'ms' })
const PER_SECOND: Text = { en: '/s', 'zh-CN': '/秒' }

const LOOKS: { readonly [Type in EffectType]: EffectLook } = {
  outage: {
    title: { en: 'Outage', 'zh-CN': '中断' },
    help: { en: 'Nothing there answers', 'zh-CN': '那里没有任何应答' },
    icon: CloudOff,
    tone: 'error',
    fields: [
      {
        field: 'how',
        control: 'select',
        label: { en: 'To callers it is', 'zh-CN': '调用方看到' },
        options: [
          { value: 'refused', label: { en: 'refused at once', 'zh-CN': '立即拒绝' } },
          { value: 'silent', label: { en: 'silent', 'zh-CN': '无响应' } },
        ],
      },
    ],
  },
  latency: {
    title: { en: 'Latency', 'zh-CN': '延迟' },
    help: { en: 'Added on the way there, log-normal', 'zh-CN': '途中增加，对数正态' },
    icon: Hourglass,
    tone: 'retry',
    fields: [
      duration('medianMs', { en: 'Median', 'zh-CN': '中位数' }),
      duration('p99Ms', { en: '99th percentile', 'zh-CN': '第 99 百分位' }),
    ],
  },
  error: {
    title: { en: 'Errors', 'zh-CN': '错误' },
    help: { en: 'Answered with a failure instead', 'zh-CN': '改为以失败应答' },
    icon: OctagonX,
    tone: 'error',
    fields: [
      {
        field: 'kind',
        control: 'select',
        label: { en: 'Kind', 'zh-CN': '种类' },
        options: [
          { value: 'server-error', label: { en: 'server error (5xx)', 'zh-CN': '服务器错误（5xx）' } },
          { value: 'throttled', label: { en: 'throttled', 'zh-CN': '被限流' } },
          { value: 'client-error', label: { en: 'client error (4xx)', 'zh-CN': '客户端错误（4xx）' } },
          { value: 'network', label: { en: 'no connection', 'zh-CN': '无法连接' } },
        ],
      },
      {
        field: 'status',
        control: 'number',
        integer: true,
        optional: true,
        minimum: 400,
        maximum: 599,
        label: { en: 'Status', 'zh-CN': '状态码' },
        help: { en: 'Empty: the usual one of its kind', 'zh-CN': '留空：该种类的常用状态码' },
      },
      {
        field: 'body',
        control: 'text',
        mono: true,
        lines: 2,
        optional: true,
        label: { en: 'Body', 'zh-CN': '正文' },
      },
    ],
  },
  throttle: {
    title: { en: 'Throttle', 'zh-CN': '限流' },
    help: {
      en: 'What is more than this is refused as the provider refuses it',
      'zh-CN': '超出部分按服务商的方式拒绝',
    },
    icon: TrafficCone,
    tone: 'refused',
    fields: [
      number('perSecond', { en: 'Lets through', 'zh-CN': '放行' }, 0.001, 1_000_000, PER_SECOND),
      number('burst', { en: 'At once after a rest', 'zh-CN': '空闲后可一次通过' }, 1, 1_000_000),
    ],
  },
  drop: {
    title: { en: 'Drop', 'zh-CN': '丢失' },
    help: { en: 'It never arrives; who waits hears nothing', 'zh-CN': '从未到达；等待者得不到答复' },
    icon: PackageX,
    tone: 'dead',
    fields: [],
  },
  partition: {
    title: { en: 'Partition', 'zh-CN': '分区' },
    help: { en: 'Nothing passes, either way', 'zh-CN': '双向都不通' },
    icon: SplitSquareHorizontal,
    tone: 'error',
    fields: [],
  },
  duplicate: {
    title: { en: 'Duplicates', 'zh-CN': '重复' },
    help: { en: 'It arrives more than once', 'zh-CN': '不止到达一次' },
    icon: Copy,
    tone: 'retry',
    fields: [
      number('copies', { en: 'Copies', 'zh-CN': '副本数' }, 1, 100),
      duration('withinMs', { en: 'Within', 'zh-CN': '之内' }),
    ],
  },
  reorder: {
    title: { en: 'Reordering', 'zh-CN': '乱序' },
    help: { en: 'Each is held back for a while of its own', 'zh-CN': '每条各自被拖延一段时间' },
    icon: Shuffle,
    tone: 'retry',
    fields: [duration('withinMs', { en: 'Held back up to', 'zh-CN': '至多拖延' })],
  },
  corrupt: {
    title: { en: 'Corruption', 'zh-CN': '损坏' },
    help: { en: 'It arrives broken', 'zh-CN': '到达时已损坏' },
    icon: Zap,
    tone: 'dead',
    fields: [
      {
        field: 'how',
        control: 'select',
        label: { en: 'The body is', 'zh-CN': '正文' },
        options: [
          { value: 'truncate', label: { en: 'cut off', 'zh-CN': '被截断' } },
          { value: 'garble', label: { en: 'garbled', 'zh-CN': '乱码' } },
          { value: 'empty', label: { en: 'empty', 'zh-CN': '为空' } },
        ],
      },
    ],
  },
  poison: {
    title: { en: 'Poison messages', 'zh-CN': '毒消息' },
    help: {
      en: 'Whatever matches this event pattern fails its consumer, always',
      'zh-CN': '匹配此事件模式的消息总会让消费者失败',
    },
    icon: FlaskConical,
    tone: 'dead',
    fields: [
      {
        field: 'pattern',
        control: 'text',
        mono: true,
        lines: 4,
        json: true,
        label: { en: 'Pattern', 'zh-CN': '模式' },
      },
    ],
  },
  'slow-start': {
    title: { en: 'Slow start', 'zh-CN': '启动缓慢' },
    help: { en: 'Takes longer at first, less and less so', 'zh-CN': '起初更慢，逐渐恢复' },
    icon: Snail,
    tone: 'retry',
    fields: [
      number('factor', { en: 'Times longer at first', 'zh-CN': '起初慢多少倍' }, 1, 1000),
      duration('overMs', { en: 'Back to normal after', 'zh-CN': '恢复正常需要' }),
    ],
  },
  crash: {
    title: { en: 'Crash', 'zh-CN': '崩溃' },
    help: { en: 'The environment dies during the invocation', 'zh-CN': '执行环境在调用期间终止' },
    icon: Skull,
    tone: 'dead',
    fields: [],
  },
}

const INITIAL: { readonly [Type in EffectType]: Extract<Effect, { type: Type }> } = {
  outage: { type: 'outage', how: 'refused' },
  latency: { type: 'latency', medianMs: 800, p99Ms: 2000 },
  error: { type: 'error', kind: 'server-error' },
  throttle: { type: 'throttle', perSecond: 5, burst: 5 },
  drop: { type: 'drop' },
  partition: { type: 'partition' },
  duplicate: { type: 'duplicate', copies: 1, withinMs: 100 },
  reorder: { type: 'reorder', withinMs: 2000 },
  corrupt: { type: 'corrupt', how: 'truncate' },
  poison: { type: 'poison', pattern: '{"poison":[true]}' },
  'slow-start': { type: 'slow-start', factor: 10, overMs: 30_000 },
  crash: { type: 'crash' },
}

/** In the order of a menu: what is asked for most comes first. */
export const EFFECT_MENU = Object.keys(LOOKS) as readonly EffectType[]

export const lookOfEffect = (type: EffectType): EffectLook => LOOKS[type]

export const initialEffect = (type: EffectType): Effect => INITIAL[type]

export const effectVariants = (types: readonly EffectType[]): readonly Variant[] =>
  types.map((value) => {
    const { title, fields } = LOOKS[value]
    const { type: _tag, ...initial } = INITIAL[value]
    return { value, label: title, fields, initial }
  })

/** What stands on a bar beside the name: the figure that matters. */
export function figureOf(effect: Effect): string {
  switch (effect.type) {
    case 'latency':
      return `+${formatDuration(effect.medianMs)}`
    case 'error':
      return effect.status === undefined ? '' : String(effect.status)
    case 'throttle':
      return `${effect.perSecond}/s`
    case 'duplicate':
      return `×${effect.copies + 1}`
    case 'reorder':
      return `≤ ${formatDuration(effect.withinMs)}`
    case 'slow-start':
      return `×${effect.factor}`
    default:
      return ''
  }
}
