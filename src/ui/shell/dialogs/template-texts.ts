// What the list of templates says; the templates bring their own names.
import { defineTexts } from '#ui/kit'

export const templateTexts = defineTexts({
  en: {
    title: 'New from a template',
    hint: 'Type what you want to see',
    nothing: 'No template is about that.',
    all: 'Each opens as a new workflow and runs',
  },
  'zh-CN': {
    title: '从模板新建',
    hint: '输入想看的内容',
    nothing: '没有相关的模板。',
    all: '打开后成为新的工作流并立即运行',
  },
})
