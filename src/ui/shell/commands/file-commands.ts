// Documents: new, open, save, versions.
import { say } from '#stores'
import { notify } from '#ui/kit'
import { newWorkflow } from '#workflow'
import { chooseFile, chooseFolder } from '../choose-file.ts'
import { defineCommands } from './command.ts'

export const fileCommands = defineCommands({
  'new-workflow': {
    group: 'file',
    label: { en: 'New workflow', 'zh-CN': '新建工作流' },
    run: async (app) => {
      const opened = await app.storage.openNew(newWorkflow('Untitled'), { trusted: true })
      if (!opened.ok) notify({ tone: 'error', text: say(opened.error, app.preferences.getState().language) })
    },
  },
  'new-from-template': {
    group: 'file',
    label: { en: 'New from a template…', 'zh-CN': '从模板新建…' },
    run: (app) => app.view.show({ dialog: 'templates' }),
  },
  'show-documents': {
    group: 'file',
    label: { en: 'Workflows in this browser…', 'zh-CN': '此浏览器中的工作流…' },
    run: async (app) => {
      await app.storage.refreshList()
      app.view.show({ dialog: 'documents' })
    },
  },
  'open-file': {
    group: 'file',
    label: { en: 'Open file…', 'zh-CN': '打开文件…' },
    shortcuts: ['Mod+O'],
    typing: 'fields',
    run: (app) => chooseFile(app),
  },
  'open-folder': {
    group: 'file',
    label: { en: 'Open a project’s folder…', 'zh-CN': '打开项目文件夹…' },
    run: (app) => chooseFolder(app),
  },
  'save-version': {
    group: 'file',
    label: { en: 'Save a named version…', 'zh-CN': '保存命名版本…' },
    shortcuts: ['Mod+S'],
    typing: 'editor',
    run: (app) => app.view.show({ dialog: 'versions' }),
  },
  settings: {
    group: 'file',
    label: { en: 'Parameters, secrets and account…', 'zh-CN': '参数、密钥与账户…' },
    run: (app) => app.view.show({ dialog: 'settings' }),
  },
  'download-file': {
    group: 'file',
    label: { en: 'Download as .faaslab.json', 'zh-CN': '下载 .faaslab.json' },
    run: (app) => app.files.save(),
  },
  export: {
    group: 'file',
    label: { en: 'Export…', 'zh-CN': '导出…' },
    run: (app) => app.view.show({ dialog: 'export' }),
  },
})
