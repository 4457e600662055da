// 简体中文。占位符与英文相同。
import type { StoreSentenceCode } from './en.ts'

export const zh: Readonly<Record<StoreSentenceCode, string>> = {
  // 编辑。
  opening: '正在打开工作流。请稍候再编辑。',
  'did-duplicate': '复制一份',
  'did-restore-version': '恢复 {name}',
  'undo-several': '多处更改',

  // 剪贴板。
  'clipboard-not-ours': '剪贴板中没有工作流的内容。请先在 Faaslab 中复制节点。',
  'clipboard-too-large': '剪贴板内容为 {bytes:bytes}；最多可粘贴 {maximum:bytes}。',
  'clipboard-empty': '剪贴板中的工作流没有节点和便签。请先复制一些。',

  // 文件。
  'file-too-large': '{file} 大小为 {bytes:bytes}；工作流最多 {maximum:bytes}。未打开任何内容。',
  'file-unreadable': '无法读取 {file}（{reason}）。未打开任何内容。',

  // 保存。
  'save-quota': '未保存：浏览器的存储空间已满。请释放一些空间，或下载副本。',
  'save-denied': '未保存：浏览器不允许本页面存储数据（无痕窗口或设置）。请下载副本。',
  'save-failed': '未保存：浏览器存储出错（{reason}）。将自动重试；为安全起见请下载副本。',
  'save-unverified': '未保存：写入的内容读回后不一致。将自动重试；为安全起见请下载副本。',
  'save-conflict': '未保存：另一个标签页在此期间保存了此工作流。请将您的更改另开为副本，或下载。',
  'save-taken-over': '未保存：另一个标签页接管了此工作流。请将最后的更改另开为副本，或下载。',
  'save-newer-app': '未保存：另一个标签页中更新版本的 Faaslab 接管了浏览器存储。请下载副本，然后重新加载本标签页。',

  // 只读。
  'tab-other-writes': '另一个标签页正在编辑此工作流；此处仅供查看。请关闭那个标签页、接管，或打开副本。',
  'tab-taken-over': '另一个标签页接管了此工作流；此处仅供查看。如需在此继续，请打开副本。',
  'app-newer': '另一个标签页中打开了更新版本的 Faaslab；本页无法再保存。请重新加载本标签页。',
  'document-newer': '此工作流由更新版本的 Faaslab 保存。请重新加载本标签页后再编辑。',

  // 打开。
  'opened-previous': '{name} 的最近一次保存已损坏。现在显示的是之前的一次（{saved:time}）；损坏的文本可以下载。',
  'opened-none': '{name} 的所有保存都无法读取。其文本可以下载。',
  'opened-missing': '此浏览器中已没有这个工作流。',
  'remove-open-elsewhere': '{name} 在另一个标签页中打开着。请先在那里关闭它。',
  // 运行。
  'run-has-errors': '工作流有 {count} 个错误。请打开“问题”，修正后再运行。',
  'run-repairing': '某个处理程序没有交还线程。正在重放这次运行以找出它，然后继续。',
  'run-verdict-hung': '环境 {environment} 中的代码一直没有交还线程。它的调用以超时结束，运行继续。',
  'run-verdict-crashed': '环境 {environment} 中的代码耗尽了内存。它的调用以进程被终止结束，运行继续。',
  'run-memory': '这次运行的内存已耗尽，已停止：处理程序占用的内存超过了浏览器的限度。请重置后再运行。',
  'run-repairs': '运行已停止：已修复 {reason} 次。请修正不会结束的处理程序，然后再运行。',
  'run-realm': '运行已停止（{reason}）。请重置后再运行。',
  'run-trace': '运行已停止：它的跟踪数据不合规则（{reason}）。请重置后再运行。',

  // 对照运行。
  'ghost-nothing': '还没有可以比较的运行。请先运行工作流，再试试没有该策略的情形。',
  'ghost-no-policy': '这次运行里已没有这个策略。请重新运行，再试试没有它的情形。',
  'ghost-memory': '对照运行已停止：没有该策略时，处理程序占用的内存超过了浏览器的限度。真实的运行不受影响。',
  'ghost-repairs': '对照运行已停止：已修复 {reason} 次。请修正不会结束的处理程序。',
  'ghost-realm': '对照运行已停止（{reason}）。真实的运行不受影响，请重试。',
  'ghost-trace': '对照运行已停止：它的跟踪数据不合规则（{reason}）。真实的运行不受影响。',
}
