// What the Code tab says.
import { defineTexts } from '#ui/kit'

export const codeTexts = defineTexts({
  en: {
    files: 'Files of this node',
    editor: 'Code of {path}',
    addFile: 'Add a file',
    renameFile: 'Rename {path}',
    removeFile: 'Delete {path}',
    filePath: 'Path of the file',
    handler: 'Handler',
    run: 'Run with this code',
    none: 'There is no code yet.',
    settingsAnswer: 'This service answers what its settings say. A handler of its own can answer instead.',
    answerFromCode: 'Answer from code',
    answerFromSettings: 'Answer from settings',
    create: 'Add its handler',
    newFile: 'new-file.ts',
  },
  'zh-CN': {
    files: '此节点的文件',
    editor: '{path} 的代码',
    addFile: '添加文件',
    renameFile: '重命名 {path}',
    removeFile: '删除 {path}',
    filePath: '文件路径',
    handler: '处理程序',
    run: '用此代码运行',
    none: '还没有代码。',
    settingsAnswer: '此服务按设置给出响应。也可以由它自己的处理程序给出响应。',
    answerFromCode: '用代码响应',
    answerFromSettings: '按设置响应',
    create: '添加处理程序',
    newFile: 'new-file.ts',
  },
})
