// What stands around the pages of the kinds; the pages themselves are written once, in English, beside the code.
import { defineTexts } from '#ui/kit'

export const fidelityTexts = defineTexts({
  en: {
    title: 'What is emulated',
    lead: 'For each kind: what behaves as AWS does, what is simpler here, and what is not there.',
    marks:
      'Where a rule is from: [R] recorded from AWS, [V] read in AWS’s documentation, [K] general knowledge, to be trusted least.',
    kinds: 'Kinds',
    emulated: 'Emulated',
    simplified: 'Simplified',
    leftOut: 'Left out',
    mapping: 'Mappings on streams',
    account: 'Parameters, secrets, account',
  },
  'zh-CN': {
    title: '模拟了什么',
    lead: '每种节点：哪些行为与 AWS 一致，哪些做了简化，哪些没有。各项说明为英文。',
    marks: '规则来源：[R] 从 AWS 实录，[V] 来自 AWS 文档，[K] 一般知识，可信度最低。',
    kinds: '节点种类',
    emulated: '已模拟',
    simplified: '已简化',
    leftOut: '未包含',
    mapping: '流的事件源映射',
    account: '参数、密钥与账户',
  },
})
