// `npm run budget`: prints what a first visit loads and fails over the budget.
import { printBudget } from './size-budget.ts'

process.exitCode = printBudget() ? 0 : 1
