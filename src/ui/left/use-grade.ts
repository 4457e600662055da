// The grade of the run of the open document: asked for when the run ends or pauses, never while it goes or somebody types.
import { gradeLesson, type Lesson, type LessonGrade, queriesOf } from '#lessons'
import { useRunView } from '../panels/observe/use-run-view.ts'
import { useRun } from '../shell/app-context.tsx'

export function useGrade(lesson: Lesson): LessonGrade | undefined {
  const rests = useRun(({ phase }) => (phase === 'ended' || phase === 'paused' ? phase : undefined))
  const key = `${lesson.id} ${rests ?? ''}`
  const { answer, answersKey } = useRunView(
    key,
    async (observer) => {
      if (rests === undefined) return undefined
      const [summary, tallies] = await Promise.all([observer.summary(), observer.tally(queriesOf(lesson))])
      return gradeLesson(lesson, { summary, tallies, ended: rests === 'ended' })
    },
    // News of the end come before the last of the log.
    { newsOf: ({ events }) => (rests === undefined ? 0 : events) },
  )
  return answersKey === key ? answer : undefined
}
