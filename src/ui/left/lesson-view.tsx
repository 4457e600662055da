// One lesson, from top to bottom as it is gone through: idea, prediction, goals, hints, solution.
import { formatDuration, parseDuration } from '#base'
import type { Lesson } from '#lessons'
import { say } from '#stores'
import { Button, notify, useLanguage, useText } from '#ui/kit'
import type { Workflow } from '#workflow'
import { ArrowLeft, Lightbulb, Play } from 'lucide-react'
import { useId } from 'react'
import { type App, useApp, useWorkflow } from '../shell/app-context.tsx'
import { runCommand } from '../shell/commands/shortcuts.ts'
import type { OpenLesson } from '../shell/view-store.ts'
import { LessonGoals } from './lesson-goals.tsx'
import { lessonTexts } from './lesson-texts.ts'
import css from './lessons-panel.module.css'
import { useGrade } from './use-grade.ts'

type Texts = 'en' | 'zh'

/** As a new document: the one that is open stays, saved. */
async function openWorkflow(app: App, workflow: Workflow, trusted: boolean): Promise<void> {
  const opened = await app.storage.openNew(workflow, trusted ? { trusted } : {})
  if (!opened.ok) notify({ tone: 'error', text: say(opened.error, app.preferences.getState().language) })
}

export function LessonView({ open }: { readonly open: OpenLesson }) {
  const app = useApp()
  const t = useText(lessonTexts)
  const language: Texts = useLanguage() === 'zh-CN' ? 'zh' : 'en'
  const { lesson, ours } = open
  const grade = useGrade(lesson)
  // By its name alone: what is repaired in it is the learner's.
  const started = useWorkflow(({ name }) => name === lesson.start.name)
  const durationMs = parseDuration(lesson.start.scenario.duration)
  return (
    <article className={css.panel} data-lessons aria-label={lesson.title[language]}>
      <div>
        <Button look="quiet" small icon={<ArrowLeft size={14} />} onClick={() => app.view.show({ lesson: undefined })}>
          {t('all')}
        </Button>
      </div>
      <h2 className={css.heading}>{lesson.title[language]}</h2>
      <p className={css.idea}>{lesson.idea[language]}</p>
      <Paragraphs text={lesson.intro[language]} />
      <div className={css.row}>
        <Button
          look={started ? 'plain' : 'primary'}
          onClick={() => void openWorkflow(app, lesson.start, ours)}
          aria-describedby="lesson-start"
        >
          {t(started ? 'startOver' : 'start')}
        </Button>
      </div>
      <p id="lesson-start" className={css.note}>
        {t('startNote')}
      </p>
      <Prediction open={open} language={language} decided={grade?.final === true} />
      <div className={css.row}>
        <Button icon={<Play size={14} />} disabled={!started} onClick={() => runCommand(app, 'restart')}>
          {t('run')}
        </Button>
      </div>
      {durationMs !== undefined && <p className={css.note}>{t('speed', { duration: formatDuration(durationMs) })}</p>}
      <LessonGoals lesson={lesson} grade={grade} language={language} />
      <Hints open={open} language={language} />
      <div className={css.row}>
        <Button onClick={() => void openWorkflow(app, lesson.solution, ours)} aria-describedby="lesson-solution">
          {t('solution')}
        </Button>
      </div>
      <p id="lesson-solution" className={css.note}>
        {t('solutionNote')}
      </p>
    </article>
  )
}

/** Text alone, whoever wrote it. */
function Paragraphs({ text }: { readonly text: string }) {
  return text.split(/\n{2,}/).map((paragraph) => (
    <p key={paragraph} className={css.text}>
      {paragraph}
    </p>
  ))
}

function Prediction({
  open,
  language,
  decided,
}: {
  readonly open: OpenLesson
  readonly language: Texts
  readonly decided: boolean
}) {
  const app = useApp()
  const t = useText(lessonTexts)
  const name = useId()
  const { prediction }: Lesson = open.lesson
  const { predicted } = open
  const right = prediction.options[prediction.answer]
  // Once it has run, a choice is no prediction any more.
  const told = decided && predicted !== undefined
  return (
    <section aria-label={t('predict')}>
      <fieldset className={css.prediction} disabled={told}>
        <legend className={css.subheading}>{prediction.question[language]}</legend>
        {prediction.options.map((option, index) => (
          <label key={option.en} className={css.option}>
            <input
              type="radio"
              name={name}
              checked={predicted === index}
              onChange={() => app.view.show({ lesson: { ...open, predicted: index } })}
            />
            {option[language]}
          </label>
        ))}
      </fieldset>
      {told && (
        <div className={css.why}>
          <p>{predicted === prediction.answer ? t('right') : t('wrong', { answer: right?.[language] ?? '' })}</p>
          <Paragraphs text={prediction.why[language]} />
        </div>
      )}
    </section>
  )
}

function Hints({ open, language }: { readonly open: OpenLesson; readonly language: Texts }) {
  const app = useApp()
  const t = useText(lessonTexts)
  const { hints } = open.lesson
  const left = hints.length - open.hints
  if (hints.length === 0) return null
  return (
    <section className={css.hints} aria-label={t('hints')}>
      {hints.slice(0, open.hints).map((hint, index) => (
        <div key={hint.en} className={css.hint}>
          <h3 className={css.subheading}>{t('hint', { number: index + 1 })}</h3>
          <Paragraphs text={hint[language]} />
        </div>
      ))}
      {left > 0 && (
        <div>
          <Button
            icon={<Lightbulb size={14} />}
            onClick={() => app.view.show({ lesson: { ...open, hints: open.hints + 1 } })}
          >
            {t('nextHint', { left })}
          </Button>
        </div>
      )}
    </section>
  )
}
