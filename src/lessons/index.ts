// Lessons: data with a start, a solution and goals, and their grades.
export {
  boundsOf,
  type GoalGrade,
  type GradedRun,
  gradeLesson,
  type LessonGrade,
  queriesOf,
} from './grade.ts'
export type { Goal, Lesson, LessonText, Measure } from './lesson.ts'
export { type ListedLesson, lessons } from './list.ts'
export { type LessonProblem, type LessonReading, parseLesson, readLesson } from './parse.ts'
export { type LessonSaid, lessonSentence } from './sentences.ts'
