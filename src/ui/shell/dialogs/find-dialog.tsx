// Finds a node by its name and shows it.
import { entriesInOrder } from '#base'
import { lookOf } from '#nodes/views'
import { useSay, useText } from '#ui/kit'
import { useApp, useWorkflow } from '../app-context.tsx'
import { Picker } from './picker.tsx'
import { dialogTexts } from './texts.ts'

export function FindDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(dialogTexts)
  const say = useSay()
  const nodes = useWorkflow((workflow) => workflow.nodes)
  return (
    <Picker
      label={t('find')}
      placeholder={t('findHint')}
      empty={t('nothing', { text: '…' })}
      onClose={onClose}
      groups={[
        {
          id: 'nodes',
          title: t('find'),
          items: entriesInOrder(nodes).map(([id, node]) => {
            const look = lookOf(node.kind)
            return {
              id,
              label: node.name,
              words: [look.title.en, look.title['zh-CN']],
              icon: <look.icon size={15} />,
              hint: say(look.title),
              onChoose: () => {
                app.selection.select({ nodes: [id] })
                app.canvas.current?.fit('selection')
                app.canvas.current?.focus()
              },
            }
          }),
        },
      ]}
    />
  )
}
