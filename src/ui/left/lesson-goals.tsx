// The goals with what was seen of each in the run.
import { boundsOf, type GoalGrade, type Lesson, type LessonGrade, lessonSentence } from '#lessons'
import { announce, useText } from '#ui/kit'
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { useEffect } from 'react'
import { useRun } from '../shell/app-context.tsx'
import { lessonTexts } from './lesson-texts.ts'
import css from './lessons-panel.module.css'

interface LessonGoalsProps {
  readonly lesson: Lesson
  readonly grade: LessonGrade | undefined
  readonly language: 'en' | 'zh'
}

const rounded = (value: number): string => String(Number(value.toFixed(2)))

export function LessonGoals({ lesson, grade, language }: LessonGoalsProps) {
  const t = useText(lessonTexts)
  const stale = useRun((state) => state.stale)
  const phase = useRun((state) => state.phase)
  const passed = grade?.passed === true
  useEffect(() => {
    if (passed) announce(t('passed'))
  }, [passed, t])
  const met = grade?.goals.filter((goal) => goal.met).length ?? 0
  const state = passed
    ? t('passed')
    : grade?.final
      ? t('notPassed', { met, count: lesson.goals.length })
      : grade
        ? t('soFar')
        : t(phase === 'running' || phase === 'starting' ? 'running' : 'notRun')
  return (
    <section className={css.goals} aria-label={t('goals')}>
      <h3 className={css.subheading}>{t('goals')}</h3>
      <ul className={css.list}>
        {lesson.goals.map((goal, index) => {
          const graded = grade?.goals[index]
          const bounds = boundsOf(goal)
          const wanted = bounds && lessonSentence(bounds, language)
          const figure = figureOf(graded, language)
          return (
            <li key={goal.text.en} className={css.goal} data-met={graded?.met}>
              <GoalMark graded={graded} />
              <div>
                <p>{goal.text[language]}</p>
                <p className={css.note}>
                  {figure !== undefined && wanted !== undefined
                    ? t('seen', { figure, bounds: wanted })
                    : (figure ?? (wanted !== undefined && t('wanted', { bounds: wanted })))}
                </p>
              </div>
            </li>
          )
        })}
      </ul>
      <p className={css.state} data-passed={passed}>
        {state}
      </p>
      {stale && grade && <p className={css.note}>{t('stale')}</p>}
    </section>
  )
}

function figureOf(graded: GoalGrade | undefined, language: 'en' | 'zh'): string | undefined {
  if (graded?.seen !== undefined) return rounded(graded.seen)
  return graded?.note && lessonSentence(graded.note, language)
}

function GoalMark({ graded }: { readonly graded: GoalGrade | undefined }) {
  const t = useText(lessonTexts)
  const label = graded === undefined ? t('open') : t(graded.met ? 'met' : 'notMet')
  const Icon = graded === undefined ? CircleDashed : graded.met ? CircleCheck : CircleX
  return (
    <span className={css.mark} role="img" aria-label={label}>
      <Icon size={16} aria-hidden="true" />
    </span>
  )
}
