// How faithful each kind is: its own page, as the build reads it from beside the code.
import { NODE_KINDS, type NodeKind } from '#nodes/models'
import { lookOf } from '#nodes/views'
import { Dialog, useSay, useText } from '#ui/kit'
import { useState } from 'react'
import { type Block, kindPages } from 'virtual:kind-pages'
import css from './fidelity-dialog.module.css'
import { fidelityTexts } from './fidelity-texts.ts'

/** A page's headings, which are the same on each; the words for them are the reader's. */
const HEADINGS: Readonly<Record<string, 'emulated' | 'simplified' | 'leftOut'>> = {
  Emulated: 'emulated',
  Simplified: 'simplified',
  'Left out': 'leftOut',
}

const kindOf = (name: string): NodeKind | undefined => NODE_KINDS.find((kind) => kind === name)

/** The kinds in their usual order, then what several of them share. */
const PAGES = [...kindPages].sort((a, b) => placeOf(a.name) - placeOf(b.name))

function placeOf(name: string): number {
  const kind = kindOf(name)
  return kind ? NODE_KINDS.indexOf(kind) : NODE_KINDS.length
}

export function FidelityDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(fidelityTexts)
  const say = useSay()
  const [chosen, setChosen] = useState(PAGES[0]?.name)
  const page = PAGES.find(({ name }) => name === chosen)
  const titleOf = (name: string): string => {
    const kind = kindOf(name)
    if (kind) return say(lookOf(kind).title)
    return t(name === 'account' ? 'account' : 'mapping')
  }
  return (
    <Dialog title={t('title')} lead={t('lead')} onClose={onClose} width={820}>
      <div className={css.columns}>
        <nav className={css.kinds} aria-label={t('kinds')}>
          {PAGES.map(({ name }) => (
            <button
              key={name}
              type="button"
              className={css.kind}
              aria-current={name === chosen ? 'page' : undefined}
              onClick={() => setChosen(name)}
            >
              <KindMark name={name} />
              {titleOf(name)}
            </button>
          ))}
        </nav>
        {page && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a page is longer than the dialog, and arrows scroll it
          <article key={page.name} className={css.page} tabIndex={0} aria-label={titleOf(page.name)}>
            <Blocks of={page.lead} />
            {page.sections.map(({ heading, blocks }) => (
              <section key={heading} data-section={HEADINGS[heading]}>
                <h3>{HEADINGS[heading] ? t(HEADINGS[heading]) : heading}</h3>
                <Blocks of={blocks} />
              </section>
            ))}
            <p className={css.marks}>{t('marks')}</p>
          </article>
        )}
      </div>
    </Dialog>
  )
}

function KindMark({ name }: { readonly name: string }) {
  const kind = kindOf(name)
  if (!kind) return undefined
  const look = lookOf(kind)
  return <look.icon size={15} />
}

/** Written in English only. */
function Blocks({ of }: { readonly of: readonly Block[] }) {
  return (
    <div lang="en">
      {of.map(({ at, listed, pieces }) => (
        <p key={at} data-listed={listed}>
          {pieces.map((piece) =>
            piece.code ? <code key={piece.at}>{piece.text}</code> : <span key={piece.at}>{piece.text}</span>,
          )}
        </p>
      ))}
    </div>
  )
}
