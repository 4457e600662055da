// 简体中文。占位符与英文相同。
import type { SentenceCode } from './en.ts'

export const zh: Readonly<Record<SentenceCode, string>> = {
  // 连接
  'connect-no-node': '没有可连接的节点 {node}。',
  'connect-no-port': '{node}（{kind:kind}）没有端口“{port}”。',
  'connect-from-input': '{node} 的“{port}”是输入端口。请从输出端口开始连接。',
  'connect-to-output': '{node} 的“{port}”是输出端口。请连接到输入端口。',
  'connect-other-port': '{from} 的“{fromPort}”不能连到 {to}。请使用它的输出端口“{otherPort}”。',
  'connect-put-between':
    '{from}（{fromKind:kind}）不能连接到 {to}（{toKind:kind}）。请在它们之间放一个{between:kind}。',
  'connect-turn-round': '{from}（{fromKind:kind}）不能连接到 {to}（{toKind:kind}）。请反过来连：从 {to} 到 {from}。',
  'connect-impossible': '{from}（{fromKind:kind}）不能连接到 {to}（{toKind:kind}）。{source:kind}可以连到 {to}。',
  'connect-self': '{from} 不能连接到自己。请为它另加一个{toKind:kind}。',
  'connect-duplicate': '{from} 已连接到 {to}。请编辑已有的连接。',
  'connect-one-only': '{from} 的“{port}”只能有一条连接。请先删除已有的连接。',
  'connect-too-many': '{from} 的“{port}”最多有 {maximum} 条连接。请先删除一条。',

  // 编辑
  'no-such-node': '此工作流中没有节点 {node}。',
  'no-such-edge': '此工作流中没有连接 {edge}。',
  'no-such-note': '此工作流中没有便签 {note}。',
  'no-such-fault': '此场景中没有故障 {fault}。',
  'no-such-file': '此工作流中没有文件 {path}。',
  'id-taken': '标识 {id} 已被使用。请换一个。',
  'id-unusable': '标识“{id}”不可用：须以字母开头，后接字母、数字、- 或 _，最多 64 个字符。',
  'name-taken': '已有节点名为 {name}。请换一个名称。',
  'name-unusable': '名称“{name}”不可用：须以字母开头，只含字母和数字，最多 255 个字符。',
  'file-path-unusable': '路径“{path}”不可用：须为以 / 连接的名称，不能为空、“.”或“..”，最多 512 个字符。',
  'file-exists': '已有文件 {path}。请换一个名称。',
  'file-is-folder': '路径 {path} 需要文件夹 {other}，但它是一个文件。请重命名其中之一。',
  'position-not-finite': '{subject} 的位置不是数字。请同时给出 x 和 y。',
  'position-too-far': '{subject} 的位置太远：x 和 y 与中心的距离须在 {maximum} 以内。',
  'too-many-nodes': '这样共有 {count} 个节点；一个工作流最多 {maximum} 个。',
  'too-many-edges': '这样共有 {count} 条连接；一个工作流最多 {maximum} 条。',
  'too-many-files': '这样共有 {count} 个文件；一个工作流最多 {maximum} 个。',
  'too-many-notes': '这样共有 {count} 张便签；一个工作流最多 {maximum} 张。',
  'too-large': '这样共有 {bytes:bytes}；一个工作流最多 {maximum:bytes}。',

  // 取值
  'value-type': '{field} 必须是{expected:type}。',
  'value-missing': '缺少 {field}；它必须是{expected:type}。',
  'value-minimum': '{field} 至少为 {minimum}。',
  'value-above': '{field} 必须大于 {minimum}。',
  'value-maximum': '{field} 最多为 {maximum}。',
  'value-below': '{field} 必须小于 {maximum}。',
  'value-too-short': '{field} 太短：至少 {minimum}。',
  'value-too-long': '{field} 太长：最多 {maximum}。',
  'value-choice': '{field} 必须是以下之一：{choices}。',
  'value-format': '{field} 的写法不对（{format}）。',
  'value-not-a-choice': '{field} 不是允许的任何一种形式。请选择其中一种。',
  'value-refused': '{field} 的值不可用。',
  'value-too-deep': '{field} 的嵌套超过 {maximum} 层。',
  'value-forbidden-key': '{field} 使用了工作流中不允许的名称“{key}”。',
  'value-unknown-field': '此处没有字段 {field}。请检查拼写，或将其删除。',

  // 文档
  'json-unexpected': '第 {line} 行第 {column} 列：不应出现 {found}。此文本不是 JSON。',
  'json-ended': '第 {line} 行第 {column} 列：文本过早结束，不是完整的 JSON。',
  'json-duplicate-key': '第 {line} 行：{path} 出现了两次。请只保留一个。',
  'json-forbidden-key': '第 {line} 行：{path} 使用了工作流中不允许的名称“{key}”。请重命名或删除。',
  'json-too-deep': '第 {line} 行：{path} 的嵌套超过 {maximum} 层。',
  'document-not-object': '这不是工作流：它必须是含有 "format": "faaslab" 的 JSON 对象。',
  'document-not-ours': '这不是 Faaslab 的工作流：它的 "format" 不是 "faaslab"。',
  'document-version-missing': '工作流没有写明版本。应为 1 到 {newest} 的整数。',
  'document-too-new': '工作流的版本是 {version}；此 Faaslab 最高读取版本 {newest}。请用更新的版本打开。',
  'document-name-twice': '{path}：名称 {name} 已被 {other} 使用。名称必须唯一。',
  'document-edge-dangling': '{path}：没有节点 {node}。请删除此连接或添加该节点。',
  'document-too-many-problems': '共有 {count} 个问题；只列出前 {shown} 个。',

  // 规则
  'queue-visibility-below-timeout':
    '{function} 最长运行 {timeoutMs:duration}，超过 {queue} 隐藏消息的时间（{visibilityMs:duration}）。AWS 会拒绝。请调高可见性超时。',
  'queue-visibility-short':
    '{queue} 隐藏消息 {visibilityMs:duration}；AWS 建议为 {function} 超时的六倍加批处理窗口，即 {recommendedMs:duration}。',
  'queue-no-dead-letter': '{queue} 没有死信队列：总是失败的消息会反复出现，直到 {retentionMs:duration} 后过期。',
  'queue-batch-needs-window': '{function} 从 {queue} 每批取 {batchSize} 条。超过 10 条时，AWS 要求批处理窗口至少 1 s。',
  'queue-fifo-batch-too-large': '{function} 从 {queue} 每批取 {batchSize} 条。FIFO 队列一次最多给 10 条消息。',
  'queue-fifo-window': '{queue} 是 FIFO 队列：其消费者 {function} 不能使用批处理窗口。',
  'queue-filter-refused':
    'Lambda 拒绝 {queue} 与 {function} 之间的第 {number} 条筛选条件：{reason}（第 {line} 行第 {column} 列）。',
  'queue-pollers-and-concurrency': '{queue} 与 {function} 之间：预置轮询器与最大并发不能同时设置。',
  'queue-pollers-crossed': '{queue} 与 {function} 之间：轮询器下限为 {minimum}，上限却为 {maximum}。',
  'queue-dead-letters-not-fifo': '{dead} 接收 FIFO 队列 {queue} 的死信，因此也必须是 FIFO 队列。',
  'queue-dead-letters-fifo': '{dead} 是 FIFO 队列：不能接收标准队列 {queue} 的死信。',
  'queue-fifo-needs-group':
    '{source} 不指定消息组，无法发送到 FIFO 队列 {queue}。请在两者之间加一个函数，或改用标准队列。',
  'queue-concurrency-above-reserved':
    '{queue} 可同时运行 {maximum} 次 {function}，而它只预留了 {reserved}。其余会被限流，并可能成为死信。',
  'queue-redrive-cycle': '死信在循环：{path}。总是失败的消息永远不会停下。',
  'retry-multiplies':
    '重试沿 {path} 相乘：一个请求可变成 {product} 次尝试（{factors}）。请只在其中一处重试，或设置重试预算。',
  'function-no-code': '{function} 在 {folder} 下没有文件。请添加它的处理程序。',
  'function-no-module': '{function} 指定了处理程序 {handler}，但 {folder} 中没有后缀可识别的文件 {module}。',
  'function-no-export': '{file} 没有导出“{export}”，而 {function} 的处理程序 {handler} 需要它。',
  'function-handler-unreadable': '{function} 的处理程序“{handler}”无法识别。请写成 文件.导出，例如 index.handler。',
  'function-runtime-not-here': '{function} 使用 {runtime}，目前还不能在此运行。它会被保留并导出；其调用在此处会失败。',
  'function-reserved-leaves-too-little':
    '各函数共预留了账户 {account} 中的 {reserved}。AWS 会拒绝 {function} 的份额：必须留下 {least} 不预留。',
  'function-provisioned-above-reserved':
    '{function} 预置了 {provisioned} 个环境，却只预留了 {reserved}。AWS 会拒绝。请预留同样多，或减少预置。',
  'function-destination-idle':
    '目标和死信只用于异步事件；{function} 只由 {callers} 调用，它们会等待结果。这条连接上不会有任何内容。',
  'function-calls-itself': '{function} 调用自己。若无停止条件，它会一直运行下去。',
  'function-feeds-itself': '{function} 向 {queue} 发送消息，而后者又触发它。若无停止条件，它会一直运行下去。',
  'function-environment-large': '{function} 的环境变量占 {bytes:bytes}；AWS 允许 {maximum:bytes}。',
  'api-gives-up-first':
    '{api} 等待 {function} {apiMs:duration}，而它可能运行 {timeoutMs:duration}。调用方会得到 {status}，函数却仍在运行并计费。',
  'api-timeout-above-limit':
    '{api} 等待 {timeoutMs:duration}，而 HTTP API 最多等待 {limitMs:duration}。请缩短超时，或改为 REST API。',
  'api-timeout-needs-quota':
    '{api} 等待 {timeoutMs:duration}。只有在提高了区域 API 的配额后，AWS 才允许 REST API 等待超过 {limitMs:duration}。',
  'api-stage-refused': '{api} 的阶段不能命名为 {stage}。请使用字母、数字、_ 和 -；$default 仅用于 HTTP API。',
  'api-rest-default-route': 'REST API 没有 $default 路由。请为 {api} 到 {function} 的路由设置路径，例如 /{proxy+}。',
  'api-cors-any-origin-with-credentials':
    '{api} 允许来自任意来源的凭据，API Gateway 和浏览器都会拒绝。请列出来源，或不允许凭据。',
  'api-cors-one-origin':
    'REST API 的模拟应答只能给出一个来源，而 {api} 有 {count} 个。请只列一个，或让函数应答 OPTIONS。',
  'api-preflight-protected':
    '{api} 的路由 {route} 也接收 OPTIONS，并为此询问 {authorizer}，因此浏览器的预检请求会得到 401。请指定方法，或添加不需要授权方的 OPTIONS 路由。',
  'api-authorizer-not-there':
    '{api} 的路由 {route} 需要授权方 {authorizer}，但 {api} 没有这样的连接。请画一条到函数的连接，或选择其他授权方。',
  'api-authorizer-twice': '{api} 有两个名为 {authorizer} 的授权方。请为其中一个另取名称。',
  'api-authorizers-for-all': '{api} 有两个用于所有路由的授权方：{first} 和 {second}。请让其中一个只用于指定的路由。',
  'api-authorizer-caches-nobody':
    '{api} 的授权方 {authorizer} 会保留结果 {ttlMs:duration}，但没有说明属于谁。请添加身份来源，或保留 0 秒。',
  'api-authorizer-token-of-rest':
    '授权方 {authorizer} 接收令牌，只有 REST API 能提供。请改为 REQUEST 授权方，或把 {api} 改为 REST API。',
  'api-authorizer-token-source':
    '{api} 的授权方 {authorizer} 从一个请求头取得令牌：身份来源必须形如 $request.header.Authorization。',
  'api-authorizer-validation': '{authorizer} 的令牌校验不是正则表达式：{reason}。请更正或留空。',
  'api-authorizer-idle': '{api} 没有路由需要授权方 {authorizer}。请让某条路由使用它，或让它用于所有路由。',
  'api-route-twice': '{api} 有两条相同的路由 {method} {route}。请修改或删除其一。',
  'variable-twice': '{function} 会两次得到变量 {variable}（{first}、{second}）。请为其中一个另取名称。',
  'variable-unusable':
    '{function} 的变量“{variable}”不可用：须以字母开头，后接字母、数字或 _，且不能是 AWS 保留的名称。',
  'schedule-expression-invalid': '{schedule}：“{expression}”不是有效的计划（{reason:reason}）。AWS：{said}',
  'schedule-zone-unknown': '{schedule}：没有名为“{zone}”的时区。请填写 Europe/Berlin 之类的名称，或 UTC。',
  'schedule-zone-misspelt': '{schedule}：没有名为“{zone}”的时区。是否为 {similar}？',
  'schedule-date-invalid': '{schedule}：“{date}”不是 UTC 时间。请写成 2026-01-31T08:00:00Z 的形式。',
  'schedule-ends-before-it-starts': '{schedule} 的结束时间（{end}）早于开始时间（{start}）。请调整其中一个。',
  'schedule-rule-has-none':
    '{schedule}：规则按 UTC 计时，没有时区、弹性窗口和起止日期。请改用 EventBridge Scheduler 的计划。',
  'schedule-targets': '{schedule} 有 {count} 个目标，EventBridge Scheduler 只允许一个。请为每个目标各画一个计划。',
  'schedule-event-unnamed': '{schedule} → {target}：事件需要来源和详情类型。请在连线上填写这两项。',
  'schedule-event-of-aws': '{schedule} → {target}：以“aws.”开头的来源属于 AWS。请另选一个。',
  'event-rule-refused': '{bus} → {target}：规则无效（{line}:{column}）。{message}',
  'event-rule-patterns-differ':
    '{bus}：规则 {rule} 有两个模式。同名的连线是同一条规则：请使用同一个模式，或改用不同名称。',
  'event-archive-refused': '{bus}：归档 {archive} 无效（{line}:{column}）。{message}',
  'event-archive-twice': '{bus}：账户中有两个名为 {archive} 的归档。请为其中一个另取名称。',
  'event-rule-targets': '{bus}：规则 {rule} 有 {count} 个目标，EventBridge 最多允许 {maximum} 个。',
  'event-bus-cycle': '{bus}：事件会经由总线之间的规则回到自身。请收窄模式，否则会一直循环。',
  'bucket-name-taken': '{bucket} 在 S3 中的名称将是 {name}，与 {other} 相同。请为其中一个另取名称。',
  'bucket-notifications-overlap':
    '{bucket} → {target}：与给 {other} 的通知重叠，两者都要同样键的 {event}，S3 会拒绝。请修改前缀、后缀或事件。',
  'bucket-bus-unfiltered':
    '{bucket} → {bus}：无论前缀和后缀如何，EventBridge 都会收到每个变化。请在 {bus} 的规则中过滤。',
  'bucket-bus-not-default': '{bucket} → {bus}：在 AWS 中，S3 只通知名为“default”的总线。请改用此名，或从那里转发。',
  'function-writes-to-its-trigger':
    '{function} 可以写入 {bucket}，而它会为每个键触发该函数。这样会一直循环。请写入另一个存储桶，或为通知设置前缀。',
  'schedule-input-not-json': '{schedule}：给 {target} 的输入不是 JSON。',
  'table-key-twice': '{table}：{key} 不能同时是分区键和排序键。请另选排序键，或不设排序键。',
  'table-key-types-differ': '{table}：{key} 作为键有两种类型。同一个键属性在表和索引中只能有一种类型。',
  'table-index-twice': '{table} 有两个名为 {index} 的索引。请使用不同的名称。',
  'stream-filter-refused':
    '{table} → {consumer}：Lambda 拒绝第 {number} 个筛选条件：{reason}（第 {line} 行，第 {column} 列）。',
  'stream-retries-for-ever':
    '{table} → {consumer}：一直失败的记录会挡住其后的所有记录，直到 {hours} 小时后过期。请设置重试次数。',
  'stream-destination-of-nobody':
    '{table} → {target}：没有名为 {consumer} 的消费者。请填写消费者名称，或留空用于全部。',
  'topic-filter-policy-refused': '{topic} → {target}：SNS 拒绝该过滤策略：{message}（第 {line} 行，第 {column} 列）。',
  'topic-dead-letters-of-nobody':
    '{topic} → {queue}：没有名为 {endpoint} 的订阅者。请填写订阅者的名称，或留空用于全部。',
  'node-nothing-out': '{name} 没有去向。请连接它的输出端口“{port}”。',
  'node-nothing-in': '没有节点到达 {name}。请连接它的输入端口“{port}”。',
  'policy-cap-below-base': '{from} → {to}：最长等待（{capMs:duration}）小于首次等待（{baseMs:duration}）。',
  'policy-window-below-minimum':
    '{from} → {to}：断路器需要 {minimum} 次调用，而窗口只容纳 {size} 次；实际 {size} 次即可判断。',
  'policy-half-open-none': '{from} → {to}：半开时不允许任何调用的断路器得不到结果，会一直半开。请至少允许一次。',
  'policy-half-open-spare':
    '{from} → {to}：半开的断路器允许 {permitted} 次调用，但前 {minimum} 个结果就决定了状态；其余不起作用。',
  'policy-slow-never': '{from} → {to}：调用最迟在 {timeoutMs:duration} 后结束，因此不会有慢调用（{slowMs:duration}）。',
  'policy-total-below-attempt':
    '{from} → {to}：总时限为 {totalMs:duration}，小于一次尝试（{attemptMs:duration}）。不会有后续尝试。',
  'policy-timeout-after-function':
    '{from} → {to}：时限（{timeoutMs:duration}）不会到达，因为 {from} 自己在 {functionMs:duration} 后结束。',
  'policy-retry-nothing': '{from} → {to}：重试没有指定要重试的失败，或只允许一次尝试。它不起作用。',
  'policy-open-cap-below-wait':
    '{from} → {to}：熔断器断开的最长时间（{capMs:duration}）小于首次断开时间（{waitMs:duration}）。请调大，或留空。',
  'policy-shared-by-one': '{from} → {to}：客户端只有一个，无论怎样设置，其熔断器都由自己保存。请选择“每个环境一个”。',
  'policy-shared-probe-lost':
    '{from} → {to}：共享熔断器的探测会随其环境终止或冻结而丢失，此后将一直停在半开状态。请设置“半开最长”。',
  'policy-shared-refuses': '{from} → {to}：共享熔断器在探测期间会拒绝其他调用：表无法唤醒 cockatiel 规则下等待的调用。',
  'policy-opossum-counts-seconds':
    '{from} → {to}：opossum 统计最近若干秒内的调用，而非最近若干次调用。请选择按秒的窗口以完整采用其规则。',
  'policy-wait-past-timeout':
    '{from} → {to}：调用发出前最多可等待 {waitMs:duration}，但外层时间上限在 {timeoutMs:duration} 后结束。请缩短等待。',
  'policy-wait-below-token':
    '{from} → {to}：每 {tokenMs:duration} 才有一个令牌，等待 {waitMs:duration} 多半会被拒绝。请延长等待，或设为 0s。',
  'policy-fallback-hides': '{from} → {to}：回退会先于外层策略应答，外层看不到失败，因而不起作用。请将回退外移。',
  'policy-fallback-not-json':
    '{from} → {to}：回退的正文不是 JSON，而 SDK 调用的输出是 JSON。请写一个对象，例如一对空花括号。',
  'policy-hedge-never':
    '{from} → {to}：对冲在 {delayMs:duration} 后才开始，但外层时间上限在 {timeoutMs:duration} 后结束。请缩短延迟。',
  'policy-budget-never':
    '{from} → {to}：一次重试消耗 {cost} 个令牌，而预算只有 {capacity} 个，因此从不重试。请调大预算。',
  'policy-throttle-nothing':
    '{from} → {to}：自适应节流没有把任何失败计为被拒绝，因此不会拒绝任何调用。请至少选择一种失败。',
  'run-without-end': '{name} 会不断产生事件，而场景没有时长。在命令行运行时需要设定时长。',
  'service-same-url': '{name} 与 {other} 的地址相同：{url}。{function} 的调用可能指向任何一个。',
  'fault-id-twice': '{field} 中有两个故障使用同一个 id。请给每个故障各自的 id。',
  'fault-on-nothing': '故障 {fault} 画在 {place} 上，但工作流中没有它。请移除此故障。',
  'fault-not-here': '{place}：此处不能画“{effect:effect}”：{reason:faultreason}。请移除，或画在别处。',
  'fault-ends-before-start':
    '{place}：故障 {fault} 在 {endMs:duration} 结束，早于其开始时间 {startMs:duration}，不会命中任何内容。',
  'fault-p99-below-median':
    '{place}：附加延迟的第 99 百分位（{p99Ms:duration}）低于中位数（{medianMs:duration}），只有中位数有效。',
  'fault-pattern-refused': '{place}：毒消息的模式无效（{line}:{column}）。{reason}',
  'kept-not-emulated': '{name}：{properties} 来自导入，此处不模拟。它会被保留并导出。',

  // 运行时的发现
  'no-edge-for-fetch':
    '{function} 请求 {url}（属于 {service}），但二者之间没有连接：调用会像未知主机一样失败。请将 {function} 连接到 {service}。',
  'no-service-for-fetch':
    '{function} 请求 {url}，但没有服务使用此地址：调用会像未知主机一样失败。请添加使用此基础 URL 的服务，或改正地址。',
  'no-edge-for-queue':
    '{function} 对队列 {queue} 执行 {operation}，但没有连接允许：AWS 会拒绝。请将 {function} 连接到 {queue}，或在其连接上允许此操作。',
  'no-edge-for-call':
    '{function} 对 {target}（{kind:kind}）执行 {operation}，但没有连接允许：AWS 会拒绝。请将 {function} 连接到 {target}，或在其连接上允许此操作。',
  'no-such-event-bus':
    '{function} 向总线 {bus} 发送事件，但此工作流中没有它：事件不会到达任何地方。请添加同名的事件总线，或改正名称。',
  'no-such-parameter':
    '{function} 读取参数 {name}，但工作流设置中没有它：会得到 ParameterNotFound。请添加，或改正名称。',
  'no-such-secret':
    '{function} 读取密钥 {name}，但工作流设置中没有它：会得到 ResourceNotFoundException。请添加，或改正名称。',
  'operation-not-emulated': '{function} 执行 {operation}，此处不模拟：调用会失败。请改用其他操作，或在 AWS 上尝试。',
  'service-answer-unusable':
    '{service} 响应 500：其处理程序返回了 {returned}。请返回含 status、headers 和 body 的对象。',
  'service-calls-nobody':
    '{service} 的处理程序调用了 {what}：外部服务在此处不能调用任何节点。请由它自己的代码给出响应。',
  'poison-not-applied':
    '{function}：有一条消息无法与故障 {fault} 的模式比较，因为其正文不是 JSON 对象或嵌套过深。按不匹配处理。',
  'object-refused': '{bucket} 拒绝了一个对象：{message}（{code}）。请改正发送方。',
  'replay-refused': '{bus} 拒绝了一次重放：{message}（{code}）。请改正后再次重放。',
  'event-refused': '{bus} 拒绝了一个事件：{message}（{code}）。请改正发送方。',
  'intrinsics-changed-in':
    '{file}（{function}）修改了内建对象 {what}，而一次运行中的所有代码共用它：结果可能与 AWS 不同。请勿修改内建对象。',
  'intrinsics-changed':
    '{function} 修改了内建对象 {what}，而一次运行中的所有代码共用它：结果可能与 AWS 不同。请勿修改内建对象。',

  // 计划无法识别的原因
  'schedule-reason-shape': '请写 rate(5 minutes) 或 cron(0 12 * * ? *)',
  'schedule-reason-at-shape': '请写 at(2026-01-31T08:00:00)，不带时区',
  'schedule-reason-at-in-rule': '规则不支持 at(…)，EventBridge Scheduler 支持',
  'schedule-reason-rate-value': '数字必须是至少为 1 的整数',
  'schedule-reason-rate-unit': '单位必须是 minute、minutes、hour、hours、day 或 days',
  'schedule-reason-rate-plural': '1 用单数，其他数字用复数',
  'schedule-reason-cron-fields': 'cron 有六个字段：分、时、日、月、星期、年',
  'schedule-reason-minutes': '分钟无法识别；0 到 59，可用 , - * /',
  'schedule-reason-hours': '小时无法识别；0 到 23，可用 , - * /',
  'schedule-reason-day-of-month': '日无法识别；1 到 31，可用 , - * ? / L W',
  'schedule-reason-month': '月份无法识别；1 到 12 或 JAN 到 DEC，可用 , - * /',
  'schedule-reason-day-of-week': '星期无法识别；1（星期日）到 7 或 SUN 到 SAT，可用 , - * ? L #',
  'schedule-reason-year': '年份无法识别；1970 到 2199，可用 , - * /',
  'schedule-reason-one-question-mark': '日和星期中必须恰有一个是 ?',

  // 撤销列表中的名称
  'did-add-node': '添加{kind:kind}',
  'did-add-and-connect': '添加{kind:kind}并连接',
  'did-remove': '删除 {count} 项',
  'did-remove-one': '删除',
  'did-move-nodes': '移动',
  'did-arrange': '整理布局',
  'did-rename-node': '重命名为 {name}',
  'did-edit-config': '修改 {fields}',
  'did-edit-edge-config': '修改连接的 {fields}',
  'did-connect': '连接',
  'did-reconnect': '重新连接',
  'did-write-file': '编辑 {path}',
  'did-remove-file': '删除 {path}',
  'did-rename-file': '将 {path} 重命名为 {to}',
  'did-paste': '粘贴',
  'did-import-fragment': '导入',
  'did-replace-document': '替换工作流',
  'did-edit-scenario': '修改场景',
  'did-edit-settings': '修改设置',
  'did-add-fault': '画出故障：{effect:effect}',
  'did-edit-fault': '更改故障',
  'did-remove-faults': '移除 {count} 个故障',
  'did-remove-one-fault': '移除一个故障',
  'did-rename-workflow': '将工作流重命名为 {name}',
  'did-add-note': '添加便签',
  'did-edit-note': '编辑便签',
  'did-remove-note': '删除便签',

  // 类型
  'type-string': '文本',
  'type-number': '有限的数字',
  'type-int': '整数',
  'type-boolean': 'true 或 false',
  'type-array': '列表',
  'type-object': '对象',
  'type-record': '对象',
  'type-json': '普通 JSON',

  // 为什么某处不能画某种故障。
  'fault-only-messages': '只有消息会重复或乱序，而此处发送方会等待应答',
  'fault-only-connections': '只有连接可以被切断',
  'fault-only-consumed': '只有函数接收的内容才可能是毒消息',
  'fault-only-started': '只有函数和服务会慢启动',
  'fault-only-functions': '只有函数的环境会崩溃',
  'fault-only-reached': '没有任何内容到达它',
  'fault-only-outside': '这些由提供商自行转移',

  // 句子中的故障效果。
  'effect-latency': '附加延迟',
  'effect-error': '错误',
  'effect-drop': '途中丢失',
  'effect-duplicate': '重复',
  'effect-reorder': '乱序',
  'effect-corrupt': '内容损坏',
  'effect-throttle': '限流',
  'effect-outage': '中断',
  'effect-partition': '网络分区',
  'effect-poison': '毒消息',
  'effect-slow-start': '慢启动',
  'effect-crash': '环境崩溃',

  // 节点种类
  'kind-client': '客户端',
  'kind-http-api': 'HTTP API',
  'kind-schedule': '定时计划',
  'kind-function': '函数',
  'kind-topic': '主题',
  'kind-event-bus': '事件总线',
  'kind-queue': '队列',
  'kind-bucket': '存储桶',
  'kind-stream': '数据流',
  'kind-table': '数据表',
  'kind-service': '外部服务',
}
