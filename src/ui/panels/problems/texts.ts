// What the Problems panel says.
import { defineTexts } from '#ui/kit'

export const problemTexts = defineTexts({
  en: {
    label: 'Problems',
    none: 'No problems. The rules check every edit.',
    show: 'Look at an example',
    fix: 'Fix',
    error: 'Error',
    warning: 'Warning',
    info: 'Note',
    line: '{file}:{line}',
    run: 'Run it',
  },
  'zh-CN': {
    label: '问题',
    none: '没有问题。每次编辑都会检查规则。',
    show: '查看示例',
    fix: '修复',
    error: '错误',
    warning: '警告',
    info: '提示',
    line: '{file}:{line}',
    run: '运行',
  },
})
