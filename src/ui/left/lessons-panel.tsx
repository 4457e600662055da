// The lessons that there are, and the one that is open. Loaded when the tab is opened.
import { type Lesson, type LessonProblem, lessonSentence, lessons, parseLesson, readLesson } from '#lessons'
import { Button, fillText, notify, useLanguage, useText } from '#ui/kit'
import { MAXIMUM_BYTES } from '#workflow'
import { FolderOpen } from 'lucide-react'
import { use } from 'react'
import { type App, useApp, useView } from '../shell/app-context.tsx'
import { ask } from '../shell/choose-file.ts'
import { LessonView } from './lesson-view.tsx'
import { lessonTexts } from './lesson-texts.ts'
import css from './lessons-panel.module.css'

/** As many of a file's problems as are told at once. */
const PROBLEMS_TOLD = 3

let listed: Promise<readonly Lesson[]> | undefined

async function load(): Promise<readonly Lesson[]> {
  const read = await Promise.all(lessons.map(async (lesson) => readLesson(await lesson.load())))
  return read.map((reading) => {
    if (!reading.ok) throw new Error(reading.error.map((problem) => lessonSentence(problem, 'en')).join(' '))
    return reading.value
  })
}

/** Once; what failed, such as a lost connection, is tried again by the next look. */
function listOnce(): Promise<readonly Lesson[]> {
  listed ??= load().catch((error: unknown) => {
    listed = undefined
    throw error
  })
  return listed
}

const show = (app: App, lesson: Lesson, ours: boolean): void =>
  app.view.show({ lesson: { lesson, ours, predicted: undefined, hints: 0 } })

async function openFile(app: App): Promise<void> {
  const [file] = await ask('.json', false)
  if (!file) return
  const { language } = app.preferences.getState()
  const say = (problem: LessonProblem): string => lessonSentence(problem, language === 'zh-CN' ? 'zh' : 'en')
  const tell = (reason: string): void =>
    notify({ tone: 'error', text: fillText(lessonTexts[language].unreadable, { name: file.name, reason }) })
  if (file.size > MAXIMUM_BYTES) {
    tell(say({ code: 'too-large', path: '', data: { bytes: file.size, maximum: MAXIMUM_BYTES } }))
    return
  }
  const read = parseLesson(await file.text())
  if (read.ok) show(app, read.value, false)
  else tell(read.error.slice(0, PROBLEMS_TOLD).map(say).join(' '))
}

export function LessonsPanel() {
  const open = useView((state) => state.lesson)
  return open ? <LessonView key={open.lesson.id} open={open} /> : <LessonList />
}

function LessonList() {
  const app = useApp()
  const t = useText(lessonTexts)
  const language = useLanguage() === 'zh-CN' ? 'zh' : 'en'
  const offered = use(listOnce())
  return (
    <div className={css.panel} data-lessons>
      <p className={css.note}>{t('intro')}</p>
      <ul className={css.list} aria-label={t('list')}>
        {offered.map((lesson) => (
          <li key={lesson.id}>
            <button type="button" className={css.lesson} onClick={() => show(app, lesson, true)}>
              <span className={css.title}>{lesson.title[language]}</span>
              <span className={css.note}>{lesson.idea[language]}</span>
            </button>
          </li>
        ))}
      </ul>
      <div>
        <Button small icon={<FolderOpen size={14} />} onClick={() => void openFile(app)}>
          {t('openFile')}
        </Button>
      </div>
    </div>
  )
}
