// What the Code tab says.
import { defineTexts } from '#ui/kit'

export const codeTexts = defineTexts({
  en: {
    files: 'Files of this function',
    editor: 'Code of {path}',
    addFile: 'Add a file',
    renameFile: 'Rename {path}',
    removeFile: 'Delete {path}',
    filePath: 'Path of the file',
    handler: 'Handler',
    run: 'Run with this code',
    none: 'This function has no code yet.',
    create: 'Add its handler',
    newFile: 'new-file.ts',
  },
  'zh-CN': {
    files: '此函数的文件',
    editor: '{path} 的代码',
    addFile: '添加文件',
    renameFile: '重命名 {path}',
    removeFile: '删除 {path}',
    filePath: '文件路径',
    handler: '处理程序',
    run: '用此代码运行',
    none: '此函数还没有代码。',
    create: '添加处理程序',
    newFile: 'new-file.ts',
  },
})
