// What can be set on an API, its routes and its authorizers, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import type { FieldOption, FieldSpec, FormSection, KindForm, Text } from '#ui/kit'
import { ACCOUNT_BURST, ACCOUNT_RATE, MAXIMUM_TTL_MS, MINIMUM_TIMEOUT_MS, RAISED_REST_TIMEOUT_MS } from './limits.ts'

const option = (value: string, label: Text = { en: value, 'zh-CN': value }): FieldOption => ({ value, label })
const METHODS = ['ANY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((each) => option(each))
const QUOTAS: Text = { en: 'API Gateway quotas', 'zh-CN': 'API Gateway 配额' }
const MODEL: Text = { en: 'a model: single-digit milliseconds are said', 'zh-CN': '模型：官方称为个位数毫秒' }

const timeout = (help: Text): FieldSpec => ({
  field: 'timeoutMs',
  control: 'duration',
  optional: true,
  minimumMs: MINIMUM_TIMEOUT_MS,
  maximumMs: RAISED_REST_TIMEOUT_MS,
  label: { en: 'Integration timeout', 'zh-CN': '集成超时' },
  help,
  source: QUOTAS,
})

const throttles = (help: Text): readonly FieldSpec[] => [
  {
    field: 'throttleRate',
    control: 'number',
    optional: true,
    minimum: 0,
    maximum: ACCOUNT_RATE,
    unit: { en: '/s', 'zh-CN': '/秒' },
    label: { en: 'Rate limit', 'zh-CN': '速率上限' },
    help,
    source: QUOTAS,
  },
  {
    field: 'throttleBurst',
    control: 'number',
    optional: true,
    integer: true,
    minimum: 0,
    maximum: ACCOUNT_BURST,
    label: { en: 'Burst', 'zh-CN': '突发' },
    help: { en: 'So many may come at once', 'zh-CN': '可同时到达的数量' },
    source: QUOTAS,
  },
]

const PAYLOAD_FORMAT: FieldSpec = {
  field: 'payloadFormat',
  control: 'select',
  options: [option('2.0'), option('1.0')],
  label: { en: 'Payload format', 'zh-CN': '负载格式' },
  help: { en: 'A REST API always gives 1.0', 'zh-CN': 'REST API 始终使用 1.0' },
}

const lines = (field: string, label: Text, help: Text): FieldSpec => ({ field, control: 'texts', label, help })

const CORS: FieldSpec = {
  field: 'cors',
  control: 'variant',
  tag: 'state',
  label: { en: 'CORS', 'zh-CN': 'CORS' },
  help: {
    en: 'An HTTP API answers preflight requests itself; a REST API gets a mock for OPTIONS',
    'zh-CN': 'HTTP API 自行应答预检请求；REST API 得到 OPTIONS 模拟',
  },
  variants: [
    { value: 'off', label: { en: 'off', 'zh-CN': '关闭' }, fields: [], initial: {} },
    {
      value: 'on',
      label: { en: 'on', 'zh-CN': '开启' },
      initial: {
        allowOrigins: ['*'],
        allowMethods: ['*'],
        allowHeaders: [],
        exposeHeaders: [],
        allowCredentials: false,
      },
      fields: [
        lines(
          'allowOrigins',
          { en: 'Origins', 'zh-CN': '来源' },
          { en: 'One a line: *, https://shop.example', 'zh-CN': '每行一个：*、https://shop.example' },
        ),
        lines(
          'allowMethods',
          { en: 'Methods', 'zh-CN': '方法' },
          { en: 'One a line, or *', 'zh-CN': '每行一个，或 *' },
        ),
        lines('allowHeaders', { en: 'Request headers', 'zh-CN': '请求头' }, { en: 'One a line', 'zh-CN': '每行一个' }),
        lines(
          'exposeHeaders',
          { en: 'Headers a page may read', 'zh-CN': '页面可读取的响应头' },
          { en: 'One a line; HTTP APIs only', 'zh-CN': '每行一个；仅 HTTP API' },
        ),
        { field: 'allowCredentials', control: 'switch', label: { en: 'Credentials', 'zh-CN': '凭据' } },
        {
          field: 'maxAgeMs',
          control: 'duration',
          optional: true,
          bareUnit: 's',
          minimumMs: 0,
          maximumMs: 86_400_000,
          label: { en: 'Answer kept for', 'zh-CN': '应答保留时间' },
        },
      ],
    },
  ],
}

const NODE: readonly FormSection[] = [
  {
    id: 'api',
    title: { en: 'API', 'zh-CN': 'API' },
    fields: [
      {
        field: 'type',
        control: 'select',
        options: [
          option('http', { en: 'HTTP API (v2)', 'zh-CN': 'HTTP API（v2）' }),
          option('rest', { en: 'REST API (v1)', 'zh-CN': 'REST API（v1）' }),
        ],
        label: { en: 'Type', 'zh-CN': '类型' },
      },
      timeout({
        en: '30 s and then 503 (HTTP), 29 s and then 504 (REST), unless set',
        'zh-CN': '未设置时：30 秒后 503（HTTP），29 秒后 504（REST）',
      }),
      {
        field: 'stage',
        control: 'text',
        mono: true,
        optional: true,
        label: { en: 'Stage', 'zh-CN': '阶段' },
        help: {
          en: '$default (HTTP) or Prod (REST) unless set; a name stands before the path',
          'zh-CN': '未设置时为 $default（HTTP）或 Prod（REST）；名称位于路径之前',
        },
      },
      { field: 'stageVariables', control: 'pairs', label: { en: 'Stage variables', 'zh-CN': '阶段变量' } },
    ],
  },
  { id: 'cors', title: { en: 'Browsers', 'zh-CN': '浏览器' }, folded: true, fields: [CORS] },
  {
    id: 'throttling',
    title: { en: 'Throttling', 'zh-CN': '限流' },
    folded: true,
    fields: throttles({
      en: 'Of each route that has none of its own; above it callers get 429',
      'zh-CN': '用于没有自己限制的每条路由；超出时调用方得到 429',
    }),
  },
  {
    id: 'bytes',
    title: { en: 'Bytes', 'zh-CN': '二进制' },
    folded: true,
    fields: [
      lines(
        'binaryMediaTypes',
        { en: 'Binary media types', 'zh-CN': '二进制媒体类型' },
        { en: 'Of a REST API, one a line: image/*', 'zh-CN': '用于 REST API，每行一个：image/*' },
      ),
    ],
  },
  latencySection(MODEL),
]

const ROUTE: readonly FormSection[] = [
  {
    id: 'route',
    title: { en: 'Route', 'zh-CN': '路由' },
    fields: [
      { field: 'method', control: 'select', options: METHODS, label: { en: 'Method', 'zh-CN': '方法' } },
      {
        field: 'path',
        control: 'text',
        mono: true,
        label: { en: 'Path', 'zh-CN': '路径' },
        help: {
          en: '/orders/{id}, /files/{proxy+} or, of an HTTP API, $default',
          'zh-CN': '/orders/{id}、/files/{proxy+}，HTTP API 还可用 $default',
        },
      },
      PAYLOAD_FORMAT,
      {
        field: 'authorizer',
        control: 'text',
        mono: true,
        label: { en: 'Authorizer', 'zh-CN': '授权方' },
        help: {
          en: 'Its name, or NONE; empty: the one for all routes',
          'zh-CN': '名称或 NONE；留空则使用面向所有路由的授权方',
        },
      },
      timeout({ en: 'The API’s unless set', 'zh-CN': '未设置时使用 API 的值' }),
      ...throttles({ en: 'Of this route; the API’s unless set', 'zh-CN': '此路由的限制；未设置时使用 API 的值' }),
    ],
  },
]

const AUTHORIZER: readonly FormSection[] = [
  {
    id: 'authorizer',
    title: { en: 'Authorizer', 'zh-CN': '授权方' },
    fields: [
      {
        field: 'name',
        control: 'text',
        mono: true,
        label: { en: 'Name', 'zh-CN': '名称' },
        help: { en: 'Empty: the function’s', 'zh-CN': '留空则使用函数名' },
      },
      {
        field: 'forAllRoutes',
        control: 'switch',
        label: { en: 'For all routes', 'zh-CN': '用于所有路由' },
        help: { en: 'But those that name another, or NONE', 'zh-CN': '指定其他授权方或 NONE 的路由除外' },
      },
      {
        field: 'type',
        control: 'select',
        options: [
          option('REQUEST', { en: 'REQUEST: the whole request', 'zh-CN': 'REQUEST：整个请求' }),
          option('TOKEN', { en: 'TOKEN: one header (REST)', 'zh-CN': 'TOKEN：一个请求头（REST）' }),
        ],
        label: { en: 'Type', 'zh-CN': '类型' },
      },
      lines(
        'identitySources',
        { en: 'Identity sources', 'zh-CN': '身份来源' },
        {
          en: 'One a line: $request.header.Authorization, $request.querystring.key. One missing is a 401',
          'zh-CN': '每行一个：$request.header.Authorization、$request.querystring.key。缺少任何一个即为 401',
        },
      ),
      {
        field: 'ttlMs',
        control: 'duration',
        optional: true,
        bareUnit: 's',
        minimumMs: 0,
        maximumMs: MAXIMUM_TTL_MS,
        label: { en: 'Answer kept for', 'zh-CN': '结果保留时间' },
        help: { en: '0 s (HTTP) or 5 min (REST) unless set', 'zh-CN': '未设置时：0 秒（HTTP）或 5 分钟（REST）' },
        source: QUOTAS,
      },
      PAYLOAD_FORMAT,
      {
        field: 'simpleResponses',
        control: 'switch',
        label: { en: 'Simple responses', 'zh-CN': '简单响应' },
        help: {
          en: 'Format 2.0: { isAuthorized } is an answer, not only a policy',
          'zh-CN': '格式 2.0：{ isAuthorized } 也是有效应答，不限于策略',
        },
      },
      {
        field: 'validation',
        control: 'text',
        mono: true,
        label: { en: 'Token validation', 'zh-CN': '令牌校验' },
        help: {
          en: 'TOKEN: a regular expression; other tokens are a 401 at once',
          'zh-CN': 'TOKEN：正则表达式；不匹配的令牌立即得到 401',
        },
      },
    ],
  },
]

export const httpApiForm: KindForm = { node: NODE, edges: { route: ROUTE, authorize: AUTHORIZER } }
